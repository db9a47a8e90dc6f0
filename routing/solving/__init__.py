"""What every search has in common: how far it is, when it stops, and the solver it is put to."""
