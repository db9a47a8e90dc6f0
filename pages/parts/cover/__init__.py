"""Cover by phase: what is secured and in reach, what is not, and where one more unit helps."""
