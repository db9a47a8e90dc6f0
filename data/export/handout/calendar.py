"""The times of convoys as iCalendar: one event each, under the movement number alone; points only where asked for."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

from icalendar import Calendar, Event

from data.export.handout.mark import mark_line
from data.export.handout.words import ILLUSTRATIVE, NOT_KNOWN, NOTIFIES, second_after, told_words
from data.model.handout import Handout, PartTimes


def schedule(marches: Iterable[Handout], *, points: bool = False) -> bytes:
    """The events of these marches, in UTC, which every calendar shows in its own time.

    An event keeps its id over revisions and counts them, so that a calendar replaces the older one.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Passage//movements//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for march in marches:
        calendar.add_component(_movement(march))
        for event in _points(march) if points else ():
            calendar.add_component(event)
    return bytes(calendar.to_ical())


def _movement(march: Handout) -> Event:
    whole = PartTimes(level="column", name="", arrives=march.departs, clears=march.clears)
    count = NOT_KNOWN if march.vehicle_count is None else str(march.vehicle_count)
    event = _event(march, "movement", f"Movement {march.file_name}, vehicles: {count}", whole)
    told = [
        march.verdict,
        mark_line(march.terms, march.operation),
        NOTIFIES,
        f"Tail is in: {told_words(march.clears, march.time_zone, is_tail=True)}.",
    ]
    if march.terms.names_people:
        told.append(f"Commander: {march.leading.commander or NOT_KNOWN}.")
    event.add("description", " ".join((*told, ILLUSTRATIVE) if march.illustrative else told))
    return event


def _points(march: Handout) -> Iterator[Event]:
    for number, point in enumerate(march.points, start=1):
        event = _event(march, f"point {number}", f"{march.file_name} at {number} {point.name}", point.column)
        arrives, clears = point.column.arrives, point.column.clears
        zone = march.time_zone
        event.add(
            "description",
            f"Arrive {told_words(arrives, zone)}, clear {told_words(clears, zone, is_tail=True)}. "
            f"{mark_line(march.terms, march.operation)} {NOTIFIES}",
        )
        yield event


def _event(march: Handout, what: str, title: str, times: PartTimes) -> Event:
    """An event from head to tail; without an end where the tail is not known."""
    event = Event()
    event.add("uid", str(uuid5(NAMESPACE_URL, f"passage:{march.operation}:{march.convoy}:{what}")))
    event.add("dtstamp", _instant(march.terms.made_at))
    event.add("sequence", march.terms.revision)
    event.add("summary", f"{title}{_doubt(times)}")
    assert times.arrives.at is not None  # noqa: S101  # a head that never arrives has no march
    event.add("dtstart", _instant(times.arrives.at))
    if times.clears.at is not None:
        event.add("dtend", _instant(second_after(times.clears.at)))
    event.add("status", "TENTATIVE")
    event.add("class", "CONFIDENTIAL")
    return event


def _doubt(times: PartTimes) -> str:
    if times.clears.at is None:
        return " – end not known"
    return " – or later" if times.arrives.is_earliest or times.clears.is_earliest else ""


def _instant(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)
