"""The booth answers from its snapshot while the register is away, and hands in what it decided."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from notices.exit_control import answering
from notices.exit_control.answering import answer
from notices.exit_control.facts import in_short
from notices.forms import one_line
from notices.models import Event, ExitQuestion, Notice, SignIn, StoredPaper, db, transaction
from notices.papers.codes import address_of
from tests.browser.visitor import Visitor
from tests.factories import TRACTOR, TRAILER, a_filing, a_notice, found, of_vehicle, step
from tests.typing import typed_in_a_hurry
from workflows.acts import Fined
from workflows.exit import ANSWER_HOLDS
from workflows.filing import FiledUnit
from workflows.vocabulary import ExitAnswer, ExitReason, Status, UnitKind

LOOKALIKE, UNKNOWN, CLEARED = "А8 1234-7", "X 999 XX 77", "CC 1111-1"
MORE = (
    *("TX 7654", "01 KG 456 HKM", "2234 AB 77", "О 123 ОВ 77", "BI 1080-3", "K 321 MM 77 RU"),
    *("7654321", "BY ABC"),
)
HOUR = timedelta(hours=1)
FRESH = 7.5 * 60 * 1000
"""Milliseconds: a booth is told that it is ready on a snapshot of at most fifteen minutes."""
ANSWERED = set(ExitReason) - {ExitReason.FAILED, ExitReason.CLOCK_SET_BACK}
JUDGE = """async (texts) => {
    const known = JSON.parse(document.getElementById("booth").dataset.known);
    const snapshot = await (await fetch("/exit/snapshot")).json();
    const claims = await booth_answer.opened(snapshot, known.keys);
    const now = Date.now() / 1000;
    return Promise.all(texts.map(async (text) => ({
        ...await booth_answer.answer(known, claims, text, now),
        short: await booth_answer.inShort(known, text),
    })));
}"""
OPENED = """async (parts) => {
    const known = JSON.parse(document.getElementById("booth").dataset.known);
    const snapshot = await (await fetch("/exit/snapshot")).json();
    const changed = parts.map(([name, from, to]) => (
        { ...snapshot, [name]: snapshot[name].replace(new RegExp(from), to) }
    ));
    const all = [snapshot, ...changed, {}, null, { ...snapshot, signature: "" }];
    return Promise.all(all.map(async (each) => !!await booth_answer.opened(each, known.keys)));
}"""
HINDRANCE = """([minutes, seen]) => {
    const claims = { iat: 1e9, exp: 1e9 + 4 * 3600 };
    return booth_answer.hindrance({}, claims, 1e9 + minutes * 60, 1e9 + seen * 60);
}"""
DECISIONS = "booth_store.decisions()"
KEPT = """(name) => new Promise((resolve) => {
    const opening = indexedDB.open("booth");
    opening.onsuccess = () => {
        const kept = opening.result.transaction("kept").objectStore("kept").get(name);
        kept.onsuccess = () => resolve(kept.result ?? null);
    };
})"""


@pytest.fixture(params=["on_sqlite"])
def app(request: pytest.FixtureRequest) -> Flask:
    """A browser without the register knows no database."""
    made: Flask = request.getfixturevalue(request.param)
    return made


@pytest.fixture
def notice(app: Flask) -> Notice:
    """A notice that holds a vehicle, beside one of a vehicle that may leave."""
    a_notice(at=Status.CLEARED, filing=of_vehicle(CLEARED))
    made = a_notice()
    db.session.rollback()
    return made


@pytest.fixture
def visitor(notice: Notice, address: str, browser: Browser) -> Iterator[Visitor]:
    """An exit officer with a telephone."""
    context = browser.new_context(viewport={"width": 390, "height": 900})
    yield Visitor(context.new_page(), address).sign_in("exit_officer")
    context.close()


@pytest.fixture
def booth(visitor: Visitor) -> Page:
    """The booth's page, just when the register goes away."""
    visitor.go("/exit")
    expect(visitor.page.get_by_text("This booth can answer without the register")).to_be_visible()
    visitor.page.context.set_offline(True)
    visitor.page.reload()
    assert visitor.page.url.endswith("/exit/offline")
    return visitor.page


