"""Who may come in: accounts, sessions, passphrases and tries in vain."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from data.errors import StoreError
from data.identity import passphrases
from data.identity.account import Limits, key_of
from data.identity.accounts import INVITED_FOR, Rights
from data.identity.errors import IdentityError, TooManyTries
from data.identity.medium import SCHEMA, Medium, in_file
from data.identity.principal import Role, Sensitivity
from data.identity.register import Register
from data.identity.tables import LAID_OUT
from data.store.keys import Cost, new_key
from tests.entering import NAME, PASSPHRASE

CHEAP = Cost(memory_kib=64, passes=1, lanes=1)
CELL = Rights(roles=frozenset({Role.SECURITY_CELL}), clearance=Sensitivity.HIGH, sectors=frozenset({"north"}))
LIMITS = Limits(idle=timedelta(minutes=30), whole=timedelta(hours=12))


class Time:
    """A clock that is set by hand."""

    def __init__(self):
        self.now = datetime(2027, 3, 10, 6, tzinfo=UTC)

    def __call__(self):
        return self.now

    def pass_(self, **parts):
        self.now += timedelta(**parts)


@pytest.fixture(autouse=True)
def cheap(monkeypatch):
    """Passphrases that are hashed at no cost: how slow they are is argon2's matter."""
    hasher = passphrases.PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(passphrases, "_HASHER", hasher)
    monkeypatch.setattr(passphrases, "_NOBODYS", hasher.hash("nobody"))


@pytest.fixture
def clock():
    return Time()


@pytest.fixture
def register(tmp_path, clock):
    opened = Register(in_file(tmp_path), LIMITS, clock, CHEAP)
    yield opened
    opened.close()


@pytest.fixture
def chief(register):
    return register.set_up(NAME, PASSPHRASE)


def entered(register, name=NAME, passphrase=PASSPHRASE, origin="here"):
    return register.let_in(register.known(name, passphrase, origin=origin), origin=origin)


def test_what_is_kept_opens_nothing(tmp_path, register, chief):
    token = entered(register)
    _, link = register.accounts.invite("Samir", CELL, by=chief.id)
    register.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for secret in (PASSPHRASE, token, link):
        assert secret.encode() not in kept
    assert b"$argon2id$" in kept
    assert key_of(token).encode() in kept
    assert (tmp_path / "people.sqlite").stat().st_mode & 0o077 == 0


@pytest.mark.usefixtures("chief")
def test_a_wrong_passphrase_and_an_unknown_name_look_alike(register):
    said = []
    for name in (NAME, "Nobody"):
        with pytest.raises(IdentityError) as refused:
            register.known(name, "not the right passphrase", origin=name)
        said.append(str(refused.value))
    assert said[0] == said[1]
    assert [one.detail for one in register.accounts.visits()[:2]] == ["unknown name", ""]


@pytest.mark.parametrize("name", ["mona haddad", " Mona  HADDAD ", "Ｍｏｎａ Haddad"])
def test_a_name_is_found_however_it_is_written(register, chief, name):
    assert register.known(name, PASSPHRASE, origin="here").id == chief.id


def test_after_five_tries_in_vain_not_even_the_right_passphrase_is_looked_at(register, chief):
    for _ in range(5):
        with pytest.raises(IdentityError):
            register.known(NAME, "not the right passphrase", origin="there")
    with pytest.raises(TooManyTries, match="Wait 5 min"):
        register.known(NAME, PASSPHRASE, origin="there")
    assert register.known(NAME, PASSPHRASE, origin="elsewhere").id == chief.id


def test_only_one_account_is_the_first(register, chief):
    with pytest.raises(IdentityError, match="set up already"):
        register.set_up("Other", PASSPHRASE)
    assert chief.roles == frozenset(Role)


@pytest.mark.parametrize(
    ("passphrase", "why"),
    [
        ("short", "at least 15"),
        ("a" * 20, "again and again"),
        ("Mona Haddad Mona", "not your name"),
        ("x" * 201, "most 200"),
    ],
)
def test_a_passphrase_that_is_guessed_easily_is_refused(register, passphrase, why):
    with pytest.raises(IdentityError, match=why):
        register.set_up(NAME, passphrase)
    assert not register.accounts.are_there()


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "Mona\u202eHaddad", "Mo\x00na"])
def test_a_name_that_misleads_is_refused(register, name):
    with pytest.raises(IdentityError):
        register.set_up(name, PASSPHRASE)


