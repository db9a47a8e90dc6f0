"""Where two people have changed the same: both on one map and field by field, until one of them has chosen."""