def ask(page: Page, text: str) -> str:
    """The answer, in the words of its panel."""
    page.get_by_label("Plates, number of a notice").fill(text)
    page.get_by_role("button", name="May it leave?").click()
    expect(page.locator('[data-tell="asked"]')).to_have_text(text)
    return " ".join(page.locator(".panel:visible").inner_text().split())


def set_clock(page: Page, at: datetime) -> None:
    """Let it stand at an instant, for everything that the page asks from now on."""
    page.clock.set_fixed_time(at)
    page.wait_for_function("(at) => Math.abs(Date.now() - at) < 1000", arg=at.timestamp() * 1000)


def told() -> dict[str, str | None]:
    """What was asked, each once, and what came of it; leaves no transaction open."""
    rows = db.session.execute(select(ExitQuestion.text, ExitQuestion.outcome)).all()
    db.session.rollback()
    assert len(rows) == len(dict(map(tuple, rows)))
    return dict(map(tuple, rows))


def let_go_exceptionally(notice: Notice) -> Notice:
    step("ask_release", notice, "by_supervisor")
    step("release_exceptionally", notice, "ru_supervisor")
    return notice


def scan(notice: Notice) -> str:
    """What the code on the first paper of a notice holds."""
    query = select(StoredPaper).where(StoredPaper.notice_id == notice.id).order_by(StoredPaper.id)
    return address_of(db.session.scalars(query.limit(1)).one())


def released_together() -> None:
    """A lorry and a trailer under one exceptional release."""
    trailer = FiledUnit(UnitKind.TRAILER, "A 9999 B-7", "BY")
    units = (*of_vehicle("GG 1111-1").units, trailer)
    findings = (found("M01"), found("I15", unit=1))
    let_go_exceptionally(a_notice(filing=a_filing(*findings, units=units)))


def known_otherwise() -> None:
    """A vehicle that was filed with other plates at first, and seen with others again."""
    notice = a_notice(filing=of_vehicle("KK 1111-1"))
    kept = replace(a_filing().findings[0], line=notice.deficiencies[0].id)
    step("correct", notice, filing=of_vehicle("KK 2111-1", findings=(kept,)))
    step("receive", notice, plates=("KK 3111-1",))


