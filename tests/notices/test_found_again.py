"""Searches find the notice that is meant, also by a plate, a VIN or a number that was misread."""

from collections.abc import Callable
from datetime import UTC, datetime
from random import Random

import pytest
from flask import Flask

from notices.holds import note_plates
from notices.models import Notice, Unit, db, transaction
from notices.search import SearchForm, search
from tests.people import person
from workflows.numbers import notice_number
from workflows.vins import VALUES
from workflows.vocabulary import Status, UnitKind

Keys = dict[str, str]
LETTERS = "ABEIKMHOPCTX"
CONFUSED = str.maketrans("O0I1B8", "0O1I8B")
CYRILLIC = str.maketrans("ABEKMHOPCTX", "АВЕКМНОРСТХ")


@pytest.fixture
def asked(app: Flask, long: bool) -> list[Keys]:
    """What each notice of a register can be found by. The notices were written without steps."""
    random, size = Random(1), 1000 if long else 120  # noqa: S311 (the same in every run)
    asked = [_keys(place, random) for place in range(1, size + 1)]
    with transaction():
        notices = [_notice(keys) for keys in asked]
        db.session.add_all(notices)
        db.session.flush()
        for notice in notices:
            note_plates(notice)
    return asked


def _keys(place: int, random: Random) -> Keys:
    def some(letters: str, count: int) -> str:
        return "".join(random.choice(letters) for _ in range(count))

    return {
        "number": notice_number("KOZL", 2026, place),
        "plate": f"{some(LETTERS, 2)} {some('0123456789', 4)}-{place % 8}",
        "vin": some("".join(VALUES), 17),
        "driver": f"Ёлкін{some('абвгдежз', 12)}",
    }


def _notice(keys: Keys) -> Notice:
    issuer, now = person("inspector"), datetime.now(UTC)
    unit = Unit(position=0, kind=UnitKind.TRUCK, plate=keys["plate"], country="BY", vin=keys["vin"])
    return Notice(
        number=keys["number"],
        status=Status.ISSUED,
        post_id=issuer.place_id,
        issuer_id=issuer.id,
        created_at=now,
        changed_at=now,
        driver_surname=keys["driver"],
        units=[unit],
    )


def share_found(app: Flask, asked: list[Keys], *fields: str, typed: Callable[[str], str]) -> float:
    """How many searches, by one field each, have the right notice on top."""
    found = 0
    for place, keys in enumerate(asked):
        field = fields[place % len(fields)]
        with app.test_request_context(query_string={field: typed(keys[field])}):
            form = SearchForm()
            rows = search(form, Notice.id > 0, None).page.rows if form.validate() else []
            found += bool(rows) and rows[0].number == keys["number"]
    return found / len(asked)


def test_every_exact_search_has_the_right_notice_on_top(app: Flask, asked: list[Keys]) -> None:
    assert share_found(app, asked, "number", "plate", "vin", "driver", typed=str) == 1


def test_a_search_with_one_misread_sign_has_the_right_notice_on_top(
    app: Flask, asked: list[Keys]
) -> None:
    random = Random(2)  # noqa: S311 (the same in every run)

    def misread(text: str) -> str:
        places = [at for at, sign in enumerate(text) if sign.translate(CONFUSED) != sign]
        if not places:
            return text.translate(CYRILLIC)
        at = random.choice(places)
        return text[:at] + text[at].translate(CONFUSED) + text[at + 1 :]

    assert share_found(app, asked, "number", "plate", "vin", typed=misread) >= 0.98


def test_a_search_in_the_other_alphabet_is_an_exact_one(app: Flask, asked: list[Keys]) -> None:
    def in_cyrillic(text: str) -> str:
        return text.translate(CYRILLIC)

    assert share_found(app, asked, "number", "plate", "vin", typed=in_cyrillic) == 1
