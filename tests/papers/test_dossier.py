"""The dossier holds the whole course of a notice, and every paper and piece of evidence as kept."""

import io
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select, update

from notices.evidence.uploads import taken_in
from notices.files import read, store
from notices.models import Attachment, Event, Notice, StoredPaper, db, transaction
from notices.papers import dossier as dossiers
from notices.papers import views
from notices.papers.queue import drain, order_of
from notices.papers.render import render
from notices.steps import take
from tests.factories import a_notice, an_act
from tests.notices.evidence.files import a_file, a_photo, a_scan
from tests.pages import Pages
from tests.papers.conftest import Pretender
from tests.papers.reading import squeezed, text_of
from workflows.vocabulary import Paper, Status

FACTS = "{}-dossier-1.json"
pytestmark = pytest.mark.usefixtures("one_printer")


def a_case(app: Flask) -> Notice:
    """A refused notice with a photo and a scan, all of whose papers are kept, whatever they say."""
    notice = a_notice(at=Status.OUTSTANDING)
    with app.test_request_context():
        for content, name in ((a_photo(), "весы.jpg"), (a_scan(), "permit.pdf")):
            file = taken_in(a_file(content, name), notice.deficiencies[0].id)
            take(an_act("inspector", file), ("attach", notice))
    db.session.rollback()
    drain(app, Pretender())
    return notice


def compiled(notice: Notice, login: str = "by_auditor") -> StoredPaper:
    take(an_act(login), ("compile_dossier", notice))
    query = select(StoredPaper).where(StoredPaper.kind == Paper.DOSSIER)
    return db.session.scalars(query.order_by(StoredPaper.id.desc()).limit(1)).one()


def printed(app: Flask, paper: StoredPaper) -> bytes:
    paper_id = paper.id
    db.session.rollback()
    assert drain(app) == 1
    paper = db.session.get_one(StoredPaper, paper_id)
    assert paper.sha256, paper.failure
    return read(paper.sha256)


def enclosed_in(pdf: bytes) -> dict[str, bytes]:
    """The embedded files by name."""
    files = PdfReader(io.BytesIO(pdf)).root_object.get("/AF", [])
    specified = [file.get_object() for file in files]
    return {file["/UF"]: file["/EF"]["/F"].get_data() for file in specified}


def test_it_tells_the_history_and_encloses_papers_and_evidence_byte_for_byte(app: Flask) -> None:
    notice = a_case(app)
    pdf = printed(app, compiled(notice))
    enclosed = enclosed_in(pdf)
    papers = db.session.scalars(
        select(StoredPaper).where(StoredPaper.kind != Paper.DOSSIER).order_by(StoredPaper.id)
    )
    evidence = db.session.scalars(select(Attachment).order_by(Attachment.id))
    kept = [paper.sha256 for paper in papers] + [file.sha256 for file in evidence]
    *names, facts = sorted(enclosed)
    assert [enclosed[name] for name in names] == [read(digest) for digest in kept]
    assert names[-2:] == ["005-весы.jpg", "006-permit.pdf"]
    assert facts == FACTS.format(notice.number)
    catalogue = PdfReader(io.BytesIO(pdf)).root_object
    told = {file.get_object()["/AFRelationship"] for file in catalogue["/AF"]}
    assert told == {"/Data", "/Source", "/Supplement"}
    text = text_of(pdf)
    assert not [digest for digest in kept if digest not in text]
    assert catalogue["/Collection"]["/Type"] == "/Collection"
    query = select(Event).where(Event.notice_id == notice.id).order_by(Event.id)
    events = db.session.scalars(query).all()
    assert events[-1].name == "compile_dossier"
    for event in events:
        for said in (event.actor_name, event.reason, event.place.name["ru"] if event.place else ""):
            assert squeezed(said) in text, event.name


def test_each_one_is_counted_and_replaces_the_one_before(once: Flask) -> None:
    notice = a_case(once)
    first, second = compiled(notice), compiled(notice, "ru_supervisor")
    assert (first.version, second.version) == (1, 2)
    names = [file["name"] for file in second.facts["dossier"]["files"]]
    assert not [name for name in names if name.startswith("dossier")]


