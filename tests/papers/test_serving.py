"""Who may open a paper, and what anyone learns from its code."""

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from notices.models import StoredPaper, db, transaction
from notices.papers import views
from notices.papers.codes import address_of
from notices.papers.queue import drain
from notices.papers.store import keep
from tests.factories import a_notice, step
from tests.pages import Pages
from tests.papers.lives import turn_back
from tests.people import person
from workflows.vocabulary import Paper, Status


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody renders here, so nobody waits."""
    monkeypatch.setattr(views, "WAITS", 0.1)


def paper_of(kind: Paper) -> StoredPaper:
    papers = select(StoredPaper).where(StoredPaper.kind == kind).order_by(StoredPaper.id.desc())
    return db.session.scalars(papers.limit(1)).one()


def printed(kind: Paper, pdf: bytes = b"%PDF-1.7 pretended") -> StoredPaper:
    """A paper whose bytes are in the store."""
    paper = paper_of(kind)
    with transaction():
        paper.sha256, paper.size = keep(pdf), len(pdf)
    return paper


def opened(
    app: Flask, paper: StoredPaper, status: int = 200, login: str = "", carrier: int | None = None
) -> TestResponse:
    """What somebody gets who opens a paper: a person of the register, a carrier or a stranger."""
    pages = Pages(app)
    if login:
        pages.sign_in(login)
    with pages.client.session_transaction() as session:
        session["carrier_notice"] = carrier
    return pages.get(f"/papers/{paper.id}", status).response


@pytest.mark.parametrize("login", ["inspector", "other_officer", "ru_exit_officer", "by_auditor"])
def test_people_of_both_sides_read_every_paper(app: Flask, login: str) -> None:
    a_notice(at=Status.ISSUED)
    paper = printed(Paper.DEFICIENCY_NOTICE)
    answer = opened(app, paper, login=login)
    assert answer.data == b"%PDF-1.7 pretended"
    assert answer.mimetype == "application/pdf"
    assert answer.get_etag() == (hashlib.sha256(answer.data).hexdigest(), False)
    name = f"{paper.facts['notice']['number']}-deficiency-notice-1.pdf"
    assert answer.headers["Content-Disposition"] == f'inline; filename="{name}"'


def test_a_paper_that_the_reader_has_is_not_sent_again(app: Flask) -> None:
    a_notice(at=Status.ISSUED)
    paper = printed(Paper.DEFICIENCY_NOTICE)
    pages = Pages(app)
    pages.sign_in("inspector")
    pages.client.environ_base["HTTP_IF_NONE_MATCH"] = f'"{paper.sha256}"'
    assert pages.get(f"/papers/{paper.id}", status=304).response.data == b""


def test_a_carrier_reads_the_papers_of_the_own_notice_only(app: Flask) -> None:
    annulled = a_notice(at=Status.ANNULLED)
    own = a_notice(at=Status.ISSUED)
    for paper in db.session.scalars(select(StoredPaper).order_by(StoredPaper.id)).all():
        expected = 503 if paper.notice_id == own.id else 404
        opened(app, paper, expected, carrier=own.id)
    assert annulled.id != own.id


def test_for_a_stranger_papers_do_not_exist(app: Flask) -> None:
    a_notice(at=Status.ISSUED)
    opened(app, printed(Paper.DEFICIENCY_NOTICE), 404)
    opened(app, StoredPaper(id=999_999), 404, login="inspector")


def test_an_administrator_reads_no_papers(app: Flask) -> None:
    a_notice(at=Status.ISSUED)
    opened(app, printed(Paper.DEFICIENCY_NOTICE), 404, login="by_administrator")


def test_who_must_first_choose_a_password_reads_nothing(app: Flask) -> None:
    a_notice(at=Status.ISSUED)
    with transaction():
        person("inspector").one_time_password = True
    opened(app, printed(Paper.DEFICIENCY_NOTICE), 404, login="inspector")


def test_a_paper_of_the_exit_is_for_officers_only(app: Flask) -> None:
    notice = a_notice(at=Status.ROUTED)
    paper = turn_back(notice)
    opened(app, paper, 404, carrier=notice.id)
    opened(app, paper, 503, login="exit_officer")


def test_a_paper_that_is_not_ready_says_so_and_comes_by_itself(app: Flask) -> None:
    a_notice(at=Status.ISSUED)
    paper = paper_of(Paper.DEFICIENCY_NOTICE)
    answer = opened(app, paper, 503, login="inspector")
    assert answer.headers["Retry-After"] == answer.headers["Refresh"] == "3"
    db.session.rollback()
    drain(app)
    pdf = opened(app, paper, login="inspector").data
    assert pdf.startswith(b"%PDF-")
    assert opened(app, paper, login="inspector").data == pdf


def verification_of(app: Flask, paper: StoredPaper, login: str = "") -> str:
    pages = Pages(app)
    pages.speak("en")
    if login:
        pages.sign_in(login)
    return pages.get(address_of(paper).removeprefix("http://localhost")).text


@pytest.mark.parametrize(
    ("status", "kind", "told"),
    [
        (Status.ROUTED, Paper.DEFICIENCY_NOTICE, "Genuine and valid"),
        (Status.OUTSTANDING, Paper.REFUSAL, "Genuine and valid"),
        (Status.CLEARED, Paper.DEFICIENCY_NOTICE, "Genuine; everything is removed"),
        (Status.CLEARED, Paper.CONFIRMATION_OF_REMOVAL, "Genuine; everything is removed"),
        (Status.EXITED, Paper.EXIT_PERMIT, "Genuine; the vehicle has left the Union State"),
        (Status.ANNULLED, Paper.ROUTING_ADVICE, "Genuine, but the notice is annulled"),
    ],
)
def test_anyone_learns_whether_a_paper_still_holds(
    app: Flask, status: Status, kind: Paper, told: str
) -> None:
    a_notice(at=status)
    assert told in verification_of(app, paper_of(kind))


def test_a_replaced_paper_says_by_which_version(app: Flask) -> None:
    notice = a_notice(at=Status.ROUTED)
    first, advice = paper_of(Paper.DEFICIENCY_NOTICE), paper_of(Paper.ROUTING_ADVICE)
    step("correct", notice)
    step("reroute", notice, "inspector", checkpoint="NOVZ")
    assert "replaced by version 2" in verification_of(app, first)
    assert "replaced by version 2" in verification_of(app, advice)
    assert "Genuine and valid" in verification_of(app, paper_of(Paper.CORRECTED_NOTICE))


def test_a_withdrawn_confirmation_says_so(app: Flask) -> None:
    notice = a_notice(at=Status.CLEARED)
    confirmation = paper_of(Paper.CONFIRMATION_OF_REMOVAL)
    step("reopen", notice, "ru_supervisor")
    assert "the confirmation was withdrawn" in verification_of(app, confirmation)
    step("receive", notice)
    step("confirm", notice)
    assert "replaced by version 2" in verification_of(app, confirmation)


def test_verification_tells_nothing_personal(app: Flask) -> None:
    a_notice(at=Status.ROUTED)
    paper = paper_of(Paper.DEFICIENCY_NOTICE)
    notice = paper.facts["notice"]
    told = verification_of(app, paper)
    assert notice["number"] in told and "Deficiency notice" in told
    personal = [notice["driver"]["name"], notice["driver"]["number"], notice["carrier"]["name"]]
    personal += [unit["plate"] for unit in notice["units"]] + [paper.facts["officer"]["name"]]
    assert not [words for words in personal if words in told]


def test_an_officer_finds_the_notice_and_a_carrier_the_way_to_it(app: Flask) -> None:
    notice = a_notice(at=Status.ROUTED)
    address = address_of(paper_of(Paper.DEFICIENCY_NOTICE)).removeprefix("http://localhost")
    pages = Pages(app)
    link = pages.get(address).one("main a")["href"]
    assert link == f"/carrier?number={notice.number}"
    pages.sign_in("officer")
    assert pages.get(address).one("main a")["href"] == f"/checkpoint/notices/{notice.id}"


def test_a_turning_back_is_verified_without_its_plates(app: Flask) -> None:
    told = verification_of(app, turn_back(a_notice(at=Status.ROUTED)))
    assert "Genuine and valid" in told and "1234" not in told


@pytest.mark.parametrize(
    "payload",
    ["", "x", "a" * 5000, "MQ.forged", "%FF%FE", "ў/і", ".", "..%2f..", "MQ.", "é" * 300],
)
def test_anything_else_is_not_genuine_and_never_an_error(app: Flask, payload: str) -> None:
    pages = Pages(app)
    pages.speak("en")
    assert "This paper is not genuine" in pages.get(f"/q/{payload}", status=404).text


def test_a_payload_changed_by_one_character_is_not_genuine(app: Flask) -> None:
    a_notice(at=Status.ROUTED)
    address = address_of(paper_of(Paper.DEFICIENCY_NOTICE)).removeprefix("http://localhost")
    changed = address[:-1] + ("A" if address[-1] != "A" else "B")
    Pages(app).get(changed, status=404)


SERVER = """
import sys, time
from pathlib import Path
from notices import create_app
from notices.models import StoredPaper, db

app = create_app(INSTANCE=Path(sys.argv[1]), SERVER_NAME="localhost", RENDERS_PAPERS=True)
app.test_client().get("/q/x").close()
with app.app_context():
    for _look in range(600):
        if db.session.get(StoredPaper, 1).sha256:
            break
        db.session.rollback()
        time.sleep(0.1)
    assert db.session.get(StoredPaper, 1).sha256
assert "weasyprint" not in sys.modules
"""


def test_the_server_renders_from_its_first_page_on_without_loading_weasyprint(
    on_sqlite: Flask,
) -> None:
    a_notice(at=Status.ISSUED)
    db.session.remove()
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", SERVER, on_sqlite.instance_path], cwd=root, check=True)


def test_a_printed_paper_is_never_printed_again(app: Flask) -> None:
    a_notice(at=Status.ISSUED)
    printed(Paper.DEFICIENCY_NOTICE)
    with transaction():
        db.session.execute(update(StoredPaper).values(facts={"kind": "another"}))
    assert drain(app) == 0
