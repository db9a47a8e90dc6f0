"""Hypothesis strategies for the records of the force, read from what their fields may hold."""

from datetime import datetime, time
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import NewType, get_args, get_origin, get_type_hints

from hypothesis import assume
from hypothesis import strategies as st
from shapely import Point

from data.errors import PlanError
from data.model import (
    Assignment,
    Caveat,
    CommandRelation,
    Commitment,
    Consent,
    Cost,
    DateEstimate,
    ExchangeRate,
    FundingSource,
    Handover,
    Headquarters,
    LegalInstrument,
    LocalForce,
    MarchProfile,
    MissionOutcome,
    OpeningKind,
    OpeningRule,
    Party,
    PassingReport,
    Pledge,
    Restoration,
    RoeGrant,
    Scenario,
    Settlement,
    Source,
    TaskKind,
    TaskRequirement,
    Unit,
    Validity,
    VehicleType,
)

REFERRED = {
    Pledge: {"contributor": ["contributors"]},
    Unit: {"contributor": ["contributors"], "pledge": ["pledges"], "base": ["sites"]},
    Assignment: {"unit": ["units"], "sector": ["sectors"]},
    TaskRequirement: {},
    RoeGrant: {"contributor": ["contributors"], "sector": ["sectors"], "phase": ["phases"]},
    Caveat: {"contributor": ["contributors"], "barred_sectors": ["sectors"]},
    Headquarters: {"superior": None, "contributor": ["contributors"]},
    CommandRelation: {"subject": ["units", "contributors"], "headquarters": ["headquarters"]},
    LegalInstrument: {"contributors": ["contributors"]},
    Party: {},
    Consent: {"party": ["parties"], "about": ["sectors", "corridors", "contributors"]},
    FundingSource: {"contributor": ["contributors"]},
    Commitment: {"funding_source": ["funding_sources"], "earmarks": ["contributors", "sites"]},
    ExchangeRate: {},
    Cost: {"about": ["units", "contributors"]},
    LocalForce: {"sector": ["sectors"]},
    Handover: {"sector": ["sectors"], "phase": ["phases"]},
    Restoration: {"site": ["sites"]},
    Settlement: {},
    Scenario: {},
    VehicleType: {},
    MarchProfile: {},
    OpeningRule: {"about": ["zones", "sectors", "corridors", "crossings", "sites"]},
    PassingReport: {"convoy": ["convoys"], "place": ["sites", "crossings"]},
    MissionOutcome: {"convoy": ["convoys"]},
}
"""By noun, what is referred to first: fields that refer, and the collections they may name."""

_TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=8)
_PLAIN = {
    str: _TEXT,
    int: st.integers(0, 4),
    float: st.floats(0.5, 1e6),
    bool: st.booleans(),
    Decimal: st.decimals(Decimal("0.01"), 10**9, places=2),
    time: st.times(),
}


def records_of(noun, record_id=_TEXT, ids=None):
    """Any record of a noun; `ids` gives, by collection, what references may name (None: anything)."""

    @st.composite
    def record(draw):
        given_ = {name: _reference(noun, name, hint, ids) for name, hint in get_type_hints(noun).items()}
        held = {name: draw(strategy) for name, strategy in given_.items() if name != "id"}
        try:
            return noun(id=draw(record_id), **_sensible(noun, held, ids))
        except PlanError:
            assume(False)  # noqa: FBT003  what cannot be is no example

    return record()


def _reference(noun, name, hint, ids):
    referred = REFERRED[noun].get(name, ())
    if ids is None or name not in REFERRED[noun]:
        return _of(hint)
    known = [key for collection in referred or () for key in ids.get(collection, ())]
    one = st.sampled_from(known) if known else st.nothing()
    if get_origin(hint) is tuple:
        return st.lists(one, max_size=2, unique=True).map(tuple) if known else st.just(())
    return st.none() | one if type(None) in get_args(hint) else one


def _sensible(noun, held, ids):
    """What two fields must not say together."""
    if noun in {Commitment, ExchangeRate, Cost}:
        held = held | {name: "EUR" for name in ("currency", "into") if name in held}
    if noun is OpeningRule and (held["kind"] is OpeningKind.DAYLIGHT or not held["weekly"] + held["once"]):
        held = held | {"kind": OpeningKind.DAYLIGHT, "weekly": (), "once": ()}
    if noun is MissionOutcome and ids is not None:
        held = held | {"waits": ()}
    if noun is Consent and (held["about"] is None) == (held["task"] is None):
        held = held | ({"about": None} if held["task"] else {"task": TaskKind.ESCORT})
    return held


def value_of(noun):
    """Any value of a noun that is part of a record."""
    return _of(noun)


@cache
def _of(hint):
    if isinstance(hint, NewType):
        return _TEXT
    if hint in _PLAIN:
        return _PLAIN[hint]
    if get_origin(hint) is tuple:
        return _tuple(get_args(hint))
    if get_args(hint):
        return st.one_of(*(st.none() if kind is type(None) else _of(kind) for kind in get_args(hint)))
    return _value(hint)


def _tuple(kinds):
    if kinds[-1] is Ellipsis:
        return st.lists(_of(kinds[0]), max_size=2, unique_by=str).map(tuple)
    return st.tuples(*map(_of, kinds))


def _value(hint):
    from tests import strategies  # noqa: PLC0415  strategies for whole plans draw on these

    known = {
        datetime: strategies.moments,
        Point: strategies.points,
        Source: strategies.sources,
        Validity: strategies.validities,
        DateEstimate: _estimates,
    }
    if hint in known:
        return known[hint]()
    if issubclass(hint, StrEnum):
        return st.sampled_from(hint)
    return _nested(hint)


@st.composite
def _nested(draw, kind):
    held = {name: draw(_of(hint)) for name, hint in get_type_hints(kind).items()}
    try:
        return kind(**held)
    except PlanError:
        assume(False)  # noqa: FBT003


@st.composite
def _estimates(draw):
    from tests import strategies  # noqa: PLC0415

    dates = sorted(draw(st.lists(strategies.moments(), min_size=3, max_size=3)))
    return DateEstimate(earliest=dates[0], likely=dates[1], latest=dates[2])
