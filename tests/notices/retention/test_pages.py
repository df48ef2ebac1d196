"""The pages of holds and erasing, and every page of an erased notice."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from notices.files import read
from notices.log.signing import LAST, signer
from notices.models import (
    ErasureBatch,
    ExitQuestion,
    LegalHold,
    Notice,
    StoredPaper,
    db,
    transaction,
)
from notices.papers.codes import carrier_code
from notices.steps import take
from tests.factories import a_draft, an_act
from tests.notices.log.tampering import published
from tests.notices.retention.batches import (
    COURT,
    a_full_notice,
    age,
    an_old_notice,
    ask,
    due_now,
    erase,
    erased,
    propose,
    sign,
)
from tests.pages import Pages
from workflows.vocabulary import ExitAnswer, ProposalState

ROOM = "/supervisor/retention"


def desk(app: Flask, login: str, language: str = "en") -> Pages:
    pages = Pages(app)
    pages.sign_in(login)
    pages.speak(language)
    return pages


def test_one_side_proposes_and_the_other_strikes_holds_and_erases(app: Flask) -> None:
    kept, struck, gone = (an_old_notice(code=code) for code in ("M01", "I15", "M02"))
    old = ask("AB 5555-7", ExitAnswer.CANNOT_TELL)
    with transaction():
        old.asked_at -= timedelta(days=800)
    belarus, russia = desk(app, "by_supervisor", "be"), desk(app, "ru_supervisor", "ru")
    page = belarus.get(ROOM).click("Прапанаваць сціранне")
    assert len(page.all("input[type=checkbox][checked]")) == 3
    page = page.submit()
    batch = db.session.scalars(select(ErasureBatch)).one().id
    assert due_now() == [] and f"Спіс {batch}" in page.text
    belarus.get(f"{ROOM}/{batch}/sign_erasure", status=403)
    assert "(1)" in russia.get("/supervisor").text
    page = russia.get(f"{ROOM}/{batch}").click(f"Вычеркнуть из списка {struck.number}")
    page = page.submit(status=422).submit(fields={"reason": "идёт проверка"})
    assert "идёт проверка" in page.text
    hold(russia, kept)
    page = page.pages.get(f"{ROOM}/{batch}").click("Подписать и стереть")
    page = page.submit()
    assert "Стёрто содержание 1 уведомления." in page.soup.get_text()
    assert erased(kept, struck, gone) == [False, False, True]
    assert old.erased_at and old.plates == []
    assert COURT in russia.get(ROOM).text
    page = russia.get(f"/supervisor/notices/{kept.id}").click(f"Снять запрет на стирание : {COURT}")
    page.submit(fields={"reason": "решено"})
    page = belarus.get(f"{ROOM}/propose_erasure").submit(fields={"notices": str(kept.id)})
    newest = db.session.scalars(select(func.max(ErasureBatch.id))).one()
    page = page.click(f"Спіс {newest}").click("Адхіліць спіс").submit(fields={"reason": "рана"})
    assert "Адхілена" in page.text and due_now() == [kept.id, struck.id]


def hold(pages: Pages, notice: Notice) -> None:
    """Put a notice on hold, but not the other ones of its vehicle."""
    page = pages.get(f"/supervisor/notices/{notice.id}").click("Запретить стирание")
    page = page.submit(fields={"reason": "иск"}, status=422)
    page.submit(fields={"Кто требует": COURT})
    assert [held.notice_id for held in db.session.scalars(select(LegalHold))] == [notice.id]


def test_a_hold_covers_the_other_notices_of_the_vehicle_where_wanted(once: Flask) -> None:
    first, second = (an_old_notice(code=code) for code in ("M01", "I15"))
    page = desk(once, "by_supervisor").get(f"/supervisor/notices/{first.id}/put_on_hold")
    page.submit(fields={"reason": "claim", "authority": COURT, "others": True})
    held = db.session.scalars(select(LegalHold.notice_id).order_by(LegalHold.notice_id))
    assert list(held) == [first.id, second.id]


def test_a_long_batch_goes_on_with_another_press(once: Flask) -> None:
    notices = [an_old_notice(code=code) for code in ("M01", "I15")]
    batch = propose(*notices)
    belarus, russia = desk(once, "by_supervisor"), desk(once, "ru_supervisor")
    page = russia.post(f"{ROOM}/{batch.id}/erase", {})
    assert "0 notices" not in page.text and page.address == f"{ROOM}/{batch.id}"
    sign(batch)
    erase(batch, most=1)
    belarus.post(f"{ROOM}/{batch.id}/erase", status=403)
    assert "other state goes on erasing" in belarus.get(f"{ROOM}/{batch.id}").text
    with moved_on(batch):
        page = russia.get(f"{ROOM}/{batch.id}")
        assert "The signature held for seven days." in page.text and not page.all("form#form")
    page = russia.get(f"{ROOM}/{batch.id}").submit()
    assert all(erased(*notices)) and not page.all("form#form")


@contextmanager
def moved_on(batch: ErasureBatch) -> Iterator[None]:
    """The week after the review is over, for a while."""
    for days in (-8, 8):
        with transaction():
            batch.decided_at = (batch.decided_at or batch.proposed_at) + timedelta(days=days)
        if days < 0:
            yield


def test_questions_alone_are_erased_by_the_press_and_counted(once: Flask) -> None:
    question = ask("AB 5555-7", ExitAnswer.CANNOT_TELL)
    with transaction():
        question.asked_at -= timedelta(days=800)
    batch = propose()
    page = desk(once, "ru_supervisor").get(f"{ROOM}/{batch.id}/sign_erasure").submit()
    assert "1 question at the exit was erased." in page.text and "0 notices" not in page.text


def test_lists_of_an_inspector_show_what_is_left(once: Flask) -> None:
    notice, draft = an_old_notice(), a_draft()
    take(an_act("by_supervisor", reason="лишний"), ("annul", draft))
    batch = propose(notice)
    sign(batch)
    erase(batch)
    pages = desk(once, "inspector")
    page = pages.get("/inspector", query={"status": "exited"})
    assert notice.number in page.text and not page.all(".plate") and "Carrier" not in page.text
    assert "None" not in pages.get("/inspector", query={"status": "annulled"}).text


def test_a_draft_can_be_struck_by_the_side_that_may_not_read_it(app: Flask) -> None:
    draft = a_draft()
    take(an_act("by_supervisor", reason="лишний"), ("annul", draft))
    age(draft)
    batch = propose(draft)
    page = desk(app, "ru_supervisor").get(f"{ROOM}/{batch.id}")
    assert not page.all(f"a[href$='/notices/{draft.id}']")
    page = page.pages.get(f"{ROOM}/{batch.id}/notices/{draft.id}/strike_from_erasure")
    assert not page.all(f"a[href$='/notices/{draft.id}']")
    assert page.submit(fields={"Reason": "спор"}).one(".tag-dropped")


def test_every_page_of_an_erased_notice_says_so(app: Flask) -> None:
    notice = a_full_notice()
    papers = list(db.session.scalars(select(StoredPaper).order_by(StoredPaper.id)))
    paper, code = papers[0], papers[0].code
    file = read(paper.sha256 or "")
    age(notice)
    batch = propose(notice)
    sign(batch)
    erase(batch)
    question = db.session.scalars(select(ExitQuestion)).first()
    assert question
    said = "erased on"
    for login, address in (
        ("by_supervisor", f"/supervisor/notices/{notice.id}"),
        ("ru_supervisor", f"/supervisor/notices/{notice.id}/versions/1"),
        ("by_auditor", f"/auditor/notices/{notice.id}"),
        ("by_auditor", f"/auditor/notices/{notice.id}/versions/1"),
        ("inspector", f"/inspector/notices/{notice.id}"),
        ("officer", f"/checkpoint/notices/{notice.id}"),
    ):
        assert said in desk(app, login).get(address).text, address
    auditor = desk(app, "by_auditor")
    assert f"Batch {batch.id} Signed" in auditor.get("/auditor").click("Content to be erased").text
    for address in (f"/auditor/notices/{notice.id}/readings", "/auditor/log", "/auditor/log/1"):
        assert "Erased" in auditor.get(address).text
    assert auditor.get("/auditor", query={"number": notice.number}).all("a.number")
    desk(app, "exit_officer").get(f"/exit/questions/{question.id}")
    desk(app, "exit_officer").get("/exit/questions")
    desk(app, "by_supervisor").get("/supervisor/attention/refused-exits")
    auditor.get(f"/auditor/notices/{notice.id}/evidence/1", status=404)
    auditor.get(f"/auditor/notices/{notice.id}/compile_dossier", status=403)
    check_papers(app, notice, paper, code, file)


def check_papers(app: Flask, notice: Notice, paper: StoredPaper, code: str, file: bytes) -> None:
    """What the carrier and anybody with a paper is told."""
    anybody = Pages(app)
    anybody.speak("en")
    genuine = "Genuine when issued; its content was erased at the end of its time"
    assert genuine in anybody.get(f"/q/{code}").text
    assert genuine in desk(app, "officer").get(f"/q/{code}").soup.get_text()
    anybody.get(f"/q/{paper.code}", status=404)
    sent = anybody.post("/check/file", {"file": (BytesIO(file), "paper.pdf")})
    assert genuine in sent.text and "The file is unchanged." in sent.text
    page = anybody.get("/carrier")
    page = page.submit(fields={"number": notice.number, "code": carrier_code(notice.id)})
    assert "erased on" in page.text
    anybody.get("/carrier/notice/readings")
    assert "The content was erased" in anybody.get(f"/papers/{paper.id}", status=410).text


def test_where_the_log_is_not_continued_nothing_is_erased_and_the_page_says_so(app: Flask) -> None:
    batch = propose(an_old_notice())
    published()
    remembered = signer().checkpoint(500, b"x" * 32)  # A restoring on another server.
    (Path(app.instance_path) / LAST).write_text(remembered, "utf-8")
    page = desk(app, "ru_supervisor").get(f"{ROOM}/{batch.id}/sign_erasure").submit(status=503)
    assert "The log of this server is not continued" in page.text
    db.session.rollback()
    assert batch.state is ProposalState.SIGNED and not any(
        erased(*db.session.scalars(select(Notice)))
    )
