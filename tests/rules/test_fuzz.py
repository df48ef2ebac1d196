"""Anybody sends anything to any address: nothing breaks, and nobody changes what is not theirs.

Half of the requests fill in a form that the page really shows, with values at random; the others
send fields, files and arguments that no page offers.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from urllib.parse import urljoin

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Table, delete, func, select, update
from werkzeug.routing import BuildError, Rule

from notices.models import (
    Attachment,
    Authenticator,
    Deficiency,
    Draft,
    Event,
    HeldRole,
    Notice,
    db,
    transaction,
)
from tests.factories import TRACTOR, a_limit_proposal, a_proposal, step
from tests.filling import as_sent
from tests.notices.evidence.files import a_photo, a_scan
from tests.notices.inspector.walk import FILLED
from tests.people import PEOPLE, person, place, sign_in
from tests.rules.test_rights import COMMON, VISITORS, Visitor, a_record
from workflows.procedure import BY_NAME
from workflows.vocabulary import Mark, Role, Side, Status

CARRIER = Visitor("", Role.CARRIER, None)
EVERYBODY = (*VISITORS, CARRIER)
HUGE = 2**63
REQUESTS = 10
"""By one visitor, one after the other; then what has changed is looked at."""

WORDS = (
    *("", " ", "\x00", "Ў" * 5000, "9" * 400, "-1", "0", "39", "44,5", "1e999", "NaN", "٣", "½"),
    *("2026-11-20", "2026-02-30", "0000-00-00", "9999-12-31T23:59", "<script>", "../../x", "%s%n"),
    *("' OR 1=1 --", '{"a": []}', "[]", "null", "🚚", "a\r\nSet-Cookie: a=b", TRACTOR),
    *("M01", "P01", "KGOR", "NOVZ", "inspector", "так надо", "y", "1", "2", "3", str(HUGE)),
)
FIELDS = (
    *("key", "seen", "reason", "mark", "checkpoint", "notices", "text", "plates", "tractor"),
    *("value", "error", "limit", "shown", "code", "number", "login", "password", "proof", "next"),
    *("roles", "place", "effective_from", "unit0-plate", "autosave", "switch_language", "kept"),
    *("interrupted", "deficiency", "how", "stroke", "another", "again", "csrf_token", "after"),
)
ARGUMENTS = ("after", "status", "sought", "next", "back", "done", "country", "small", "number")
FILES = (b"", b"MZ", b"%PDF-1.7 broken", a_photo(), a_scan(), bytes(range(256)))
CHANGED_BY_ANYBODY = {"failed_sign_ins", "locked_until"}
"""Wrong passwords are counted, whoever types them."""

LOG = {"log_entry", "log_checkpoint", "log_clock", "log_tile"}
ANYBODY_S = {"wrong_codes", "unneeded_file"}
"""Who types or uploads what leads to nothing leaves rows that are about nobody."""

PEOPLE_S = {"add_person", "change_person"}
RETENTION_S = {name for name in BY_NAME if "erasure" in name or "erase" in name}
LEFT_BY: dict[str, set[str]] = {
    "person": PEOPLE_S,
    "held_role": PEOPLE_S,
    "authenticator": {"change_person"},
    "recovery_code": {"change_person"},
    "agency_account": {"change_person"},
    "place": {"change_place"},
    "delegation": {"delegate", "end_delegation"},
    "proposal": {
        f"{act}_{kind}" for act in ("propose", "sign", "decline") for kind in ("wording", "limit")
    },
    "catalogue_entry": {"sign_wording"},
    "limit_row": {"sign_limit"},
    "document_kind": set(),
    "register": set(),
    "carrier": {"issue", "correct"},
    "number_series": {"issue"},
    "erasure_batch": RETENTION_S,
    "erasure_item": RETENTION_S,
}
"""By which acts rows that are about no notice may have changed."""

NEW_FOR_THEIR_OWN_ALONE = {"authenticator", "recovery_code"}
NEVER_REMOVED = {
    *("attachment", "event", "exit_question", "fine", "legal_hold", "marking", "notice_version"),
    *("person", "place", "presentation", "proposal", "stored_paper", "limit_row", "delegation"),
}
"""What is erased is emptied; files go when the content of their notice does, after years."""

OWN_PLACES = {Role.INSPECTOR: "at_own_post", Role.CHECKPOINT_OFFICER: "at_own_checkpoint"}
REFERENCE = ("person", "held_role", "place", "catalogue_entry", "limit_row", "document_kind")
Row = dict[str, Any]
Rows = dict[str, dict[Any, Row]]
Request = tuple[int, int, bool, bool, list[tuple[str, str]], list[tuple[str, str]], int]
State = dict[str, Any]

words = st.sampled_from(WORDS) | st.text(max_size=20)
requests = st.tuples(
    st.integers(0, HUGE),
    st.integers(0, HUGE),
    st.booleans(),
    st.booleans(),
    st.lists(st.tuples(st.sampled_from(FIELDS) | st.text(max_size=8), words), max_size=8),
    st.lists(st.tuples(st.sampled_from(ARGUMENTS), words), max_size=2),
    st.integers(0, 3 * len(FILES)),
)
"""Which address, which of the arguments known, by POST or GET, from the form of the page or not,
with which fields, arguments in the address and file.
"""


class Register:
    """Notices in every status, with all that can hang on them."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.rules: list[Rule] = sorted(app.url_map.iter_rules(), key=lambda rule: rule.endpoint)
        records = [
            a_record(status, f"AB {number:04d}-7", "KGOR", {})
            for number, status in enumerate(Status, start=1)
        ]
        common = COMMON | {
            "person_id": person("officer").id,
            "form_id": 1,
            "size": 1,
            "filename": "theme.css",
            "proposal_id": a_proposal("ru_administrator").id,
            "limit_proposal_id": a_limit_proposal("by_administrator").id,
            "limit": "BY-MASS-VEHICLE-2",
        }
        self.values = [
            record | common | {"code": code} for record in records for code in ("KGOR", "ru")
        ]
        self.carried = records[list(Status).index(Status.ROUTED)]["notice_id"]
        drafted = records[list(Status).index(Status.DRAFT)]["notice_id"]
        with transaction():
            db.session.add(Draft(notice_id=drafted, answers=FILLED, saved_at=datetime.now(UTC)))
        self.sent = 0

    def browser(self, visitor: Visitor) -> FlaskClient:
        """A new browser of somebody who can work: an administrator may have changed the account."""
        client = self.app.test_client()
        with client.session_transaction() as session:
            if visitor.login:
                revive(visitor.login)
                sign_in(session, visitor.login)
            if visitor is CARRIER:
                session["carrier_notice"] = self.carried
        return client

    def address(self, rule: int, which: int) -> str:
        """An address, in most cases one that means something."""
        chosen = self.rules[rule % len(self.rules)]
        values = self.values[which % len(self.values)]
        wanted = {name: values.get(name, which) for name in chosen.arguments}
        if which % 7 == 0:
            wanted = {name: HUGE if isinstance(v, int) else "NONE" for name, v in wanted.items()}
        try:
            return self.app.url_map.bind("localhost").build(chosen.endpoint, wanted)
        except (BuildError, ValueError):
            return f"/{which}"

    def send(self, client: FlaskClient, request: Request) -> None:
        """Send a request, or fetch a page and send one of its forms."""
        rule, which, posts, fills, fields, arguments, file = request
        address, data = self.address(rule, which), fields
        if fills and posts:
            page = self.ask(client, "GET", address, query=arguments)
            forms = page.select("main form[method=post]")
            if forms:
                form = forms[which % len(forms)]
                address = urljoin(address, str(form.get("action") or address))
                data = list(filled(form, fields, which))
        files = [("files", (BytesIO(FILES[file % len(FILES)]), "дефект.jpg"))]
        data = [*data, *(files if file < len(FILES) else [])]
        self.ask(client, "POST" if posts else "GET", address, data if posts else None, arguments)

    def ask(
        self, client: FlaskClient, method: str, address: str, data: Any = None, query: Any = None
    ) -> BeautifulSoup:
        db.session.rollback()
        self.sent += 1
        sent = {}
        for name, value in data or ():
            sent.setdefault(name, []).append(value)
        with self.app.app_context():
            answer = client.open(address, method=method, data=sent, query_string=query or ())
            assert answer.status_code < 500, f"{method} {address} {query} {data}: {answer.text}"
            html = answer.text if answer.mimetype == "text/html" else ""
            answer.close()
        return BeautifulSoup(html, "lxml")


