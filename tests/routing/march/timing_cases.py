"""Columns on drawn roads: 100 m of grid take 10 s at 36 km/h, and NOON is moment 0."""

from datetime import timedelta

from data.model import OpeningKind, Validity
from routing.index import NetworkIndex
from routing.march.timed import TimedQuestion
from routing.question import Terms
from tests.builders import NOON, plan, site, zone
from tests.march_builders import opening_rule

HOUR = 3600


def after(seconds):
    return NOON + timedelta(seconds=seconds)


def span(from_s, until_s):
    return Validity(starts_at=after(from_s), ends_at=after(until_s))


def closure(about, *spans, rule_id=None):
    """A rule that shuts during these spans of seconds."""
    once = tuple(span(*pair) for pair in spans)
    return opening_rule(rule_id or f"shut-{about}", kind=OpeningKind.CLOSURE, weekly=(), once=once, about=about)


def hours(about, *spans, rule_id=None):
    """A rule that opens during these spans of seconds only."""
    once = tuple(span(*pair) for pair in spans)
    return opening_rule(rule_id or f"open-{about}", kind=OpeningKind.OPENING_HOURS, weekly=(), once=once, about=about)


def area(drawn, name, where, margin_m=30.0, **said):
    return zone(name, area=drawn.zone(where, margin_m), **said)


def held_at(drawn, name, where, room_m=1000.0, **said):
    return site(name, point=drawn.point(where), room_m=room_m, **said)


def asked(drawn, way, *records, until_s=HOUR, ready_s=0, pass_s=0.0, **said):
    """Index, plan and question of a column over the junctions of `way`, a site at each."""
    stops = tuple(site(f"at-{where}", point=drawn.point(where)) for where in way)
    question = TimedQuestion(
        **{
            "terms": Terms(at=NOON),
            "stops": tuple(stop.id for stop in stops),
            "ready_at": after(ready_s),
            "deadline_at": after(until_s),
            "pass_s": pass_s,
            "road_space_m": 100.0,
            **said,
        }
    )
    return NetworkIndex(drawn.network), plan(*stops).with_record(*records), question


def seconds(moment):
    return (moment - NOON).total_seconds()


def times(way):
    return tuple(seconds(moment) for moment in (way.departs_at, way.arrives_at, way.clears_at))
