"""Every form may be sent again: at once by a double click, or a day later by a retry.

Each address that takes a POST stands in one of the tables below. A new one fails here until its
form has the key of a press, or until it is said why it needs none.
"""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

import time_machine
from bs4 import BeautifulSoup, Tag
from flask import Flask, current_app
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from notices.inspector.registered import registered_answers
from notices.interrupted import owner_of, token_for
from notices.models import (
    Authenticator,
    Delegation,
    Draft,
    Event,
    ExitQuestion,
    HeldRole,
    Notice,
    Person,
    db,
    transaction,
)
from notices.steps import take
from tests.factories import (
    a_draft,
    a_limit_proposal,
    a_notice,
    a_proposal,
    an_act,
    found,
    mark_all,
    of_vehicle,
    step,
)
from tests.filling import as_sent
from tests.notices.evidence.files import a_photo
from tests.notices.inspector.walk import FILLED, drafted
from tests.notices.retention.batches import age, hold, propose, settle_messages
from tests.people import person, sign_in
from workflows.acts import Asked, Fined
from workflows.vocabulary import Acknowledgement, ExitAnswer, Mark, Role, Side, Status

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
LATER = timedelta(hours=24)
PLATES = (f"AB {number:04d}-7" for number in itertools.count(1))
ROUTED, AT_CHECKPOINT, OUTSTANDING = Status.ROUTED, Status.AT_CHECKPOINT, Status.OUTSTANDING
DRAFT, ISSUED, CLEARED = Status.DRAFT, Status.ISSUED, Status.CLEARED
WHY = {"reason": "так надо"}
OFFERED = "the first checkpoint that is offered"
Fields = dict[str, Any]


@dataclass(frozen=True)
class Sent:
    """What is sent to an address: by whom, on which notice, and what is filled in.

    `more` prepares the notice and gives further arguments of the address.
    """

    login: str
    status: Status | None = None
    fields: Fields | Callable[[], Fields] | None = None
    more: Callable[[Notice], Fields | None] | None = None


def marked(mark: Mark) -> Callable[[Notice], None]:
    """Nothing but the decision is missing."""
    return lambda notice: mark_all(notice, mark)


def line_of(notice: Notice) -> Fields:
    """The weighed deficiency."""
    return {"line_id": notice.deficiencies[0].id}


def fine_of(notice: Notice) -> Fields:
    """A fine that is not paid."""
    take(an_act("officer", Fined("1", 100, "RUB", date(2026, 11, 1))), ("fine", notice))
    return {"fine_id": notice.fines[-1].id}


def question_about(notice: Notice) -> Fields:
    """A question that was answered with "may leave"."""
    asked = Asked("", (notice.units[0].plate,), ExitAnswer.MAY_LEAVE, (notice.number or "",))
    take(an_act("exit_officer", asked), ("ask_exit", None))
    return {"question_id": db.session.scalars(select(func.max(ExitQuestion.id))).one()}


def let_out_by_supervisors(notice: Notice) -> Fields:
    """The same about a vehicle that was released by way of exception."""
    step("ask_release", notice, "ru_supervisor")
    step("release_exceptionally", notice, "by_supervisor")
    return question_about(notice)


def corrected(notice: Notice) -> None:
    """A correction that is written and not yet filed."""
    with current_app.test_request_context():
        answers = registered_answers(notice)
    answers["journey"]["cargo"] = "лес"
    with transaction():
        notice.draft = Draft(answers=answers, saved_at=datetime.now(UTC))


def with_app_of(login: str) -> Callable[[Notice], Fields]:
    """Somebody who has an app for the second step of the sign-in."""

    def make(_notice: Notice) -> Fields:
        with transaction():
            person(login).authenticator = Authenticator(secret="x", counter=0, press="")
        return {"person_id": person(login).id}

    return make


def photo() -> Fields:
    """A file, opened anew for every time that it is sent."""
    return {"files": [(BytesIO(a_photo()), "дефект.jpg")], "deficiency": "0"}


