"""What a change brings about: in words, most serious first, and on the map."""
