"""Copies made, looked at and put together, and what is erased: the parts of the page of custody."""