def away(colleague: str) -> Fields:
    """An absence next week, and who stands in."""
    days = {"first_day": "2026-11-23", "last_day": "2026-11-27"}
    return {"colleague": str(person(colleague).id)} | days


def stood_in_for(_notice: Notice) -> Fields:
    """The Russian supervisor, by an officer."""
    delegation = Delegation(
        holder_id=person("ru_supervisor").id,
        delegate_id=person("officer").id,
        role=Role.SUPERVISOR,
        timezone="Europe/Moscow",
        begins_at=NOW,
        ends_at=NOW + timedelta(days=5),
    )
    with transaction():
        db.session.add(delegation)
    return {"delegation_id": delegation.id}


def due_long_ago(notice: Notice) -> None:
    """A notice whose content is due, in no batch yet."""
    step("annul", notice)
    settle_messages()
    age(notice)


def batch_of_long_ago(notice: Notice) -> Fields:
    """A batch of Belarus with such a notice."""
    due_long_ago(notice)
    return {"batch_id": propose(notice).id}


def hold_on(notice: Notice) -> Fields:
    """A hold of Russia."""
    return {"hold_id": hold(notice)}


MEASURED = {"value": "39", "error": "0", "instrument": "ВА-20", "verified_until": "2036-01-01"}
PLATE: Fields = {"tractor": "its plate"}
KEYED = {
    "account.delegate": Sent("officer", fields=lambda: away("second_officer")),
    "account.end_delegation": Sent("ru_supervisor", more=stood_in_for),
    "administrator.add_person": Sent(
        "by_administrator",
        fields={"login": "new.one", "name": "Новы", "roles": ["auditor"], "language": "be"},
    ),
    "administrator.change_person": Sent(
        "by_administrator",
        fields={"name": "Новае імя"},
        more=lambda _: {"person_id": person("by_auditor").id},
    ),
    "administrator.change_place": Sent(
        "by_administrator", fields={"name_be": "Казловічы 2"}, more=lambda _: {"code": "KOZL"}
    ),
    "administrator.delegate": Sent(
        "by_administrator",
        fields=lambda: away("inspector") | WHY,
        more=lambda _: {"person_id": person("by_supervisor").id},
    ),
    "administrator.password": Sent(
        "by_administrator", more=lambda _: {"person_id": person("by_auditor").id}
    ),
    "administrator.second_factor": Sent("by_administrator", more=with_app_of("by_auditor")),
    "administrator.propose_wording": Sent(
        "by_administrator", fields={"title_ru": "Иначе"}, more=lambda _: {"deficiency": "M03"}
    ),
    "administrator.propose_limit": Sent(
        "by_administrator", fields={"limit": "19,5"}, more=lambda _: {"limit": "BY-MASS-VEHICLE-3"}
    ),
    "administrator.sign_wording": Sent(
        "ru_administrator", more=lambda _: {"proposal_id": a_proposal().id}
    ),
    "administrator.decline_wording": Sent(
        "ru_administrator", fields=WHY, more=lambda _: {"proposal_id": a_proposal(code="I15").id}
    ),
    "administrator.sign_limit": Sent(
        "second", more=lambda _: {"limit_proposal_id": a_limit_proposal("by_administrator").id}
    ),
    "administrator.decline_limit": Sent(
        "by_administrator",
        fields=WHY,
        more=lambda _: {
            "limit_proposal_id": a_limit_proposal("by_administrator", "BY-MASS-VEHICLE-4").id
        },
    ),
    "auditor.compile_dossier": Sent("ru_auditor", ROUTED),
    "carrier.announce_arrival": Sent("", ROUTED, {"expected": "2026-11-20T20:00"}),
    "carrier.ask_other_checkpoint": Sent("", ROUTED, WHY),
    "carrier.attach": Sent("", ROUTED, photo),
    "carrier.object": Sent("", ROUTED, WHY),
    "checkpoint.attach": Sent("officer", AT_CHECKPOINT, photo),
    "checkpoint.compile_dossier": Sent("officer", AT_CHECKPOINT),
    "checkpoint.confirm": Sent("officer", AT_CHECKPOINT, more=marked(Mark.REMOVED)),
    "checkpoint.fine": Sent(
        "officer",
        AT_CHECKPOINT,
        {"number": "7", "amount": "100", "currency": "RUB", "imposed_on": "2026-11-01"},
    ),
    "checkpoint.fine_paid": Sent(
        "officer", AT_CHECKPOINT, {"receipt": "9", "paid_on": "2026-11-02"}, fine_of
    ),
    "checkpoint.take_fine_back": Sent("officer", AT_CHECKPOINT, WHY, fine_of),
    "checkpoint.mark": Sent("officer", AT_CHECKPOINT, {"mark": Mark.NOT_REMOVED} | WHY, line_of),
    "checkpoint.measure": Sent("officer", AT_CHECKPOINT, MEASURED, line_of),
    "checkpoint.receive": Sent("officer", ROUTED, PLATE),
    "checkpoint.refuse": Sent("officer", AT_CHECKPOINT, more=marked(Mark.NOT_REMOVED)),
    "checkpoint.take_over": Sent("other_officer", ROUTED, PLATE | WHY),
    "checkpoint.withdraw": Sent("officer", AT_CHECKPOINT, WHY),
    "exit_control.ask_exit": Sent("exit_officer", None, {"text": "AB 9999-7"}),
    "exit_control.let_out": Sent("exit_officer", OUTSTANDING, more=let_out_by_supervisors),
    "exit_control.release": Sent("exit_officer", CLEARED, more=question_about),
    "exit_control.turn_back": Sent("exit_officer", CLEARED, more=question_about),
    "inspector.attach": Sent("inspector", ROUTED, photo),
    "inspector.compile_dossier": Sent("inspector", ROUTED),
    "inspector.correct": Sent("inspector", ROUTED, WHY, corrected),
    "inspector.issue": Sent("inspector", None, more=lambda _: {"notice_id": drafted().id}),
    "inspector.reroute": Sent("inspector", ROUTED, {"checkpoint": OFFERED} | WHY),
    "inspector.route": Sent("inspector", ISSUED, {"checkpoint": OFFERED}),
    "inspector.sign": Sent("inspector", DRAFT, {"how": Acknowledgement.ON_PAPER}),
    "supervisor.annul": Sent("by_supervisor", ISSUED, WHY),
    "supervisor.decline_erasure": Sent("ru_supervisor", ISSUED, WHY, batch_of_long_ago),
    "supervisor.lift_hold": Sent("ru_supervisor", ISSUED, WHY, hold_on),
    "supervisor.propose_erasure": Sent("by_supervisor", ISSUED, more=due_long_ago),
    "supervisor.put_on_hold": Sent("by_supervisor", ISSUED, WHY | {"authority": "суд"}),
    "supervisor.sign_erasure": Sent("ru_supervisor", ISSUED, more=batch_of_long_ago),
    "supervisor.strike_from_erasure": Sent("by_supervisor", ISSUED, WHY, batch_of_long_ago),
    "supervisor.ask_annulment": Sent("by_supervisor", OUTSTANDING, WHY),
    "supervisor.ask_release": Sent("by_supervisor", OUTSTANDING, WHY),
    "supervisor.compile_dossier": Sent("by_supervisor", ROUTED),
    "supervisor.release_exceptionally": Sent(
        "by_supervisor",
        OUTSTANDING,
        WHY,
        lambda notice: step("ask_release", notice, "ru_supervisor"),
    ),
    "supervisor.reopen": Sent("ru_supervisor", CLEARED, WHY),
    "supervisor.reroute": Sent("ru_supervisor", ROUTED, {"checkpoint": OFFERED} | WHY),
    "supervisor.reroute_several": Sent(
        "ru_supervisor", ROUTED, {"checkpoint": "NOVZ", "notices": "its id"} | WHY,
        lambda _: {"code": "KGOR"},
    ),
    "supervisor.route": Sent("ru_supervisor", ISSUED, {"checkpoint": OFFERED}),
    "supervisor.withdraw": Sent("ru_supervisor", AT_CHECKPOINT, WHY),
}  # fmt: skip
"""Forms with the key of a press, which leave an event."""

