"""Every public operation, by every role, on a record of every level: what comes of it is what the table says."""

import importlib
import inspect
import pkgutil
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from shapely import box

from data import service
from data.custody.copies import CopyBook
from data.custody.marks import MarkBook
from data.custody.signing import Signer
from data.identity.accounts import Rights
from data.identity.medium import in_file
from data.identity.principal import Role
from data.identity.register import Register
from data.model import Release
from data.model.sharing import Sensitivity, Sharing
from data.service import copying, custody, erasing, people, reading, saving, second, taking_back, trail, wiping
from data.service.custody import House
from data.store.deed import Deed, Did
from data.store.erasure import Asked
from data.store.keys import Cost, new_key
from data.store.memory import MemoryPlanStore
from geo.errors import PassageError
from tests import builders
from tests.data.service.people import person, planner
from tests.march_builders import passing_report

TABLE = Path(__file__).with_name("rights.txt")
ALL_ROLES = {
    "viewer": (Role.VIEWER,),
    "coordinator": (Role.COORDINATOR,),
    "security cell": (Role.SECURITY_CELL,),
    "administrator": (Role.ADMINISTRATOR,),
    "auditor": (Role.AUDITOR,),
    "nobody": (),
}
JPEG = b"a photograph"
OTHER = planner("Basel")
INSIDE, OUTSIDE = box(34.405, 31.405, 34.41, 31.41), box(35.0, 32.0, 35.1, 32.1)


def stores(area=INSIDE):
    """A store for each level, with one zone of that level that was changed, and a change of it that waits."""
    for level in Sensitivity:
        zone = builders.zone("x", area=area, exposure=2.0, name="X")
        plan = builders.plan(
            builders.sector(),
            zone,
            sharing=Sharing(kinds=(("sector", Sensitivity.LOW),), records=(("x", level), ("nx", level))),
        )
        store = MemoryPlanStore(plan, reason="begun", actor="tester")
        note = builders.note("nx", about="x", photo=store.keep_photo(JPEG))
        store.commit(plan.with_record(note), base=store.read().seq, reason="secret", actor="tester")
        yield store


def changed(store, **said):
    plan = store.read().plan
    return plan.with_record(replace(plan.get("x"), **said))


def commits(who, store, **said):
    seen = reading.read(who, store)
    if seen.view.plan.find("x") is None:
        return False
    edited = seen.view.plan.with_record(replace(seen.view.plan.get("x"), **said))
    saving.commit(who, store, edited, base=seen.seq, reason="mine")
    return True


def proposed(store, by=OTHER):
    return saving.commit(by, store, changed(store, exposure=1.0), base=store.read().seq, reason="safer").waiting


def undone(who, store):
    saving.commit(OTHER, store, changed(store, note="seen"), base=store.read().seq, reason="noted")
    taking_back.undo(who, store, base=store.read().seq)
    return store.read().plan.get("x").note is None


def redone(who, store):
    saving.commit(OTHER, store, changed(store, note="seen"), base=store.read().seq, reason="noted")
    taking_back.undo(OTHER, store, base=store.read().seq)
    taking_back.redo(who, store, base=store.read().seq)
    return store.read().plan.get("x").note == "seen"


def withdrawn(who, store):
    waiting = proposed(store, by=replace(OTHER, id=who.id))
    second.withdraw(who, store, waiting.id)
    return True


def last(store):
    return store.read().seq


ATTEMPTS = {
    reading.read: lambda who, store: reading.read(who, store).view.plan.find("x"),
    reading.as_of: lambda who, store: reading.as_of(who, store, 1).plan.find("x"),
    reading.history: lambda who, store: "secret" in {one.reason for one in reading.history(who, store, 50)},
    reading.last_of_save: lambda who, store: reading.last_of_save(who, store, last(store)).reason == "secret",
    reading.versions: lambda who, store: reading.versions(who, store, "x", 5),
    reading.photo: lambda who, store: reading.photo(who, store, store.keep_photo(JPEG)),
    reading.keep_photo: lambda who, store: reading.keep_photo(who, store, b"another"),
    saving.commit: lambda who, store: commits(who, store, note="worse"),
    taking_back.changes: lambda who, store: taking_back.changes(who, store).last_done == "secret",
    taking_back.undo: undone,
    taking_back.redo: redone,
    second.proposals: lambda who, store: proposed(store) and second.proposals(who, store),
    second.waiting: lambda who, store: proposed(store) and second.waiting(who, store),
    second.confirm: lambda who, store: second.confirm(who, store, proposed(store).id),
    second.refuse: lambda who, store: second.refuse(who, store, proposed(store).id, "no") is None,
    second.withdraw: withdrawn,
}


def gets(attempt, who, store):
    try:
        return bool(attempt(who, store))
    except PassageError as refusal:
        return not str(refusal).endswith(".")


def shown(who, store):
    """Whether the trail tells a person what it is about."""
    store.note(Deed(at=builders.NOON, by_id="o", by="Other", did=Did.HANDED_OUT, what="Way (GPX)", about="x"))
    return trail.trail(who, store)[0].deed.about == "x"


