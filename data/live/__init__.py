"""What changes while people work: the newest revision of each operation, and who is there."""
