"""Shapes and measures; knows no domain."""
