"""The migrations make exactly the tables that the models describe, and undo them."""

import re
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
import sqlalchemy
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import Flask, current_app
from sqlalchemy import select, update

from notices.models import InterruptedForm, KnownPlate, db, transaction
from tests.conftest import app_on, fill, in_context
from tests.factories import TRACTOR, TRAILER, a_filing, a_notice, found, of_vehicle, step
from workflows.plates import COUNTRY_SIGNS, PROVINCES, known_readings

DEFINITIONS = {
    "sqlite": "SELECT name || ': ' || coalesce(sql, '') FROM sqlite_master",
    "postgresql": """
        SELECT concat_ws(' ', table_name, column_name, data_type, character_maximum_length,
                         is_nullable, column_default)
          FROM information_schema.columns WHERE table_schema = 'public'
        UNION ALL SELECT conrelid::regclass || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
         WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
        UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
        UNION ALL SELECT pg_get_functiondef(oid) FROM pg_proc
         WHERE pronamespace = 'public'::regnamespace
    """,
}

KNOWN_SINCE, READ_SINCE = "0025", "bdf3aa756bf7b734"
"""The migration that last made known plates anew, and a digest of the readings that it made."""


@pytest.fixture
def app(empty_database: str, tmp_path: Path) -> Iterator[Flask]:
    """An application whose database has no tables."""
    yield from in_context(app_on(empty_database, tmp_path))


def test_they_make_what_the_models_describe_up_and_down_and_up_again(app: Flask) -> None:
    command.upgrade(migrations(), "head")
    made = everything_in_the_database()
    command.downgrade(migrations(), "base")
    assert tables() == {"alembic_version"}
    command.upgrade(migrations(), "head")
    assert everything_in_the_database() == made
    command.check(migrations())


def test_each_of_them_can_be_undone_alone(app: Flask) -> None:
    revisions = [
        found.revision for found in ScriptDirectory.from_config(migrations()).walk_revisions()
    ]
    for revision in reversed(revisions):
        before = everything_in_the_database()
        command.upgrade(migrations(), revision)
        command.downgrade(migrations(), "-1")
        assert everything_in_the_database() == before, revision
        command.upgrade(migrations(), revision)


def test_plates_are_known_after_a_migration_as_steps_make_them_known(app: Flask) -> None:
    fill(app)
    filed = a_filing(found("M01"), units=(*of_vehicle("BY KK 9999-1").units, a_filing().units[1]))
    notice = a_notice(filing=filed)
    kept = replace(filed.findings[0], line=notice.deficiencies[0].id)
    step("correct", notice, filing=replace(filed, units=a_filing().units, findings=(kept,)))
    for plate in ("AB 9999-7", "AB 1284-7"):
        step("receive", notice, plates=(plate, TRAILER))
        step("withdraw" if plate == "AB 9999-7" else "refuse", notice)
    query = select(KnownPlate.notice_id, KnownPlate.plate, KnownPlate.misreading, KnownPlate.holds)
    query = query.order_by(KnownPlate.plate, KnownPlate.misreading)
    known = db.session.execute(query).all()
    assert {plate: holds for _id, plate, _misreading, holds in known} == {
        "BY KK 9999-1": True, TRACTOR: True, TRAILER: False, "AB 1284-7": True,
    }  # fmt: skip
    command.downgrade(migrations(), "0018")
    command.upgrade(migrations(), "head")
    assert db.session.execute(query).all() == known
    with transaction():
        noted = KnownPlate(notice_id=notice.id, plate=TRACTOR, misreading="X", holds=True)
        addresses = ("/account/recovery-codes", "/check/number?x", "/account/delegate")
        one = {"owner": "Person 1", "at": notice.created_at, "typed": [{}], "files": []}
        db.session.add_all([noted, *(InterruptedForm(address=each, **one) for each in addresses)])
    command.downgrade(migrations(), "0019")
    command.upgrade(migrations(), "head")
    assert db.session.execute(query).all() == known
    with transaction():
        db.session.execute(update(KnownPlate).values(misreading="as of then"))
    command.downgrade(migrations(), KNOWN_SINCE)
    command.downgrade(migrations(), "-1")
    command.upgrade(migrations(), "head")
    assert db.session.execute(query).all() == known
    forms = db.session.scalars(select(InterruptedForm.typed).order_by(InterruptedForm.id))
    assert forms.all() == [[], [], [{}]]


def test_a_change_of_how_plates_are_read_comes_with_a_migration() -> None:
    """Plates that are kept are known by the readings of the day of their last step."""
    letters = map(chr, (*range(0x30, 0x3A), *range(0x41, 0x17F), *range(0x370, 0x530)))
    formats = (
        "{0}A 1{0}34-7",
        "A{0} 4567 {0}",
        "{0} 1{0}3 BC 77",
        "12{0} ABC 02",
        "01 KG 4{0}6 K{0}M",
    )
    plates = [each.format(letter) for letter in letters if letter.isalnum() for each in formats]
    for sign in (*COUNTRY_SIGNS, *PROVINCES):
        plates += [f"{sign} AB 123{sign}", f"{sign} 573"]
    readings = "\n".join(" ".join(sorted(known_readings(plate))) for plate in plates)
    assert sha256(readings.encode()).hexdigest()[:16] == READ_SINCE, (
        f"Add a migration like {KNOWN_SINCE} and name it here: known plates must be read anew."
    )


def migrations() -> Config:
    db.session.remove()
    config: Config = current_app.extensions["migrate"].migrate.get_config()
    return config


def tables() -> set[str]:
    return set(sqlalchemy.inspect(db.engine).get_table_names())


def everything_in_the_database() -> list[str]:
    """The definitions of tables, constraints, indexes, triggers and functions.

    SQLite keeps a table as it was written: a copied one has its constraints in another order, and a
    column that was added has no line of its own.
    """
    with db.engine.connect() as connection:
        found = connection.exec_driver_sql(DEFINITIONS[db.engine.dialect.name]).scalars()
        return sorted(in_any_order(each) for each in found if "alembic_version" not in each)


def in_any_order(definition: str) -> str:
    lines = (
        line.strip(" \t,") for line in re.split(r"\n|, (?=\w+ [A-Z])", definition.replace('"', ""))
    )
    return "\n".join(sorted(lines))