SHOWN_FIRST = (
    "administrator.change_place",
    "administrator.propose_wording",
    "administrator.propose_limit",
)
"""What changes is shown before it is sent a second time, to be saved."""

SAVED = {
    "inspector.new": (None, {}),
    "inspector.fill": ("journey", {"cargo": "лес"}),
    "inspector.findings": (None, {}),
    "inspector.add_finding": (None, {"code": "I15", "key": "one press"}),
    "inspector.change_finding": ("1", {"remark": "так"}),
    "inspector.remove_finding": ("1", {}),
    "inspector.abandon": (None, {}),
}
"""What belongs to a draft is saved as it was sent, so that saving it again changes nothing."""

NEEDS_NONE = {
    "administrator.agency": "the second time no account with the agency is bound",
    "account.own_name": "the second time it is the own name already",
    "account.stand_in_for": "the second time it is that capacity already",
    "account.recovery_codes": "the codes that were shown last are those that count",
    "account.second_factor": "the same press may bring its code again, and gets in once more",
    "account.set_up": "the same press may bring its code again, and is shown other recovery codes",
    "account.sign_out_elsewhere": "the second time nobody is left to be signed out",
    "account.take_away": "the second time nothing is left to be taken away",
    "carrier.enter": "opens a page and changes no notice",
    "carrier.leave": "the second time no notice is open",
    "supervisor.erase_questions": "the second time nothing is left to be erased",
    "supervisor.erase": "the second time nothing is left to be erased",
    "exit_control.report_exit": "a decision is known by the number that the booth gave it",
    "security.change_password": "the second time the present password is another one",
    "security.login": "signs the same person in again",
    "security.logout": "the second time nobody is signed in",
    "security.verify": "nobody can open it",
    "verifier.file": "looks a paper up",
    "verifier.number": "looks a paper up",
}