@pytest.mark.usefixtures("chief")
def test_a_session_ends_when_its_person_does_nothing(register, clock):
    token = entered(register)
    clock.pass_(minutes=29)
    assert register.sessions.held_by(token)
    register.sessions.acted(key_of(token))
    clock.pass_(minutes=29)
    assert register.sessions.held_by(token)
    clock.pass_(minutes=2)
    assert register.sessions.held_by(token) is None
    assert register.sessions.over([key_of(token)]) == {key_of(token)}


@pytest.mark.usefixtures("chief")
def test_a_session_ends_in_the_end_whatever_its_person_does(register, clock):
    token = entered(register)
    for _ in range(24):
        register.sessions.acted(key_of(token))
        clock.pass_(minutes=29)
    assert register.sessions.held_by(token)
    register.sessions.acted(key_of(token))
    clock.pass_(minutes=29)
    assert register.sessions.held_by(token) is None


@pytest.mark.usefixtures("chief")
def test_what_a_person_did_last_is_known_after_a_restart(tmp_path, register, clock):
    token = entered(register)
    clock.pass_(minutes=20)
    register.sessions.acted(key_of(token))
    register.sessions.keep_acts()
    clock.pass_(minutes=20)
    again = Register(in_file(tmp_path), LIMITS, clock)
    assert again.sessions.held_by(token)
    again.close()


def test_signing_out_disabling_and_other_rights_end_every_session_and_say_so(register, chief):
    told = []
    register.sessions.listen(told.append)
    other, link = register.accounts.invite("Samir", CELL, by=chief.id)
    register.accept(link, PASSPHRASE + " 2")
    ends = [
        lambda token: register.sign_out(register.sessions.held_by(token)),
        lambda _: register.give(other.id, replace(CELL, clearance=Sensitivity.LOW), by=chief.id),
        lambda _: register.disable(other.id, by=chief.id),
    ]
    for end in ends:
        token = entered(register, "Samir", PASSPHRASE + " 2")
        assert register.sessions.held_by(token).account.name == "Samir"
        end(token)
        assert register.sessions.held_by(token) is None
        assert told.pop() == key_of(token)
    with pytest.raises(IdentityError):
        register.known("Samir", PASSPHRASE + " 2", origin="here")


def test_another_program_s_disabling_is_seen(tmp_path, register, clock, chief):
    other, link = register.accounts.invite("Samir", CELL, by=chief.id)
    register.accept(link, PASSPHRASE)
    token = entered(register, "Samir")
    assert register.sessions.held_by(token)
    beside = Register(in_file(tmp_path), LIMITS, clock)
    beside.disable(other.id, by=chief.id)
    beside.close()
    assert register.sessions.over([key_of(token)]) == {key_of(token)}


def test_a_link_is_good_once_and_for_three_days(register, clock, chief):
    account, link = register.accounts.invite("Samir", CELL, by=chief.id)
    assert not account.has_passphrase
    assert account.principal.sectors == {"north"}
    clock.pass_(seconds=INVITED_FOR.total_seconds() + 1)
    with pytest.raises(IdentityError, match="too old"):
        register.accept(link, PASSPHRASE)
    link = register.accounts.invite_again(account.id, by=chief.id)
    assert register.accept(link, PASSPHRASE).has_passphrase
    with pytest.raises(IdentityError, match="was used"):
        register.accept(link, PASSPHRASE)


def test_somebody_is_always_left_who_looks_after_accounts(register, chief):
    register.accounts.invite("Samir", replace(CELL, roles=frozenset(Role)), by=chief.id)
    for change in (
        lambda: register.disable(chief.id, by=chief.id),
        lambda: register.give(chief.id, CELL, by=chief.id),
        lambda: register.accounts.invite_again(chief.id, by=chief.id),
    ):
        with pytest.raises(IdentityError, match="Nobody would be left"):
            change()
    assert register.known(NAME, PASSPHRASE, origin="here").roles == frozenset(Role)


