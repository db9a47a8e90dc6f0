"""Lines clipped by areas against rational arithmetic and against an overlay library, coincidences included."""

import threading

import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiPolygon, Polygon, box

from geo.lines import lines_from
from geo.measure import WGS84
from geo.overlay import TOUCH_M, intervals_inside
from tests.oracles import inside_shares

# a coarse lattice of exact numbers makes corners fall on roads and roads on edges all the time
WEST, SOUTH, STEP = 34.5, 31.5, 1 / 64
spots = st.tuples(st.integers(0, 8), st.integers(0, 8))
lattice = spots.map(lambda at: (WEST + at[0] * STEP, SOUTH + at[1] * STEP))
loose = st.tuples(st.floats(WEST, WEST + 8 * STEP), st.floats(SOUTH, SOUTH + 8 * STEP))


def nudged(place, by):
    """A place moved by some of the smallest steps that numbers have."""
    return (place[0] + by[0] * np.spacing(place[0]), place[1] + by[1] * np.spacing(place[1]))


ulps = st.integers(-2, 2)
rounded = st.builds(nudged, lattice, st.tuples(ulps, ulps))


def roads(places, most=6):
    drawn = st.lists(places, min_size=2, max_size=most).map(LineString)
    return st.lists(drawn, min_size=1, max_size=8)


@st.composite
def lattice_areas(draw):
    """A union of boxes less a union of boxes, or a star around a place: corners on the lattice, always."""
    if draw(st.booleans()):
        parts = [shapely.union_all(draw(st.lists(lattice_boxes(), max_size=4))) for _ in range(2)]
        return polygons(parts[0].difference(parts[1]))
    corners = draw(st.lists(lattice, min_size=3, max_size=9, unique=True))
    middle = np.mean(corners, axis=0)
    ring = sorted(corners, key=lambda at: np.arctan2(at[1] - middle[1], at[0] - middle[0]))
    area = Polygon(ring)
    assume(area.is_valid)
    return area


@st.composite
def lattice_boxes(draw):
    (x, y), (wide, high) = draw(lattice), draw(st.tuples(st.integers(1, 5), st.integers(1, 5)))
    return box(x, y, x + wide * STEP, y + high * STEP)


@st.composite
def mended_areas(draw):
    """A ring that may cross itself, mended; often with holes and several parts."""
    places = st.one_of(lattice, loose, rounded)
    shape = shapely.make_valid(Polygon(draw(st.lists(places, min_size=3, max_size=12))), method="structure")
    if draw(st.booleans()):
        shape = shape.difference(box(34.54, 31.54, 34.56, 31.57))
    return polygons(shape)


