"""Other ways through: candidates, what they have in common, detours."""
