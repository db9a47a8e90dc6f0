"""How everything on the map looks: one table of looks, from which map and legend both draw.

Colours are Okabe and Ito's, which stay apart for colour-blind eyes; a state is never told by colour
alone but also by dash, pattern or sign. *Unknown* is grey, dashed and carries a question mark.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from data.model import BarrierKind, Passability, RoutePolicy, SectorState, SiteKind, ZoneKind
from routing.known import InformationAge

BLACK = "#1f1d1a"
ORANGE = "#e69f00"
SKY = "#56b4e9"
GREEN = "#009e73"
BLUE = "#0072b2"
VERMILION = "#d55e00"
PURPLE = "#cc79a7"
GREY = "#77716a"
WHITE = "#ffffff"
PALE = {ORANGE, SKY, PURPLE}


class Pattern(StrEnum):
    """What fills an area besides colour."""

    NONE = "none"
    HATCH = "hatch"
    CROSS = "cross"
    DOTS = "dots"
    BACK = "back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How one class of things is drawn, and the words the legend has for it.

    `dash` is in pixels as SVG has it; `sign` is written in the pin of a point; `symbol` names a drawing
    of `pages.look.symbols` instead.
    """

    words: str
    colour: str
    weight: float = 2.0
    dash: str = ""
    fill: float = 0.0
    pattern: Pattern = Pattern.NONE
    casing: bool = False
    symbol: str = ""
    sign: str = ""

    @property
    def ink(self) -> str:
        """The colour a sign is written in on this colour, so that it can be read."""
        return BLACK if self.colour in PALE else WHITE