def test_guests_are_told_apart_and_leave_when_the_machine_is_set_up(register):
    tokens = [register.let_guest_in(origin="here") for _ in range(2)]
    guests = [register.sessions.held_by(token).account for token in tokens]
    assert [guest.name for guest in guests] == ["Guest 1", "Guest 2"]
    assert not guests[0].principal.has(Role.ADMINISTRATOR)
    assert not register.accounts.are_there()
    register.set_up(NAME, PASSPHRASE)
    assert [register.sessions.held_by(token) for token in tokens] == [None, None]


def test_the_key_opens_by_every_passphrase_and_the_last_slot_stays(register, chief):
    key, slots = new_key(), register.slots
    slots.put(chief.id, key, PASSPHRASE)
    slots.drop(chief.id)
    other, _ = register.accounts.invite("Samir", CELL, by=chief.id)
    slots.put(other.id, key, "another passphrase")
    assert slots.open(chief.id, PASSPHRASE) == slots.open(other.id, "another passphrase") == key
    with pytest.raises(StoreError, match="does not open"):
        slots.open(chief.id, "another passphrase")
    slots.drop(other.id)
    assert slots.open(other.id, "another passphrase") is None
    slots.destroy()
    assert not slots.are_there()


def test_accounts_of_a_newer_version_are_refused(tmp_path, register):
    with register._medium.writing() as connection:
        connection.execute(LAID_OUT.update().values(layout=99))
    with pytest.raises(StoreError, match="newer version"):
        Register(in_file(tmp_path))


def test_accounts_are_kept_on_a_server_too(server, clock):
    register = Register(Medium(server, SCHEMA), LIMITS, clock, CHEAP)
    chief = register.set_up(NAME, PASSPHRASE)
    token = entered(register)
    assert Register(Medium(server, SCHEMA), LIMITS, clock).sessions.held_by(token).account == chief
    register.disable(register.accounts.invite("Samir", CELL, by=chief.id)[0].id, by=chief.id)
    assert [one.act for one in register.accounts.visits()] == ["disabled", "account made", "signed in", "set up"]


def test_another_passphrase_opens_the_key_ends_other_sessions_and_the_old_one_opens_nothing(register, chief):
    key, new = new_key(), "nine storks over the northern dunes"
    register.slots.put(chief.id, key, PASSPHRASE)
    own, other = (register.sessions.held_by(entered(register)) for _ in range(2))
    with pytest.raises(IdentityError):
        register.change_passphrase(own, ("not the right passphrase", new), key, origin="here")
    with pytest.raises(IdentityError, match="at least 15"):
        register.change_passphrase(own, (PASSPHRASE, "short"), key, origin="here")
    assert register.slots.open(chief.id, PASSPHRASE) == key
    register.change_passphrase(own, (PASSPHRASE, new), key, origin="here")
    assert register.slots.open(chief.id, new) == key
    with pytest.raises(StoreError):
        register.slots.open(chief.id, PASSPHRASE)
    with pytest.raises(IdentityError):
        register.known(NAME, PASSPHRASE, origin="here")
    assert register.known(NAME, new, origin="here").id == chief.id
    assert register.sessions.of(own.key)
    assert register.sessions.of(other.key) is None
    assert "passphrase changed" in {one.act for one in register.accounts.visits()}


@pytest.mark.usefixtures("chief")
def test_who_gave_the_passphrase_long_ago_is_fresh_again_only_by_giving_it_again(register, clock):
    session = register.sessions.held_by(entered(register))
    assert session.is_fresh(clock())
    clock.pass_(minutes=16)
    assert not register.sessions.of(session.key).is_fresh(clock())
    with pytest.raises(IdentityError):
        register.prove(session, "not the right passphrase", origin="here")
    assert not register.sessions.of(session.key).is_fresh(clock())
    register.prove(session, PASSPHRASE, origin="here")
    assert register.sessions.of(session.key).is_fresh(clock())
    register.sessions.acted(session.key)
    clock.pass_(minutes=16)
    assert not register.sessions.of(session.key).is_fresh(clock())
