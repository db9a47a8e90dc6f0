"""The one map of every page: layers out, clicks and drawings back."""
