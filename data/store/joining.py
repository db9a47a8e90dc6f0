"""Joining: a change made on an older revision, on top of what others saved since where neither touches the other."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from data.errors import StalePlan, StoreError
from data.model import Plan
from data.store.codec import SETTINGS
from data.store.log import Entry
from data.store.snapshot import Image, Key, Snapshot, changed_images, plan_from_images

TOLD = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The plan a save leads to, and the new images of what it changes."""

    plan: Plan
    images: tuple[Image, ...]


def joined(base: Snapshot, newest: Snapshot, plan: Plan, since: Sequence[Entry]) -> Change:
    """What `plan`, made from `base`, changes of the newest snapshot; `since` is the log between the two.

    A record that both made the same is no clash.

    Raises
    ------
    StalePlan
        When others changed a record that this changes as well, or both together contradict each other.
    """
    wanted = changed_images(base, plan)
    if base.seq == newest.seq:
        return Change(plan=plan, images=wanted)
    mine = [image for image in wanted if not _is_so(image, newest.images.get(image.key))]
    clashing = {image.key for image in mine if _version(newest, image.key) != _version(base, image.key)}
    if clashing:
        raise StalePlan(_told(base.plan, plan, newest.plan, clashing, since), frozenset(key[1] for key in clashing))
    images = tuple(on_top(newest.images, mine))
    try:
        together = plan_from_images({**newest.images, **{image.key: image for image in images}}.values(), newest)
    except StoreError as fault:
        raise StalePlan(_contradiction(since, fault)) from fault
    return Change(plan=together, images=images)


def _is_so(image: Image, kept: Image | None) -> bool:
    if image.deleted:
        return kept is None or kept.deleted
    return kept is not None and (kept.deleted, kept.body) == (False, image.body) and kept.rank == image.rank


def _version(snapshot: Snapshot, key: Key) -> int:
    image = snapshot.images.get(key)
    return image.version if image else 0


def on_top(newest: Mapping[Key, Image], mine: Iterable[Image]) -> Iterator[Image]:
    """My images with the versions that come next; what would stand where something of others stands comes last."""
    own = list(mine)
    keys = {image.key for image in own}
    taken = {(i.kind, i.rank) for i in newest.values() if not i.deleted and i.key not in keys}
    last = _last_ranks(newest)
    for image in own:
        former = newest.get(image.key)
        rank = image.rank
        if not image.deleted and image.kind != SETTINGS and (image.kind, rank) in taken:
            rank = last[image.kind] = last[image.kind] + 1
        yield replace(image, version=former.version + 1 if former else 1, rank=rank)


def _last_ranks(images: Mapping[Key, Image]) -> dict[str, int]:
    last: dict[str, int] = {}
    for image in images.values():
        last[image.kind] = max(last.get(image.kind, 0), image.rank)
    return last


def _told(before: Plan, mine: Plan, theirs: Plan, clashing: Iterable[Key], since: Sequence[Entry]) -> str:
    names = sorted(_name(key, mine, theirs, before) for key in clashing)
    more = f" and {len(names) - TOLD} more" if len(names) > TOLD else ""
    keys = set(clashing)
    theirs_last = next(entry.stamp for entry in reversed(since) if entry.image.key in keys)
    return (
        f"Not saved: {theirs_last.actor} saved “{theirs_last.reason}” since this change was begun, and both change "
        f"{', '.join(names[:TOLD])}{more}. Look at what is there now, then take theirs or put yours in its place."
    )


def _name(key: Key, *plans: Plan) -> str:
    if key[0] == SETTINGS:
        return "the settings of the operation"
    found = (getattr(plan.find(key[1]), "name", None) for plan in plans)
    return next((str(name) for name in found if name), f"{key[0].replace('_', ' ')} {key[1]}")


def _contradiction(since: Sequence[Entry], fault: StoreError) -> str:
    last = since[-1].stamp
    reason = (
        str(fault).removeprefix("The operation contradicts itself: ").removesuffix(" Restore the file from a copy.")
    )
    return (
        f"Not saved: it does not fit what {last.actor} saved meanwhile (“{last.reason}”): {reason} "
        "Look at what is there now and change yours."
    )
