"""Random people, operations and records: what the service allows held against the rows of a database."""

from dataclasses import dataclass, replace
from datetime import timedelta

import sqlalchemy as sa
from shapely import Point, affinity, box

from data.errors import NotAllowed
from data.identity.principal import Principal, Role
from data.model import Barrier, Convoy, Note, Phase, Release, Sector, SectorState, Waypoint, Zone
from data.model.sharing import Sensitivity, Sharing
from data.service.asking import asker_of
from data.service.reading import KEPT_BACK, history, versions
from data.service.rights import may_change, require_settings
from data.service.seen import may_see
from data.store.change import Change
from data.store.codec import NOUNS, SETTINGS, encoded, encoded_settings
from data.store.row_security import judge
from data.store.rows import Rows
from data.store.snapshot import Image
from data.store.tables import BODY, RECORD, REVISION
from geo.errors import PassageError
from tests import builders
from tests.march_builders import opening_rule, passing_report

OWN = ("north", "south", "east")
AREAS = {
    "north": builders.SQUARE,
    "south": box(34.40, 31.38, 34.42, 31.40),
    "east": box(34.415, 31.39, 34.44, 31.41),
}


@dataclass(frozen=True)
class Disagreement:
    """Where the two do not say the same: `surplus` is what the database allows beyond the service."""

    who: Principal
    what: str
    surplus: frozenset = frozenset()
    missing: frozenset = frozenset()


def plan_of(chance):
    """A plan with every kind of record, some in places and about things that chance chose."""
    full = builders.full_plan().with_record(*(builders.sector(key, area=area) for key, area in AREAS.items()))
    release = Release(by="Amal", at=builders.NOON, confirmed_by="Basel")
    for number in range(3):
        via = tuple(Waypoint(point=_point(chance)) for _ in range(chance.randrange(3)))
        released = chance.choice((None, release))
        corridor = chance.choice((None, "c"))
        full = full.with_record(builders.convoy(f"v{number}", via=via, release=released, corridor=corridor))
        full = full.with_record(passing_report(f"passed{number}", convoy=f"v{number}", place="s"))
        full = full.with_record(builders.note(f"nv{number}", about=chance.choice((f"v{number}", f"passed{number}"))))
    for number in range(4):
        full = full.with_record(builders.zone(f"z{number}", area=_area(chance)))
        full = full.with_record(builders.barrier(f"b{number}", area_id=f"z{number}"))
        full = full.with_record(opening_rule(f"o{number}", about=f"z{number}"))
        full = full.with_record(builders.note(f"nz{number}", about=chance.choice((f"z{number}", f"b{number}"))))
        full = full.with_record(builders.note(f"np{number}", about=None, place=_point(chance)))
    return replace(full, sharing=_sharing(chance, full), one_person_suffices=True)


def person_of(chance):
    """Somebody with roles, clearance and sectors that chance chose; half of them plan."""
    plans = {chance.choice((Role.COORDINATOR, Role.SECURITY_CELL))} if chance.random() < 0.5 else set()
    roles = plans | {*chance.sample([*Role], chance.choice((0, 1, 1, 2)))}
    sectors = frozenset(chance.sample(OWN, chance.randrange(len(OWN) + 1)))
    return Principal(id="p", name="P", roles=frozenset(roles), clearance=chance.choice([*Sensitivity]), sectors=sectors)


def _sharing(chance, plan):
    ids = [str(record.id) for record in plan.records()]
    kinds = {kind: chance.choice([*Sensitivity]) for kind in chance.sample(sorted(NOUNS), chance.randrange(8))}
    records = {key: chance.choice([*Sensitivity]) for key in chance.sample(ids, chance.randrange(6))}
    return Sharing(kinds=tuple(kinds.items()), records=tuple(records.items()))


def _point(chance):
    return Point(chance.choice((34.40, 34.41, 34.43, 34.50)), chance.choice((31.385, 31.40, 31.41, 31.50)))


def _area(chance):
    west, south = chance.choice((34.402, 34.412, 34.43)), chance.choice((31.382, 31.395, 31.405))
    return box(west, south, west + chance.choice((0.002, 0.01)), south + chance.choice((0.002, 0.01)))


def changed(chance, plan):
    """A change of one record that chance chose: something added, removed, moved, renamed or said otherwise."""
    record = chance.choice([*plan.records()])
    act = chance.random()
    if act < 0.15:
        after = replace(record, id=f"new-{record.id}")
        return Change(before=None, after=after)
    if act < 0.3:
        return Change(before=record, after=None)
    return Change(before=record, after=_otherwise(chance, record))