def test_the_page_answers_as_the_register_does(
    app: Flask, notice: Notice, visitor: Visitor
) -> None:
    app.config["FINE_BLOCKS_EXIT"] = True
    fined = a_notice(at=Status.CLEARED, filing=of_vehicle("FF 1111-1"))
    step("fine", fined, details=Fined("18/2026", 500_000, "RUB", date(2026, 11, 20)))
    excepted, expired = (
        let_go_exceptionally(a_notice(filing=of_vehicle(f"EE {n}111-1"))) for n in (1, 2)
    )
    released_together()
    known_otherwise()
    cleared = a_notice(at=Status.CLEARED, filing=of_vehicle("AB I234-7"))
    for filed in (
        "BY HH 1111-1",
        "LT ABC 123",
        "D TÜ AB 123",
        "1234 УБӨ",
        "HEI A12345",
        "LABAS",
        *MORE,
    ):
        a_notice(filing=of_vehicle(filed))
    with transaction():
        expired.exit_until = datetime.now(UTC) - HOUR
    held, free = scan(notice), scan(excepted)
    number = str(notice.number)
    # fmt: off
    texts = [
        TRACTOR, "ab1234-7", f"{TRACTOR}, {TRAILER}", TRAILER, f"{CLEARED}/{TRACTOR}",
        number, number.lower().replace("-", " "), "BY-KOZL-2026-000009-X",
        LOOKALIKE, "BY AB1234-7", "AВ I234-7 BY", f"{LOOKALIKE}, {TRACTOR}", CLEARED, "CC IIII-1",
        "AB 1234", "A8 I234", "AB 1234-5", "AB 123",
        "FF 1111-1", "FF IIII-1", "EE 1111-1", "EE 2111-1", "EE 2III-1",
        f"{CLEARED}; EE 1111-1", f"{CLEARED}+{UNKNOWN}",
        UNKNOWN, "", "-, ;", "AB", "ABCDEF", "123456", "AB1 234 CD5 678", "A1" * 9, "ⅷ²1A",
        held, held[:-3], "http://localhost/q/nonsense", "/q/", free, free * 2, free + held,
        f"{TRACTOR}, {free}", f"{free} {TRACTOR}", f"{TRACTOR}{free}", f"{free}, {held}",
        "GG 1111-1", "A 9999 B-7", "GG 1111-1, A 9999 B-7", f"{UNKNOWN}, A 9999 B-7",
        "KK 1111-1", "KK 2111-1", "KK 3111-1", "KK 311I-1", "KK 4111-1",
        "HH 1111-1", "HH 1111-1 BY", "ABC 123", "TU AB 123", "1234 УБО", "A12345",
        "LABAS", "LA8AS", "NOMER", "NOMERA NET", "BYKOZ",
        f"MAZ {TRACTOR}", f"{LOOKALIKE} MAZ", "1: EE 2111-1", "FF1111-1RU", "CC 1111-1 MAZ",
        "AB123，CD456", "AB 1234-7 1",
        "1234/AB-7", "AB, 1234; 7", f"{UNKNOWN}+AB 12/34-7", "12/34", "MAZ AB 1234", "7 AB 1234",
        "AB 1234 MAZ", "AB 1234 5", "ΑΒ 1234-7", "KK ٣١١١-١", "ҚK 2111-1", "KK Ӏ111-1", "AB ?234-7",
        str(cleared.number), f"{cleared.number}, {TRACTOR}",
        "AB *234-7", "AB l234-7", "ABʼ1234-7", "AB 12_4-7", "(MAZ) AB 1234", "AB-1234-7", "AB·123",
        "MAZ-AB 1234", "МАЗ.АВ 1234", "AB1234MAZ", "AB 1234 BY 7", "77AB1234", "BY AB 1234-5",
        "MAZ AB 1234-5", "AB 123", "AB 12, 34 MAZ", "KK 11, 11", "0421 TR",
        "TX 7654-7", "TX 7655-7", "01 456 HKM", "02 KG 456 HKM", "2234 AB", "2234 AB 99",
        "1.TX 7654-7", "МАЗTX7654-7", "MAZ-AB l234", "1.01KG456HKM", "О123ОВ77RU", "О 123/ОВ 77",
        "77О123ОВ", "О 123 ОВ 99", "1.BI 1080-3", "K 321 MM 77", "AB 1234, 5678", "0123087, 12",
        number[-8:], f"{number[5:7]} {number[-8:]}", "KOZL-000001", "№ 000001-A", "N000001A",
        "7654321", "1234567", "123456 A", "BY ABC", "BY ABE",
    ]
    # fmt: on
    chance = random.Random(20261128)  # noqa: S311
    for country, plate in (("BY", TRACTOR), ("BY", "BI 1080-3"), ("RUS", "О 123 ОВ 77")) * 50:
        texts.append(typed_in_a_hurry(chance, country, plate))
    expected = [answer(text, datetime.now(UTC)) for text in texts]
    db.session.rollback()
    given: list[dict[str, Any]] = visitor.go("/exit/offline").page.evaluate(JUDGE, texts)
    for text, right, offline in zip(texts, expected, given, strict=True):
        assert offline["answer"] == right.answer, text
        assert offline["short"] == in_short(text)
        assert offline["reasons"] == list(right.reasons), text
        assert [each["number"] for each in offline["notices"]] == list(right.notices), text
        assert offline["lookalikes"] == list(right.lookalikes), text
    assert {right.answer for right in expected} == set(ExitAnswer)
    assert {reason for right in expected for reason in right.reasons} == ANSWERED


