"""A made-up town for browser tests: ring road, avenues, side streets, sectors, sites."""

import numpy as np
import pandas as pd
from shapely import LineString, Point, Polygon, box

from data.model import BarrierKind, Passability, Provenance, RoutePolicy, SectorState, SiteKind, ZoneKind
from data.sources.roads.assemble import RoadColumns, assemble
from pages.look import looks
from pages.map.layers import Layer, MapFeature

WEST, SOUTH, STEP = 44.15, 15.30, 0.004
SIDE = 22
BOUNDS = (WEST, SOUTH, WEST + STEP * SIDE, SOUTH + STEP * SIDE)


def town(side=SIDE, step=STEP, seed=7):
    """A road network of side x side blocks, slightly crooked, with every class of road."""
    count = side + 1
    wobble = np.random.default_rng(seed).normal(0, step / 7, (count * count, 2))
    column, row = np.meshgrid(np.arange(count), np.arange(count))
    nodes = np.column_stack([WEST + column.ravel() * step, SOUTH + row.ravel() * step]) + wobble
    index = np.arange(count * count).reshape(count, count)
    start = np.concatenate([index[:, :-1].ravel(), index[:-1].ravel()]).astype(np.int32)
    end = np.concatenate([index[:, 1:].ravel(), index[1:].ravel()]).astype(np.int32)
    line = np.concatenate([np.repeat(np.arange(count), side), np.tile(np.arange(count), side)])
    middle = (nodes[start] + nodes[end]) / 2 + np.random.default_rng(seed).normal(0, step / 25, (len(start), 2))
    points = np.stack([nodes[start], middle, nodes[end]], axis=1).reshape(-1, 2)
    kind = np.select(
        [line == 11, line % 11 == 0, line % 5 == 2, line % 3 == 1],
        ["trunk", "primary", "secondary", "tertiary"],
        "residential",
    )
    named = [f"{k.capitalize()} road {n}" if k != "residential" else None for k, n in zip(kind, line, strict=True)]
    return assemble(
        RoadColumns(
            node_id=np.arange(len(nodes)),
            lon=nodes[:, 0],
            lat=nodes[:, 1],
            from_node=start,
            to_node=end,
            offsets=np.arange(len(start) + 1) * 3,
            points=points,
            direction=np.zeros(len(start), np.int8),
            attributes={
                "highway": pd.Categorical(kind),
                "name": np.array(named, dtype=object),
                "speed_kmh": np.full(len(start), 40.0),
                "speed_from": pd.Categorical(["class"] * len(start)),
            },
        ),
        (Provenance(file_name="town", sha256="0" * 64, format="made up", attribution="Made-up town, no real place"),),
    )


def _at(column, row):
    return WEST + column * STEP, SOUTH + row * STEP


def _area(west, south, east, north):
    return box(*_at(west, south), *_at(east, north))


def operation():
    """Layers with one of nearly every look."""
    states = dict(
        zip(
            SectorState,
            ((0, 0, 7, 9), (7, 0, 15, 7), (0, 9, 7, 22), (15, 0, 22, 9), (7, 15, 14, 22), (14, 15, 22, 22)),
            strict=True,
        )
    )
    sectors = [
        MapFeature(
            id=f"sector-{state}",
            geometry=_area(*corners),
            look=looks.SECTORS[state],
            label=f"Sector {n}",
            label_ar=f"القطاع {n}",
            tooltip=(f"Sector {n}", looks.SECTORS[state].words),
        )
        for n, (state, corners) in enumerate(states.items(), 1)
    ]
    zones = [
        MapFeature(
            id=f"zone-{n}",
            geometry=area,
            look=looks.zone_look(kind, barrier),
            label=name,
            tooltip=(name, "until 18:00"),
        )
        for n, (name, area, kind, barrier) in enumerate(
            (
                (
                    "Old bridge",
                    Polygon([_at(8, 8), _at(12, 7.5), _at(12.5, 11), _at(9, 11.5)]),
                    ZoneKind.MINES,
                    BarrierKind.CLOSED,
                ),
                ("Market", _area(15.5, 10, 19, 13), ZoneKind.CURFEW, BarrierKind.SCALED),
                ("Shelled blocks", _area(2, 11, 5.5, 14), ZoneKind.DAMAGE, None),
                ("Safe zone", _area(16, 2, 20, 5), ZoneKind.HUMANITARIAN, None),
            )
        )
    ]
    ways = [
        MapFeature(
            id="route-fastest",
            geometry=LineString([_at(1, 2), _at(1, 5), _at(7, 5), _at(7, 13), _at(14, 13), _at(14, 18), _at(20, 18)]),
            look=looks.ROUTES[RoutePolicy.FASTEST],
            tooltip=("Fastest route", "14.2 km, 31 min"),
        ),
        MapFeature(
            id="route-low",
            geometry=LineString([_at(1, 2), _at(13, 2), _at(13, 7), _at(21, 7), _at(21, 18), _at(20, 18)]),
            look=looks.ROUTES[RoutePolicy.LOW_EXPOSURE],
            tooltip=("Low-exposure route", "17.9 km, 39 min"),
        ),
        MapFeature(id="corridor-in", geometry=LineString([_at(2, 20), _at(6, 20)]), look=looks.COVERED),
        MapFeature(id="corridor-out", geometry=LineString([_at(6, 20), _at(12, 20)]), look=looks.UNCOVERED),
        *(
            MapFeature(
                id=f"status-{p}", geometry=LineString([_at(17 + n, 14), _at(17 + n, 16.5)]), look=looks.STATUS[p]
            )
            for n, p in enumerate(Passability)
        ),
    ]
    places = [
        MapFeature(
            id=f"site-{kind}",
            geometry=Point(_at(1.5 + 1.55 * n, 6 + 6 * (n % 3))),
            look=looks.SITES[kind],
            label=kind.replace("_", " ").capitalize(),
            tooltip=(kind.value, "capacity not reported"),
        )
        for n, kind in enumerate(SiteKind)
    ]
    signs = [
        MapFeature(id="", geometry=Point(_at(1, 2)), look=looks.ORIGIN),
        MapFeature(id="", geometry=Point(_at(20, 18)), look=looks.DESTINATION),
        MapFeature(
            id="bridge",
            geometry=Point(_at(10, 13)),
            look=looks.STATUS[Passability.UNKNOWN],
            tooltip=("Bridge", "Unknown"),
        ),
        MapFeature(id="incident", geometry=Point(_at(12, 9)), look=looks.INCIDENT, tooltip=("Incident",)),
        MapFeature(
            id="crossing",
            geometry=Point(_at(22, 11)),
            look=looks.CROSSING,
            label="East crossing",
            label_ar="المعبر الشرقي",
        ),
    ]
    return [
        Layer(name="Sectors", features=sectors),
        Layer(name="Zones", features=zones),
        Layer(name="Ways", features=ways),
        Layer(name="Places", features=[*places, *signs]),
    ]
