"""What the roads themselves allow: limits, and what passes under bridges."""
