"""The pages over a database server: the same as over a folder, and what is drafted survives its loss."""

from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from data.errors import StoreError
from data.sources.demo import demo_plan
from data.store import postgres
from pages.state import answers
from pages.web.shelf import lock, shelf
from tests.pages.test_column_desk import labelled, page, words


@pytest.fixture
def database(server, tmp_path, monkeypatch):
    """Address of an empty database that operations are kept in."""
    with server.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("CREATE DATABASE pages")
    url = server.url.set(database="pages", drivername="postgresql").render_as_string(hide_password=False)
    monkeypatch.setenv("PASSAGE_HOME", str(tmp_path))
    monkeypatch.setenv("PASSAGE_DATABASE_URL", url)
    answers._with_demo.clear()
    yield "pages"
    lock()
    answers._with_demo.clear()


@contextmanager
def losing_its_connections(server, monkeypatch):
    """While the block runs, the server ends every connection in the middle of a save."""
    tell = postgres.PostgresSchema._tell

    def lost(self, connection):
        own = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        with server.connect() as other:
            other.execute(sa.text("SELECT pg_terminate_backend(:own)"), {"own": own})
        tell(self, connection)

    with monkeypatch.context() as patch:
        patch.setattr(postgres.PostgresSchema, "_tell", lost)
        yield


@pytest.mark.usefixtures("database")
def test_the_desk_of_a_convoy_works_on_a_server_and_keeps_its_draft_when_the_connection_is_lost(
    server, tmp_path, monkeypatch
):
    app = AppTest.from_function(page, default_timeout=60)
    app.query_params.update({"convoy": "convoy-2", "view": "Column"})
    app.run()
    assert not app.exception
    assert [*shelf().names()] == ["demo"], "the demo is laid down on the server"
    labelled(app.text_input, "Name").input("Kits, second half")
    app.run()
    labelled(app.text_input, "Reason for the change").input("renamed")
    app.run()
    with losing_its_connections(server, monkeypatch):
        labelled(app.button, "Save").click()
        app.run()
    assert "does not answer" in words(app)
    assert "Nothing was changed" in words(app)
    assert answers.store("demo").read().plan == demo_plan()
    assert labelled(app.text_input, "Name").value == "Kits, second half"
    labelled(app.button, "Save").click()
    app.run()
    assert not app.exception
    assert answers.store("demo").read().plan.get("convoy-2").name == "Kits, second half"
    assert answers.store("demo").history(1)[0].reason == "renamed"
    assert not (tmp_path / "operations").exists(), "nothing of it lies on this machine"


def test_an_address_that_leads_nowhere_is_a_sentence_without_the_password(tmp_path, monkeypatch):
    monkeypatch.setenv("PASSAGE_HOME", str(tmp_path))
    monkeypatch.setenv("PASSAGE_DATABASE_URL", "postgresql://passage:secret@127.0.0.1:1/passage")
    with pytest.raises(StoreError, match="does not answer") as refusal:
        answers.store("demo")
    lock()
    assert "secret" not in str(refusal.value)
