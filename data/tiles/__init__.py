"""Map tiles: a network and the ground around it as one PMTiles file that a browser reads piece by piece."""
