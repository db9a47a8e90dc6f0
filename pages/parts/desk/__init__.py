"""The desk for drawing: what lies on it, what is said of it, and the way into the plan."""
