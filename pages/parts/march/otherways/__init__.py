"""Other ways of a convoy: ways round if a stretch closes, ways unlike the planned one, and a draw among them."""
