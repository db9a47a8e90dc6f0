"""The gate: what stands in front of everything the app serves, and lets in only who is known."""
