"""Erasure: what is taken out of every version of a record, and how the history still holds without it.

An entry of the log carries only the digest of what it wrote. An erasure is an entry of its own, whose
text names each entry whose body it replaced and the digest of what stands there now: nothing, or the
record without the named fields. So the chain and every mark of it still verify, and a body that was
replaced by anybody else does not.
"""

import json
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from data.errors import StoreError
from data.store.codec import SETTINGS, decoded
from data.store.log import Entry, digest_of
from data.store.snapshot import BESIDE, ERASURE, PROPOSAL, Image, Key

GONE = "[erased]"
"""What stands where a text was erased."""

_PEOPLE = ("commander", "radio", "serials.commander", "serials.units.commander", "serials.units.vehicles.call_sign")
_SAID = ("note", "source.name")

FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "note": ("author", "text", "photo", "source.name"),
        "convoy": (*_PEOPLE, "via", "corridor", "waits", "cargo", "movement_number", "organisation"),
        "mission_outcome": ("cause", *_SAID),
        "status_report": _SAID,
        "passing_report": _SAID,
        "incident": ("summary", "source.name"),
        "consent": _SAID,
        "local_force": ("name", *_SAID),
        "contributor": ("note",),
        "unit": _SAID,
        "site": _SAID,
    }
)
"""Fields that can be erased by themselves, by kind of record; of any kind the whole record can be."""


