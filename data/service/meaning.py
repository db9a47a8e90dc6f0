"""What a person means by a plan they changed, in terms of the whole plan of which they may see a part."""

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

from data.errors import NotAllowed
from data.model import Plan, Record
from data.service.changes import changes_between
from data.service.seen import View
from data.store.change import Change


def meant(seen: View, whole: Plan, now: View, edited: Plan) -> tuple[Change, ...]:
    """Changes to the whole plan, from what was seen of it, what is seen of the newest, and what was made of it.

    What was kept back stays: a record that is not seen any more is not taken for one that was removed,
    and of a record shown in part the rest stays as it is.

    Raises
    ------
    NotAllowed
        When something new is given the id of something that is kept back.
    """
    return tuple(_meant(seen, whole, now, edited))


def _meant(seen: View, whole: Plan, now: View, edited: Plan) -> Iterator[Change]:
    for change in changes_between(seen.plan, edited):
        if change.after is None and change.id in now.withheld:
            continue
        if change.before is None and (change.id in seen.withheld or change.id in now.withheld):
            message = f"Not saved: the id {change.id} is taken already; give {change.name} another."
            raise NotAllowed(message)
        before = whole.find(change.id)
        yield Change(before=before, after=_completed(before, change))


def _completed(whole: Record | None, change: Change) -> Record | None:
    """The record as it was meant, with all that was not shown of it."""
    seen, after = change.before, change.after
    if whole is None or after is None or seen is None or whole == seen or type(after) is not type(whole):
        return after
    said: dict[str, Any] = {}
    for field in fields(whole):
        was, shown, made = (getattr(record, field.name) for record in (whole, seen, after))
        said[field.name] = was if made == shown else _with_hidden(was, shown, made)
    return replace(whole, **said)


def _with_hidden(was: Any, shown: Any, made: Any) -> Any:
    """What was made of a list shown in part, with the part that was not shown."""
    if was == shown or not isinstance(was, tuple) or not isinstance(made, tuple):
        return made
    return (*made, *(one for one in was if one not in shown))
