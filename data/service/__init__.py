"""The one door to operations: every public operation takes the person who asks, and refuses what they may not."""