ATTEMPTS |= {
    reading.mark: lambda who, store: reading.mark(who, store, 1),
    erasing.hold: lambda who, store: erasing.hold(who, store, "x", is_held=True, reason="inquiry"),
    erasing.erase: lambda who, store: erasing.erase(
        who, store, Asked(keys=frozenset({("note", "nx")}), fields=("text",)), reason="asked"
    ),
    erasing.retain: lambda who, store: erasing.retain(who, store, builders.NOON.replace(year=2036)),
    trail.trail: shown,
    trail.told: lambda who, store: trail.told(who, store) == (),
    trail.trail_verified: lambda who, store: trail.trail_verified(who, store) == (),
    trail.stand_of: lambda who, store: trail.stand_of(who, store, store.anchor()) is trail.Stand.HERE,
}


class OneShelf:
    """A shelf in memory."""

    def __init__(self):
        self._stores = {"gaza": next(stores())}

    def exists(self, name):
        return name in self._stores

    def open(self, name):
        return self._stores[name]

    def lay_down(self, name, whole):
        return self._stores.setdefault(name, MemoryPlanStore.of_whole(whole))


def beside(house):
    """Where a copy can be put."""
    return house.copies._path.with_suffix(".copy")


ADMIN = person(Role.ADMINISTRATOR, name="Keeper")
OF_HOUSE = {
    custody.back_up: lambda who, house, _: custody.back_up(who, house, "gaza", builders.NOON),
    copying.back_up_to: lambda who, house, _: copying.back_up_to(who, house, "gaza", beside(house), at=builders.NOON),
    copying.last_copies: lambda who, house, _: copying.last_copies(who, house) == {},
    custody.move_out: lambda who, house, _: custody.move_out(who, house, "gaza", builders.NOON),
    custody.look: lambda who, house, copy: custody.look(who, house, "gaza", copy),
    custody.restore: lambda who, house, copy: custody.restore(who, house, "other", copy),
    custody.move_in: lambda who, house, copy: custody.move_in(who, house, "gaza", copy),
    custody.verify: lambda who, house, _: custody.verify(who, house, "gaza") == (),
    custody.mark: lambda who, house, _: custody.mark(who, house, "gaza", builders.NOON),
    custody.label: lambda who, _, copy: custody.label(who, copy),
}
NOTHING = Rights(roles=frozenset(), clearance=Sensitivity.LOW)


def invited(register):
    name = f"Person {len(register.accounts.all())}"
    return register.accounts.invite(name, NOTHING, by="k")[0].id


OF_REGISTER = {
    people.accounts: people.accounts,
    people.signed_in: lambda who, register: people.signed_in(who, register) is not None,
    people.visits: people.visits,
    people.visits_verified: lambda who, register: people.visits_verified(who, register) == (),
    people.names: people.names,
    people.invite: lambda who, register: people.invite(who, register, f"By {who.name}", NOTHING),
    people.invite_again: lambda who, register: people.invite_again(who, register, invited(register)),
    people.give: lambda who, register: people.give(who, register, invited(register), NOTHING) is None,
    people.word_of: lambda who, register: people.word_of(who, register, invited(register)) == "",
    people.tie: lambda who, register: people.tie(who, register, invited(register), "") is None,
    people.disable: lambda who, register: people.disable(who, register, invited(register)) is None,
    people.end_sessions: lambda who, register: people.end_sessions(who, register, invited(register)) == 0,
}

OF_MACHINE = {
    wiping.lock: lambda who, machine: wiping.lock(who, machine) is None,
    wiping.wipe: lambda who, machine: wiping.wipe(who, machine, builders.NOON) is not None,
}


@pytest.fixture
def place(tmp_path):
    """A register with an administrator, and what makes a new house."""
    register = Register(in_file(tmp_path))
    register.accounts.make_first("Keeper", "seven herons cross the estuary")
    signer = Signer(Ed25519PrivateKey.generate())
    house = lambda n: House(  # noqa: E731
        shelf=OneShelf(),
        signer=signer,
        marks=MarkBook(tmp_path / str(n), signer),
        copies=CopyBook(tmp_path / f"{n}.log"),
        key=new_key(),
    )
    yield register, house, lambda n: machine_in(tmp_path / f"machine {n}")
    register.close()


def machine_in(folder):
    """A machine with an account whose passphrase opens its key."""
    folder.mkdir()
    people_there = Register(in_file(folder), cost=Cost(memory_kib=64, passes=1, lanes=1))
    words = "seven herons cross the estuary"
    people_there.slots.put(people_there.accounts.make_first("Keeper", words).id, new_key(), words)
    return wiping.Machine(
        folder=folder, operations=folder, key=folder / "key", register=lambda: people_there, close=lambda: None
    )


def row(name, attempt, who, area=INSIDE):
    marks = "".join(
        level.name[0] if gets(attempt, who, store) else "-"
        for level, store in zip(Sensitivity, stores(area), strict=True)
    )
    return f"{name:<14} {marks}"


