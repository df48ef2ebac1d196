"""The demonstration looks like a working week, and nothing in it breaks the procedure."""

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from stdnum import get_cc_module

from notices.demo import fill, shown_people, vehicle
from notices.demo.accounts import PASSWORD
from notices.demo.carriers import COMPANIES
from notices.demo.week import PLOTS
from notices.distances import embedded, the_network
from notices.models import (
    Carrier,
    Deficiency,
    Event,
    ExitQuestion,
    Fine,
    HeldRole,
    Notice,
    Person,
    Place,
    Proposal,
    Register,
    StoredPaper,
    Unit,
    db,
)
from notices.proposals import details_of
from notices.seed import make_register, seed_reference, upgrade
from notices.steps import Press, take, unmet
from tests.conftest import app_on, created, in_context
from tests.pages import Pages
from workflows.acts import Act
from workflows.permits import FREE_OF_PERMITS, NEEDED
from workflows.procedure import BY_NAME
from workflows.vocabulary import (
    DeficiencyClass,
    ExitAnswer,
    PlaceKind,
    ProposalKind,
    Role,
    Side,
    Status,
)

NOTICES = {
    Status.DRAFT: 8,
    Status.ISSUED: 5,
    Status.ROUTED: 40,
    Status.AT_CHECKPOINT: 14,
    Status.OUTSTANDING: 25,
    Status.CLEARED: 32,
    Status.EXITED: 68,
    Status.ANNULLED: 8,
}
MIX = {("I18",): 0.64, ("M01", "M02", "M03"): 0.21, ("M16",): 0.11}
PLATES = {
    "BY": (r"[ABEIKMHOPCTX]{2}\d{4}[0-8]", r"[ABEIKMHOPCTX]\d{4}[ABEIKMHOPCTX][0-8]"),
    "RU": (r"[ABEKMHOPCTYX]\d{3}[ABEKMHOPCTYX]{2}\d{2,3}", r"[ABEKMHOPCTYX]{2}\d{4}\d{2,3}"),
    "KZ": (r"\d{3}[A-Z]{2,3}\d{2}", r"\d{2}[A-Z]{3}\d{2}"),
    "TR": (r"\d{2}[A-Z]{1,3}\d{2,5}",) * 2,
    "UZ": (r"\d{2}(\d{3}[A-Z]{3}|[A-Z]\d{3}[A-Z]{2})", r"\d{2}\d{4}[A-Z]{2}"),
    "RS": (r"[A-Z]{2}\d{3,5}[A-Z]{2}",) * 2,
    "GE": (r"[A-Z]{2}\d{3}[A-Z]{2}",) * 2,
    "AM": (r"\d{2,3}[A-Z]{2}\d{2,3}",) * 2,
    "KG": (r"\d{2}(KG)?\d{3}[A-Z]{3}", r"\d{2}(KG)?\d{3}[A-Z]{2}"),
    "MD": (r"[A-Z]{3}\d{3}",) * 2,
    "AZ": (r"\d{2}[A-Z]{2}\d{3}",) * 2,
    "CN": (r"[A-Z][A-Z0-9]{5,6}",) * 2,
}
"""How plates of trucks and of trailers are made, once their letters are folded by shape."""

DAYS: dict[str, Callable[[dict[str, Any]], str | None]] = {
    "measure": lambda data: data["measured"]["taken_on"],
    "mark": lambda data: data["document_date"],
    "fine": lambda data: data["imposed_on"],
    "fine_paid": lambda data: data["paid_on"],
}
"""The day that an event tells, if any, by its name."""

TAX_NUMBERS = ("vat", "unp", "inn", "vkn", "pib", "idno", "voen", "uscc")
"""What python-stdnum calls the numbers of one state or another."""


