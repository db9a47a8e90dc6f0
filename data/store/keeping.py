"""Everything kept of an operation in its tables: read as a whole, laid down as a whole, told of, and taken out."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from data.store import deeds
from data.store.erasure import Erasing, put_in_place
from data.store.joins import Batch
from data.store.log import Entry
from data.store.rows import Rows, body_row, entry_of, link_row
from data.store.tables import BODY, ERASED, HEAD, PHOTO, TOLD
from data.store.whole import Told, Whole

_TOLD = sa.select(
    TOLD, sa.func.coalesce(BODY.c.salt, "").label("salt"), sa.func.coalesce(BODY.c.body, "").label("body")
).join_from(TOLD, BODY, BODY.c.hash == TOLD.c.hash, isouter=True)


def whole_of(connection: sa.Connection) -> Whole:
    """Everything that is kept."""
    photos = {row.sha256: bytes(row.jpeg) for row in connection.execute(PHOTO.select())}
    return Whole(
        log=tuple(Rows(connection).log()), told=told_of(connection), photos=photos, trail=deeds.trail(connection)
    )


def told_of(connection: sa.Connection) -> tuple[Told, ...]:
    """What other copies told, in the order it came."""
    rows = connection.execute(_TOLD.order_by(TOLD.c.joined, TOLD.c.seq, TOLD.c.hash))
    return tuple(Told(entry=entry_of(row), joined=row.joined) for row in rows)


def lay_down(connection: sa.Connection, whole: Whole) -> None:
    """Keep everything as it is, in tables that hold nothing yet."""
    rows = Rows(connection, writes=True)
    rows.keep_log(whole.log)
    rows.keep_records(whole.images.values())
    for told in whole.told:
        keep_told(connection, [told.entry], told.joined)
    erased = {*put_in_place(whole.every()), *whole.erased_photos()}
    _add(connection, ERASED, [{"what": what, "by": "before"} for what in sorted(erased)])
    _add(connection, PHOTO, [{"sha256": name, "jpeg": jpeg} for name, jpeg in whole.photos.items()])
    deeds.lay_down(connection, whole.trail)
    connection.execute(HEAD.insert().values(one=1, seq=whole.head.seq, hash=whole.head.hash))


def keep_told(connection: sa.Connection, entries: Iterable[Entry], joined: int) -> None:
    """Keep what another copy told."""
    told = list(entries)
    _add(connection, TOLD, [{"seq": e.seq, "joined": joined, **link_row(e)} for e in told])
    _add(connection, BODY, [body_row(entry) for entry in told])


def keep_step(connection: sa.Connection, step: Batch) -> None:
    """Keep a commit with all it brings and takes out."""
    Rows(connection, writes=True).keep(step.added)
    keep_told(connection, step.told, step.joined)
    _add(connection, PHOTO, [{"sha256": name, "jpeg": jpeg} for name, jpeg in step.photos.items()])
    if step.erasing:
        _take_out(connection, step.erasing, step.commit)


def _take_out(connection: sa.Connection, found: Erasing, by: str) -> None:
    """Put in the place of bodies what is to stand there, and take out photographs."""
    _add(connection, ERASED, [{"what": what, "by": by} for what in (*found.parts, *found.photos)])
    for name, part in found.parts.items():
        connection.execute(BODY.update().where(BODY.c.hash == name).values(salt=part.salt, body=part.body))
    connection.execute(PHOTO.delete().where(PHOTO.c.sha256.in_(found.photos)))
    if found.removed:
        Rows(connection, writes=True).keep_records(found.removed)


def _add(connection: sa.Connection, table: sa.Table, rows: list[dict[str, object]]) -> None:
    """Add rows, but for those whose name is there already."""
    if rows:
        put = sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)
        connection.execute(put.on_conflict_do_nothing(), rows)
