"""Who may open what: every address × every role of both sides × own, another's and unknown.

The expectations follow the procedure's table and the few lists below. A new address joins in by
itself; it fails here until it stands behind a door, and until its arguments are known.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.routing import Rule

from notices.files import keep
from notices.log.sequencer import continue_log
from notices.models import Attachment, ErasureBatch, Event, ExitQuestion, Notice, db, transaction
from notices.steps import take
from tests.factories import (
    WAY,
    a_draft,
    a_limit_proposal,
    a_proposal,
    an_act,
    found,
    of_vehicle,
    step,
)
from tests.notices.retention.batches import hold
from tests.people import PEOPLE, person, sign_in
from workflows.acts import Asked, Attached, Fined
from workflows.procedure import BY_NAME
from workflows.vocabulary import ExitAnswer, Role, Side, Status

PUBLIC = {
    "bootstrap.static": "files of the design",
    "static": "files of the design",
    "log.checkpoint": "the log is published, without personal data",
    "log.earlier_checkpoint": "the log is published, without personal data",
    "log.key": "the log is published, without personal data",
    "log.tile": "the log is published, without personal data",
    "log.entries": "the log is published, as salted digests",
    "pages.front": "what the register is",
    "pages.go_on": "asks by itself for whom the form was kept",
    "pages.home": "leads to the sign-in page or to the own room",
    "pages.language": "the language of the pages",
    "pages.statistics": "counts, without personal data",
    "papers.facts": "asks for a right or the code by itself",
    "papers.certificates": "with which anyone can check the seals of papers",
    "papers.revoked_certificates": "which seals count no more",
    "papers.paper": "asks for a right or the code by itself",
    "verifier.code": "whether a paper is genuine, without personal data",
    "verifier.check": "asks for a file, or for number and code",
    "verifier.file": "whether a file is genuine, without personal data",
    "verifier.number": "asks for number and code",
    "verifier.keys": "the public keys of the codes",
    "verifier.offline": "verifies without the register",
    "security.login": "sign-in",
    "security.logout": "sign-out",
    "security.change_password": "asks who is there by itself",
    "account.account": "asks who is there by itself",
    "account.second_factor": "the second half of the sign-in",
    "account.set_up": "asks who is there, or whose password was right, by itself",
    "account.recovery_codes": "asks who is there by itself",
    "account.take_away": "asks who is there by itself",
    "account.sign_out_elsewhere": "asks who is there by itself",
    "account.agency": "leads to the sign-in of an agency",
    "account.agency_proof": "asks who is there by itself",
    "account.agency_answer": "believes only a provider's answer to what the browser asked",
    "account.absence": "asks who is there by itself",
    "account.delegate": "asks who is there, and for which roles, by itself",
    "account.end_delegation": "asks whose delegation it is by itself",
    "account.stand_in_for": "asks to whom it was delegated by itself",
    "account.own_name": "asks who is there by itself",
    "carrier.enter": "asks for number and code",
    "carrier.leave": "forgets number and code",
}
CLOSED = {"security.static", "security.verify"}
"""Addresses that come with a library and that nobody may open."""

ROOMS = {
    "inspector": Role.INSPECTOR,
    "checkpoint": Role.CHECKPOINT_OFFICER,
    "exit_control": Role.EXIT_OFFICER,
    "supervisor": Role.SUPERVISOR,
    "administrator": Role.ADMINISTRATOR,
    "auditor": Role.AUDITOR,
}
READS_ANY = {
    "inspector.notice",
    "inspector.done",
    "inspector.evidence",
    "checkpoint.notice",
    "checkpoint.evidence",
    "checkpoint.take_over",
    "administrator.wording",
    "administrator.propose_wording",
    "administrator.proposal",
    "administrator.decline_wording",
}
"""A vehicle may turn up anywhere: officers read any notice, and take it over from elsewhere. The
catalogue belongs to both sides, and who proposed something takes it back.
"""

EXISTS_FOR_ITS_OWN_ALONE = {
    "inspector.sign",
    "inspector.issue",
    "supervisor.lift_hold",
    "supervisor.reroute_several",
    *(f"administrator.{name}" for name in ("limit", "propose_limit", "sign_limit")),
    *(f"administrator.{name}" for name in ("decline_limit", "change_place", "change_person")),
    *(f"administrator.{name}" for name in ("agency", "delegate", "password", "second_factor")),
    *(f"exit_control.{name}" for name in ("question", "release", "let_out", "turn_back")),
}
"""With the pages of drafts: what is another's is not there (404). Elsewhere it may be read, and who
would decide on it is forbidden to (403); docs/security.md.
"""

NOTHING_TO_TAKE_AWAY = {"administrator.second_factor", "administrator.agency"}
"""Pages that lead back, because the own colleague has neither an app nor an account elsewhere."""

OF_DRAFTS = {"fill", "findings", "add_finding", "change_finding", "remove_finding", "abandon"}
STEP_OF = {"reroute_several": "reroute"}
"""Pages that take a step of another name."""

USUAL = (
    Status.ROUTED,
    Status.AT_CHECKPOINT,
    Status.CLEARED,
    Status.ISSUED,
    Status.DRAFT,
    Status.EXITED,
)
OF_ONE_SIDE = {
    "supervisor.sign_erasure",
    "supervisor.erase",
    "supervisor.erase_questions",
    "supervisor.lift_hold",
}
"""What the other side has proposed, and what the own side keeps."""

AFTER_A_VISIT = ("annul", "ask_annulment")
"""What takes both sides, once the vehicle was presented."""

NOBODYS = 10**9
"""An id of nothing that reaches the views, and the database."""

COMMON = {"name": "overdue", "deficiency": "M01", "leaf": 0}
OTHERS = {
    "inspector": "other_inspector",
    "officer": "other_officer",
    "exit_officer": "ru_exit_officer",
}
SIGN_IN = "/sign-in"
SHOWN = frozenset({200})
LED_ELSEWHERE = frozenset({302})
UNKNOWN = frozenset({404})
FORBIDDEN = frozenset({403})
UNKNOWN_PERSON = frozenset({401})
"""What a stranger has sent is not done, and comes back."""

UNOPENED = frozenset({302, 401, 403, 404, 409})
"""Refused, or led elsewhere."""

Values = dict[str, Any]


@dataclass(frozen=True)
class World:
    """What stands at KOZL and KGOR, what at GRIG, NOVZ and BURA, and what belongs to a side."""

    here: dict[Status, Values]
    there: dict[Status, Values]
    sides: dict[Side, Values]

    def seen_by(self, visitor: "Visitor", status: Status) -> tuple[Values, Values]:
        """The arguments of what is the visitor's own, and of what is another's."""
        places = self.here[status], self.there[status]
        own, foreign = places[::-1] if visitor.login in OTHERS.values() else places
        side = visitor.side or Side.BY
        other = Side.RU if side is Side.BY else Side.BY
        return own | self.sides[side], foreign | self.sides[other]


def a_world() -> World:
    """A notice in every status with all that can hang on it, twice."""
    plates = (f"AB {number}" for number in itertools.count())
    world = World(
        here={status: a_record(status, next(plates), "KGOR", {}) for status in Status},
        there={status: a_record(status, next(plates), "NOVZ", OTHERS) for status in Status},
        sides={
            Side.BY: {
                "person_id": person("by_supervisor").id,
                "code": "KOZL",
                "proposal_id": a_proposal("ru_administrator").id,
                "limit_proposal_id": a_limit_proposal("by_administrator").id,
                "limit": "BY-MASS-VEHICLE-2",
            }
            | COMMON,
            Side.RU: {
                "person_id": person("officer").id,
                "code": "KGOR",
                "proposal_id": a_proposal("by_administrator").id,
                "limit_proposal_id": a_limit_proposal("ru_administrator", "RU-MASS-VEHICLE-2").id,
                "limit": "RU-MASS-VEHICLE-2",
            }
            | COMMON,
        },
    )
    for side, login, other in (
        (Side.BY, "by_supervisor", "ru_supervisor"),
        (Side.RU, "ru_supervisor", "by_supervisor"),
    ):
        notice = db.session.get_one(Notice, world.here[Status.ROUTED]["notice_id"])
        world.sides[side] |= {"hold_id": hold(notice, login), "batch_id": a_batch(other)}
    continue_log()
    return world


def a_batch(login: str) -> int:
    """A batch that a supervisor has proposed."""
    proposer, now = person(login), datetime.now(UTC)
    batch = ErasureBatch(
        side=proposer.side, proposer_id=proposer.id, proposed_at=now, questions_before=now
    )
    with transaction():
        db.session.add(batch)
    return batch.id


def a_record(status: Status, plate: str, checkpoint: str, people: dict[str, str]) -> Values:
    """The addresses' arguments for one notice and what belongs to it."""
    inspector, officer, booth = (
        people.get(login, login) for login in ("inspector", "officer", "exit_officer")
    )
    filing = of_vehicle(plate, findings=(found("P01"), found("M01")))
    takers = {"issue": inspector, "route": inspector, "release": booth, "annul": "by_supervisor"}
    notice = a_draft(inspector)
    for name in WAY[status]:
        step(name, notice, takers.get(name, officer), filing=filing, checkpoint=checkpoint)
    values: Values = {"notice_id": notice.id, "number": 1, "key": "1", "page": "journey"}
    values["question_id"] = a_question(booth, plate, notice)
    values["line_id"] = notice.deficiencies[0].id if notice.deficiencies else NOBODYS
    values["file_id"] = (
        a_file(inspector, notice) if status in BY_NAME["attach"].sources else NOBODYS
    )
    values["fine_id"] = a_fine(officer, notice) if status in BY_NAME["fine"].sources else NOBODYS
    return values


