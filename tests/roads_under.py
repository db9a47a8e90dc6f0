"""What areas do to roads, worked out by shapely and pyproj alone: an oracle for effects and costs.

Each straight piece of a road is cut by each area alone, so that overlaps, holes and several parts
need no rule of their own.
"""

from itertools import groupby, pairwise

import numpy as np
import shapely
from pyproj import Geod

from data.model import BarrierKind, RoutePolicy

WGS84 = Geod(ellps="WGS84")


class RoadsUnder:
    """A network cut into straight pieces, ready for many plans."""

    def __init__(self, network):
        points, offset = network.points, network.point_offset
        first = np.setdiff1d(np.arange(len(points) - 1), offset[1:-1] - 1)
        first = first[(points[first] != points[first + 1]).any(axis=1)]
        self.network = network
        self.segment = np.searchsorted(offset, first, side="right") - 1
        self.start, self.step = points[first], points[first + 1] - points[first]
        self.shapes = shapely.linestrings(np.stack([points[first], points[first + 1]], axis=1))
        self.tree = shapely.STRtree(self.shapes)
        self.length_m = self._metres(np.arange(len(first)), np.zeros(len(first)), np.ones(len(first)))
        self.pace = 3.6 / network.segment_speed_kmh

    def costs(self, plan, terms):
        """Milliseconds (centimetres for the shortest way) and closed metres of each segment, gates left out.

        Third, what one millimetre costs at most: stretches and gaps shorter than that do not count.
        """
        piece, low, high, acting = self._cells(plan)
        metres = self._metres(piece, low, high)
        segment, count = self.segment[piece], self.network.segment_count
        closed_m = np.bincount(segment, metres * [law[0] for law in acting], count)
        plain = 100.0 if terms.policy is RoutePolicy.SHORTEST else 1000.0 * self.pace
        rate = np.array([self._rate(law, terms) for law in acting])
        permission = np.where(np.asarray(self.network.segments["access"].is_valid()), 5.0, 1.0)
        whole_m = np.bincount(self.segment, self.length_m, count)
        plain = plain * permission
        rate *= permission[segment] if terms.policy is RoutePolicy.SHORTEST else 1.0
        if terms.policy is not RoutePolicy.SHORTEST:
            exposure = np.array([law[2] for law in acting])
            aversion = terms.exposure_weight if terms.policy is RoutePolicy.LOW_EXPOSURE else 0.0
            rate *= permission[segment] + aversion * exposure
        touched_m = np.bincount(segment, metres, count)
        cost = plain * (whole_m - touched_m) + np.bincount(segment, metres * rate, count)
        dearest = np.zeros(count)
        np.maximum.at(dearest, segment, rate)
        return cost, closed_m, dearest / 1000.0

    @staticmethod
    def _rate(law, terms):
        return 100.0 if terms.policy is RoutePolicy.SHORTEST else 1000.0 * law[1]

    def _cells(self, plan):
        """Piece, its shares from and to, and (closed, seconds per metre, exposure) of each cell in an area."""
        found = []
        for zone in plan.zones:
            near = self.tree.query(zone.area, predicate="intersects")
            parts, owner = shapely.get_parts(shapely.intersection(self.shapes[near], zone.area), return_index=True)
            parts, inner = shapely.get_parts(parts, return_index=True)
            lines = shapely.get_type_id(parts) == 1
            parts, owner = parts[lines], near[owner[inner[lines]]]
            shares = np.sort([self._share(owner, shapely.get_point(parts, at)) for at in (0, -1)], axis=0)
            found += zip(owner.tolist(), *shares.tolist(), [zone.id] * len(owner), strict=True)
        found.sort()
        laws, cells = {}, []
        for piece, rows in groupby(found, key=lambda row: row[0]):
            own = list(rows)
            for low, high in pairwise(sorted({share for row in own for share in row[1:3]})):
                over = frozenset(row[3] for row in own if row[1] < (low + high) / 2 < row[2])
                if over:
                    key = over, float(self.pace[self.segment[piece]])
                    laws[key] = laws.get(key) or _acting(plan, *key)
                    cells.append((piece, low, high, laws[key]))
        piece, low, high, acting = zip(*cells, strict=True) if cells else ((), (), (), ())
        return np.array(piece, np.int64), np.array(low), np.array(high), acting

    def _share(self, piece, points):
        off = shapely.get_coordinates(points) - self.start[piece]
        return (off * self.step[piece]).sum(axis=1) / np.square(self.step[piece]).sum(axis=1)

    def _metres(self, piece, low, high):
        a, b = (self.start[piece] + share[:, None] * self.step[piece] for share in (low, high))
        return np.asarray(WGS84.inv(a[:, 0], a[:, 1], b[:, 0], b[:, 1])[2]) if len(piece) else np.empty(0)


def _acting(plan, zones, pace):
    """Whether it is closed, seconds per metre, and exposure where these zones overlap."""
    barriers = [b for b in plan.barriers if b.area_id in zones]
    top = max((b.priority for b in barriers), default=0)
    acting = [b for b in barriers if b.priority == top]
    paces = [pace, *(pace * b.value for b in acting if b.kind is BarrierKind.SCALED)]
    paces += [pace + b.value / 1000.0 for b in acting if b.kind is BarrierKind.ADDED]
    closed = any(b.kind is BarrierKind.CLOSED for b in acting)
    return closed, max(paces), sum(zone.exposure for zone in plan.zones if zone.id in zones)
