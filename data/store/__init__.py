"""How an operation is kept: one record per entity, every change a revision with its reason."""