def filled(form: Tag, fields: Iterable[tuple[str, str]], which: int) -> Iterator[tuple[str, Any]]:
    """The form as it is shown, with some of its fields changed."""
    shown = as_sent(form)
    changed = [value for _name, value in fields]
    for number, (name, values) in enumerate(shown.items()):
        hidden = form.select(f'input[type=hidden][name="{name}"]')
        if changed and not hidden and (number + which) % 3 == 0:
            yield name, changed[number % len(changed)]
        else:
            yield from ((name, value) for value in values)
    for control in form.select("input[type=radio], input[type=checkbox]"):
        if (which + len(str(control["name"]))) % 2:
            yield str(control["name"]), str(control.get("value", "y"))


def revive(login: str) -> None:
    """Give an account back what it had at first."""
    role, code = next((role, code) for name, role, _side, code in PEOPLE if name == login)
    with transaction():
        one = person(login)
        one.active, one.one_time_password, one.fs_uniquifier = True, False, login
        one.place_id = place(code).id if code else None
        one.authenticator = None
        one.roles = [HeldRole(name=role)]


def reference(table: Table, visitor: Visitor) -> list[Any]:
    """The rows that the visitor may not change, whatever is sent."""
    columns = [column for column in table.columns if column.name not in CHANGED_BY_ANYBODY]
    rows = db.session.execute(select(*columns)).mappings().all()
    own = person(visitor.login).id if visitor.login else None
    return [
        tuple(row.values())
        for row in rows
        if not (table.name == "person" and row["id"] == own)
        and not (visitor.role is Role.ADMINISTRATOR and is_near(table, row, visitor.side))
    ]


