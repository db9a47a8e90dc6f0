"""What acts on the roads at a moment, and what each stretch costs by it."""
