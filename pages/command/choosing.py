"""Where two copies changed the same: what is to stand, said record by record or field by field."""

from collections.abc import Iterable, Mapping, Sequence

from data.errors import StoreError
from data.store.meeting import Choice, Clash, Side, name_of_key
from data.store.snapshot import Key
from pages.state.clash import Piece
from pages.state.clash import Side as Whose
from pages.state.together import chosen, taken_apart

_PARTS = 2
_MOST = 40
_OF = {Side.MINE: Whose.MINE, Side.THEIRS: Whose.THEIRS}


def key_of(text: str) -> Key:
    """Kind and id of a record, as `zone/z`.

    Raises
    ------
    StoreError
        When it is not written like that.
    """
    parts = text.split("/", 1)
    if len(parts) != _PARTS or not all(parts):
        msg = f"“{text[:60]}” does not name a record; write kind and id, such as zone/north-gate."
        raise StoreError(msg)
    return parts[0].replace("-", "_"), parts[1]


def choices(clashes: Iterable[Clash], *, mine: Sequence[str], theirs: Sequence[str]) -> dict[Key, Choice]:
    """What stands of each clash that is decided by what was said: `zone/z` as a whole, `zone/z/name` of a field."""
    said = {**dict.fromkeys(mine, Side.MINE), **dict.fromkeys(theirs, Side.THEIRS)}
    found = {clash.key: _choice(clash, said) for clash in clashes}
    return {key: choice for key, choice in found.items() if choice is not None}


def open_lines(clashes: Iterable[Clash], decided: Mapping[Key, Choice]) -> tuple[str, ...]:
    """What is left to be decided, and how; nothing where everything is."""
    left = [clash for clash in clashes if clash.key not in decided]
    if not left:
        return ()
    first = "Both copies changed the same; nothing was moved in. Say of each: --mine WHAT or --theirs WHAT."
    return (first, *(line for clash in left for line in _lines(clash)))


def _choice(clash: Clash, said: Mapping[str, Side]) -> Choice | None:
    name = "/".join(clash.key)
    if name in said:
        return said[name]
    taken = taken_apart(clash)
    if taken is None:
        return None
    pieces = taken.pieces
    sides = {piece.path: _side(name, piece, said) for piece in pieces}
    found = {path: side for path, side in sides.items() if side is not None}
    return chosen(clash, found) if len(found) == len(pieces) and _is_spoken_of(name, said) else None


def _is_spoken_of(name: str, said: Mapping[str, Side]) -> bool:
    return any(text.startswith(f"{name}/") for text in said)


def _side(name: str, piece: Piece, said: Mapping[str, Side]) -> Whose | None:
    found = said.get(_path(name, piece))
    return piece.usual if found is None else _OF[found]


def _path(name: str, piece: Piece) -> str:
    return "/".join([name, *(part for part in piece.path if part)])


def _lines(clash: Clash) -> Iterable[str]:
    who = f"here {clash.mine_by.actor}, there {clash.theirs_by.actor}"
    yield f"  {'/'.join(clash.key)}  {name_of_key(clash.key)}: {who}"
    taken = taken_apart(clash)
    for piece in taken.pieces if taken else ():
        if piece.usual is None and piece.path[0]:
            yield f"    {_path('/'.join(clash.key), piece)}  here {_short(piece.mine)}, there {_short(piece.theirs)}"


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= _MOST else f"{text[:_MOST]}…"