def a_question(login: str, plate: str, notice: Notice) -> int:
    asked = Asked(plate, (plate,), ExitAnswer.HELD, (notice.number,) if notice.number else ())
    take(an_act(login, asked), ("ask_exit", None))
    return db.session.scalars(select(func.max(ExitQuestion.id))).one()


def a_file(login: str, notice: Notice) -> int:
    take(an_act(login, Attached(keep(b"photo"), "image/png", 5, "a.png")), ("attach", notice))
    return db.session.scalars(select(func.max(Attachment.id))).one()


def a_fine(login: str, notice: Notice) -> int:
    fine = Fined("1", 100, "RUB", date(2026, 11, 1))
    take(an_act(login, fine), ("fine", notice))
    return notice.fines[-1].id


@dataclass(frozen=True)
class Visitor:
    """Somebody in front of a door; a stranger has no role."""

    login: str
    role: Role | None
    side: Side | None


VISITORS = (
    Visitor("", None, None),
    *(Visitor(login, role, side) for login, role, side, _place in PEOPLE),
)


def doors(app: Flask) -> list[Rule]:
    """The addresses that lie in a room."""
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint.partition(".")[0] in ROOMS]


def every_door(app: Flask, *, in_all: bool) -> Iterator[tuple[Rule, Status]]:
    """Each door with a status in which there is something to do behind it, or with each status."""
    for rule in doors(app):
        usual = status_for(rule.endpoint.partition(".")[2])
        yield from ((rule, status) for status in (Status if in_all else (usual,)))


