"""May a convoy use a road, in which direction, and pass a barrier: the access tags of OSM, read for trucks.

Barrier on a road, by kind and access tags (most specific first: hgv, goods, motor_vehicle, vehicle,
access; `locked=yes` counts as closed whatever the access):

| kind | yes, permissive, designated | no, private | anything else or untagged |
|---|---|---|---|
| blocks the road (BLOCKING) | open | closed | closed |
| no obstacle to a truck (PASSABLE) | open | closed | open |
| gate, checkpoint, toll booth, any other | open | closed | unknown |
"""

from collections.abc import Mapping

MODES = ("hgv", "goods", "motor_vehicle", "vehicle", "access")
"""Access keys that speak about a convoy of trucks, the most specific first."""

FREE = frozenset({"yes", "designated", "permissive", "official", "public"})
CLOSED = frozenset({"no", "none", "private"})
BLOCKING = frozenset(
    {
        "bollard",
        "block",
        "jersey_barrier",
        "debris",
        "log",
        "chain",
        "rope",
        "cycle_barrier",
        "motorcycle_barrier",
        "stile",
        "turnstile",
        "horse_stile",
        "full-height_turnstile",
        "kissing_gate",
        "planter",
        "wall",
        "fence",
        "hedge",
        "ditch",
        "guard_rail",
        "city_wall",
        "retaining_wall",
        "bus_trap",
        "sump_buster",
        "spikes",
        "tyres",
        "tires",
        "barrier_board",
        "rubble",
        "tank_trap",
        "wire_fence",
        "boulder",
        "stone",
        "concrete_block",
        "earth_bank",
        "berm",
        "roadblock",
    }
)
PASSABLE = frozenset({"cattle_grid", "entrance", "kerb", "toll_entrance"})
NO_BARRIER = frozenset({"no", "none"})


def permission(tags: Mapping[str, str]) -> str | None:
    """Access word that holds for trucks; None when nothing restricts them.

    "no" is a road that is no road for a convoy. A ban for hgv or goods alone is "hgv=no": the road
    stands, but not for heavy vehicles.

    >>> permission({"access": "no", "hgv": "yes"}), permission({"hgv": "no"}), permission({"access": "private"})
    (None, 'hgv=no', 'private')
    """
    key = next((mode for mode in MODES if mode in tags), None)
    if key is None or tags[key] in FREE:
        return None
    banned = tags[key] in {"no", "none"}
    if banned and key in {"hgv", "goods"}:
        # light vehicles of a convoy may still pass, unless the tags for all motor vehicles say no too
        rest = permission({other: value for other, value in tags.items() if other not in {"hgv", "goods"}})
        return rest or f"{key}=no"
    return "no" if banned else tags[key]


def direction(tags: Mapping[str, str]) -> int:
    """1: only as drawn, -1: only against the drawing, 0: both, as oneway, junction and class say for trucks.

    A direction of motor traffic that is forbidden by `vehicle:backward=no` and the like counts;
    `oneway:bus` does not. What is reversible or alternating counts as both.

    >>> direction({"oneway": "-1"}), direction({"junction": "roundabout"}), direction({"highway": "primary"})
    (-1, 1, 0)
    """
    said = next((tags[key] for key in _ONEWAY if key in tags), None)
    if said in {"yes", "true", "1"}:
        return 1
    if said in {"-1", "reverse"}:
        return -1
    if said is None and (tags.get("junction") in {"roundabout", "circular"} or tags.get("highway") == "motorway"):
        return 1
    return _open_side(tags)


_ONEWAY = ("oneway:hgv", "oneway:motor_vehicle", "oneway:vehicle", "oneway")


def _open_side(tags: Mapping[str, str]) -> int:
    forward, backward = (
        next((tags[f"{mode}:{side}"] for mode in MODES if f"{mode}:{side}" in tags), None) == "no"
        for side in ("forward", "backward")
    )
    return int(backward) - int(forward)


def passage(kind: str, tags: Mapping[str, str]) -> str:
    """May a convoy pass a barrier of this kind: "open", "closed" or "unknown", by the table above.

    >>> passage("bollard", {}), passage("gate", {}), passage("gate", {"access": "yes"})
    ('closed', 'unknown', 'open')
    """
    said = next((tags[mode] for mode in MODES if mode in tags), None)
    if said in CLOSED or tags.get("locked") == "yes" or (kind in BLOCKING and said not in FREE):
        return "closed"
    return "open" if said in FREE or kind in PASSABLE else "unknown"
