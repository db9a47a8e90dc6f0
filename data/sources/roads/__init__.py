"""Road networks from every source a user has, each read into one RoadNetwork and a report."""
