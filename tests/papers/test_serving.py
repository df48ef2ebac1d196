"""Who may open a paper, and who is told to have got it."""

import hashlib
import io
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfWriter
from sqlalchemy import Executable, delete, func, select, update
from sqlalchemy.exc import DBAPIError
from werkzeug.test import TestResponse

from notices.files import keep
from notices.models import HeldRole, LogEntry, PaperCopy, StoredPaper, db, transaction
from notices.papers import views
from notices.papers.queue import drain
from tests.factories import a_filing, a_notice, step
from tests.pages import Pages
from tests.papers.lives import seven_findings, turn_back
from tests.people import person
from workflows.vocabulary import Logged, Paper, Purpose, Role, Status


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
    app: Flask,
    paper: StoredPaper,
    status: int = 200,
    login: str = "",
    carrier: int | None = None,
    part: str = "",
) -> TestResponse:
    """What somebody gets who opens a paper: a person of the register, a carrier or a stranger."""
    pages = Pages(app)
    if login:
        pages.sign_in(login)
    with pages.client.session_transaction() as session:
        session["carrier_notice"] = carrier
    return pages.get(f"/papers/{paper.id}{part}", status).response


def test_people_of_both_sides_read_every_paper(app: Flask) -> None:
    a_notice(at=Status.ISSUED)
    paper = printed(Paper.DEFICIENCY_NOTICE)
    name = f"{paper.facts['notice']['number']}-deficiency-notice-1.pdf"
    for login in ("inspector", "other_officer", "ru_exit_officer", "by_auditor"):
        answer = opened(app, paper, login=login)
        assert answer.data == b"%PDF-1.7 pretended"
        assert answer.mimetype == "application/pdf"
        assert answer.get_etag() == (hashlib.sha256(answer.data).hexdigest(), False)
        assert answer.headers["Content-Disposition"] == f"inline; filename={name}"


def test_a_paper_that_the_reader_has_is_not_sent_again(app: Flask) -> None:
    a_notice(at=Status.ISSUED)
    paper = printed(Paper.DEFICIENCY_NOTICE)
    pages = Pages(app)
    pages.sign_in("inspector")
    pages.client.environ_base["HTTP_IF_NONE_MATCH"] = f'"{paper.sha256}"'
    assert pages.get(f"/papers/{paper.id}", status=304).response.data == b""


def test_a_part_of_a_paper_is_never_given_out_uncounted(once: Flask) -> None:
    a_notice(at=Status.ISSUED)
    paper = printed(Paper.DEFICIENCY_NOTICE)
    pages = Pages(once)
    pages.sign_in("inspector")
    pages.client.environ_base["HTTP_RANGE"] = "bytes=5-"
    assert pages.get(f"/papers/{paper.id}").response.data == b"%PDF-1.7 pretended"
    assert len(copies_of(paper)) == 1


def copies_of(paper: StoredPaper) -> list[str]:
    """The logins to which a paper was given out; a carrier has none."""
    db.session.rollback()
    query = select(PaperCopy).where(PaperCopy.paper_id == paper.id).order_by(PaperCopy.id)
    return [copy.person.login if copy.person else "" for copy in db.session.scalars(query)]


def test_every_copy_is_counted_and_all_are_the_same(app: Flask) -> None:
    notice = a_notice(at=Status.ISSUED)
    paper = printed(Paper.DEFICIENCY_NOTICE)
    opened(app, paper, 404)
    logins = ["inspector", "officer", "inspector"]
    given = {opened(app, paper, login=login).data for login in logins}
    given.add(opened(app, paper, carrier=notice.id).data)
    assert given == {b"%PDF-1.7 pretended"} and copies_of(paper) == [*logins, ""]
    pages = Pages(app)
    pages.speak("en")
    pages.sign_in("by_auditor")
    history = pages.get(f"/auditor/notices/{notice.id}").text
    copies = [f"copy {number}," for number in range(1, 6)]
    assert [copy in history for copy in copies] == [True] * 4 + [False]


def really_printed(app: Flask, kind: Paper) -> StoredPaper:
    """A paper by the child that prints."""
    db.session.rollback()
    drain(app)
    return paper_of(kind)


def asked_for_facts(pages: Pages, paper: StoredPaper, status: int = 200) -> dict[str, Any]:
    """What a program is told of a paper."""
    return pages.get(f"/papers/{paper.id}/facts", status).response.json or {}


def test_programs_get_the_facts_of_a_paper_and_whether_it_still_holds(app: Flask) -> None:
    notice, pages = a_notice(at=Status.ROUTED), Pages(app)
    paper = really_printed(app, Paper.DEFICIENCY_NOTICE)
    pages.sign_in("other_officer")
    before = datetime.now(UTC)
    told = asked_for_facts(pages, paper)
    assert told["facts"]["notice"]["number"] == notice.number
    assert told["facts"]["notice"]["signature_stroke"] == notice.signature_stroke
    assert (told["standing"], told["newest_version"], told["until"]) == ("current", 1, None)
    assert told["sha256"] == paper.sha256
    assert before <= datetime.fromisoformat(told["as_of"]) <= datetime.now(UTC)
    assert readings() == 1 and not copies_of(paper)
    step("correct", notice, filing=a_filing(*seven_findings()))
    told = asked_for_facts(pages, paper)
    assert (told["standing"], told["newest_version"]) == ("superseded", 2)


