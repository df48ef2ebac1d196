"""The lives of notices in which every kind of paper is printed."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import select

from notices.models import CatalogueEntry, ExitQuestion, Notice, StoredPaper, db
from notices.steps import take
from tests.factories import a_draft, a_filing, a_measurement, an_act, found, step
from workflows.acts import Asked, Marked, Remeasured
from workflows.filing import Filing, Finding
from workflows.vocabulary import ExitAnswer, ExitReason, Language, Mark, Paper

Findings = Callable[[], Sequence[Finding]]
MARKS = (Mark.NOT_REMOVED, Mark.REMOVED, Mark.NOT_REQUIRED)


def some_findings() -> list[Finding]:
    """One of each class: overweight, no permit, an expired certificate."""
    return [
        found("P01"),
        found("M01", remark="Ўсё ў дыспетчара, Ёлкін"),
        found("I15", document_number="77 № 0123456"),
    ]


def seven_findings() -> list[Finding]:
    """The same and four more, on a paper of two or three pages."""
    return [*some_findings(), *all_findings()[20:24]]


def all_findings() -> list[Finding]:
    """Sixty deficiencies: the whole catalogue, and one of it twice."""
    codes = db.session.scalars(select(CatalogueEntry.code).order_by(CatalogueEntry.code)).all()
    return [*(found(code) for code in codes), found("P01", unit=1)]


def every_kind(
    language: Language = Language.BE, findings: Findings = some_findings
) -> dict[Paper, StoredPaper]:
    """The last paper of every kind, from three notices."""
    let_out(a_filing(*findings(), language=language))
    corrected_and_annulled(a_filing(*findings(), language=language))
    released_exceptionally(a_filing(*findings(), language=language))
    papers = db.session.scalars(select(StoredPaper).order_by(StoredPaper.id))
    return {paper.kind: paper for paper in papers}


def let_out(filing: Filing) -> Notice:
    """Taken over, refused, confirmed, reopened, confirmed again and let out."""
    notice = a_draft()
    step("issue", notice, filing=filing)
    step("route", notice, checkpoint="NOVZ")
    turn_back(notice)
    step("take_over", notice, reason="Дарога закрыта")
    mark_in_turn(notice)
    take(an_act("officer"), ("refuse", notice))
    step("receive", notice)
    mark_the_rest(notice)
    take(an_act("officer"), ("confirm", notice))
    step("reopen", notice, "ru_supervisor", reason="Дазвол падроблены")
    step("receive", notice)
    step("confirm", notice)
    step("release", notice)
    take(an_act("by_auditor"), ("compile_dossier", notice))
    return notice


def corrected_and_annulled(filing: Filing) -> Notice:
    """A deficiency is added, then the notice turns out to be a mistake."""
    notice = a_draft()
    step("issue", notice, filing=filing)
    step("route", notice)
    lines = [
        replace(finding, line=row.id)
        for finding, row in zip(filing.findings, notice.deficiencies, strict=True)
    ]
    step("correct", notice, filing=replace(filing, findings=(*lines, found("I03"))))
    step("annul", notice, reason="Выдана памылкова")
    return notice


def released_exceptionally(filing: Filing) -> Notice:
    """Never presented; a supervisor of each side lets the vehicle leave, and it does."""
    notice = a_draft()
    step("issue", notice, filing=filing)
    step("route", notice)
    step("ask_release", notice, "by_supervisor", reason="Вяртаецца праз Латвію")
    step("release_exceptionally", notice, "ru_supervisor", reason="В Россию не въезжала")
    step("let_out", notice)
    return notice


def mark_in_turn(notice: Notice) -> None:
    """Mark the first as not removed, the second as removed, the third as not required."""
    for index, line in enumerate(notice.deficiencies):
        mark = MARKS[index % 3]
        if mark is Mark.REMOVED and line.entry.quantity:
            measure_again(notice, line.id)
        ground = "ст. 4 Соглашения" if mark is Mark.NOT_REQUIRED else ""
        details = Marked(line.id, mark, "77-1", date(2026, 11, 1), ground)
        take(an_act("officer", details, reason="Праверана інспектарам"), ("mark", notice))


def mark_the_rest(notice: Notice) -> None:
    """Mark as removed what a presentation has opened again."""
    for line in notice.deficiencies:
        if line.mark is None:
            if line.entry.quantity:
                measure_again(notice, line.id)
            details = Marked(line.id, Mark.REMOVED, "RU-77 0012345", date(2026, 11, 2))
            take(an_act("officer", details), ("mark", notice))


def measure_again(notice: Notice, line_id: int) -> None:
    """Weigh again, within the limit, on another instrument."""
    line = next(line for line in notice.deficiencies if line.id == line_id)
    again = a_measurement(39_000, quantity=line.entry.quantity, instrument="ВА-7 № 9")
    take(an_act("officer", Remeasured(line_id, again)), ("measure", notice))


def turn_back(*notices: Notice, answer: ExitAnswer = ExitAnswer.HELD) -> StoredPaper:
    """Ask at the exit and turn the vehicle back."""
    plates = ("АВ 1234-7", "A 5678 B-7")
    reason = ExitReason.DEFICIENCIES_LEFT if notices else ExitReason.LOOKALIKE
    asked = Asked(
        text="АВ 1234-7",
        plates=plates,
        answer=answer,
        notices=tuple(notice.number or "" for notice in notices),
        reasons=(reason,),
    )
    take(an_act("exit_officer", asked), ("ask_exit", None))
    question = select(ExitQuestion.id).order_by(ExitQuestion.id.desc())
    answered = replace(asked, question_id=db.session.scalars(question).first())
    take(an_act("exit_officer", answered), ("turn_back", None))
    papers = select(StoredPaper).order_by(StoredPaper.id.desc())
    return db.session.scalars(papers.limit(1)).one()