class NothingToErase(StoreError):
    """No version of a record holds what is to be erased."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is to be erased: of these records the named fields, or all of them when no field is named."""

    keys: frozenset[Key]
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What stands where an erased body stood."""

    salt: str
    body: str

    @property
    def digest(self) -> str:
        """What the erasure says of it; empty where nothing is left."""
        return digest_of(self.salt, self.body) if self.body else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasing:
    """Everything an erasure changes: bodies by the hash of their entry, photographs, and records.

    `images` are the next versions of records that stand, `removed` the records that were removed before.
    """

    parts: Mapping[str, Part] = field(default_factory=dict)
    photos: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    removed: tuple[Image, ...] = ()

    def image(self, asked: Asked) -> Image:
        """The record by which the log tells of it."""
        said = {
            "format": 1,
            "of": sorted(asked.keys),
            "fields": list(asked.fields),
            "parts": {name: part.digest for name, part in sorted(self.parts.items())},
            "photos": list(self.photos),
        }
        body = json.dumps(said, sort_keys=True, separators=(",", ":"))
        return Image(kind=ERASURE, id=secrets.token_hex(8), version=1, rank=0, deleted=False, body=body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """An erasure as the log tells it: what of which records, in how many versions, how many photographs."""

    of: tuple[Key, ...]
    fields: tuple[str, ...]
    parts: Mapping[str, str]
    photos: tuple[str, ...]


def erasing(
    asked: Asked, log: Sequence[Entry], current: Mapping[Key, Image], among: Collection[str] | None = None
) -> Erasing:
    """What has to be changed so that nothing of what is asked is left in any version.

    `log` is every entry there is, made here or told; `among` are the hashes of those to look at, when not all.

    Raises
    ------
    StoreError
        When a field cannot be erased by itself, there is nothing to erase, or what stays names a record.
    """
    _require_fields(asked)
    wide = replace(asked, keys=_with_notes(asked, log))
    meant = [entry for entry in log if among is None or entry.hash in among]
    parts = {entry.hash: part for entry in meant if (part := _part(wide, entry))}
    if not parts:
        msg = "There is nothing to erase: no version of these records holds what was named."
        raise NothingToErase(msg)
    if not asked.fields:
        _require_unnamed(wide.keys, log)
    left = tuple(_as_left(wide, current))
    return Erasing(
        parts=parts,
        photos=tuple(_photos_left_alone(log, parts)),
        images=tuple(_next(image, wide) for image in left if not image.deleted),
        removed=tuple(image for image in left if image.deleted),
    )


def read_erasure(image: Image) -> Erasure:
    """The erasure that an entry of the log tells of.

    Raises
    ------
    StoreError
        When it cannot be read.
    """
    try:
        said = json.loads(image.body)
        of = tuple((str(kind), str(record_id)) for kind, record_id in said["of"])
        parts = {str(name): str(digest) for name, digest in said["parts"].items()}
        return Erasure(of=of, fields=tuple(said["fields"]), parts=parts, photos=tuple(said["photos"]))
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        msg = "The history tells of an erasure that cannot be read; restore the operation from a copy."
        raise StoreError(msg) from fault


def erasures(log: Iterable[Entry]) -> Iterator[Erasure]:
    """The erasures of a log, oldest first."""
    return (read_erasure(e.image) for e in log if e.image.kind == ERASURE and not e.image.deleted)


def put_in_place(log: Iterable[Entry]) -> dict[str, str]:
    """By hash of an entry: the digest of what stands in the place of its body, empty where nothing does.

    An erasure that cannot be read puts nothing in place, so that what it left is found not to fit.
    """
    found: dict[str, str] = {}
    for entry in log:
        if entry.image.kind == ERASURE:
            try:
                found.update(read_erasure(entry.image).parts)
            except StoreError:
                continue
    return found


def erased(entry: Entry, part: Part) -> Entry:
    """The entry with what stands there now."""
    return replace(entry, salt=part.salt, image=replace(entry.image, body=part.body))


def _left(image: Image, asked: Asked) -> str:
    """The text of a record, or of a proposal about some, without what is erased."""
    if not image.body:
        return ""
    if image.kind == PROPOSAL:
        return _left_of_proposal(image.body, asked)
    return _without(image, asked.fields) if image.key in asked.keys else image.body


def _left_of_proposal(body: str, asked: Asked) -> str:
    said = json.loads(body)
    changes = [[_side(asked, side) for side in change] for change in said["changes"]]
    left = [change for change in changes if any(change)]
    if left == said["changes"]:
        return body
    return json.dumps({**said, "changes": left}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _side(asked: Asked, side: list[str] | None) -> list[str] | None:
    if side is None or (side[0], side[1]) not in asked.keys:
        return side
    image = Image(kind=side[0], id=side[1], version=0, rank=0, deleted=False, body=side[2])
    return [*side[:2], _without(image, asked.fields)] if asked.fields else None


def _require_fields(asked: Asked) -> None:
    for kind in sorted({kind for kind, _ in asked.keys}):
        unknown = sorted(set(asked.fields) - set(FIELDS.get(kind, ())))
        if unknown:
            words = ", ".join(FIELDS.get(kind, ())) or "nothing"
            msg = (
                f"{unknown[0]} of a {kind.replace('_', ' ')} cannot be erased by itself; "
                f"what can is {words}. Or erase the whole record."
            )
            raise StoreError(msg)


def _with_notes(asked: Asked, log: Iterable[Entry]) -> frozenset[Key]:
    """The records and, when they go as a whole, all notes that were ever about them."""
    if asked.fields:
        return asked.keys
    ids = {record_id for _, record_id in asked.keys}
    notes = (e.image for e in log if e.image.kind == "note" and e.image.body)
    return asked.keys | {note.key for note in notes if json.loads(note.body).get("about") in ids}


def _part(asked: Asked, entry: Entry) -> Part | None:
    body = _left(entry.image, asked)
    if body == entry.image.body:
        return None
    return Part(salt=secrets.token_hex(16) if body else "", body=body)


def _without(image: Image, fields: tuple[str, ...]) -> str:
    if not fields:
        return ""
    content = json.loads(image.body)
    for path in fields:
        _blank(content, path.split("."))
    body = json.dumps(content, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
    decoded(image.kind, image.id, body)
    return body


def _blank(content: Any, path: Sequence[str]) -> None:
    if isinstance(content, list):
        for part in content:
            _blank(part, path)
    elif isinstance(content, dict) and path[0] in content:
        if len(path) > 1:
            _blank(content[path[0]], path[1:])
        else:
            content[path[0]] = _blanked(path[0], content[path[0]])


def _blanked(name: str, value: Any) -> Any:
    match value:
        case str() if name not in {"photo", "corridor"}:
            return GONE
        case list():
            return []
        case _:
            return None


def _as_left(asked: Asked, current: Mapping[Key, Image]) -> Iterator[Image]:
    """The records that hold something of it, as they stand now, without it."""
    for _, image in sorted(current.items()):
        if (body := _left(image, asked)) != image.body:
            yield replace(image, body=body)


def _next(image: Image, asked: Asked) -> Image:
    is_gone = not asked.fields and image.kind != PROPOSAL
    return replace(image, version=image.version + 1, deleted=is_gone)


def _require_unnamed(keys: frozenset[Key], log: Iterable[Entry]) -> None:
    named = {json.dumps(record_id, ensure_ascii=False): record_id for _, record_id in keys}
    for entry in log:
        if entry.image.key in keys or entry.image.kind in {*BESIDE, SETTINGS}:
            continue
        for written, record_id in named.items():
            if written in entry.image.body:
                kind, other = entry.image.key
                msg = (
                    f"{record_id} cannot be erased as a whole, as {kind.replace('_', ' ')} {other} names it; "
                    "erase its fields, or both."
                )
                raise StoreError(msg)


def _photos_left_alone(log: Iterable[Entry], parts: Mapping[str, Part]) -> Iterator[str]:
    """Photographs that only what is erased names."""
    notes = [e for e in log if e.image.kind == "note" and e.image.body]
    after = [parts[e.hash].body if e.hash in parts else e.image.body for e in notes]
    yield from sorted(set(_photos(e.image.body for e in notes)) - set(_photos(after)))


def _photos(bodies: Iterable[str]) -> Iterator[str]:
    named = (json.loads(body).get("photo") for body in bodies if body)
    return (photo for photo in named if photo)