def polygons(shape):
    return MultiPolygon([part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"])


def stretches(lines, area, row=0):
    inside = intervals_inside(lines, [area])
    own = inside.line == row
    return np.column_stack([inside.start_m[own], inside.end_m[own]])


def share_by_geodesics(start, end, between):
    done, left = WGS84.inv(*start.T, *between.T)[2], WGS84.inv(*between.T, *end.T)[2]
    return np.divide(done, done + left, out=np.zeros(len(done)), where=done + left > 0)


def exact_stretches(lines, line, area):
    """The rational answer in metres along the line, joined and freed of touches by the product's rule."""
    found = []
    for piece, shares in enumerate(inside_shares(line, area)):
        start, end = lines.points[piece : piece + 2]
        low_m, high_m = lines.along_m[piece : piece + 2]
        for share in (np.array(pair, float)[:, None] for pair in shares):
            done = share_by_geodesics(start[None].repeat(2, 0), end[None].repeat(2, 0), start + share * (end - start))
            ends_m = low_m + done * (high_m - low_m)
            if found and ends_m[0] - found[-1][1] <= TOUCH_M:
                found[-1][1] = ends_m[1]
            else:
                found.append(ends_m)
    return np.array([pair for pair in found if pair[1] - pair[0] > TOUCH_M]).reshape(-1, 2)


@settings(max_examples=150, deadline=None)
@given(roads(lattice), lattice_areas())
def test_coincident_roads_and_edges_are_clipped_as_in_rational_arithmetic(drawn, area):
    for line in drawn:
        lines = lines_from([line])
        assert stretches(lines, area) == pytest.approx(exact_stretches(lines, line, area), abs=1e-5)


@settings(max_examples=80, deadline=None)
@given(roads(st.one_of(lattice, loose.map(lambda at: (round(at[0], 6), round(at[1], 6))))), lattice_areas())
def test_loose_roads_over_the_lattice_are_clipped_as_in_rational_arithmetic(drawn, area):
    for line in drawn:
        lines = lines_from([line])
        assert stretches(lines, area) == pytest.approx(exact_stretches(lines, line, area), abs=1e-5)


def overlaid_m(lines, area):
    """Metres of each line by an overlay library, straight piece by straight piece, and the stretches it found."""
    row = np.repeat(np.arange(lines.count), np.diff(lines.offsets))
    before = np.flatnonzero(np.diff(row, append=-1) == 0)
    before = before[(lines.points[before] != lines.points[before + 1]).any(axis=1)]
    pieces = shapely.linestrings(np.stack([lines.points[before], lines.points[before + 1]], axis=1))
    shapely.prepare(area)
    met = shapely.intersects(area, pieces)
    parts, owner = shapely.get_parts(shapely.intersection(pieces[met], area), return_index=True)
    parts, inner = shapely.get_parts(parts, return_index=True)
    is_line = (shapely.get_type_id(parts) == 1) & ~shapely.is_empty(parts)
    at, parts = before[met][owner[inner]][is_line], parts[is_line]
    ends = [shapely.get_coordinates(shapely.get_point(parts, k)).reshape(-1, 2) for k in (0, -1)]
    low, high = (share_by_geodesics(lines.points[at], lines.points[at + 1], end) for end in ends)
    part_m = np.abs(high - low) * (lines.along_m[at + 1] - lines.along_m[at])
    return np.bincount(row[at], part_m, lines.count), np.bincount(row[at], minlength=lines.count)


@settings(max_examples=150, deadline=None)
@given(roads(st.one_of(lattice, loose, rounded)), mended_areas())
def test_metres_lie_between_those_of_an_overlay_of_the_area_and_of_one_grown_by_less_than_a_millimetre(drawn, area):
    """Where roads run within rounding of a boundary the overlay's answer is chance; never less is told here."""
    lines = lines_from(drawn)
    inside = intervals_inside(lines, [area])
    found_m = np.bincount(inside.line, inside.length_m, lines.count)
    (least_m, parts), (most_m, _) = (overlaid_m(lines, a) for a in (area, area.buffer(5e-9, join_style="mitre")))
    assert (least_m * (1 - 1e-6) - TOUCH_M * (parts + 1) <= found_m).all()
    # a flat angle between road and boundary grows a millimetre to many
    assert (found_m <= most_m * (1 + 1e-6) + TOUCH_M * (parts + 1)).all()


def scattered(chance, count, most):
    """Roads of up to `most` pieces of some hundred metres."""
    shapes = []
    for _ in range(count):
        steps = chance.normal(0, 2e-3, (chance.integers(2, most + 2), 2))
        steps[0] = chance.uniform((34.3, 31.3), (34.7, 31.7))
        shapes.append(LineString(np.cumsum(steps, axis=0)))
    return lines_from(shapes)


def ragged(chance, corners, rough=0.3, reach=0.1):
    turn = np.sort(chance.uniform(0, 2 * np.pi, corners))
    out = reach * (1 + rough * chance.uniform(-1, 1, corners))
    return Polygon(np.column_stack([34.5 + out * np.cos(turn), 31.5 + out * np.sin(turn)]))


@pytest.mark.parametrize(("corners", "rough"), [(5, 0.1), (40, 0.35), (2000, 0.5), (20_000, 0.02)])
def test_every_road_has_the_metres_of_an_overlay_to_a_millionth(corners, rough):
    chance = np.random.default_rng(corners)
    lines, area = scattered(chance, 700, 12), ragged(chance, corners, rough)
    inside = intervals_inside(lines, [area])
    found_m = np.bincount(inside.line, inside.length_m, lines.count)
    expected_m, parts = overlaid_m(lines, area)
    assert (expected_m > 0).sum() > 10
    # what joining closes and touches drop is a millimetre for each stretch
    assert (np.abs(found_m - expected_m) <= 1e-6 * expected_m + TOUCH_M * parts).all()
    assert found_m.sum() == pytest.approx(expected_m.sum(), rel=1e-6)


@settings(max_examples=60, deadline=None)
@given(roads(st.one_of(lattice, loose), 8), st.lists(st.one_of(lattice_areas(), mended_areas()), max_size=4))
def test_stretches_are_sorted_apart_and_within_their_line(drawn, areas):
    lines = lines_from(drawn)
    inside = intervals_inside(lines, areas)
    assert (inside.start_m >= 0).all()
    assert (inside.end_m <= lines.length_m[inside.line]).all()
    assert (inside.length_m > 0).all()
    order = np.lexsort((inside.start_m, inside.line, inside.area))
    assert np.array_equal(order, np.arange(len(order)))
    same = (np.diff(inside.line) == 0) & (np.diff(inside.area) == 0)
    assert (inside.start_m[1:][same] > inside.end_m[:-1][same]).all()


def columns(inside, area):
    own = inside.area == area
    return inside.line[own], inside.start_m[own], inside.end_m[own]


def same_bits(one, other):
    return all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


@settings(max_examples=60, deadline=None)
@given(roads(st.one_of(lattice, loose), 8), st.lists(st.one_of(lattice_areas(), mended_areas()), max_size=4))
def test_an_area_alone_or_among_others_in_any_order_gives_the_same_bits(drawn, areas):
    lines = lines_from(drawn)
    together, turned = intervals_inside(lines, areas), intervals_inside(lines, areas[::-1])
    for i, area in enumerate(areas):
        alone = columns(intervals_inside(lines, [area]), 0)
        assert same_bits(columns(together, i), alone)
        assert same_bits(columns(turned, len(areas) - 1 - i), alone)


def test_a_line_among_a_few_or_among_many_gives_the_same_bits():
    """What is indexed together, and which way lines are told clear, changes nothing."""
    chance = np.random.default_rng(7)
    lines, area = scattered(chance, 3000, 90), ragged(chance, 200)
    line, start_m, end_m = columns(intervals_inside(lines, [area]), 0)
    for rows in (np.unique(line)[:150], chance.choice(lines.count, 200, replace=False), np.arange(3)):
        found = intervals_inside(lines.subset(rows), [area])
        own = [np.flatnonzero(line == row) for row in rows]
        expected = np.concatenate([np.empty(0, np.int64), *own])
        assert np.array_equal(rows[found.line], line[expected])
        assert same_bits((found.start_m, found.end_m), (start_m[expected], end_m[expected]))


def test_threads_share_lines_without_disturbing_one_another():
    chance = np.random.default_rng(3)
    lines, areas = scattered(chance, 2000, 12), [ragged(chance, n) for n in (7, 90, 900, 4000)]
    expected = [intervals_inside(lines, [area]) for area in areas]
    fresh, found = lines.subset(np.arange(lines.count)), {}

    def work(n):
        found[n] = [intervals_inside(fresh, [areas[k % 4]]) for k in range(n, n + 12)]

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for n, answers in found.items():
        for k, answer in enumerate(answers):
            assert same_bits(columns(answer, 0), columns(expected[(n + k) % 4], 0))


@settings(max_examples=60, deadline=None)
@given(roads(st.one_of(lattice, rounded), 5), lattice_areas())
def test_where_rings_start_and_which_way_they_run_changes_no_metre(drawn, area):
    lines = lines_from(drawn)
    turned = MultiPolygon(
        [Polygon(np.roll(p.exterior.coords[:-1], 1, axis=0)[::-1], p.interiors) for p in _parts(area)]
    )
    one, other = intervals_inside(lines, [area]), intervals_inside(lines, [turned])
    assert np.array_equal(one.line, other.line)
    assert one.start_m == pytest.approx(other.start_m, abs=1e-6)
    assert one.end_m == pytest.approx(other.end_m, abs=1e-6)


def _parts(area):
    return [part for part in shapely.get_parts(area) if not part.is_empty]


def line_of(*places):
    return lines_from([LineString([(WEST + x * STEP, SOUTH + y * STEP) for x, y in places])])


def area_of(*places):
    return Polygon([(WEST + x * STEP, SOUTH + y * STEP) for x, y in places])


def test_a_road_beside_the_boundary_by_less_than_rounding_is_inside():
    """A border along a road, cut by another border: the cut rounds, the closed road stays closed."""
    start, end, north = np.array([34.40, 31.50]), np.array([34.47, 31.5234]), np.array([0, 0.01])
    for share in np.linspace(0.05, 0.95, 19):
        cut = start + share * (end - start)
        beside = Polygon([start, cut, end, end + north, start + north])
        other_side = Polygon([start, cut, end, end - north, start - north])
        lines = lines_from([LineString([start, end])])
        for area in (beside, other_side):
            assert intervals_inside(lines, [area]).length_m == pytest.approx(lines.length_m)


def test_a_road_a_centimetre_beside_the_boundary_is_outside():
    lines = lines_from([LineString([(34.40, 31.50 - 1e-7), (34.41, 31.50 - 1e-7)])])
    assert len(intervals_inside(lines, [box(34.39, 31.50, 34.42, 31.51)]).line) == 0


def test_a_road_along_the_border_of_two_parts_and_of_a_hole_is_inside():
    lines = line_of((0, 2), (8, 2))
    parts = MultiPolygon([area_of((1, 0), (3, 0), (3, 2), (1, 2)), area_of((3, 2), (5, 2), (5, 4), (3, 4))])
    holed = area_of((0, 0), (8, 0), (8, 8), (0, 8)).difference(area_of((2, 2), (6, 2), (6, 6), (2, 6)))
    for area, share in ((parts, 0.5), (holed, 1.0)):
        assert intervals_inside(lines, [area]).length_m == pytest.approx(lines.length_m * share)


def test_a_road_through_corners_only_of_an_area_it_runs_beside_is_outside():
    lines = line_of((0, 4), (8, 4))
    spikes = area_of((0, 0), (8, 0), (7, 4), (6, 1), (4, 4), (2, 1), (1, 4))
    assert len(intervals_inside(lines, [spikes]).line) == 0


def test_a_road_through_the_corners_of_a_hole_stays_inside_but_for_the_hole():
    lines = line_of((0, 4), (8, 4))
    area = area_of((0, 0), (8, 0), (8, 8), (0, 8)).difference(area_of((4, 2), (6, 4), (4, 6), (2, 4)))
    quarter_m = lines.length_m[0] / 4
    assert stretches(lines, area) == pytest.approx(np.array([[0, 1], [3, 4]]) * quarter_m, abs=1e-4)


def test_overlapping_parts_count_once_and_never_cancel():
    """Such an area is not proper; the ground both parts claim is closed all the same."""
    lines = line_of((0, 2), (8, 2))
    both = MultiPolygon([area_of((1, 1), (5, 1), (5, 3), (1, 3)), area_of((3, 0), (7, 0), (7, 4), (3, 4))])
    assert intervals_inside(lines, [both]).length_m == pytest.approx(lines.length_m * 6 / 8, rel=1e-6)


def test_pieces_shorter_than_a_touch_inside_are_no_gap():
    places = [(34.40 + k * 1e-9, 31.50) for k in range(200)]
    lines = lines_from([LineString([*places, (34.42, 31.50)])])
    whole = intervals_inside(lines, [box(34.39, 31.49, 34.43, 31.51)])
    assert (whole.start_m.tolist(), whole.end_m.tolist()) == ([0.0], lines.length_m.tolist())


def test_a_road_shorter_than_a_touch_is_inside_whole_and_one_without_length_is_not_told():
    lines = lines_from([LineString([(34.4, 31.5), (34.4 + 4e-9, 31.5)]), LineString([(34.4, 31.5), (34.4, 31.5)])])
    inside = intervals_inside(lines, [box(34.39, 31.49, 34.43, 31.51), box(34.3, 31.5, 34.5, 31.6)])
    assert inside.line.tolist() == [0, 0]
    assert inside.end_m.tolist() == [lines.length_m[0]] * 2


@pytest.mark.parametrize("area", [Polygon(), MultiPolygon()])
def test_an_empty_area_holds_nothing(area):
    assert len(intervals_inside(line_of((0, 0), (1, 1)), [area]).line) == 0


def test_areas_of_no_width_or_the_size_of_a_hand_hold_the_road_through_them():
    lines = line_of((0, 0), (8, 0))
    for reach in (1e-3, 1e-6, 1e-7, 3e-8):
        area = box(WEST + STEP - reach, SOUTH - reach, WEST + STEP + reach, SOUTH + reach)
        expected_m = lines.length_m[0] * 2 * reach / (8 * STEP)
        assert intervals_inside(lines, [area]).length_m == pytest.approx([expected_m], rel=1e-3)
    flat = Polygon([(WEST, SOUTH), (WEST + STEP, SOUTH), (WEST + 2 * STEP, SOUTH)])
    assert intervals_inside(lines, [flat]).length_m == pytest.approx(lines.length_m / 4, rel=1e-6)


def test_a_road_of_many_thousand_corners_is_followed_through_a_comb():
    """A hundred thousand corners, tall as the area: no cap, and the answer of arithmetic."""
    teeth = 25_000
    x = np.linspace(34.0, 35.0, 2 * teeth + 1)
    top = np.where(np.arange(2 * teeth) % 2 == 0, 31.7, 31.3)
    skyline = np.column_stack([np.repeat(x, 2)[1:-1], np.repeat(top, 2)])
    comb = Polygon([*skyline, (35.0, 31.2), (34.0, 31.2)])
    lines = lines_from(
        [LineString([(33.9, 31.5), (35.1, 31.5)]), LineString(np.column_stack([x, np.full(len(x), 31.5)]))]
    )
    inside = intervals_inside(lines, [comb])
    assert np.bincount(inside.line).tolist() == [teeth, teeth]
    assert np.bincount(inside.line, inside.length_m) == pytest.approx(lines.length_m * (0.5 / 1.2, 0.5), rel=1e-6)


# what other routers are blamed for


def test_only_the_part_of_a_road_inside_an_area_is_taken_not_the_road():
    lines = line_of((0, 2), (8, 2))
    assert stretches(lines, area_of((6, 0), (7, 0), (7, 4), (6, 4))) == pytest.approx(
        np.array([[6, 7]]) / 8 * lines.length_m[0], abs=1e-4
    )


def test_a_road_that_begins_inside_leaves_and_ends_inside_again_has_both_parts():
    lines = line_of((1, 1), (1, 6), (4, 6), (4, 1))
    area = area_of((0, 0), (8, 0), (8, 4), (0, 4))
    found = stretches(lines, area)
    assert (found[0, 0], found[-1, 1], len(found)) == (0.0, lines.length_m[0], 2)


def test_a_road_that_dips_into_an_area_between_two_corners_is_found():
    """Neither end lies inside, nor any corner of the road."""
    lines = line_of((0, 2), (8, 3))
    area = area_of((3, 0), (4, 8), (4.25, 8), (3.25, 0))
    assert 0 < float(intervals_inside(lines, [area]).length_m.sum()) < lines.length_m[0] / 16


def test_every_part_of_a_multipolygon_acts_however_far_apart():
    lines = line_of(*((x, y) for x in range(9) for y in ((0, 8) if x % 2 == 0 else (8, 0))))
    spots_there = [(x, y) for x in (0, 4, 8) for y in (1, 5)]
    parts = MultiPolygon(
        [
            box(*(WEST + (x - 0.1) * STEP, SOUTH + y * STEP), WEST + (x + 0.1) * STEP, SOUTH + (y + 1) * STEP)
            for x, y in spots_there
        ]
    )
    assert len(intervals_inside(lines, [parts]).line) == len(spots_there)


def test_a_crossed_polygon_acts_in_both_its_halves_once_mended():
    lines = line_of((0, 2), (8, 2))
    crossed = area_of((1, 0), (7, 4), (7, 0), (1, 4))
    mended = shapely.make_valid(crossed, method="structure")
    found = stretches(lines, mended)
    assert len(found) == 1
    assert found == pytest.approx(np.array([[1, 7]]) / 8 * lines.length_m[0], abs=1e-3)


def test_hundreds_of_areas_in_one_question_are_all_answered():
    lines = line_of((0, 2), (8, 2))
    areas = [box(WEST + k * 1e-4, SOUTH, WEST + (k + 1) * 1e-4, SOUTH + STEP * 4) for k in range(1000)]
    inside = intervals_inside(lines, areas)
    assert inside.area.tolist() == list(range(1000))
    assert inside.length_m.sum() == pytest.approx(lines.length_m[0] * 0.1 / (8 * STEP), rel=1e-6)
