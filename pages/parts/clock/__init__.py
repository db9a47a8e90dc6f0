"""The clock on the map: what holds when, columns on the road, phases walked and compared."""
