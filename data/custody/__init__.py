"""Custody: copies of an operation that are signed, sealed, carried, compared and kept for as long as they may be."""