def is_near(table: Table, row: Any, side: Side | None) -> bool:
    """Whether an administrator of the side may change the row, alone or by a second signature."""
    return table.name in ("held_role", "catalogue_entry", "limit_row") or row.get("side") is side


def state(visitor: Visitor) -> State:
    """What stands in the register, table by table."""
    db.session.rollback()
    tables = db.metadata.tables
    return {
        "rows": {name: rows_of(table) for name, table in tables.items() if name not in LOG},
        "last event": db.session.scalar(select(func.max(Event.id))) or 0,
        "reference": {name: reference(tables[name], visitor) for name in REFERENCE},
    }


def rows_of(table: Table) -> dict[Any, Row]:
    """The rows by their keys, without what anybody's wrong password changes."""
    columns = [column for column in table.columns if column.name not in CHANGED_BY_ANYBODY]
    rows = db.session.execute(select(*columns)).mappings()
    return {tuple(row[key.name] for key in table.primary_key): dict(row) for row in rows}


def check_rights(visitor: Visitor, before: State, after: State, carried: int | None = None) -> None:
    """Everything that changed was an act that the table allows to the visitor, or is their own.

    `carried` is the notice that a carrier has opened.
    """
    rows: tuple[Rows, Rows] = before["rows"], after["rows"]
    events = [row for row in rows[1]["event"].values() if row["id"] > before["last event"]]
    acting = person(visitor.login) if visitor.login else None
    for event in events:
        name = event["name"]
        assert visitor.role and event["actor_id"] == (acting and acting.id), name
        assert (event["actor_role"], event["actor_side"]) in BY_NAME[name].takers, name
        assert event["place_id"] == (acting and acting.place_id), name
        assert visitor is not CARRIER or event["notice_id"] == carried, name
        assert is_at_own_place(event, rows, events), f"{name} at another place"
    names = {event["name"] for event in events}
    touched = {event["notice_id"] for event in events} - {None}
    own = Own(visitor, acting.id if acting else 0, acting.place_id if acting else None, carried)
    for table, key, old, new in changes(*rows):
        assert new or table not in NEVER_REMOVED or "erase" in names, f"{table} {key} is gone"
        row = new or old
        assert (
            own.has(table, row, rows)
            or (not old and table == "event")
            or about_notice(table, row, rows) & touched
            or made_by(table, row, rows) & {event["id"] for event in events}
            or (names & LEFT_BY.get(table, set()) and (old or table not in NEW_FOR_THEIR_OWN_ALONE))
        ), f"{table} {key} has changed: {old} {new}"
    papers = sum(BY_NAME[name].paper is not None for name in (event["name"] for event in events))
    assert len(rows[1]["stored_paper"]) - len(rows[0]["stored_paper"]) == papers
    assert after["reference"] == before["reference"]


def changes(before: Rows, after: Rows) -> Iterator[tuple[str, Any, Row, Row]]:
    """Each row that is not as it was: its table and key, what it was and what it is."""
    for table in before:
        if table not in ANYBODY_S:
            for key in before[table].keys() | after[table].keys():
                old, new = before[table].get(key, {}), after[table].get(key, {})
                if old != new:
                    yield table, key, old, new


