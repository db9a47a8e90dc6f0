"""Evacuation orders block by block → zones that hold from an order until the block is declared safe."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shapely import MultiPolygon, Polygon

from data.model.ids import ZoneId
from data.model.provenance import Source, Validity
from data.model.zone import Zone, ZoneKind
from data.sources.fields import Doubt, distinct_ids, slug
from data.sources.shaped import ShapedFeature
from data.sources.vector import Feature

_NO_BLOCK = {"", "0", "9999"}
_UNNUMBERED = "unnumbered"
_ORDERED_OUT = "displaced"
_SAFE = "safe"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    """One line of an order file: a block is ordered out, or declared safe, at a moment."""

    number: int
    block: str
    word: str | None
    at: datetime | None
    area: Polygon | MultiPolygon
    source: str | None


def is_order_file(features: Sequence[Feature]) -> bool:
    """Whether these features carry blocks with a status and a date."""
    wanted = {"block", "statustext", "date"}
    names = {key.lower() for feature in features for key in feature.properties}
    return wanted <= names


def orders_as_zones(shaped: Sequence[ShapedFeature], stem: str) -> tuple[tuple[Zone, ...], list[Doubt]]:
    """An evacuation zone for each order, and doubts about lines that are none or have no clear date.

    An order holds until the next time its block is declared safe. An order without a clear date holds
    always; a declaration without one ends nothing. A block without a status is kept as a plain zone.
    An area without a block number is called after the file, whose name without its ending is `stem`.
    """
    read = [_order(s) for s in shaped]
    doubts = [doubt for _, found in read for doubt in found]
    orders = [order for order, _ in read]
    safe_at: dict[str, list[datetime]] = defaultdict(list)
    for order in orders:
        if order.word == _SAFE and order.at is not None:
            safe_at[order.block].append(order.at)
    held = [order for order in orders if order.word != _SAFE]
    ids = distinct_ids(_wanted_id(order) for order in held)
    return tuple(_zone(order, own, safe_at[order.block], stem) for order, own in zip(held, ids, strict=True)), doubts


def _order(shaped: ShapedFeature) -> tuple[_Order, list[Doubt]]:
    fields = shaped.fields
    at, doubts = fields.moment("date")
    block = (fields.text("block") or "").removesuffix(".0")
    stated = fields.text("statustext")
    word = stated.lower() if stated else None
    order = _Order(
        number=shaped.feature.number,
        # a block without a number is nobody else's: no declaration about another may end it
        block=block if block not in _NO_BLOCK else f"{_UNNUMBERED} {shaped.feature.number}",
        word=word,
        at=at,
        area=shaped.area,
        source=fields.text("source", "idfmap"),
    )
    return order, [*doubts, *_doubts(order)]


def _doubts(order: _Order) -> list[Doubt]:
    if order.word is None:
        told = (
            "order-without-status",
            "it has no status; it is kept as a plain area, neither ordered out nor declared safe.",
        )
    elif order.word not in (_SAFE, _ORDERED_OUT):
        told = ("word-unknown", f"its status {order.word[:40]!r} is not known; it was taken as ordered out.")
    elif order.at is None:
        held = "it ends no order" if order.word == _SAFE else "the order was taken to hold always"
        told = ("order-without-date", f"its date is not stated or not understood; {held}.")
    else:
        return []
    code, message = told
    remedy = "Look it up in the order itself and correct the file."
    return [Doubt(number=order.number, code=code, message=message, remedy=remedy)]


def _wanted_id(order: _Order) -> str:
    when = order.at.strftime("-%Y%m%dT%H%MZ") if order.at else ""
    return slug(f"block-{order.block}").replace(" ", "-") + when


def _spoken(stem: str) -> str:
    """The name of a file as words.

    >>> _spoken("yellow_line_area_2025-10-19")
    'Yellow line area 2025-10-19'
    """
    return stem.replace("_", " ").strip().capitalize()


def _zone(order: _Order, own: str, safe_at: list[datetime], stem: str) -> Zone:
    ordered = order.word is not None
    starts_at = order.at if ordered else None
    later = [moment for moment in safe_at if starts_at is not None and moment > starts_at]
    return Zone(
        id=ZoneId(own),
        name=f"{_spoken(stem)} ({order.number})" if order.block.startswith(_UNNUMBERED) else f"Block {order.block}",
        area=order.area,
        kind=ZoneKind.EVACUATION if ordered else ZoneKind.OTHER,
        exposure=1.0 if ordered else 0.0,
        valid=Validity(starts_at=starts_at, ends_at=min(later, default=None)),
        source=Source(name=(order.source or "not stated")[:300], reported_at=starts_at),
    )