def hire_second_administrator() -> None:
    """Whoever signs what the first administrator of Belarus has proposed."""
    with transaction():
        made = Person(login="second", name="Другая", side=Side.BY, fs_uniquifier="second")
        made.password, made.roles = "x", [HeldRole(name=Role.ADMINISTRATOR)]
        db.session.add(made)


class Desk:
    """The browser of somebody who sends a form, and sends it again."""

    def __init__(self, app: Flask, login: str, notice: Notice) -> None:
        self.app, self.login, self.notice_id = app, login, notice.id
        self.client = self.browser()

    def browser(self) -> FlaskClient:
        client = self.app.test_client()
        with client.session_transaction() as session:
            if self.login:
                sign_in(session, self.login)
            else:
                session["csrf_token"] = token_for(owner_of(Notice, self.notice_id))
            session["carrier_notice"] = self.notice_id
        return client

    def ask(self, method: str, address: str, fields: Fields | None = None) -> TestResponse:
        db.session.rollback()
        with self.app.app_context():
            return self.client.open(address, method=method, data=fields)

    def page(self, method: str, address: str, fields: Fields | None = None) -> BeautifulSoup:
        return BeautifulSoup(self.ask(method, address, fields).text, "lxml")


def posts(app: Flask) -> set[str]:
    """Every address that takes a POST."""
    return {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}


def address_of(app: Flask, endpoint: str, values: Fields) -> str:
    rules = list(app.url_map.iter_rules(endpoint))
    wanted = {name: value for name, value in values.items() if name in rules[0].arguments}
    return app.url_map.bind("localhost").build(endpoint, wanted)


