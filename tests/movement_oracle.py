"""What the rules of movement mean, by trying every way of every column of a small case; no code of the product.

Heads are followed from what a way says, tails second by second; columns are held against one another pair by pair.
"""

from fractions import Fraction
from itertools import combinations, product

from routing.movement.schedule import Movement, Schedule


def ends(case, leg):
    segment = case.segments[leg.segment]
    return (segment.other_end, segment.one_end) if leg.is_backward else (segment.one_end, segment.other_end)


def path_of(case, route):
    return [ends(case, route.legs[0])[0]] + [ends(case, leg)[1] for leg in route.legs]


def finds_room(case, node, column):
    told = case.nodes[node]
    if told.room_m is None and told.room_columns is None:
        return False
    return not ((told.room_m is not None and told.room_m < column.length_m) or told.room_columns == 0)


def services(route):
    return [route.service_s, *(leg.service_s for leg in route.legs)]


def seconds_of(spans):
    return None if spans is None else {t for span in spans for t in range(span.begins_s, span.ends_s)}


def is_inside(spans, begins, ends_at):
    allowed = seconds_of(spans)
    if allowed is None or begins < ends_at:
        return allowed is None or all(t in allowed for t in range(begins, ends_at))
    return begins in allowed or begins - 1 in allowed


class Played:
    """A movement played: when head and tail come to and leave each node, and where the tail stood."""

    def __init__(self, case, movement):
        self.movement, self.column = movement, case.columns[movement.column]
        self.route = self.column.routes[movement.route]
        self.path = path_of(case, self.route)
        self.room = [False, *(finds_room(case, node, self.column) for node in self.path[1:-1]), False]
        legs = self.route.legs
        self.head_in = [movement.enters_s[0]]
        self.head_in += [movement.enters_s[at] + leg.traverse_s for at, leg in enumerate(legs)]
        self.head_out = [*movement.enters_s, self.head_in[-1]]
        self._follow(legs)

    def _stuck(self, t):
        """The last node with room behind the head, while it stands on the road; else None."""
        for at in range(1, len(self.path) - 1):
            if not self.room[at] and self.head_in[at] <= t < self.head_out[at]:
                return max([0] + [k for k in range(1, at) if self.room[k]])
        return None

    def _turn(self, node):
        """When the tail leaves a node where it was off the road."""
        left, t = self.column.pass_s, self.head_out[node]
        while True:
            if self._stuck(t) != node:
                if left == 0:
                    return t
                left -= 1
            t += 1

    def _follow(self, legs):
        self.tail_in, self.tail_out, self.tail_at = [self.head_in[0]], [self._turn(0)], []
        for at, leg in enumerate(legs):
            t, places, done = self.tail_out[at], [], 0
            behind = max([0] + [k for k in range(1, at + 1) if self.room[k]])
            while True:
                places.append((t, done))
                if done == leg.traverse_s:
                    break
                done += self._stuck(t) != behind
                t += 1
            self.tail_in.append(t)
            if at == len(legs) - 1:
                self.tail_out.append(t)
            elif self.room[at + 1]:
                self.tail_out.append(self._turn(at + 1))
            else:
                while self._stuck(t) == behind:
                    t += 1
                    places.append((t, done))
                self.tail_out.append(t)
            self.tail_at.append(places)

    def leaves_leg(self, at):
        return self.tail_in[at + 1] if self.room[at + 1] or at + 2 == len(self.path) else self.tail_out[at + 1]

    def cost(self):
        return self.column.weight * (self.tail_in[-1] - self.column.ready_s)


def stands_alone(case, played):
    """Whether a column breaks nothing by itself."""
    column, route, movement = played.column, played.route, played.movement
    if movement.enters_s[0] < column.ready_s or played.tail_in[-1] > case.horizon_s:
        return False
    if column.due_s is not None and played.tail_in[-1] > column.due_s:
        return False
    if not is_inside(column.arrivals, played.head_in[-1], played.tail_in[-1]):
        return False
    for at, leg in enumerate(route.legs):
        spell = played.head_out[at], played.leaves_leg(at)
        if not is_inside(column.moves, *spell) or not is_inside(case.segments[leg.segment].opens, *spell):
            return False
    return all(_served_right(case, played, at) for at in range(len(route.legs)))


