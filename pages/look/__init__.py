"""What things look like and are called on every page: colours, signs, words, tables."""
