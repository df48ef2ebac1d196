"""What a notice means for its vehicle follows the worst deficiency that is still left."""

from itertools import product

import pytest
from flask import Flask

from notices.models import CatalogueEntry, Deficiency, Notice
from notices.steps import take
from notices.visits import note_what_is_left
from tests.factories import a_filing, a_notice, an_act, found, step
from tests.notices.carrier.test_notice import opened
from tests.notices.checkpoint.desk import at_desk
from tests.notices.inspector.walk import at, drafted, inspector
from workflows.acts import Marked
from workflows.catalogue import worst
from workflows.vocabulary import Mark, Severity, Status

MAY_CONTINUE, REPORT_BY, HELD = Severity
SENTENCES = {
    MAY_CONTINUE: "The vehicle may continue its journey.",
    REPORT_BY: "The vehicle may continue to the checkpoint and must report there by the deadline.",
    HELD: "The vehicle must not continue until this is removed.",
}
CODES = {MAY_CONTINUE: "M19", REPORT_BY: "M01", HELD: "M08"}
WORST = {
    frozenset(): None,
    frozenset({MAY_CONTINUE}): MAY_CONTINUE,
    frozenset({REPORT_BY}): REPORT_BY,
    frozenset({HELD}): HELD,
    frozenset({MAY_CONTINUE, REPORT_BY}): REPORT_BY,
    frozenset({MAY_CONTINUE, HELD}): HELD,
    frozenset({REPORT_BY, HELD}): HELD,
    frozenset({MAY_CONTINUE, REPORT_BY, HELD}): HELD,
}
LINES = list(product(Severity, (None, *Mark)))
NOTICES = [lines for count in (0, 1, 2, 3) for lines in product(LINES, repeat=count)]


def test_the_worst_line_that_is_left_is_the_restriction_of_every_combination() -> None:
    for lines in NOTICES:
        notice = Notice(deficiencies=[Deficiency(mark=mark) for _severity, mark in lines])
        for line, (severity, _mark) in zip(notice.deficiencies, lines, strict=True):
            line.entry = CatalogueEntry(severity=severity)
        note_what_is_left(notice)
        left = [severity for severity, mark in lines if mark in (None, Mark.NOT_REMOVED)]
        assert notice.severity is WORST[frozenset(left)], lines
        assert notice.remaining == len(left)
        assert worst(left) is notice.severity


@pytest.mark.parametrize("severity", list(Severity))
def test_what_it_means_is_said_to_inspector_officer_and_carrier(
    app: Flask, severity: Severity
) -> None:
    draft = drafted(
        findings={"1": {"code": CODES[severity], "document_kind": "CMR", "unit": "unit0"}}
    )
    assert SENTENCES[severity] in at(inspector(app), draft, "issue").text
    notice = a_notice(filing=a_filing(found(CODES[severity])))
    for text in (
        inspector(app).get(f"/inspector/notices/{notice.id}").text,
        at_desk(app).get(f"/checkpoint/notices/{notice.id}").text,
        opened(app, notice).text,
    ):
        assert SENTENCES[severity] in text


def test_the_restriction_falls_with_what_is_removed_and_comes_back_with_it(app: Flask) -> None:
    filing = a_filing(*(found(code) for code in CODES.values()))
    notice = a_notice(at=Status.AT_CHECKPOINT, filing=filing)
    assert notice.severity is HELD
    seen = []
    for line in reversed(notice.deficiencies):
        step(
            "mark", notice, details=Marked(line.id, Mark.REMOVED, "77-1", notice.created_at.date())
        )
        seen.append(notice.severity)
    assert seen == [REPORT_BY, MAY_CONTINUE, None]
    page = at_desk(app).get("/checkpoint")
    assert notice.number in page.text
    step("withdraw", notice)
    assert notice.severity is HELD


def test_a_refusal_leaves_the_restriction_of_what_is_left(app: Flask) -> None:
    filing = a_filing(found(CODES[REPORT_BY]), found(CODES[HELD]))
    notice = a_notice(at=Status.AT_CHECKPOINT, filing=filing)
    for line, mark in zip(notice.deficiencies, (Mark.NOT_REMOVED, Mark.REMOVED), strict=True):
        details = Marked(line.id, mark, "77-1", notice.created_at.date())
        step("mark", notice, details=details)
    take(an_act("officer"), ("refuse", notice))
    assert notice.severity is REPORT_BY
    assert SENTENCES[REPORT_BY] in opened(app, notice).text