def is_at_own_place(event: Row, rows: tuple[Rows, Rows], events: list[Row]) -> bool:
    """Whether the notice belongs to where the visitor works, where that is asked for."""
    role, key = event["actor_role"], (event["notice_id"],)
    if OWN_PLACES.get(role) not in {right.__name__ for right in BY_NAME[event["name"]].rights}:
        return True
    column = "post_id" if role is Role.INSPECTOR else "checkpoint_id"
    places = {found["notice"].get(key, {}).get(column) for found in rows}
    taken_over = {one["notice_id"] for one in events if one["name"] == "take_over"}
    return event["place_id"] in places or event["notice_id"] in taken_over


def about_notice(table: str, row: Row, rows: tuple[Rows, Rows]) -> set[int]:
    """The notice that a row is about, if it is about one."""
    if table == "marking":
        visits = [found["presentation"].get((row["presentation_id"],)) for found in rows]
        return {visit["notice_id"] for visit in visits if visit}
    notice_id = row["id"] if table == "notice" else row.get("notice_id")
    return {notice_id} if notice_id else set()


def made_by(table: str, row: Row, rows: tuple[Rows, Rows]) -> set[int]:
    """The events with which a row was written."""
    if "question_id" in row:
        row = rows[1]["exit_question"].get((row["question_id"],), {})
    return {row[name] for name in ("event_id", "outcome_event_id") if row.get(name)}


@dataclass(frozen=True)
class Own:
    """What belongs to a visitor: the account, and the drafts of the own post."""

    visitor: Visitor
    id: int
    place_id: int | None
    carried: int | None

    def has(self, table: str, row: Row, rows: tuple[Rows, Rows]) -> bool:
        """Whether the visitor may write the row without any act."""
        if table == "interrupted_form":
            return row["owner"] in (f"Person {self.id}", f"Notice {self.carried}")
        if table in ("draft", "notice") and self.visitor.role is Role.INSPECTOR:
            key = (row.get("notice_id", row.get("id")),)
            notices = [found["notice"].get(key, {}) for found in rows]
            typed = table == "draft" or all(
                one.get("status", Status.DRAFT) is Status.DRAFT for one in notices
            )
            return typed and self.place_id in {one.get("post_id") for one in notices}
        return bool(self.id) and self.id == row.get("id" if table == "person" else "person_id")


def test_whatever_is_sent_breaks_nothing_and_changes_nothing_of_others(
    app: Flask, long: bool
) -> None:
    register = Register(app)

    @settings(
        max_examples=1000 if long else 10,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        derandomize=not long,
    )
    @given(st.sampled_from(EVERYBODY), st.lists(requests, min_size=REQUESTS, max_size=REQUESTS))
    def fuzz(visitor: Visitor, sent: list[Request]) -> None:
        client = register.browser(visitor)
        before = state(visitor)
        for request in sent:
            register.send(client, request)
        check_rights(visitor, before, state(visitor), register.carried)

    fuzz()
    assert register.sent >= REQUESTS * (1000 if long else 10)


def overwrite_a_draft() -> None:
    """Somebody types into the draft of another post."""
    db.session.execute(update(Draft).values(answers={"journey": {"cargo": "лес"}}))


def delete_evidence() -> None:
    """All files are gone."""
    db.session.execute(delete(Attachment))


def put_an_app_on_another_account() -> None:
    """Somebody's second factor becomes that of whoever knows its secret."""
    db.session.add(Authenticator(person_id=person("officer").id, secret="x", counter=0, press=""))


def mark_everything() -> None:
    """All deficiencies count as removed, and no event tells by whom."""
    db.session.execute(update(Deficiency).values(mark=Mark.REMOVED))


def withdraw_elsewhere() -> None:
    """An officer withdraws a presentation at another checkpoint, as if there were no such right."""
    query = select(Notice).where(Notice.status == Status.AT_CHECKPOINT)
    with pytest.MonkeyPatch.context() as patched:
        patched.setitem(BY_NAME, "withdraw", replace(BY_NAME["withdraw"], rights=()))
        step("withdraw", db.session.scalars(query).one(), "other_officer")


HARMS = (
    (overwrite_a_draft, "other_inspector", "draft"),
    (delete_evidence, "", "attachment"),
    (put_an_app_on_another_account, "by_administrator", "authenticator"),
    (mark_everything, "officer", "deficiency"),
    (withdraw_elsewhere, "other_officer", "withdraw at another place"),
)


def test_what_nobody_may_do_is_seen(once: Flask) -> None:
    register = Register(once)
    for harm, login, seen in HARMS:
        visitor = next((one for one in VISITORS if login and one.login == login), CARRIER)
        before = state(visitor)
        check_rights(visitor, before, state(visitor), register.carried)
        harm()
        db.session.commit()
        with pytest.raises(AssertionError, match=f"^{seen}"):
            check_rights(visitor, before, state(visitor), register.carried)