def _served_right(case, played, at):
    node, needs, begins = case.nodes[played.path[at]], services(played.route)[at], played.movement.serves_s[at]
    came = played.column.ready_s if at == 0 else played.head_in[at]
    waits = played.head_out[at] - came - needs
    if at and (waits < 0 or (not played.room[at] and waits)):
        return False
    if at and node.longest_wait_s is not None and waits > node.longest_wait_s:
        return False
    if not needs:
        return begins is None
    if begins is None or begins < came or begins + needs > played.head_out[at]:
        return False
    if at == 0:
        idle = played.head_out[0] - begins - needs
        return is_inside(node.opens, begins, begins + needs) and (
            node.longest_wait_s is None or idle <= node.longest_wait_s
        )
    until = begins + needs if played.room[at] else played.tail_out[at]
    return (played.room[at] or begins == came) and is_inside(node.opens, begins, until)


def keep_apart(case, one, other):
    """Whether two columns never come too close on the road."""
    for at, leg in enumerate(one.route.legs):
        for to, other_leg in enumerate(other.route.legs):
            if leg.segment == other_leg.segment:
                segment = case.segments[leg.segment]
                if leg.is_backward == other_leg.is_backward:
                    behind = _is_behind(segment, (one, at), (other, to)) or _is_behind(segment, (other, to), (one, at))
                    if not behind:
                        return False
                elif segment.is_single_flow and not _pass_by(segment, (one, at), (other, to)):
                    return False
    return all(_clear_node(case, one, other, node) for node in set(one.path) & set(other.path))


def _pass_by(segment, use, other):
    (one, at), (two, to) = use, other
    gap = segment.headway_s
    return two.head_out[to] >= one.leaves_leg(at) + gap or one.head_out[at] >= two.leaves_leg(to) + gap


def _is_behind(segment, leader, follower):
    """Whether the head of the second is at every point of a leg only after the tail of the first, and the headway."""
    (one, at), (two, to) = leader, follower
    drive, other_drive = one.route.legs[at].traverse_s, two.route.legs[to].traverse_s
    last = {}
    for t, done in one.tail_at[at]:
        last[Fraction(done, drive)] = t
    last[Fraction(1)] = one.leaves_leg(at)
    return all(two.head_out[to] + place * other_drive >= t + segment.headway_s for place, t in last.items())


def _clear_node(case, one, other, node):
    gap = case.nodes[node].headway_s
    if gap is None:
        return True
    return all(a[1] + gap <= b[0] or b[1] + gap <= a[0] for a, b in product(_on_road(one, node), _on_road(other, node)))


def _on_road(played, node):
    at = played.path.index(node)
    comes, goes = (played.head_in[at], played.tail_in[at]), (played.head_out[at], played.tail_out[at])
    if at == 0:
        return [goes]
    if at == len(played.path) - 1:
        return [comes]
    return [comes, goes] if played.room[at] else [(comes[0], goes[1])]


def share(case, group):  # noqa: C901 - one stock after the other
    """Whether lanes, room and escorts suffice for some columns together."""
    uses = {}
    for played in group:
        out = played.head_out[0], played.tail_in[-1] + played.route.return_s
        uses.setdefault(("teams", case.escort_teams), []).append((*out, played.column.escorts))
        for at, node in enumerate(played.path[:-1]):
            place, begins = case.nodes[node], played.movement.serves_s[at]
            if begins is not None and place.lanes is not None:
                off = at == 0 or played.room[at]
                until = begins + services(played.route)[at] if off else played.tail_out[at]
                uses.setdefault(("lanes", node, place.lanes), []).append((begins, until, 1))
            stays = (played.head_in[at], played.head_out[at]) != (played.tail_in[at] - played.column.pass_s,) * 2
            if at and played.room[at] and (stays or played.tail_out[at] > played.tail_in[at]):
                halt = played.head_in[at], played.tail_out[at]
                if place.room_m is not None:
                    uses.setdefault(("metres", node, place.room_m), []).append((*halt, played.column.length_m))
                if place.room_columns is not None:
                    uses.setdefault(("places", node, place.room_columns), []).append((*halt, 1))
    for key, taken in uses.items():
        for t in {use[0] for use in taken}:
            if sum(need for begins, until, need in taken if begins <= t < until) > key[-1]:
                return False
    return True