@pytest.fixture(scope="module")
def filled(
    request: pytest.FixtureRequest, long: bool, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """A demonstration as a first start fills it; these tests only read it. Where there is time, on
    PostgreSQL, which refuses more; there a part of it is filled each time.
    """
    folder = tmp_path_factory.mktemp("demonstration")
    on_postgresql = created(request.getfixturevalue("postgresql")) if long else None
    with on_postgresql or nullcontext(f"sqlite:///{folder / 'register.sqlite'}") as url:
        # Kept as plain text, the demonstration's password would be taken for a hash of 1979.
        made = app_on(url, folder, SECURITY_PASSWORD_HASH="argon2")
        for app in in_context(made):
            upgrade()
            seed_reference()
            make_register(demonstration=True)
            db.session.remove()
            yield app


def counted(column: object) -> Counter[object]:
    """How often each value of a column occurs."""
    return Counter(db.session.scalars(select(column)))


def test_two_hundred_notices_stand_in_every_status(filled: Flask) -> None:
    assert counted(Notice.status) == NOTICES
    assert sum(NOTICES.values()) == 200


def test_twelve_posts_and_all_checkpoints_have_people(filled: Flask) -> None:
    staffed = select(Place).where(Place.id.in_(select(Person.place_id)))
    kinds = Counter(place.kind for place in db.session.scalars(staffed))
    assert kinds == {PlaceKind.EXTERNAL_POST: 12, PlaceKind.CHECKPOINT: 6}


def test_people_fill_every_role_of_both_sides(filled: Flask) -> None:
    held = db.session.execute(select(Person.side, HeldRole.name).join(HeldRole)).all()
    assert len(held) == 32
    both = {Role.EXIT_OFFICER, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.AUDITOR}
    assert {role for side, role in held if side is Side.BY} == both | {Role.INSPECTOR}
    assert {role for side, role in held if side is Side.RU} == both | {Role.CHECKPOINT_OFFICER}


def test_sixty_carriers_come_from_many_countries(filled: Flask) -> None:
    countries = counted(Carrier.country)
    assert countries.total() == 60
    assert set(countries) == set(PLATES)


@pytest.mark.parametrize("codes", list(MIX))
def test_what_is_found_first_has_the_mix_of_the_road(filled: Flask, codes: tuple[str, ...]) -> None:
    first = Counter(db.session.scalars(select(Deficiency.code).where(Deficiency.position == 1)))
    share = sum(first[code] for code in codes) / first.total()
    assert share == pytest.approx(MIX[codes], abs=0.02)


def test_a_notice_bears_all_three_classes(filled: Flask) -> None:
    classes: dict[int, set[DeficiencyClass]] = {}
    for line in db.session.scalars(select(Deficiency)):
        classes.setdefault(line.notice_id, set()).add(line.deficiency_class)
    assert set(DeficiencyClass) in classes.values()
    codes = counted(Deficiency.code)
    assert all(codes[code] for code in ("P01", "P03", "P04", "P05", "P07", "M17", "M19"))


def test_nothing_that_left_or_is_cleared_has_anything_left(filled: Flask) -> None:
    excepted = select(Event.notice_id).where(Event.name == "release_exceptionally")
    done = select(Notice).where(
        Notice.status.in_((Status.CLEARED, Status.EXITED)), Notice.id.not_in(excepted)
    )
    for notice in db.session.scalars(done):
        assert not any(line.is_left for line in notice.deficiencies), notice.number
        assert notice.remaining == 0 and notice.confirmed_by_id is not None
    waiting = select(Notice).where(Notice.status == Status.OUTSTANDING)
    assert all(notice.remaining for notice in db.session.scalars(waiting))


def test_every_exit_was_asked_for_and_allowed(filled: Flask) -> None:
    let_out = ("release", "let_out")
    released = select(ExitQuestion).where(ExitQuestion.outcome.in_(let_out))
    questions = db.session.scalars(released).all()
    assert len(questions) == NOTICES[Status.EXITED]
    assert {question.answer for question in questions} == {ExitAnswer.MAY_LEAVE}
    assert set(counted(ExitQuestion.answer)) == set(ExitAnswer)
    assert counted(ExitQuestion.outcome)["turn_back"] > 1


def test_every_step_and_nearly_every_act_was_taken(filled: Flask) -> None:
    never = set(BY_NAME) - set(counted(Event.name))
    of_people = {"change_person", "delegate", "end_delegation"}
    of_keeping = {name for name in BY_NAME if "hold" in name or "eras" in name}
    seldom = {"attach", "take_fine_back", "compile_dossier", "report_exit"}
    seldom |= {"sign_limit", "decline_limit"}
    assert never == of_people | of_keeping | seldom


def test_every_vehicle_has_had_the_time_to_drive(filled: Flask) -> None:
    network, drive = the_network(), embedded()
    for notice, stops in stories("issue", "receive", "take_over", "release", "let_out"):
        town = network.find_town(notice.destination, notice.destination_country)
        for before, after in itertools.pairwise(stops):
            way = [network.node_of(event.place.code) for event in (before, after)]
            if town and after.name == "release":
                way.insert(1, town)
            legs = drive(tuple(node or "" for node in way))
            assert legs is not None, (notice.number, way)
            driven = timedelta(minutes=sum(leg.minutes for leg in legs))
            assert after.at - before.at >= driven, (notice.number, way)


def test_whoever_is_released_exceptionally_was_never_in_russia(filled: Flask) -> None:
    excepted = [
        [event.name for event in events]
        for _, events in stories("receive", "take_over", "release_exceptionally")
        if any(event.name == "release_exceptionally" for event in events)
    ]
    assert excepted == [["release_exceptionally"]]


def test_a_permit_is_missing_where_one_is_needed_for_the_carriage(filled: Flask) -> None:
    permits = {code: carriage for carriage, (code, _) in NEEDED.items()}
    missing = select(Notice, Deficiency.code).join(Deficiency).where(Deficiency.code.in_(permits))
    for notice, code in db.session.execute(missing):
        assert notice.carrier.country not in FREE_OF_PERMITS, notice.number
        assert notice.carriage is permits[code], notice.number


def test_what_is_done_bears_the_day_of_where_it_is_done(filled: Flask) -> None:
    for event in db.session.scalars(select(Event).where(Event.name.in_(DAYS))):
        said = DAYS[event.name](event.data)
        day = event.at.astimezone(event.place.zone).date().isoformat()
        assert said in (day, None), (event.name, event.notice.number)
    measured = select(Notice).where(Notice.issued_at.is_not(None))
    for notice in db.session.scalars(measured):
        days = {
            line.first_measurement.taken_on for line in notice.deficiencies if line.measurements
        }
        issued = notice.issued_at.astimezone(notice.post.zone)  # Perhaps just after midnight.
        assert days <= {issued.date(), (issued - timedelta(hours=1)).date()}, notice.number


def test_a_missing_permit_is_fined_with_what_the_law_says(filled: Flask) -> None:
    permits = {code for code, _ in NEEDED.values()}
    fined = select(Deficiency.code, Fine.amount).join(Fine, Fine.notice_id == Deficiency.notice_id)
    fines = db.session.execute(fined.where(Deficiency.position == 1)).all()
    assert len(fines) == 12
    for code, kopecks in fines:
        assert (code in permits) == (10_000_000 <= kopecks <= 15_000_000), (code, kopecks)


def test_nothing_is_done_where_and_while_it_is_closed(filled: Flask) -> None:
    for event in db.session.scalars(select(Event).where(Event.place_id.is_not(None))):
        point = event.place.as_point()
        assert point.works(event.at) and point.takes_trucks(event.at), (event.name, point.code)


def test_no_tax_number_can_be_that_of_a_real_carrier() -> None:
    for company in COMPANIES:
        named = (get_cc_module(company.country, name) for name in TAX_NUMBERS)
        assert not any(module.is_valid(company.tax_number) for module in named if module), company
        if company.country == "RU":
            assert len(company.tax_number) == (12 if company.name.startswith("ИП") else 10)


def stories(*names: str) -> Iterator[tuple[Notice, list[Event]]]:
    """Each notice with its events of these names, in the order of time."""
    told = select(Event).where(Event.name.in_(names)).order_by(Event.notice_id, Event.id)
    for _, events in itertools.groupby(db.session.scalars(told), lambda event: event.notice_id):
        of_notice = list(events)
        yield of_notice[0].notice, of_notice


def test_the_second_administrator_may_sign_the_limit_that_the_first_has_proposed(
    filled: Flask,
) -> None:
    query = select(Proposal).where(Proposal.kind == ProposalKind.LIMIT)
    proposal = db.session.scalars(query).one()
    second = select(Person).where(Person.login == f"{proposal.proposer.login}-2")
    actor = db.session.scalars(second).one().acting_as(Role.ADMINISTRATOR)
    act = Act(actor, proposal.proposed_at, details=details_of(proposal))
    assert unmet("sign_limit", None, act) == []


def test_the_history_is_one_week_in_the_order_of_time(filled: Flask) -> None:
    made_at = db.session.get_one(Register, 1).made_at
    instants = db.session.scalars(select(Event.at).order_by(Event.id)).all()
    assert list(instants) == sorted(instants) and instants[-1] <= made_at
    issued = select(func.count()).where(Notice.issued_at > made_at - timedelta(days=7))
    assert db.session.scalar(issued) == 188
    assert (
        db.session.query(Notice)
        .filter(Notice.deadline < made_at, Notice.status.in_((Status.ROUTED, Status.OUTSTANDING)))
        .count()
        == 4
    )


def test_plates_are_those_of_their_countries_in_both_alphabets(filled: Flask) -> None:
    units = db.session.scalars(select(Unit)).all()
    for unit in units:
        assert re.fullmatch(PLATES[unit.country][min(unit.position, 1)], unit.plate_key), unit.plate
    for country in ("BY", "RU"):
        written = {unit.plate.isascii() for unit in units if unit.country == country}
        assert written == {True, False}, country


def test_papers_wait_to_be_rendered(filled: Flask) -> None:
    assert db.session.query(StoredPaper).filter(StoredPaper.sha256.is_(None)).count() > 700


def test_whoever_is_shown_signs_in_with_the_shown_password(filled: Flask) -> None:
    roles = {(person.side, *person.role_names) for person in shown_people()}
    assert len(roles) == 10
    page = Pages(filled).get("/sign-in")
    shown = page.soup.get_text()
    assert PASSWORD in shown
    for person in shown_people():
        assert person.login in shown
        assert person.verify_and_update_password(PASSWORD), person.login
    page = page.submit(fields={"login": shown_people()[0].login, "password": PASSWORD})
    assert "sign-in" not in page.address, page.errors


def test_it_is_filled_wholly_or_not_made_at_all(
    empty_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = [plot._replace(vehicles=1) for plot in PLOTS[::3]]
    words = [word for plot in few for word in plot.script.split()]
    issued = words.count("issue") + words.count("again")
    monkeypatch.setattr(fill, "PLOTS", few)
    for _app in in_context(app_on(empty_database, tmp_path)):
        upgrade()
        seed_reference()
        with monkeypatch.context() as patched:
            patched.setattr(vehicle, "take", interrupted_after(30))
            with pytest.raises(KeyboardInterrupt):
                make_register(demonstration=True)
        assert [db.session.query(table).count() for table in (Register, Person, Event)] == [0, 0, 0]
        make_register(demonstration=True)
        assert counted(Notice.status).total() == issued + NOTICES[Status.DRAFT]
        db.session.remove()


def interrupted_after(presses: int) -> Callable[..., list[Event]]:
    """The one door, until somebody stops the program."""
    left = itertools.count(presses, -1)

    def take_while_running(act: Act, *what: Press) -> list[Event]:
        if next(left) == 0:
            raise KeyboardInterrupt
        return take(act, *what)

    return take_while_running
