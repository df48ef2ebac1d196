"""The service runs as a role that owns nothing: all works, and the history cannot be rewritten."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import DatabaseError

from notices.cli import commands
from notices.imports import import_documents
from notices.log.entries import log_command
from notices.log.sequencer import continue_log
from notices.models import CatalogueEntry, DocumentKind, Event, LimitRow, LogEntry, Notice, db
from notices.people import command_line
from notices.privileges import ONLY_ADDED_TO, grant
from notices.seed import make_register, upgrade
from tests.factories import a_draft, a_limit_proposal, a_notice, a_proposal, decide, step
from tests.notices.inspector.walk import drafted
from tests.notices.retention.batches import a_full_notice, age, erase, erased, propose, sign
from tests.notices.test_accounts import hired
from tests.notices.test_accounts import sign as sign_limit
from tests.notices.test_imports import DATA
from tests.pages import Pages
from tests.people import PASSWORD
from workflows.catalogue import parse_documents
from workflows.vocabulary import Logged, Side, Status

ROLE = "notices service"
OF_THE_TESTS = (
    f'GRANT USAGE ON SCHEMA pristine TO "{ROLE}"',
    f'GRANT INSERT ON ALL TABLES IN SCHEMA pristine TO "{ROLE}"',
)
"""The triggers by which the tests put the register back write as whoever writes."""

CHANGES = (
    "UPDATE event SET reason = 'x'",
    "UPDATE event SET data = '{}'",
    "UPDATE log_entry SET data = NULL",
    "UPDATE log_entry SET salt = NULL",
    "UPDATE log_entry SET leaf = leaf + 1",
    "UPDATE log_entry SET commitment = salt",
    "UPDATE notice_version SET facts = '[]'",
    "UPDATE log_tile SET level = 1",
    "UPDATE catalogue_entry SET title = '{}'",
    "UPDATE document_kind SET title = '{}'",
    "UPDATE limit_row SET tolerance = 0",
    "UPDATE log_checkpoint SET note = ''",
    "DELETE FROM notice",
    "DELETE FROM stored_paper",
    "TRUNCATE event",
    "ALTER TABLE event DISABLE TRIGGER ALL",
    "DROP TRIGGER event_update_refused ON event",
    "SET session_replication_role = replica",
    "UPDATE alembic_version SET version_num = '0001'",
    "CREATE TABLE mine (id integer)",
)


@pytest.fixture
def as_service(on_postgresql: Flask) -> Iterator[Flask]:
    """The application, whose connections work as the role."""

    def become(connection: object, _record: object) -> None:
        connection.execute(f'SET ROLE "{ROLE}"')  # type: ignore[attr-defined]
        connection.commit()  # type: ignore[attr-defined]

    run(f'CREATE ROLE "{ROLE}"', *OF_THE_TESTS)
    grant(ROLE)
    db.session.remove()
    event.listen(db.engine, "connect", become)
    db.engine.dispose()
    yield on_postgresql
    event.remove(db.engine, "connect", become)
    db.session.remove()
    db.engine.dispose()
    run(f'DROP OWNED BY "{ROLE}"', f'DROP ROLE "{ROLE}"')


def run(*statements: str) -> None:
    with db.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def test_it_starts_on_the_newest_tables_and_reads_all_that_a_backup_copies(
    as_service: Flask,
) -> None:
    upgrade()
    reads = "bool_and(has_sequence_privilege(format('%I', sequencename), 'SELECT'))"
    sequences = f"SELECT {reads} FROM pg_sequences WHERE schemaname = 'public'"  # noqa: S608
    assert db.session.scalar(text(sequences))
    log_command(Logged.BACK_UP)


def test_everything_works_as_the_role_of_the_service(as_service: Flask) -> None:
    notice = a_notice(at=Status.ROUTED)
    for name in ("reroute", "correct"):
        step(name, notice, "inspector", checkpoint="NOVZ")
    for name in ("take_over", "withdraw", "take_over", "refuse", "receive", "confirm"):
        step(name, notice)
    step("reopen", notice, "ru_supervisor")
    for name in ("receive", "confirm", "release"):
        step(name, notice)
    step("annul", a_draft(), "by_supervisor")
    assert notice.status is Status.EXITED
    draft = drafted()
    pages = Pages(as_service)
    pages.get("/sign-in").submit(fields={"login": "inspector", "password": PASSWORD})
    pages.get(f"/inspector/notices/{draft.id}/vehicles").submit(fields={"unit0-make": "MAN"})
    pages.get("/").submit("sign-out")
    while continue_log():
        pass
    assert not db.session.query(LogEntry).filter(LogEntry.leaf.is_(None)).count()
    assert db.session.query(Event).count() > 10 and db.session.query(Notice).count() == 3


def test_the_service_publishes_what_two_people_sign_and_imports(as_service: Flask) -> None:
    decide("sign_wording", "ru_administrator", a_proposal())
    a_limit_proposal()
    sign_limit(hired("second", command_line(Side.BY)), "BY-MASS-VEHICLE-2")
    kinds = parse_documents(json.loads((DATA / "documents-1.json").read_text("utf-8")))
    import_documents(replace(kinds, version=2))
    found = [
        db.session.scalar(select(func.max(t.version)))
        for t in (CatalogueEntry, DocumentKind, LimitRow)
    ]
    assert found == [2, 2, 2]


def test_the_service_erases_what_is_due(as_service: Flask) -> None:
    notice = a_full_notice()
    age(notice)
    batch = propose(notice)
    sign(batch)
    assert erase(batch) == 1
    assert erased(notice) == [True] and notice.driver_surname == ""


def test_the_history_cannot_be_rewritten_as_this_role(as_service: Flask) -> None:
    a_notice(Status.ISSUED)
    continue_log()
    for change in (*CHANGES, *(f"DELETE FROM {table}" for table in ONLY_ADDED_TO)):  # noqa: S608
        with pytest.raises(DatabaseError, match=r"permission denied|must be owner|never changed"):
            db.session.execute(text(change))
        db.session.rollback()


def test_a_role_that_does_not_exist_is_granted_nothing(
    on_postgresql: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = on_postgresql.config["SQLALCHEMY_DATABASE_URI"]
    monkeypatch.setenv("NOTICES_INSTANCE", on_postgresql.instance_path)
    monkeypatch.setenv("DATABASE_URL", url.replace("postgresql+psycopg", "postgresql"))
    make_register(demonstration=False)
    told = CliRunner().invoke(commands, ["grant", "nobody"])
    assert told.exit_code == 1 and "Nothing was granted" in told.output
