"""Anybody sends anything to any address: nothing breaks, and nobody changes what is not theirs.

Half of the requests fill in a form that the page really shows, with values at random; the others
send fields, files and arguments that no page offers.
"""

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Table, func, select
from werkzeug.routing import BuildError, Rule

from notices.models import Event, HeldRole, Notice, StoredPaper, db, transaction
from tests.factories import TRACTOR, a_limit_proposal, a_proposal
from tests.filling import as_sent
from tests.notices.evidence.files import a_photo, a_scan
from tests.people import PEOPLE, person, place, sign_in
from tests.rules.test_rights import COMMON, VISITORS, Visitor, a_record
from workflows.procedure import BY_NAME
from workflows.vocabulary import Role, Side, Status

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

REFERENCE = ("person", "held_role", "place", "catalogue_entry", "limit_row", "document_kind")
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
    """What stands in the register, apart from events."""
    db.session.rollback()
    tables = db.metadata.tables
    notices = select(Notice.id, Notice.status, Notice.number, Notice.version)
    return {
        "notices": {row[0]: tuple(row) for row in db.session.execute(notices)},
        "papers": db.session.scalar(select(func.count(StoredPaper.id))),
        "last event": db.session.scalar(select(func.max(Event.id))) or 0,
        "reference": {name: reference(tables[name], visitor) for name in REFERENCE},
    }


def check_rights(visitor: Visitor, before: State, after: State) -> None:
    """Everything that changed was an act that the table allows to the visitor."""
    events = db.session.scalars(select(Event).where(Event.id > before["last event"])).all()
    acting = person(visitor.login).id if visitor.login else None
    for event in events:
        assert visitor.role is not None and event.actor_id == acting, event.name
        assert (event.actor_role, event.actor_side) in BY_NAME[event.name].takers, event.name
    touched = {event.notice_id for event in events}
    for notice_id, row in before["notices"].items():
        assert after["notices"][notice_id] == row or notice_id in touched
    papers = sum(BY_NAME[event.name].paper is not None for event in events)
    assert after["papers"] - before["papers"] == papers
    assert after["reference"] == before["reference"]


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
        check_rights(visitor, before, state(visitor))

    fuzz()
    assert register.sent >= REQUESTS * (1000 if long else 10)
