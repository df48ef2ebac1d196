"""The door of the carrier's room: number and code, and nothing for whoever guesses."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event, select

from notices import opening
from notices.models import Notice, StoredPaper, WrongCodes, db
from notices.papers import codes
from notices.papers.codes import address_of, carrier_code
from tests.factories import a_draft, a_filing, a_notice, of_vehicle
from tests.notices.retention.batches import an_old_notice, erase, propose, sign
from tests.pages import Page, Pages
from workflows.filing import FiledUnit
from workflows.numbers import notice_number, secret_code
from workflows.vocabulary import Status, UnitKind

NOT_OPENED = (
    "No notice opens with this number and this code. Check both. After ten wrong codes, wait 15"
    " minutes before you try again."
)
WRONG_CODE = "0000-0000-00000"
UNKNOWN = notice_number("KOZL", 2026, 999_999)


class Carrier(Pages):
    """A carrier at an address of the network."""

    def __init__(self, app: Flask, address: str = "203.0.113.7") -> None:
        super().__init__(app)
        self.client.environ_base["REMOTE_ADDR"] = address
        self.speak("en")

    def gives(self, number: str, code: str) -> Page:
        """Fill in the page that asks for number and code."""
        return self.get("/carrier").submit(fields={"number": number, "code": code})

    def guesses(self, number: str, times: int) -> None:
        page = self.get("/carrier")
        for _guess in range(times):
            answer = page.submit(fields={"number": number, "code": WRONG_CODE})
            assert answer.errors == [NOT_OPENED]


def number_and_code(notice: Notice) -> tuple[str, str]:
    return notice.number or "", carrier_code(notice.id)


def opened(page: Page) -> bool:
    return page.address.endswith("/carrier/notice")


@contextmanager
def counted(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The statements sent and the codes computed meanwhile, in their order."""
    work: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        work.append(re.sub(r"\s+", " ", statement))

    def computing(compute: Callable[..., bool]) -> Callable[..., bool]:
        def computed(*arguments: Any) -> bool:
            work.append("computed a code")
            return compute(*arguments)

        return computed

    monkeypatch.setattr(codes, "is_secret_code", computing(codes.is_secret_code))
    event.listen(db.engine, "before_cursor_execute", note)
    yield work
    event.remove(db.engine, "before_cursor_execute", note)
    monkeypatch.undo()


def test_number_and_code_may_be_typed_in_any_way(app: Flask) -> None:
    number, code = number_and_code(a_notice())
    assert opened(Carrier(app).gives(number.lower().replace("-", " "), f" {code.lower()} "))


def test_the_notice_stays_open_until_the_carrier_leaves(app: Flask) -> None:
    notice = a_notice()
    carrier = Carrier(app)
    page = carrier.gives(*number_and_code(notice))
    assert notice.number in carrier.get("/carrier/notice").text
    page.submit("leave")
    assert carrier.get("/carrier/notice").one("form#form [name=code]")


def test_without_the_code_every_page_leads_to_the_door(app: Flask) -> None:
    carrier = Carrier(app)
    for way in ("", "/announce_arrival", "/ask_other_checkpoint", "/attach", "/object"):
        assert carrier.get(f"/carrier/notice{way}").address.endswith("/carrier")


def on_a_vehicle(plate: str) -> Notice:
    return a_notice(filing=a_filing(units=(FiledUnit(UnitKind.TRUCK, plate, "BY"),)))


def failures(app: Flask) -> dict[str, tuple[str, str]]:
    """Every way not to be let in."""
    notice, other, locked = (on_a_vehicle(f"AB 000{n}-1") for n in range(3))
    Carrier(app, "198.51.100.1").guesses(locked.number or "", 10)
    draft, annulled = a_draft(), a_notice(Status.ANNULLED, of_vehicle("AB 0003-1"))
    erased = an_old_notice(filing=of_vehicle("AB 0004-1"))
    batch = propose(erased)
    sign(batch)
    assert erase(batch) == 1
    return {
        "a wrong code": (notice.number or "", WRONG_CODE),
        "the code of another notice": (notice.number or "", carrier_code(other.id)),
        "the code of another register": (notice.number or "", secret_code(b"other", notice.id)),
        "a wrong code of what is annulled": (annulled.number or "", WRONG_CODE),
        "a wrong code of what is erased": (erased.number or "", WRONG_CODE),
        "the code of what is erased": (notice.number or "", carrier_code(erased.id)),
        "an unknown number": (UNKNOWN, carrier_code(notice.id)),
        "the code of a draft": (UNKNOWN, carrier_code(draft.id)),
        "no number at all": ("nonsense", WRONG_CODE),
        "a locked number": (locked.number or "", carrier_code(locked.id)),
    }