def filled(form: Tag | None, sent: Sent, notice: Notice) -> Fields:
    """The fields of the form of a page, filled in."""
    given = sent.fields() if callable(sent.fields) else dict(sent.fields or {})
    if "tractor" in given:
        given["tractor"] = notice.units[0].plate
    if form is None:
        return {"key": "one press"} | given
    if given.get("checkpoint") == OFFERED:
        given["checkpoint"] = form.select('[name="checkpoint"]')[0]["value"]
    if "notices" in given:
        given["notices"] = str(notice.id)
    return as_sent(form) | given


def events() -> int:
    db.session.rollback()
    return db.session.scalars(select(func.count(Event.id))).one()


def form_of(app: Flask, endpoint: str, sent: Sent) -> tuple[Notice, str, Desk, Tag | None]:
    """A notice, the address of a form about it, who has it before them, and the form itself."""
    filing = of_vehicle(next(PLATES), findings=(found("P01"), found("M01")))
    notice = a_notice(at=sent.status or ROUTED, filing=filing)
    more = (sent.more(notice) if sent.more else None) or {}
    address = address_of(app, endpoint, {"notice_id": notice.id} | more)
    desk = Desk(app, sent.login, notice)
    return notice, address, desk, desk.page("GET", address).select_one("form#form")


def press(app: Flask, endpoint: str, sent: Sent, clock: time_machine.Traveller) -> str:
    """Send the form of an address, send it again at once, and a day later; says what is wrong."""
    notice, address, desk, form = form_of(app, endpoint, sent)
    again = [filled(form, sent, notice) for _time in range(3)]
    if endpoint in SHOWN_FIRST:
        shown = desk.page("POST", address, again[0]).select_one('main form [name="shown"]')
        assert shown
        again = [fields | {"shown": shown["value"]} for fields in again]
    before = events()
    answers = [desk.ask("POST", address, again[0]), desk.ask("POST", address, again[1])]
    taken = events()
    clock.shift(LATER)
    desk.client = desk.browser()
    answers.append(desk.ask("POST", address, again[2]))
    clock.shift(-LATER)
    told = [(answer.status_code, answer.location) for answer in answers]
    if taken == before or answers[0].status_code >= 400:
        return f"{endpoint} was not taken: {told}"
    if events() != taken:
        return f"{endpoint} was taken twice: {told}"
    refused = any(answer.status_code >= 400 for answer in answers)
    return f"{endpoint} was refused when it came again: {told}" if refused else ""


def test_every_form_is_sent_again_without_harm_for_a_reason(app: Flask) -> None:
    known = [KEYED.keys(), SAVED.keys(), NEEDS_NONE.keys()]
    assert sum(map(len, known)) == len(set().union(*known))
    assert posts(app) == set().union(*known), (
        "Give the form the key of a press and put it into KEYED, or say why it needs none."
    )


def test_a_form_that_is_sent_again_at_once_or_a_day_later_is_taken_once(
    app: Flask, long: bool
) -> None:
    hire_second_administrator()
    some = 1 if long else 5 if db.engine.dialect.name == "sqlite" else 30
    every = list(KEYED.items())[::some]
    with time_machine.travel(NOW) as clock:
        wrong = [press(app, endpoint, sent, clock) for endpoint, sent in every]
    assert not any(wrong), "\n".join(filter(None, wrong))


def test_a_draft_saved_again_is_as_it_was(once: Flask) -> None:
    for endpoint, (argument, fields) in SAVED.items():
        notice = a_draft() if endpoint != "inspector.abandon" else a_notice()
        with transaction():
            answers = {} if endpoint == "inspector.new" else FILLED
            notice.draft = Draft(answers=answers, saved_at=datetime.now(UTC))
        values = {"notice_id": notice.id, "page": argument, "key": argument}
        desk = Desk(once, "inspector", notice)
        address = address_of(once, endpoint, values)
        saved = []
        for _time in range(2):
            assert desk.ask("POST", address, fields).status_code in (200, 302, 422), endpoint
            db.session.rollback()
            drafts = db.session.scalars(select(Draft).order_by(Draft.notice_id))
            saved.append([(draft.notice_id, draft.answers) for draft in drafts])
        assert saved[0] == saved[1], endpoint
