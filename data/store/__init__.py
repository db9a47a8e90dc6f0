"""Where an operation is kept: one record for each thing, every change a revision, nothing ever removed."""