def test_a_damaged_file_is_named_and_left_out(once: Flask) -> None:
    notice = a_case(once)
    file = db.session.scalars(select(Attachment).order_by(Attachment.id).limit(1)).one()
    store().write(f"{file.sha256[:2]}/{file.sha256}", b"another")
    pdf = printed(once, compiled(notice))
    assert set(enclosed_in(pdf)) & {"005-весы.jpg", "006-permit.pdf"} == {"006-permit.pdf"}
    assert squeezed("не приложен: хранящийся файл не имеет этой контрольной суммы") in text_of(pdf)


def test_files_that_are_too_large_together_are_named_and_left_out(
    once: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dossiers, "BYTES_AT_MOST", 1)
    notice = a_case(once)
    pdf = printed(once, compiled(notice))
    assert set(enclosed_in(pdf)) == {FACTS.format(notice.number)}
    assert squeezed("вместе с остальными слишком велик") in text_of(pdf)


def attempts(app: Flask, paper_id: int, printer: Pretender, count: int) -> None:
    """Try to print a paper so often, each time when it is due."""
    for _attempt in range(count):
        due = db.session.get_one(StoredPaper, paper_id).due
        db.session.rollback()
        with time_machine.travel(due + timedelta(seconds=1)):
            drain(app, printer)


def test_it_waits_for_papers_that_cannot_be_printed_but_not_for_ever(once: Flask) -> None:
    paper = compiled(a_notice(at=Status.ISSUED))
    with transaction():
        others = update(StoredPaper).where(StoredPaper.kind != Paper.DOSSIER)
        db.session.execute(others.values(facts={"course": {"of a later version": 1}}))
    paper_id, printer = paper.id, Pretender()
    attempts(once, paper_id, printer, dossiers.PATIENT_FOR)
    assert db.session.get_one(StoredPaper, paper_id).sha256 is None and not printer.orders
    attempts(once, paper_id, printer, 1)
    paper = db.session.get_one(StoredPaper, paper_id)
    assert paper.sha256 and order_of(paper)["files"][0]["state"] == "not_printed"
    text = text_of(render(**order_of(paper)))
    assert squeezed("ещё не напечатан") in text


def test_it_encloses_the_papers_of_an_outage_however_long_that_was(app: Flask) -> None:
    paper_id = compiled(a_notice(at=Status.ROUTED)).id
    attempts(app, paper_id, Pretender(failures=10**6), 2 * dossiers.PATIENT_FOR)
    printer = Pretender()
    attempts(app, paper_id, printer, 1)
    assert db.session.get_one(StoredPaper, paper_id).sha256
    *_others, last = [order["files"] for order in printer.orders if order["files"]]
    assert [file["state"] for file in last] == ["enclosed", "enclosed"]


@pytest.mark.parametrize(
    ("login", "status"),
    [
        ("inspector", 503),
        ("officer", 503),
        ("by_supervisor", 503),
        ("ru_auditor", 503),
        ("other_inspector", 404),
        ("other_officer", 404),
        ("exit_officer", 404),
        ("by_administrator", 404),
        ("", 404),
    ],
)
def test_only_who_may_compile_it_reads_it(
    once: Flask, monkeypatch: pytest.MonkeyPatch, login: str, status: int
) -> None:
    monkeypatch.setattr(views, "WAITS", 0.05)
    notice = a_notice()
    paper = compiled(notice).id
    pages = Pages(once)
    if login:
        pages.sign_in(login)
    with pages.client.session_transaction() as session:
        session["carrier_notice"] = None if login else notice.id
    pages.get(f"/papers/{paper}", status=status)
    if login == "":
        assert f"/papers/{paper}" not in str(pages.get("/carrier/notice").soup)
    if login == "other_officer":
        assert f"/papers/{paper}" not in str(pages.get(f"/checkpoint/notices/{notice.id}").soup)


@pytest.mark.parametrize(
    ("login", "room"),
    [
        ("inspector", "inspector"),
        ("officer", "checkpoint"),
        ("ru_supervisor", "supervisor"),
        ("by_auditor", "auditor"),
    ],
)
def test_it_is_compiled_from_the_page_of_the_notice(app: Flask, login: str, room: str) -> None:
    notice = a_notice()
    pages = Pages(app)
    pages.speak("en")
    pages.sign_in(login)
    page = pages.get(f"/{room}/notices/{notice.id}").click("Compile the dossier")
    assert "personal data" in page.text
    page = page.submit()
    assert "Dossier compiled" in page.text
    assert "Dossier of the notice" in {link.get_text(strip=True) for link in page.all("a")}
    counted = db.session.scalars(select(Event.name).where(Event.name == "compile_dossier")).all()
    assert counted == ["compile_dossier"]