def status_for(name: str) -> Status:
    """A status in which the page of this name has something to do."""
    if name in OF_DRAFTS:
        return Status.DRAFT
    if name in AFTER_A_VISIT:
        return Status.OUTSTANDING
    known = BY_NAME.get(STEP_OF.get(name, name))
    return next(status for status in USUAL if known is None or status in known.sources)


def cases(
    rule: Rule, visitor: Visitor, world: World, status: Status
) -> Iterator[tuple[str, Values]]:
    """The arguments of an address: own, another's, another's under the own notice, unknown."""
    own, foreign = world.seen_by(visitor, status)
    names = sorted(rule.arguments)
    missing = [name for name in names if name not in own]
    assert not missing, f"{rule}: say in a_world what {missing} stand for."
    yield "own", {name: own[name] for name in names}
    if names:
        yield "another's", {name: foreign[name] for name in names}
    for name in names:
        if name in ("line_id", "file_id", "fine_id"):
            yield "mixed", {other: own[other] for other in names} | {name: foreign[name]}
        if name != "page":
            nothing = NOBODYS if isinstance(own[name], int) else "NONE"
            case = "unknown key" if name == "key" else "unknown"
            yield case, {other: own[other] for other in names} | {name: nothing}


def expected(rule: Rule, visitor: Visitor, case: str) -> frozenset[int]:
    """The answer that is right where the page has something to do.

    A room of another role is closed as a whole, whether there is anything behind its door or not.
    """
    room, _dot, name = rule.endpoint.partition(".")
    if visitor.role is not ROOMS[room]:
        return FORBIDDEN if visitor.role else LED_ELSEWHERE
    known = BY_NAME.get(STEP_OF.get(name, name))
    if known and (visitor.role, visitor.side) not in known.takers:
        return UNKNOWN if case == "unknown" and "notice_id" in rule.arguments else FORBIDDEN
    if is_of_a_finding(rule, case):
        return LED_ELSEWHERE if name == "remove_finding" else UNKNOWN
    if case in ("unknown", "mixed"):
        return UNKNOWN
    if case == "own" and rule.endpoint in NOTHING_TO_TAKE_AWAY:
        return LED_ELSEWHERE
    if case == "own" or reads_everything(rule, visitor):
        return SHOWN
    hidden = rule.endpoint in EXISTS_FOR_ITS_OWN_ALONE or name in OF_DRAFTS
    return UNKNOWN if hidden else FORBIDDEN


def is_of_a_finding(rule: Rule, case: str) -> bool:
    """Whether a finding of the own draft is meant, which was never filed or is taken away."""
    return "key" in rule.arguments and case in ("own", "unknown key")


