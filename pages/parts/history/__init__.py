"""The history of an operation: who changed what, when and why, and what lies between two saves."""