def rows_beside(who, register, new_house, new_machine):
    """What is done with whole operations, with accounts and with machines, which knows no level."""
    for number, (act, attempt) in enumerate(OF_HOUSE.items()):
        house = new_house(f"{who.id}-{number}")
        copy = custody.move_out(ADMIN, house, "gaza", builders.NOON)
        yield f"{act.__name__:<14} {'yes' if gets(lambda w, h, a=attempt, c=copy: a(w, h, c), who, house) else '-'}"
    for act, attempt in OF_REGISTER.items():
        yield f"{act.__name__:<14} {'yes' if gets(attempt, who, register) else '-'}"
    for act, attempt in OF_MACHINE.items():
        machine = new_machine(f"{who.id}-{act.__name__}")
        yield f"{act.__name__:<14} {'yes' if gets(attempt, who, machine) else '-'}"
        machine.register().close()


def table(register, new_house, new_machine):
    """Every operation by every role cleared for all, and by some cleared for less or with no sector of their own."""
    askers = {name: person(*roles, sectors=("north",)) for name, roles in ALL_ROLES.items()}
    askers["viewer, moderate"] = person(Role.VIEWER, clearance=Sensitivity.MODERATE)
    askers["coordinator, high"] = person(Role.COORDINATOR, clearance=Sensitivity.HIGH)
    askers["security cell elsewhere"] = person(Role.SECURITY_CELL)
    for who, asks in askers.items():
        yield f"# {who}"
        yield from (row(attempt.__name__, ATTEMPTS[attempt], asks) for attempt in ATTEMPTS)
        yield from rows_beside(replace(asks, id=who, name=who), register, new_house, new_machine)


def test_what_each_role_gets_is_what_the_table_says(place):
    assert "\n".join(table(*place)) + "\n" == TABLE.read_text(encoding="utf-8")


def modules():
    """Every module of the package of operations."""
    for found in pkgutil.iter_modules(service.__path__):
        yield importlib.import_module(f"data.service.{found.name}")


def test_every_public_operation_is_in_the_table():
    public = {
        function
        for module in modules()
        for function in vars(module).values()
        if inspect.isfunction(function)
        and function.__module__ == module.__name__
        and not function.__name__.startswith("_")
        and [*inspect.signature(function).parameters][:2]
        in (["who", "store"], ["who", "house"], ["who", "register"], ["who", "machine"])
    }
    noting = {trail.note_viewing, trail.note_briefing, trail.note_handed_out, trail.note_custody, trail.note_refusal}
    assert public - noting - {saving.proposed} | {custody.label} == {*ATTEMPTS, *OF_HOUSE, *OF_REGISTER, *OF_MACHINE}


def convoy_store(*, released):
    release = Release(by="Amal", at=builders.NOON, confirmed_by="Basel") if released else None
    plan = builders.plan(
        builders.site(),
        builders.crossing(),
        builders.sector(),
        builders.convoy(release=release),
        builders.note(about="v"),
    )
    store = MemoryPlanStore(plan, reason="begun", actor="tester")
    kept = store.read()
    store.commit(
        kept.plan.with_record(passing_report(convoy="v", place="s")), base=kept.seq, reason="passed", actor="tester"
    )
    return store


@pytest.mark.parametrize("released", [False, True])
@pytest.mark.parametrize("name", ALL_ROLES)
def test_a_convoy_and_all_that_tells_of_it_is_seen_by_who_plans_and_once_released_by_viewers(name, released):
    who = person(*ALL_ROLES[name], sectors=("north",))
    plan = reading.read(who, convoy_store(released=released)).view.plan
    may = name in {"coordinator", "security cell"} or (name == "viewer" and released)
    assert [bool(plan.find(key)) for key in ("v", "n", "passing")] == [may] * 3


def test_a_cell_sees_no_convoy_that_passes_elsewhere():
    plan = builders.plan(builders.site(), builders.crossing(), builders.sector(area=OUTSIDE), builders.convoy())
    store = MemoryPlanStore(plan, reason="begun", actor="tester")
    who = person(Role.SECURITY_CELL, sectors=("north",))
    assert reading.read(who, store).view.withheld == {"v"}


@pytest.mark.parametrize("name", ALL_ROLES)
def test_settings_are_for_a_coordinator_and_the_protocol_for_an_administrator(name):
    who = person(*ALL_ROLES[name])
    for said, role in (({"name": "Other"}, "coordinator"), ({"one_person_suffices": True}, "administrator")):
        store = next(stores())
        plan = reading.read(who, store).view.plan
        attempt = lambda who, store, plan=plan, said=said: saving.commit(  # noqa: E731
            who, store, replace(plan, **said), base=last(store), reason="set"
        )
        assert gets(attempt, who, store) == (name == role)


def test_a_cell_writes_only_what_lies_in_its_own_sectors_before_and_after():
    cell = person(Role.SECURITY_CELL, sectors=("north",))
    for area, may in ((INSIDE, True), (OUTSIDE, False)):
        assert [gets(ATTEMPTS[saving.commit], cell, store) for store in stores(area)] == [may] * 4
    leaves = [gets(lambda w, s: commits(w, s, area=OUTSIDE), cell, store) for store in stores()]
    assert leaves == [False] * 4
