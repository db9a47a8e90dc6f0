"""Tools for reading the map, the same on every page: layers, search, measuring, positions, printed sheets."""
