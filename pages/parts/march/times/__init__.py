"""When a convoy can move: earliest arrival, latest safe departure, and what would free it where it cannot."""