def _otherwise(chance, record):
    match record:
        case Sector() | Zone():
            return replace(record, area=affinity.translate(record.area, chance.choice((0.0005, 0.004)), 0.0))
        case Note():
            about = chance.choice(("s", "z0", "v0", "b1"))
            return replace(record, about=about) if record.place is None else replace(record, place=_point(chance))
        case Barrier():
            return replace(record, area_id=chance.choice(("z", "z1", *OWN)))
        case Phase():
            states = dict(record.sector_states) | {chance.choice(OWN): chance.choice([*SectorState])}
            ends = record.ends_at + timedelta(days=chance.choice((0, 0, 1)))
            return replace(record, sector_states=tuple(states.items()), ends_at=ends)
        case Convoy():
            return replace(record, destination=chance.choice(("s", "x", "north", "east")))
    return _said_otherwise(record)


def _said_otherwise(record):
    name = next((name for name in ("note", "name", "summary", "text", "cause") if hasattr(record, name)), None)
    return record if name is None else replace(record, **{name: "otherwise"})


def reading_disagreements(store, twin, who):
    """Where rows shown are not those the service shows: records, history and versions; and how many were compared.

    The service is asked over a twin in memory, which has the same history.
    """
    plan = twin.read().plan
    whole = frozenset(str(record.id) for record in plan.records())
    with store._medium.seen_by(asker_of(who)) as connection:
        records = frozenset(connection.execute(sa.select(RECORD.c.id).where(RECORD.c.kind != SETTINGS)).scalars())
        acts = frozenset(connection.execute(sa.select(REVISION.c.seq)).scalars())
        bodies = frozenset(connection.execute(sa.select(BODY.c.hash)).scalars())
    log = store.whole().log
    told = {one.seq for one in history(who, twin, 10_000) if one.reason != KEPT_BACK}
    kept = {
        one.revision.seq
        for key in {entry.image.id for entry in log}
        for one in versions(who, twin, key, 1000)
        if one.record is not None
    }
    written = {entry.hash for entry in log if entry.seq in kept}
    shown = {key for key in whole if may_see(plan, who, plan.get(key), plan.sharing)}
    pairs = {"records": (records, shown), "history": (acts, told), "versions": (bodies, written)}
    differ = [
        Disagreement(who, what, frozenset(rows - ours), frozenset(ours - rows))
        for what, (rows, ours) in pairs.items()
        if rows != ours
    ]
    return differ, len(whole) + 2 * len(log)


def writing_disagreement(store, who, plan, change):
    """Where the database takes one change and the service does not, or the other way round; else None."""
    after = with_change(plan, change)
    if after in (None, plan):
        return None
    ours, theirs = may_change(who, plan, after, change), accepted(store, who, change)
    if ours == theirs:
        return None
    what = f"{change.told}: service {ours}, database {theirs}"
    return Disagreement(who, what, frozenset({change.id} if theirs else ()), frozenset({change.id} if ours else ()))


def with_change(plan, change):
    """The plan with a change; None where the two contradict each other."""
    try:
        return plan.with_record(change.after) if change.after is not None else plan.without(change.id)
    except PassageError:
        return None


def accepted(store, who, change):
    """Whether the database takes one record as this person's change; it is never kept."""
    kind, key = change.kind, change.id
    body = encoded(change.after or change.before)
    return _takes(store, who, Image(kind=kind, id=key, version=9, rank=1, deleted=change.after is None, body=body))


def accepts_settings(store, who, plan):
    """Whether the database takes the settings of a plan as this person's change; they are never kept."""
    body = encoded_settings(plan)
    return _takes(store, who, Image(kind=SETTINGS, id=SETTINGS, version=9, rank=0, deleted=False, body=body))


def service_takes_settings(who, settings):
    try:
        require_settings(who, settings)
    except PassageError:
        return False
    return True


class _TriedError(Exception):
    """Nothing of what was tried is kept."""


def _takes(store, who, image):
    try:
        with store._medium.writing() as connection:
            _try(connection, who, image)
    except _TriedError:
        return True
    except NotAllowed:
        return False
    return None


def _try(connection, who, image):
    known = sa.select(RECORD.c.version).where(RECORD.c.kind == image.kind, RECORD.c.id == image.id)
    stood = connection.execute(known).scalar_one_or_none() or 0
    Rows(connection, writes=True).keep_records([replace(image, version=stood + 1)])
    judge(connection, asker_of(who))
    raise _TriedError
