"""A small town with everything in it that sends ways round: one-ways, gates, turns, slow and private roads."""

from routing.index import NetworkIndex
from tests.asciimap import ascii_map

TOWN = ascii_map(
    """
A---B---C---D
|   |   |   |
E---F---G---H
|   | / |   |
I---J---K---L
""",
    oneway=["BC", "GF", "KJ"],
    gates={"H": "unknown", "E": "closed"},
    bans=[("AB", "BF"), ("FG", "GC"), ("BF", "FJ", "IJ"), ("JK", "KG")],
    turns={("FG", "GH"): 25.0, ("AE", "EF"): 8.0, ("IJ", "JK", "KL"): 90.0},
    roads={"CD": {"access": "private"}, "FG": {"speed_kmh": 20.0}, "KL": {"speed_kmh": 77.0}},
)
INDEX = NetworkIndex(TOWN.network)
