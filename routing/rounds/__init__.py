"""Which vehicle of a depot serves which sites in which order: plain whole seconds, no plan in them."""
