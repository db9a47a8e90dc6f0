"""Nouns and results as documents: plain values that become JSON, and nothing about screens or storage."""
