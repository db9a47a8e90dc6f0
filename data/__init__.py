"""Nouns: what an operation is made of, where it comes from, how it is kept and handed over."""
