"""A convoy under way: times reported, what follows from them, who must be told, and how the mission ended."""