def expected_in(
    status: Status, rule: Rule, visitor: Visitor, case: str, values: Values
) -> frozenset[int]:
    """The answers that are right in any status: what has nothing to do may be refused as well, and
    what is possible in other ones, or stays in Belarus, does not open.
    """
    _room, _dot, name = rule.endpoint.partition(".")
    right, known = expected(rule, visitor, case), BY_NAME.get(STEP_OF.get(name, name))
    if status is status_for(name) or "notice_id" not in rule.arguments:
        return right
    abroad = visitor.side is not Side.BY and visitor.role is not Role.AUDITOR
    shut = (known and status not in known.sources) or (status is Status.DRAFT and abroad)
    if shut or NOBODYS in values.values():
        return UNOPENED
    return right | UNOPENED | (SHOWN if is_of_a_finding(rule, case) else set())


def reads_everything(rule: Rule, visitor: Visitor) -> bool:
    """Whether what is another's opens all the same."""
    if visitor.role in (Role.SUPERVISOR, Role.AUDITOR):
        return "code" not in rule.arguments and rule.endpoint not in OF_ONE_SIDE
    return rule.endpoint in READS_ANY


class Browser:
    """What a visitor is answered; each request has a context of its own, as in service."""

    def __init__(self, app: Flask, visitor: Visitor) -> None:
        self.app = app
        self.client = app.test_client()
        if visitor.login:
            with self.client.session_transaction() as session:
                sign_in(session, visitor.login)

    def answer(self, method: str, address: str) -> tuple[int, str]:
        """The status, and where it leads."""
        db.session.rollback()
        with self.app.app_context():
            answer = self.client.open(address, method=method)
        return answer.status_code, answer.location or ""


def requests(
    app: Flask, visitor: Visitor, world: World, *, in_all: bool
) -> Iterator[tuple[str, str, str, frozenset[int]]]:
    """Every request worth making: method, address, whose it is, and the right answers.

    The door is the same whosever a notice is, so one try is enough where it stays shut.
    """
    adapter = app.url_map.bind("localhost")
    for rule, status in every_door(app, in_all=in_all):
        for case, values in cases(rule, visitor, world, status):
            right = expected_in(status, rule, visitor, case, values)
            for method in sorted({"GET", "POST"} & (rule.methods or set())):
                address = adapter.build(rule.endpoint, values)
                if method == "POST" and not visitor.login:
                    yield method, address, case, UNKNOWN_PERSON | (right & UNKNOWN)
                elif method == "GET" or not right >= SHOWN:
                    yield method, address, case, right
            if visitor.role is not ROOMS[rule.endpoint.partition(".")[0]]:
                break


def test_every_address_is_public_for_a_reason_or_stands_behind_a_door(app: Flask) -> None:
    known = PUBLIC.keys() | CLOSED
    for rule in app.url_map.iter_rules():
        room = rule.endpoint.partition(".")[0]
        remedy = "put it into a room with a role, or say in PUBLIC why anyone may open it."
        assert room in ROOMS or room == "carrier" or rule.endpoint in known, f"{rule}: {remedy}"


def test_nobody_opens_what_is_not_theirs(
    app: Flask, monkeypatch: pytest.MonkeyPatch, long: bool
) -> None:
    """Doors look alike on every database: in a short run each visitor tries a tenth of them on
    PostgreSQL, and everybody another tenth.
    """
    # Most answers are refusals, and what those say has tests of its own.
    monkeypatch.setattr("notices.errors.render_template", lambda *_name, **_what: "")
    world = a_world()
    events = db.session.scalars(select(func.count(Event.id))).one()
    wrong = []
    some = 1 if long or db.engine.dialect.name == "sqlite" else 10
    for first, visitor in enumerate(VISITORS):
        browser = Browser(app, visitor)
        tried = itertools.islice(
            requests(app, visitor, world, in_all=long), first % some, None, some
        )
        for method, address, case, right in tried:
            status, led_to = browser.answer(method, address)
            astray = not visitor.login and led_to and not led_to.startswith(SIGN_IN)
            if status not in right or astray:
                who = visitor.login or "a stranger"
                wrong.append(f"{method} {address} by {who} ({case}): {status}, not {[*right]}")
    assert not wrong, "\n".join(wrong)
    assert db.session.scalars(select(func.count(Event.id))).one() == events


def test_a_carrier_without_the_code_and_who_knows_a_librarys_addresses_see_nothing(
    app: Flask,
) -> None:
    carriers = {
        app.url_map.bind("localhost").build(rule.endpoint, dict.fromkeys(rule.arguments, 1))
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("carrier.") and rule.endpoint not in PUBLIC
    }
    assert carriers
    for visitor in VISITORS:
        browser = Browser(app, visitor)
        for address in (*carriers, "/verify", "/fs-static/js/webauthn.js"):
            assert browser.answer("GET", address)[0] == (302 if address in carriers else 404)
