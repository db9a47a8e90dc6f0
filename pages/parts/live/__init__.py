"""What reaches a page while it is open: saves of others, who is there, and the operation as it was."""