def test_programs_are_told_until_when_a_release_lasts(app: Flask) -> None:
    notice, pages = a_notice(at=Status.ROUTED), Pages(app)
    paper = really_printed(app, Paper.DEFICIENCY_NOTICE)
    step("ask_release", notice, "by_supervisor", reason="Вяртаецца праз Латвію")
    step("release_exceptionally", notice, "ru_supervisor", reason="В Россию не въезжала")
    pages.sign_in("inspector")
    told = asked_for_facts(pages, paper)
    assert notice.exit_until
    assert (told["standing"], told["until"]) == ("released", notice.exit_until.isoformat())


def test_a_paper_of_an_earlier_version_has_no_facts_in_it(app: Flask) -> None:
    a_notice(at=Status.ISSUED)
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    pdf = io.BytesIO()
    writer.write(pdf)
    paper, pages = printed(Paper.DEFICIENCY_NOTICE, pdf.getvalue()), Pages(app)
    pages.sign_in("inspector")
    told = asked_for_facts(pages, paper)
    assert (told["facts"], told["standing"]) == (None, "current")


def test_facts_exist_for_those_who_may_read_the_paper(app: Flask) -> None:
    notice = a_notice(at=Status.ISSUED)
    paper = really_printed(app, Paper.DEFICIENCY_NOTICE)
    for login, opened_notice, status in (
        ("", None, 404),
        ("", notice.id + 1, 404),
        ("by_administrator", None, 404),
        ("", notice.id, 200),
        ("by_auditor", None, 200),
    ):
        assert opened(app, paper, status, login, opened_notice, "/facts").status_code == status


def readings() -> int:
    query = select(func.count()).where(LogEntry.name == Logged.READ)
    return db.session.scalar(query) or 0


def test_who_only_asks_whether_a_paper_is_there_reads_nothing_and_gets_no_copy(app: Flask) -> None:
    a_notice(at=Status.ISSUED)
    paper = printed(Paper.DEFICIENCY_NOTICE)
    pages = Pages(app)
    pages.sign_in("inspector")
    address = f"/papers/{paper.id}"
    db.session.rollback()
    with app.app_context():
        assert pages.client.head(address).status_code == 200
    assert readings() == 0
    pages.client.environ_base["HTTP_IF_NONE_MATCH"] = f'"{paper.sha256}"'
    pages.get(address, status=304)
    assert not copies_of(paper) and readings() == 1


def test_a_paper_is_read_in_a_role_that_needs_it(app: Flask) -> None:
    a_notice(at=Status.ISSUED)
    paper = printed(Paper.DEFICIENCY_NOTICE)
    both = person("by_administrator")
    with transaction():
        both.roles.append(HeldRole(name=Role.AUDITOR))
    opened(app, paper, login="by_administrator")
    read = db.session.scalars(select(LogEntry).where(LogEntry.name == Logged.READ)).one()
    assert (read.data["actor_role"], read.data["purpose"]) == (Role.AUDITOR, Purpose.AUDIT)


@pytest.mark.parametrize("change", [update(PaperCopy).values(person_id=None), delete(PaperCopy)])
def test_nobody_changes_the_list_of_copies(app: Flask, change: Executable) -> None:
    a_notice(at=Status.ISSUED)
    opened(app, printed(Paper.DEFICIENCY_NOTICE), login="inspector")
    with pytest.raises(DBAPIError, match="never changed"), transaction():
        db.session.execute(change)


def test_a_carrier_reads_the_papers_of_the_own_notice_only(app: Flask) -> None:
    annulled = a_notice(at=Status.ANNULLED)
    own = a_notice(at=Status.ISSUED)
    for paper in db.session.scalars(select(StoredPaper).order_by(StoredPaper.id)).all():
        expected = 503 if paper.notice_id == own.id else 404
        opened(app, paper, expected, carrier=own.id)
    assert annulled.id != own.id


def test_for_strangers_and_administrators_papers_do_not_exist(app: Flask) -> None:
    a_notice(at=Status.ISSUED)
    paper = printed(Paper.DEFICIENCY_NOTICE)
    opened(app, paper, 404)
    opened(app, paper, 404, login="by_administrator")
    opened(app, StoredPaper(id=999_999), 404, login="inspector")


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


@pytest.mark.usefixtures("one_printer")
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


SERVER = """
import sys, time
from pathlib import Path
from notices import create_app
from notices.models import StoredPaper, db

app = create_app(INSTANCE=Path(sys.argv[1]), SERVER_NAME="localhost", RENDERS_PAPERS=True)
app.test_client().get("/q/x").close()
with app.app_context():
    for _look in range(600):
        if db.session.query(StoredPaper).one().sha256:
            break
        db.session.rollback()
        time.sleep(0.1)
    assert db.session.query(StoredPaper).one().sha256
assert not {"pyhanko", "weasyprint"} & set(sys.modules)
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