def test_what_is_typed_is_cleaned_as_the_register_does(visitor: Visitor) -> None:
    texts = [
        *("AB 1234\u20117", " AB\u00a01234-7\t", "AB\u2009\u200b1234\u00ad-7", "\ufeffИ\u0306 7"),
        *("AB\x1c12\x0034-7", "AB 1234-7\u2028", "\U000e0041A\ue000B \u30001"),
    ]
    page = visitor.go("/exit/offline").page
    assert page.evaluate("(all) => all.map(booth_answer.plain)", texts) == [*map(one_line, texts)]


def test_no_snapshot_is_believed_that_is_changed_or_out_of_its_time(visitor: Visitor) -> None:
    page = visitor.go("/exit/offline").page
    changes = [
        ("payload", '"held"', '"cleared"'),
        ("payload", '"iat":1', '"iat":2'),
        ("payload", "}$", " }"),
        ("signature", "^(.{20})(.*)$", "$2$1"),
        ("signature", "^..", "--"),
        ("protected", "^.", "f"),
    ]
    assert page.evaluate(OPENED, changes) == [True, *[False] * (len(changes) + 3)]
    for minutes, seen, hindrance in (
        (0, 0, ""),
        (239, 239, ""),
        (240, 240, ""),
        (241, 241, "old"),
        (-1, 0, ""),
        (-3, 0, "clock"),
        (60, 63, "clock"),
        (60, 61, ""),
    ):
        assert page.evaluate(HINDRANCE, [minutes, seen]) == hindrance, minutes
    assert page.evaluate("booth_answer.hindrance(undefined, null, 0, 0)") == "none"
    assert page.evaluate("booth_answer.hindrance({}, null, 0, 0)") == "forged"


def test_decisions_survive_until_the_next_sign_in_and_are_taken_once(
    notice: Notice, visitor: Visitor, booth: Page
) -> None:
    held = ask(booth, TRACTOR)
    assert "Held" in held and "age: 0 min" in held
    assert booth.locator('[data-list="notices"]').inner_text().count("Krasnaya Gorka") == 2
    booth.get_by_label("Remark for the driver").fill("Тент")
    booth.get_by_role("button", name="Turn the vehicle back").click()
    expect(booth.get_by_text("Kept: the vehicle was turned back")).to_be_visible()
    assert "Held are: " + TRACTOR in ask(booth, LOOKALIKE)
    assert not booth.get_by_role("button", name="Let the vehicle leave").is_visible()
    field, button = (booth.locator(f"#ask {each}") for each in ("#text", "button"))
    field.fill(", ".join([UNKNOWN] * 16))
    button.click()
    expect(booth.get_by_text("Shorten what you ask to 200 characters.")).to_be_visible()
    expect(field).to_be_focused()
    visitor.check()
    assert not booth.locator(".panel:visible").count()
    assert "May leave" in ask(booth, CLEARED) and field.get_attribute("aria-invalid") == "false"
    booth.get_by_role("button", name="Let the vehicle leave").click()
    expect(booth.locator('[data-tell="waiting"]')).to_have_text("3")
    visitor.check()

    with transaction():  # Meanwhile the sign-in has ended.
        for begun in db.session.scalars(select(SignIn)):
            begun.ended_at = datetime.now(UTC)
    booth.context.set_offline(False)
    booth.get_by_label("Plates, number of a notice").fill(UNKNOWN)
    booth.get_by_role("button", name="May it leave?").click()
    booth.wait_for_url("**/sign-in**")
    assert not told()
    visitor.sign_in("exit_officer")
    expect(booth.get_by_text("Handed in what was decided off line: 3")).to_be_visible()
    booth.reload()
    expect(booth.get_by_text("This booth can answer without the register")).to_be_visible()
    assert told() == {TRACTOR: "turn_back", LOOKALIKE: None, CLEARED: "release"}
    [turned_back] = db.session.scalars(select(Event).where(Event.name == "turn_back"))
    assert turned_back.reason == "Тент" and turned_back.data["offline"]["outcome"] == "turn_back"
    db.session.rollback()

    assert booth.evaluate(KEPT, "snapshot")
    visitor.go("/account")
    with booth.expect_navigation():
        booth.get_by_role("button", name="Sign out", exact=True).click()
    assert booth.evaluate(KEPT, "snapshot") is None


