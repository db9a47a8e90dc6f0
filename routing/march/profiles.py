"""The standard march profiles by name, and the profile a convoy marches by.

Doctrine differs between armies, agencies and editions of one manual; each profile says where it comes
from and what in it is our assumption, and every part of it can be switched in a profile of the plan.
"""

from data.model.ids import MarchProfileId
from data.model.march import Density, HaltRule, MarchProfile
from data.model.movement import Convoy
from data.model.plan import Plan
from data.model.provenance import Confidence, Source

_MINUTE_S = 60.0
_HOUR_S = 3600.0
_ONCE_S = 168 * _HOUR_S
"""A week of driving: nobody comes to a second halt of such a rule."""

_HANDED_DOWN = Source(
    name="March arithmetic of US Army FM 55-10 and ATP 4-16 as commonly taught; 100 m for 10 vehicles a kilometre "
    "after ST 100-3; gaps of 3 and 6 minutes are an assumption",
    confidence=Confidence.MEDIUM,
)
_EXTRA = Source(
    name="As the doctrinal profile; the extra time of a minute for 25 vehicles is commonly taught after FM 55-10 and "
    "was not found in a source we could open",
    confidence=Confidence.LOW,
)
_MEASURED = Source(name="Geometry: a gap and the length of the vehicle for each vehicle", confidence=Confidence.HIGH)
_HUMANITARIAN = Source(
    name="Halts every 2 hours, 15 minutes for every 3 vehicles begun, 2 hours after 6, as in a convoy planning program "
    "of civil protection; pace of 30 and 50 km/h is an assumption",
    confidence=Confidence.LOW,
)
_HALTS = Source(
    name="Halts of 15 minutes after the first hour and 10 minutes every 2 hours, as commonly taught after US doctrine",
    confidence=Confidence.LOW,
)

STANDARD_PROFILES: tuple[MarchProfile, ...] = (
    MarchProfile(
        id=MarchProfileId("doctrinal"),
        name="Doctrinal density",
        density=Density.DOCTRINAL,
        unit_gap_s=3 * _MINUTE_S,
        serial_gap_s=6 * _MINUTE_S,
        source=_HANDED_DOWN,
    ),
    MarchProfile(
        id=MarchProfileId("doctrinal_extra_time"),
        name="Doctrinal density with extra time",
        density=Density.DOCTRINAL,
        unit_gap_s=3 * _MINUTE_S,
        serial_gap_s=6 * _MINUTE_S,
        extra_time=True,
        source=_EXTRA,
    ),
    MarchProfile(
        id=MarchProfileId("physical"),
        name="Physical density",
        density=Density.PHYSICAL,
        unit_gap_s=3 * _MINUTE_S,
        serial_gap_s=6 * _MINUTE_S,
        source=_MEASURED,
    ),
    MarchProfile(
        id=MarchProfileId("humanitarian"),
        name="Humanitarian convoy",
        density=Density.PHYSICAL,
        unit_gap_s=1 * _MINUTE_S,
        serial_gap_s=5 * _MINUTE_S,
        halts=(
            HaltRule(every_s=2 * _HOUR_S, halt_s=15 * _MINUTE_S, per_vehicles=3),
            HaltRule(every_s=6 * _HOUR_S, halt_s=2 * _HOUR_S),
        ),
        urban_kmh=30.0,
        rural_kmh=50.0,
        source=_HUMANITARIAN,
    ),
    MarchProfile(
        id=MarchProfileId("doctrinal_halts"),
        name="Doctrinal density with short halts",
        density=Density.DOCTRINAL,
        unit_gap_s=3 * _MINUTE_S,
        serial_gap_s=6 * _MINUTE_S,
        halts=(
            HaltRule(every_s=_ONCE_S, halt_s=15 * _MINUTE_S, first_after_s=1 * _HOUR_S),
            HaltRule(every_s=2 * _HOUR_S, halt_s=10 * _MINUTE_S, first_after_s=3 * _HOUR_S),
        ),
        source=_HALTS,
    ),
)
"""Profiles every operation can choose from; the first is that of a convoy of which nobody says otherwise."""


def profile_of(plan: Plan, convoy: Convoy) -> MarchProfile:
    """The profile a convoy marches by: its own, else the first of the standard ones."""
    own = next((profile for profile in plan.march_profiles if profile.id == convoy.profile), None)
    return own or STANDARD_PROFILES[0]


def profiles_offered(plan: Plan) -> tuple[MarchProfile, ...]:
    """The profiles of the plan, and the standard ones it does not hold under the same id."""
    held = {profile.id for profile in plan.march_profiles}
    return (*plan.march_profiles, *(profile for profile in STANDARD_PROFILES if profile.id not in held))


def gap_m(profile: MarchProfile, convoy: Convoy) -> float:
    """The gap between vehicles that road space is counted with, metres: the greater of those inside and outside towns.

    A column that closes up in a town is shorter there than is told here, never longer.
    """
    rural_m = profile.vehicle_gap_m if profile.vehicle_gap_m is not None else convoy.vehicle_gap_m
    return max(rural_m, profile.urban_gap_m or 0.0)