def test_every_failure_looks_alike_and_costs_the_same(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = {}
    for name, typed in failures(app).items():
        page = Carrier(app, f"192.0.2.{len(seen)}").get("/carrier")
        with counted(app, monkeypatch) as work:
            answer = page.submit(fields=dict(zip(("number", "code"), typed, strict=True)))
        without_token = re.sub(r'name="csrf_token"[^>]*>', "", str(answer.soup))
        for text in typed:
            without_token = without_token.replace(text, "")
        seen[name] = (answer.status, without_token, work)
    expected = seen.pop("a wrong code")
    assert "computed a code" in expected[2]
    assert NOT_OPENED in expected[1]
    for name, found in seen.items():
        assert found == expected, f"{name} can be told from a wrong code."


def test_ten_wrong_codes_lock_the_number_for_fifteen_minutes(app: Flask) -> None:
    number, code = number_and_code(a_notice())
    for guess in range(10):
        Carrier(app, f"198.51.100.{guess}").guesses(number, 1)
    owner = Carrier(app)
    assert owner.gives(number, code).errors == [NOT_OPENED]
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=14)):
        assert owner.gives(number, code).errors == [NOT_OPENED]
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=16)):
        assert opened(owner.gives(number, code))


def test_nine_wrong_codes_lock_nothing(app: Flask) -> None:
    number, code = number_and_code(a_notice())
    carrier = Carrier(app)
    carrier.guesses(number, 9)
    assert opened(carrier.gives(number, code))


def test_spelling_a_number_in_other_ways_gives_no_further_guesses(app: Flask) -> None:
    number, code = number_and_code(a_notice())
    Carrier(app, "198.51.100.1").guesses(number, 5)
    Carrier(app, "198.51.100.2").guesses(number.replace("0", "O"), 5)
    assert Carrier(app).gives(number, code).errors == [NOT_OPENED]


def test_many_wrong_codes_lock_the_network_that_they_came_from_and_ten_do_not(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "ATTEMPTS_OF_ADDRESS", 12)
    number, code = number_and_code(a_notice())
    addresses = [f"2001:db8:0:7::{host:x}" for host in range(13)]
    for sequence, address in enumerate(addresses):
        guessing = Carrier(app, address)
        if sequence == 11:
            assert opened(guessing.gives(number, code))
        guessing.guesses(notice_number("KOZL", 2026, 900_000 + sequence), 1)
    assert guessing.gives(number, code).errors == [NOT_OPENED]
    assert opened(Carrier(app, "2001:db8:0:8::1").gives(number, code))


def test_right_codes_never_lock(app: Flask) -> None:
    number, code = number_and_code(a_notice())
    carrier = Carrier(app)
    for _visit in range(12):
        assert opened(carrier.gives(number, code))


def test_neither_numbers_nor_addresses_of_guessers_are_kept(app: Flask) -> None:
    Carrier(app).guesses(UNKNOWN, 1)
    rows = db.session.scalars(select(WrongCodes)).all()
    assert len(rows) == 2
    assert all(re.fullmatch(r"[0-9a-f]{64}", row.subject) for row in rows)
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=16)):
        Carrier(app, "198.51.100.9").guesses("nonsense", 1)
    assert len(db.session.scalars(select(WrongCodes)).all()) == 2


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"number": " ", "code": "x"}, "Enter the number of the notice."),
        ({"number": UNKNOWN, "code": ""}, "Enter the secret code."),
        ({"number": "B" * 61, "code": "x"}, "Shorten the number to 60 characters."),
        ({"number": UNKNOWN, "code": "Ў" * 61}, "Shorten the secret code to 60 characters."),
        ({"number": "\x00Ў", "code": "\u202eЖ"}, NOT_OPENED),
    ],
)
def test_what_is_typed_wrongly_comes_back(app: Flask, fields: dict[str, str], error: str) -> None:
    page = Carrier(app).get("/carrier").submit(fields=fields)
    assert page.errors == [error]


def test_before_the_code_nothing_personal_is_shown(app: Flask) -> None:
    notice = a_notice(at=Status.OUTSTANDING)
    assert notice.carrier is not None
    personal = [
        notice.carrier.name,
        notice.carrier.tax_number,
        notice.driver_surname,
        notice.driver_given_names,
        notice.driver_document,
        carrier_code(notice.id),
        *(unit.plate for unit in notice.units),
    ]
    paper = db.session.scalars(select(StoredPaper).where(StoredPaper.notice_id == notice.id))
    address, number = address_of(first := paper.first()), notice.number
    carrier = Carrier(app)
    before = [
        carrier.get("/"),
        carrier.get("/carrier"),
        carrier.get(f"/carrier?number={number}"),
        carrier.gives(number or "", WRONG_CODE),
        carrier.get("/carrier/notice"),
        carrier.get(address.removeprefix("http://localhost")),
        carrier.get(f"/papers/{first.id}", status=404),
    ]
    for page in before:
        for secret in filter(None, personal):
            assert secret not in str(page.soup), f"{secret} stands at {page.address}."
    for page in before[:5]:
        assert notice.status.value not in page.text and "Deficiencies remain" not in page.text
