"""A notice with something of everything that is over for years, and the batch that erases it."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

from PIL import Image
from sqlalchemy import select, update

from notices.evidence.uploads import taken_in
from notices.files import keep, store
from notices.interrupted import owner_of
from notices.log.entries import log_reading
from notices.models import (
    Alert,
    Draft,
    ErasureBatch,
    ExitQuestion,
    InterruptedForm,
    LegalHold,
    Message,
    Notice,
    StoredPaper,
    db,
    transaction,
)
from notices.retention.carrying_out import carry_out
from notices.retention.schedule import due
from notices.steps import take
from notices.unneeded import remove_unneeded_files
from tests.factories import (
    PERMITS,
    TRACTOR,
    a_filing,
    a_notice,
    an_act,
    found,
    mark_all,
    step,
)
from tests.notices.evidence.files import a_file
from tests.people import actor
from workflows.acts import Asked, Erasure, Fined, OnHold, Paid
from workflows.filing import Filing
from workflows.vocabulary import (
    Channel,
    ExitAnswer,
    Mark,
    MessageKind,
    MessageOutcome,
    Personal,
    Status,
)

LONG_AGO = timedelta(days=6 * 366)
COURT = "Мінгарсуд"


def age(*notices: Notice, by: timedelta = LONG_AGO) -> None:
    """Let the last event of notices be long ago."""
    for notice in notices:
        older = update(Notice).where(Notice.id == notice.id)
        with transaction():
            db.session.execute(older.values(changed_at=datetime.now(UTC) - by))
    db.session.expire_all()


def an_old_notice(code: str = "M01", filing: Filing | None = None) -> Notice:
    """A notice whose content is due."""
    notice = a_notice(Status.EXITED, filing or a_filing(found(code)))
    settle_messages()
    age(notice)
    return notice


def due_now() -> list[int]:
    """What is due, by id."""
    db.session.rollback()
    return sorted(notice.id for notice in db.session.scalars(due(datetime.now(UTC))))


def hold(notice: Notice, login: str = "ru_supervisor") -> int:
    """Put a notice on hold, and give the hold."""
    act = an_act(login, OnHold(COURT), reason="иск")
    take(act, ("put_on_hold", notice))
    newest = select(LegalHold.id).order_by(LegalHold.id.desc()).limit(1)
    return db.session.scalars(newest).one()


def lift(notice: Notice, hold_id: int, login: str = "ru_supervisor") -> None:
    """Lift a hold."""
    take(an_act(login, OnHold(COURT, hold_id), reason="решено"), ("lift_hold", notice))


def propose(*notices: Notice, login: str = "by_supervisor") -> ErasureBatch:
    """Propose a batch of these notices, and of all questions older than two years."""
    before = datetime.now(UTC) - timedelta(days=2 * 366)
    details = Erasure(notices=tuple(notice.id for notice in notices), questions_before=before)
    take(an_act(login, details), ("propose_erasure", None))
    newest = select(ErasureBatch).order_by(ErasureBatch.id.desc()).limit(1)
    return db.session.scalars(newest).one()


def sign(batch: ErasureBatch, login: str = "ru_supervisor") -> None:
    """Allow a batch."""
    take(an_act(login, Erasure(batch.id)), ("sign_erasure", None))


def erase(batch: ErasureBatch, login: str = "ru_supervisor", most: int = 100) -> int:
    """Erase what was allowed, and the files that nobody needs any more."""
    done = carry_out(batch, actor(login), most)
    remove_unneeded_files()
    return done.notices


def erased(*notices: Notice) -> list[bool]:
    """Whether the content of each notice is gone."""
    db.session.expire_all()
    return [notice.erased_at is not None for notice in notices]


def a_photo(colour: str) -> BytesIO:
    """A photo of one colour."""
    file = BytesIO()
    Image.new("RGB", (32, 16), colour).save(file, "JPEG")
    return file


def attach(notice: Notice, colour: str) -> str:
    """Hand in a photo, and give its digest."""
    attached = taken_in(a_file(a_photo(colour).getvalue()))
    take(an_act("inspector", attached), ("attach", notice))
    return attached.sha256


def print_papers() -> None:
    """Give every paper bytes."""
    with transaction():
        for paper in db.session.scalars(select(StoredPaper).where(StoredPaper.sha256.is_(None))):
            paper.sha256 = keep(f"%PDF {paper.id} {paper.facts}".encode())
            paper.size = 9


def settle_messages() -> None:
    """Let nothing be owed to the carrier any more."""
    with transaction():
        for message in db.session.scalars(select(Message).where(Message.settled_at.is_(None))):
            message.settled_at = datetime.now(UTC)
            message.outcome = MessageOutcome.LAPSED


def ask(text: str, answer: ExitAnswer, *notices: Notice) -> ExitQuestion:
    """A question at the booth."""
    numbers = tuple(notice.number or "" for notice in notices)
    take(an_act("exit_officer", Asked(text, (text,), answer, numbers)), ("ask_exit", None))
    newest = select(ExitQuestion).order_by(ExitQuestion.id.desc()).limit(1)
    return db.session.scalars(newest).one()


def turn_back(question: ExitQuestion) -> None:
    """Send the vehicle back."""
    asked = Asked(
        question.text,
        tuple(question.plates),
        question.answer,
        tuple(question.notices),
        question_id=question.id,
    )
    take(an_act("exit_officer", asked, reason="не снято"), ("turn_back", None))


def a_full_notice() -> Notice:
    """A notice that has left, with rows in every table that a notice can have."""
    filing = a_filing(found("P01"), found("M01", document_number="77"), permits=PERMITS)
    notice = a_notice(Status.ROUTED, filing)
    attach(notice, "red")
    turn_back(ask(TRACTOR, ExitAnswer.HELD, notice))
    step("receive", notice)
    take(an_act("officer", Fined("7-фр", 5_000, "RUB", date(2026, 11, 1))), ("fine", notice))
    paid = Paid(notice.fines[0].id, "кв. 9", date(2026, 11, 2))
    take(an_act("officer", paid), ("fine_paid", notice))
    mark_all(notice, Mark.REMOVED)
    take(an_act("officer"), ("confirm", notice))
    step("release", notice)
    lift(notice, hold(notice))
    notice_id, auditor = notice.id, actor("by_auditor")
    db.session.rollback()  # The reading is written over a connection of its own.
    log_reading(notice_id, auditor, Personal.NOTICE)
    _add_what_waits(notice)
    print_papers()
    return notice


def _add_what_waits(notice: Notice) -> None:
    """What is about the notice besides its steps: a message, a draft, a form, a letter."""
    settle_messages()
    now = datetime.now(UTC)
    stored = "interrupted/00ff"
    store().write(stored, "форма".encode())
    file = {"field": "files", "name": "ф.jpg", "media_type": "image/jpeg", "stored": stored}
    owner = owner_of(Notice, notice.id)
    with transaction():
        db.session.add(
            Message(
                notice_id=notice.id,
                deadline=now,
                kind=MessageKind.DAY_LEFT,
                channel=Channel.EMAIL,
                due=now,
                settled_at=now,
                outcome=MessageOutcome.UNDELIVERABLE,
                failure="550 nobody@example.by",
            )
        )
        db.session.add(Draft(notice_id=notice.id, answers={"parties": "Ёлкін"}, saved_at=now))
        db.session.add(
            InterruptedForm(owner=owner, at=now, address="/carrier", typed=[], files=[file])
        )
        for alert in db.session.scalars(select(Alert)):
            alert.settled_at, alert.failure = now, "550"
