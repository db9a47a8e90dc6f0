"""The movement graph draws each column where and when the march tables have it, over one convoy's way."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from types import SimpleNamespace

import pytest

from pages.parts.movement.gantt import by_convoy
from pages.parts.movement.graph import spot_picked, spots
from pages.parts.movement.told import LEFT_OUT, convoy_rows
from pages.state.movement_seen import as_saved
from routing.convoys.asked import MovementAsked
from routing.convoys.laying import laid_out
from routing.index import NetworkIndex
from routing.movement.schedule import Schedule
from tests import builders
from tests.asciimap import ascii_map

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
ASKED = MovementAsked(day=date(2026, 6, 1), now=NOON - timedelta(hours=7), headway_s=300, ways=1)
ROADS = ascii_map(
    """
    A---B---C
        |
        D
    """,
    grid_m=1000,
    roads={name: {"lanes": 2.0} for name in ("AB", "BC", "BD")},
)


def convoy(name, way):
    ends = {"origin": way[0].lower(), "destination": way[1].lower(), "departs_at": NOON}
    return builders.convoy(name, **{"name": name, **ends, "vehicle_count": 11})


def seen_of(*convoys):
    sites = (builders.site(one.lower(), name=one, point=ROADS.point(one)) for one in "ABCD")
    index, plan = NetworkIndex(ROADS.network), builders.plan(*sites, *convoys)
    return as_saved(index, laid_out(index, plan, ASKED))


def by_name(seen, name):
    """What is drawn over the way of a convoy, by the name of each column in it."""
    row = seen.laid.row_of[name]
    return {seen.convoys[column].name: list(own) for column, own in groupby(spots(seen, row), key=lambda s: s.column)}


def test_the_convoy_itself_goes_from_start_to_end_at_the_times_of_its_march_table():
    seen = seen_of(convoy("own", "AC"), convoy("other", "AD"))
    own, table = by_name(seen, "own")["own"], seen.tables["own"]
    assert (own[0].along_m, own[0].head_at) == (0, NOON)
    assert own[-1].along_m == pytest.approx(table.distance_m)
    assert abs(own[-1].head_at - table.arrives_at) <= timedelta(seconds=1)
    assert own[-1].tail_at >= table.clears_at - timedelta(seconds=1)
    assert {spot.run for spot in own} == {0}


def test_another_is_drawn_on_the_roads_they_share_alone_and_downwards_where_it_comes_against():
    seen = seen_of(convoy("own", "AC"), convoy("with", "DC"), convoy("against", "CA"), convoy("away", "DB"))
    drawn = by_name(seen, "own")
    junction_m = seen.tables["own"].distance_m / 2
    assert set(drawn) == {"own", "with", "against"}
    assert min(spot.along_m for spot in drawn["with"]) == pytest.approx(junction_m)
    against = [spot.along_m for spot in drawn["against"]]
    assert against == sorted(against, reverse=True)
    assert (against[0], against[-1]) == (pytest.approx(2 * junction_m), 0)


def test_a_place_picked_on_a_band_tells_column_and_moment():
    seen = seen_of(convoy("one", "AC"))
    spot = next(iter(spots(seen, 0)))
    told = {"spot": [{"spot": f"{spot.head_at.isoformat()} {spot.column}"}]}
    assert spot_picked(SimpleNamespace(selection=told)) == (spot.head_at, 0)
    assert spot_picked(SimpleNamespace(selection={"spot": []})) is None
    assert spot_picked(None) is None


def test_a_convoy_that_a_schedule_leaves_out_is_never_told_to_be_clear_of_the_others():
    seen = replace(seen_of(convoy("own", "AC")), schedule=Schedule())
    (row,) = by_convoy(seen, (0, 0)).rows
    assert {span.kind for span in row.spans} == {"idle", "unknown"}
    (told,) = convoy_rows(seen, {"own": seen.convoys[0]})
    assert told.cells["Status"] == LEFT_OUT
