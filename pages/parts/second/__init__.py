"""What waits for a second person, shown and decided."""
