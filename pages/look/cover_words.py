"""Words and looks of coverage by phase: how sectors stand, what a stretch or place lacks, and what would mend it."""

from collections.abc import Mapping

from pages.look.looks import BLUE, GREEN, GREY, ORANGE, PURPLE, SKY, VERMILION, Look, Pattern
from routing.force.covered import GapKind
from routing.force.secured import Footing
from routing.force.wanted import Demand

FOOTINGS: Mapping[Footing, Look] = {
    Footing.SECURED: Look(words="Secured", colour=BLUE, weight=2.5, fill=0.16),
    Footing.NOT_ACTIVE: Look(words="Not active all through the phase", colour=GREY, weight=1.5, dash="2 5", fill=0.04),
    Footing.NOT_CONSENTED: Look(
        words="Active, without consent", colour=VERMILION, weight=2, dash="12 4", fill=0.3, pattern=Pattern.HATCH
    ),
    Footing.NOBODY_MAY_ACT: Look(
        words="Active, nobody there may act", colour=VERMILION, weight=2, dash="3 5", fill=0.3, pattern=Pattern.CROSS
    ),
    Footing.NOT_KNOWN: Look(
        words="Not known whether secured", colour=GREY, weight=2, dash="5 6", fill=0.4, pattern=Pattern.DOTS, sign="?"
    ),
}
CUT_OFF = Look(
    words="Secured, but cut off from every crossing",
    colour=ORANGE,
    weight=2.5,
    dash="14 4 2 4",
    fill=0.4,
    pattern=Pattern.BACK,
)

BACKED = Look(words="Corridor covered, by two bases or more", colour=GREEN, weight=6, casing=True)
STRETCHES: Mapping[GapKind, Look] = {
    GapKind.NOT_SECURED: Look(words="Not in a secured sector", colour=VERMILION, weight=6, dash="3 8", casing=True),
    GapKind.NOBODY_MAY_ACT: Look(words="Nobody there may act", colour=VERMILION, weight=6, dash="1 9", casing=True),
    GapKind.NOT_KNOWN: Look(
        words="Not known whether secured", colour=GREY, weight=5, dash="5 6", casing=True, sign="?"
    ),
    GapKind.NOT_REACHABLE: Look(
        words="No way there inside secured sectors", colour=PURPLE, weight=6, dash="2 6", casing=True
    ),
    GapKind.UNKNOWN_ROADS: Look(
        words="In time only over roads of unknown state", colour=GREY, weight=5, dash="2 6", casing=True, sign="?"
    ),
    GapKind.BEYOND: Look(words="Reached, but too late", colour=ORANGE, weight=6, dash="14 6", casing=True),
    GapKind.NO_BACKUP: Look(words="Covered by one base only", colour=GREEN, weight=4, dash="16 5", casing=True),
}
REMEDIES: Mapping[GapKind, str] = {
    GapKind.NOT_SECURED: "Make its sector active all through the phase and obtain consent; draw one where none lies.",
    GapKind.NOBODY_MAY_ACT: "Assign a unit that is deployed there and whose rules and caveats let it act.",
    GapKind.NOT_KNOWN: "Find out what is not known: what parties say, and what the units there may do.",
    GapKind.NOT_REACHABLE: "Secure the sectors between it and a base, open a closed road, or put a base inside.",
    GapKind.UNKNOWN_ROADS: "Have the roads on the way looked at and reported.",
    GapKind.BEYOND: "Put a base nearer, or open a shorter way.",
    GapKind.NO_BACKUP: "Put a second base in reach.",
}
PLACES: Mapping[bool | None, Look] = {
    True: Look(words="Site or settlement covered", colour=GREEN, weight=1, sign="✓"),
    False: Look(words="Site or settlement not covered", colour=VERMILION, weight=1, sign="✕"),
    None: Look(words="Not known whether it is covered", colour=GREY, weight=1, sign="?"),
}
MORE_UNITS = Look(words="Where more units help most", colour=BLUE, sign="+1")
BROUGHT = Look(words="What more units bring into reach", colour=SKY, weight=10, dash="1 12", casing=True)
BROUGHT_PLACE = Look(words="Place that more units bring into reach", colour=SKY, weight=1, sign="+")
PICKED = Look(words="The gap picked", colour="#0b5fa5", weight=12, casing=True)
DEMANDS: Mapping[str, Demand] = {"corridor": Demand.CORRIDORS, "sites": Demand.SITES, "people": Demand.PEOPLE}
GROUND: Mapping[Footing, str] = {
    Footing.SECURED: "secured",
    Footing.NOT_ACTIVE: "not active",
    Footing.NOT_CONSENTED: "no consent",
    Footing.NOBODY_MAY_ACT: "nobody may act",
    Footing.NOT_KNOWN: "not known",
}
