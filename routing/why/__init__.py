"""Why there is no way, or why it is not the obvious one."""