def is_sound(case, schedule):
    """Whether a schedule breaks nothing."""
    group = [Played(case, movement) for movement in schedule.movements]
    return (
        all(stands_alone(case, played) for played in group)
        and all(keep_apart(case, one, other) for one, other in combinations(group, 2))
        and share(case, group)
    )


def ways(case, row):
    """Every movement of a column that it could make alone."""
    column = case.columns[row]
    for at, route in enumerate(column.routes):
        for enters, serves in _times(case, column, route, path_of(case, route)):
            movement = Movement(column=row, route=at, enters_s=enters, serves_s=serves)
            played = Played(case, movement)
            if stands_alone(case, played):
                yield played


def _times(case, column, route, path):
    needs, horizon = services(route), case.horizon_s
    partial = []
    for enters in range(column.ready_s + needs[0], horizon):
        begins = range(column.ready_s, enters - needs[0] + 1) if needs[0] else [None]
        partial += [((enters,), (begin,)) for begin in begins]
    for at in range(1, len(route.legs)):
        grown = []
        for enters, serves in partial:
            came = enters[-1] + route.legs[at - 1].traverse_s
            roomy = finds_room(case, path[at], column)
            for go in range(came + needs[at], horizon) if roomy else [came + needs[at]]:
                begins = (range(came, go - needs[at] + 1) if roomy else [came]) if needs[at] else [None]
                grown += [((*enters, go), (*serves, begin)) for begin in begins if go < horizon]
        partial = grown
    return [(enters, (*serves, None)) for enters, serves in partial]


def best_value(case):
    """The least that a schedule costs, and one that costs no more."""
    options = [sorted(ways(case, row), key=Played.cost) for row in range(len(case.columns))]
    fixed = {movement.column: movement for movement in case.fixed}
    before = {movement.column: movement for movement in case.previous or ()}
    rated = []
    for row, column in enumerate(case.columns):
        price = case.change_price if case.previous is not None else 0
        rows = [(played.cost() + price * (before.get(row) != played.movement), played) for played in options[row]]
        rows = [(cost, played) for cost, played in rows if row not in fixed or played.movement == fixed[row]]
        if row not in fixed:
            rows.append((column.penalty + price * (row in before), None))
        rated.append(sorted(rows, key=lambda each: each[0]))
    return _searched(case, rated)


def _searched(case, rated):  # noqa: C901 - one search
    least = [0] * (len(rated) + 1)
    for row in range(len(rated) - 1, -1, -1):
        least[row] = least[row + 1] + (rated[row][0][0] if rated[row] else 0)
    best, known = [None, None], {}

    def apart(one, other):
        key = id(one), id(other)
        if key not in known:
            known[key] = keep_apart(case, one, other)
        return known[key]

    def go(row, spent, group):
        if best[0] is not None and spent + least[row] >= best[0]:
            return
        if row == len(rated):
            best[:] = spent, Schedule(movements=tuple(played.movement for played in group))
            return
        for cost, played in rated[row]:
            if best[0] is not None and spent + cost + least[row + 1] >= best[0]:
                break
            if played is None:
                go(row + 1, spent + cost, group)
            elif all(apart(one, played) for one in group) and share(case, [*group, played]):
                go(row + 1, spent + cost, [*group, played])

    go(0, 0, [])
    return best
