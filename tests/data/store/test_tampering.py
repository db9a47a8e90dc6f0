"""Every kind of tampering with a file or on a server is found when an operation is verified."""

from contextlib import contextmanager, nullcontext, suppress
from dataclasses import replace

import pytest
import sqlalchemy as sa

from data.errors import StoreError
from data.store.deed import Deed, Did
from data.store.keys import new_key
from data.store.memory import MemoryPlanStore
from data.store.postgres import PostgresPlanStore
from data.store.sqlite import SqlitePlanStore
from tests import builders

LAST = "(SELECT max(seq) FROM revision)"
COLUMNS = "commit_id, act, target, actor, reason, at, op, kind, id, version, rank, deleted, digest, prev, hash"
LATER = COLUMNS.replace(" version", " version + 1")
KINDS = {
    "another person": "UPDATE revision SET actor = 'somebody else' WHERE seq = 3",
    "another reason": "UPDATE revision SET reason = 'another' WHERE seq = 3",
    "another time": "UPDATE revision SET at = '2020-01-01T00:00:00.000000+00:00' WHERE seq = 3",
    "another kind of act": "UPDATE revision SET act = 'undo' WHERE seq = 3",
    "another target of an undo": f"UPDATE revision SET target = 'x' WHERE seq = {LAST}",  # noqa: S608 - ours
    "another save": "UPDATE revision SET commit_id = 'x' WHERE seq = 3",
    "another kind of change": "UPDATE revision SET op = 'changed' WHERE seq = 3",
    "another kind of record": "UPDATE revision SET kind = 'other' WHERE seq = 3",
    "another record": "UPDATE revision SET id = 'other' WHERE seq = 3",
    "another version": "UPDATE revision SET version = 9 WHERE seq = 3",
    "another place in the order": "UPDATE revision SET rank = rank + 1 WHERE seq = 3",
    "said to be removed": "UPDATE revision SET deleted = NOT deleted WHERE seq = 3",
    "another content": "UPDATE body SET body = replace(body, '34.4', '34.5')",
    "another salt": "UPDATE body SET salt = '00'",
    "content of another": "UPDATE body SET body = (SELECT min(body) FROM body)",
    "content gone": "DELETE FROM body WHERE hash = (SELECT hash FROM revision WHERE seq = 3)",
    "another digest": "UPDATE revision SET digest = '00' WHERE seq = 3",
    "another link back": "UPDATE revision SET prev = '00' WHERE seq = 3",
    "another link": "UPDATE revision SET hash = '00' WHERE seq = 3",
    "one gone from the middle": "DELETE FROM revision WHERE seq = 3",
    "one gone from the beginning": "DELETE FROM revision WHERE seq = 1",
    "one gone from the end": f"DELETE FROM revision WHERE seq = {LAST}",  # noqa: S608 - ours
    "one put in": f"INSERT INTO revision (seq, {COLUMNS}) SELECT seq + 1, {LATER} FROM revision WHERE seq = {LAST}",  # noqa: S608
    "the end further": "UPDATE head SET seq = seq + 1",
    "the end earlier": "UPDATE head SET seq = seq - 1",
    "the end another": "UPDATE head SET hash = 'f'",
    "the end gone": "DELETE FROM head",
    "what stands changed": "UPDATE record SET body = replace(body, 'hazard', 'other') WHERE kind = 'zone'",
    "what stands removed": "UPDATE record SET deleted = NOT deleted WHERE kind = 'incident'",
    "what stands gone": "DELETE FROM record WHERE kind = 'incident'",
    "what stands put in": "INSERT INTO record SELECT kind, 'forged', version, rank, deleted, body FROM record"
    " WHERE kind = 'zone'",
    "what stands of another version": "UPDATE record SET version = version + 1 WHERE kind = 'zone'",
    "what stands in another order": "UPDATE record SET rank = rank + 7 WHERE kind = 'zone'",
    "another photograph": "UPDATE photo SET jpeg = substr(jpeg, 2)",
    "a deed done by another": "UPDATE deed SET by_name = 'somebody else' WHERE number = 1",
    "a deed gone": "DELETE FROM deed WHERE number = 1",
    "a deed told done by another": "UPDATE told_deed SET by_name = 'somebody else'",
    "a deed told with another number": "UPDATE told_deed SET number = number + 1",
    "deeds told gone": "DELETE FROM told_deed",
    "a photograph gone": "DELETE FROM photo",
}
"""What is done to the tables of an operation, by whoever owns them."""


class Undone(Exception):
    """Nothing of it is kept."""


@pytest.fixture(scope="module", params=["file", "server"])
def kept(request, tmp_path_factory):
    """An operation with saves, an undo and a photograph in it."""
    said = {"reason": "Created", "actor": "tester"}
    if request.param == "file":
        path = tmp_path_factory.mktemp("kept") / "kept.passage"
        store = SqlitePlanStore.create(path, builders.full_plan(), key=new_key(), **said)
    else:
        store = PostgresPlanStore.create(request.getfixturevalue("server"), "tampered", builders.full_plan(), **said)
    photo = store.keep_photo(b"jpeg")
    noted = store.read().plan.with_record(builders.note("m", photo=photo))
    for plan in (noted, replace(noted, name="one"), replace(noted, name="two")):
        store.commit(plan, base=store.read().seq, reason="why", actor="tester")
    store.undo(base=store.read().seq, actor="tester")
    there = MemoryPlanStore.of_whole(store.whole())
    for one, name in ((store, "Amal"), (there, "Basel")):
        one.note(Deed(at=builders.NOON, by_id=name, by=name, did=Did.VIEWED, what="Convoy"))
    store.join(there.whole(), {}, origin="laptop", actor="carrier")
    yield store
    store.close()


@contextmanager
def tampered(store, statement):
    """The store as it is found after a statement that no trigger hinders; afterwards as it was."""
    medium = store._medium
    with suppress(Undone), medium.keeping() as connection:
        if connection.dialect.name == "sqlite":
            names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all()
            for name in names:
                connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
        else:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        assert connection.execute(sa.text(statement)).rowcount
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(medium, "reading", lambda: nullcontext(connection))
            yield store
        raise Undone


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_tampering_is_found_and_told_in_words(kept, kind):
    with tampered(kept, KINDS[kind]) as store:
        try:
            told = [(finding.message, finding.remedy) for finding in store.verify()]
        except StoreError as refusal:
            told = [(str(refusal),)]
    assert told
    assert all(map(all, told))


def test_where_nothing_was_tampered_with_nothing_is_found(kept):
    """Neither where triggers are gone and everything was written over with itself."""
    assert kept.verify() == ()
    with tampered(kept, "UPDATE revision SET actor = actor, reason = reason") as store:
        assert store.verify() == ()