def test_what_the_register_itself_cannot_tell_stands(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = visitor.go("/exit").page
    expect(page.get_by_text("This booth can answer without the register")).to_be_visible()
    monkeypatch.setattr(answering, "may_it_leave", lambda *_all: 1 / 0)
    page.get_by_label("Plates, number of a notice").fill(UNKNOWN)
    page.get_by_role("button", name="May it leave?").click()
    expect(page.get_by_text("The register could not be asked.")).to_be_visible()
    page.get_by_role("link", name="Answer from the snapshot").click()
    expect(page.locator('[data-tell="bound"]')).to_have_text("2")


def test_a_clock_that_runs_on_or_back_and_a_changed_byte_close_the_exit(booth: Page) -> None:
    now = datetime.now(UTC)
    assert "May leave" in ask(booth, CLEARED)
    set_clock(booth, now + ANSWER_HOLDS + timedelta(minutes=1))
    booth.get_by_role("button", name="Let the vehicle leave").click()
    expect(booth.get_by_text("This answer is too old")).to_be_visible()
    expect(booth.locator('[data-tell="waiting"]')).to_have_text("1")
    assert [kept["outcome"] for kept in booth.evaluate(DECISIONS)] == [""]
    assert booth.get_by_text("may leave").filter(visible=True).count() == 0
    assert not booth.get_by_role("button", name="Let the vehicle leave").is_visible()
    assert booth.get_by_role("button", name="Turn the vehicle back").is_visible()
    set_clock(booth, now + 4 * HOUR - timedelta(minutes=1))
    assert "May leave" in ask(booth, UNKNOWN)
    expect(booth.locator("#booth")).to_contain_text("3 h 59 min")
    set_clock(booth, now + 4 * HOUR + timedelta(minutes=1))
    assert "Cannot tell The snapshot is older than four hours" in ask(booth, CLEARED)
    set_clock(booth, now + HOUR)
    assert "Cannot tell The clock of this device is wrong" in ask(booth, UNKNOWN)
    booth.evaluate("""() => new Promise((resolve) => {
        const opening = indexedDB.open("booth");
        opening.onsuccess = () => {
            const change = opening.result.transaction("kept", "readwrite");
            const snapshot = change.objectStore("kept").get("snapshot");
            snapshot.onsuccess = () => {
                const payload = snapshot.result.payload.replace('"held"', '"exited"');
                change.objectStore("kept").put({ ...snapshot.result, payload }, "snapshot");
            };
            change.oncomplete = resolve;
        };
    })""")
    assert "Cannot tell The snapshot is not genuine" in ask(booth, CLEARED)


def test_an_answer_off_line_is_over_with_the_exceptional_release_that_it_names(
    notice: Notice, request: pytest.FixtureRequest
) -> None:
    until = datetime.now(UTC) + timedelta(minutes=5)
    let_go_exceptionally(notice)
    with transaction():
        notice.exit_until = until
    booth: Page = request.getfixturevalue("booth")
    assert "May leave" in ask(booth, TRACTOR)
    set_clock(booth, until + timedelta(seconds=30))
    booth.get_by_role("button", name="Let the vehicle leave").click()
    expect(booth.get_by_text("This answer is too old")).to_be_visible()
    assert [kept["outcome"] for kept in booth.evaluate(DECISIONS)] == [""]
    assert "Held" in ask(booth, TRACTOR)


def test_a_page_that_stays_open_fetches_the_snapshot_anew(visitor: Visitor) -> None:
    page = visitor.page
    page.clock.install()
    visitor.go("/exit")
    ready = page.get_by_text("This booth can answer without the register")
    expect(ready).to_be_visible()
    with page.expect_response("**/exit/snapshot") as fetched:
        page.clock.fast_forward(FRESH)
    assert fetched.value.ok
    page.context.set_offline(True)
    page.clock.fast_forward(FRESH)
    page.clock.fast_forward(FRESH)
    expect(ready).to_be_hidden()