SECTORS = {
    SectorState.ACTIVE: Look(words="Sector active", colour=BLUE, weight=2.5, fill=0.16),
    SectorState.HANDOVER: Look(
        words="Sector in hand-over", colour=BLUE, weight=2.5, dash="14 4 2 4", fill=0.5, pattern=Pattern.BACK
    ),
    SectorState.LOCAL_LEAD: Look(words="Sector under local lead", colour=GREEN, weight=2.5, dash="18 6", fill=0.14),
    SectorState.PREPARING: Look(
        words="Sector preparing", colour=SKY, weight=2, dash="8 5", fill=0.55, pattern=Pattern.DOTS
    ),
    SectorState.SUSPENDED: Look(
        words="Sector suspended", colour=VERMILION, weight=2, dash="3 5", fill=0.32, pattern=Pattern.HATCH
    ),
    SectorState.NOT_ESTABLISHED: Look(words="Sector not established", colour=GREY, weight=1.5, dash="2 5"),
}
BARRIERS = {
    BarrierKind.CLOSED: Look(words="Closed area", colour=VERMILION, weight=2.5, fill=0.6, pattern=Pattern.CROSS),
    BarrierKind.SCALED: Look(
        words="Slowed area", colour=ORANGE, weight=2, dash="10 4", fill=0.55, pattern=Pattern.HATCH
    ),
    BarrierKind.ADDED: Look(
        words="Area with added delay", colour=ORANGE, weight=2, dash="2 4", fill=0.6, pattern=Pattern.DOTS
    ),
}
ADMIN = Look(words="Administrative area", colour=GREY, weight=1.2, dash="6 3 1 3")
EXPOSURE = Look(words="Exposure zone", colour=PURPLE, weight=2, dash="6 4", fill=0.5, pattern=Pattern.BACK)
HUMANITARIAN = Look(words="Humanitarian zone", colour=GREEN, weight=2, dash="24 3", fill=0.12)
OTHER_ZONE = Look(words="Other zone", colour=GREY, weight=1.5, dash="8 4", fill=0.08)
ZONES = {
    ZoneKind.ADMIN: ADMIN,
    ZoneKind.HUMANITARIAN: HUMANITARIAN,
    ZoneKind.OTHER: OTHER_ZONE,
    **dict.fromkeys(
        (
            ZoneKind.HAZARD,
            ZoneKind.MINES,
            ZoneKind.FLOOD,
            ZoneKind.DAMAGE,
            ZoneKind.EVACUATION,
            ZoneKind.NO_GO,
            ZoneKind.CURFEW,
            ZoneKind.SEPARATION,
            ZoneKind.MILITARY,
        ),
        EXPOSURE,
    ),
}
ROUTES = {
    RoutePolicy.FASTEST: Look(words="Fastest route", colour=BLACK, weight=5, casing=True),
    RoutePolicy.LOW_EXPOSURE: Look(words="Low-exposure route", colour=BLUE, weight=5, dash="12 7", casing=True),
    RoutePolicy.SHORTEST: Look(words="Shortest route", colour=GREY, weight=4, dash="4 6", casing=True),
}
OTHER_WAY = Look(words="Other way through", colour=SKY, weight=4, dash="3 5", casing=True)
WAY_ROUND = Look(words="Way round if the next stretch closes", colour=PURPLE, weight=3, dash="2 6")
NO_WAY_ROUND = Look(words="No way round if the next stretch closes", colour=VERMILION, sign="✕")
DRAWN_WAY = Look(words="Way drawn", colour=BLUE, weight=6, dash="14 8", casing=True)
NOT_PERMITTED = Look(words="Not permitted: only if all obstacles were lifted", colour=VERMILION, weight=3, dash="1 9")
CONVOY_WAY = Look(words="Convoy passes", colour=BLACK, weight=4, casing=True)
COLUMN_WAY = Look(words="Way of a column on the road", colour=BLACK, weight=3, casing=True)
COLUMN_NOW = Look(words="Column at the minute picked", colour=BLUE, weight=9, casing=True)
ROUNDS = (
    Look(words="Round of a vehicle: 1st, 5th …", colour=BLUE, weight=4, casing=True),
    Look(words="2nd, 6th …", colour=VERMILION, weight=4, dash="12 6", casing=True),
    Look(words="3rd, 7th …", colour=BLACK, weight=4, dash="3 6", casing=True),
    Look(words="4th, 8th …", colour=PURPLE, weight=4, dash="14 4 2 4", casing=True),
)
ROUND_LINES = tuple(replace(look, words=f"{look.words}, as the crow flies", weight=2) for look in ROUNDS)
ROUND_STOP = Look(words="Site served, by vehicle and stop", colour=GREEN, sign="✓")
NOT_SERVED = Look(words="Site not served", colour=VERMILION, sign="✕")
GRADE_MET = Look(words="What is asked is met", colour=GREEN, sign="✓")
GRADE_NARROW = Look(words="Narrowly met", colour=ORANGE, sign="!")
GRADE_UNKNOWN = Look(words="Not known", colour=GREY, sign="?")
GRADE_NOT_MET = Look(words="Not met", colour=VERMILION, sign="×")
CHANGED_WAY = Look(words="Convoy passes, changed by the preview", colour=BLUE, weight=6, dash="14 8", casing=True)
NEW_WAY = Look(words="Convoy's way after the last save", colour=BLUE, weight=6, dash="14 8", casing=True)
WAY_BEFORE = Look(words="Its way before", colour=GREY, weight=3, dash="1 8")
NEWLY_UNCOVERED = Look(words="Corridor no longer covered", colour=VERMILION, weight=9, dash="2 9", casing=True)
FARTHER_SITE = Look(words="Site no longer near help", colour=VERMILION, sign="−")
FORMER_WAY = Look(words="Its way in the saved plan", colour=GREY, weight=3, dash="1 8")
NO_WAY = Look(words="Convoy with no way, at its origin", colour=VERMILION, sign="✕")
UNKNOWN_WAY = Look(words="Way on a road of unknown state", colour=GREY, weight=5, dash="5 6", casing=True, sign="?")
COVERED = Look(words="Corridor inside active sectors", colour=GREEN, weight=6, casing=True)
UNCOVERED = Look(words="Corridor not covered", colour=VERMILION, weight=6, dash="3 8", casing=True)
STATUS = {
    Passability.OPEN: Look(words="Reported open", colour=GREEN, weight=4, casing=True, sign="✓"),
    Passability.RESTRICTED: Look(words="Restricted", colour=ORANGE, weight=4, dash="9 5", casing=True, sign="!"),
    Passability.CLOSED: Look(words="Closed", colour=VERMILION, weight=5, dash="2 6", casing=True, sign="✕"),
    Passability.UNKNOWN: Look(words="Unknown", colour=GREY, weight=4, dash="5 6", casing=True, sign="?"),
}
AGES = {
    InformationAge.FRESH: Look(words="Information fresh", colour=BLACK, weight=6, casing=True, sign="●"),
    InformationAge.AGING: Look(words="Information aging", colour=SKY, weight=5, dash="14 6", casing=True, sign="◐"),
    InformationAge.UNKNOWN: Look(
        words="Information too old, undated or none: unknown", colour=GREY, weight=4, dash="3 7", casing=True, sign="?"
    ),
}
EXPOSED = (
    Look(words="Convoy way outside every dangerous zone told", colour=BLACK, weight=2, casing=True),
    Look(words="Exposure low, under half the usual", colour=PURPLE, weight=5, dash="10 5", casing=True),
    Look(words="Exposure up to the usual", colour=PURPLE, weight=8, casing=True),
    Look(words="Exposure above the usual", colour="#a3487c", weight=12, casing=True),
)
"""By how much a second weighs there: nothing, under `GRADES[0]`, up to `GRADES[1]`, more; relative, uncalibrated."""
GRADES = (0.5, 1.0)
INCIDENT = Look(words="Incident", colour=VERMILION, symbol="incident")
MEETING = Look(words="Boundary coordination point", colour="#a3487c", weight=1, sign="↔")
CROSSING = Look(words="Crossing", colour=BLACK, symbol="crossing")
ORIGIN = Look(words="Origin", colour=BLACK, sign="A")
DESTINATION = Look(words="Destination", colour=BLACK, sign="B")
VIA = Look(words="Via point", colour=BLACK, sign="+")
CHOSEN = Look(words="Chosen place", colour=BLUE, sign="●")
NOTE = Look(words="Note", colour="#5c4a00", sign="✎")
EDITED = Look(
    words="Being changed by somebody else", colour="#a3487c", weight=4, dash="2 5 10 5", casing=True, sign="✎"
)
WAS = Look(words="As it was before both changes", colour=GREY, weight=2, dash="2 6")
THEIRS = Look(words="Theirs, saved", colour=BLUE, weight=3, fill=0.4, pattern=Pattern.HATCH, casing=True, sign="T")
ALIKE = Look(words="Theirs and mine, alike", colour=BLACK, weight=3, fill=0.08, casing=True)
MINE = Look(
    words="Mine, not saved", colour=ORANGE, weight=3, dash="10 6", fill=0.4, pattern=Pattern.BACK, casing=True, sign="M"
)
IN_FORCE = Look(words="As it is in force", colour=GREY, weight=3, dash="2 6", fill=0.1, casing=True)
PROPOSED = Look(
    words="As it would be", colour=ORANGE, weight=3, dash="10 6", fill=0.4, pattern=Pattern.BACK, casing=True
)
HALO = Look(words="Chosen", colour="#0b5fa5", weight=6, casing=True)
FINDING = Look(words="Finding", colour=ORANGE, sign="!")
NEW_SECTOR = Look(words="Sector drawn, not saved", colour=BLUE, weight=2.5, dash="8 4", fill=0.08)
PICKED = Look(words="Picked, not reported yet", colour=BLUE, weight=8, casing=True)
CONTROL_LINE = Look(words="Control line", colour=BLACK, weight=2.5, dash="16 5 3 5", casing=True)
SITES = {
    kind: Look(words=kind.replace("_", " ").capitalize(), colour="#3d3a36", weight=1, symbol=kind.value)
    for kind in SiteKind
}


QUIET_SECTOR = Look(words="Sector", colour=GREY, weight=1.5, dash="2 5")
IDLE_ZONE = Look(words="Zone that does nothing to roads", colour=GREY, weight=1.5, dash="6 4", fill=0.04)


def exposure_look(weight: float) -> Look:
    """The look of a stretch of way by what a second on it weighs."""
    if weight <= 0:
        return EXPOSED[0]
    return EXPOSED[1 if weight < GRADES[0] else 2 if weight <= GRADES[1] else 3]


def zone_look(kind: ZoneKind, barrier: BarrierKind | None) -> Look:
    """The look of a zone: what it does to roads counts more than what it is about."""
    return ZONES[kind] if barrier is None else BARRIERS[barrier]
