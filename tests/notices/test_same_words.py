"""What removes a deficiency is told in the same words to carrier, officer and on papers."""

import pytest
from flask import Flask
from sqlalchemy import select

from notices.models import CatalogueEntry, Notice, StoredPaper, db
from tests.factories import a_filing, a_notice, found
from tests.notices.carrier.test_notice import opened
from tests.notices.checkpoint.desk import at_desk
from tests.pages import Page
from workflows.vocabulary import Language, Paper

CODES = ("M01", "P01", "I16")


def told(page: Page, label: str) -> list[str]:
    """The answers under a label, in the order of the page."""
    return [
        found.find_next("dd").get_text(strip=True)
        for found in page.all("main dt")
        if found.get_text(strip=True) == label
    ]


def on_paper(notice: Notice, kind: Paper, name: str, language: Language) -> list[str]:
    query = select(StoredPaper).where(StoredPaper.notice_id == notice.id, StoredPaper.kind == kind)
    facts = db.session.scalars(query).one().facts
    return [line[name][language] for line in facts["notice"]["deficiencies"]]


@pytest.mark.parametrize(
    ("name", "for_carrier", "for_officer"),
    [
        ("removal", "What removes it", "What removes it"),
        ("evidence", "Evidence", "Evidence required"),
    ],
)
def test_carrier_officer_and_papers_read_the_same(
    app: Flask, name: str, for_carrier: str, for_officer: str
) -> None:
    filing = a_filing(*(found(code) for code in CODES), language=Language.EN)
    notice = a_notice(filing=filing)
    wanted = [
        getattr(db.session.get_one(CatalogueEntry, (code, 1)), name)[Language.EN] for code in CODES
    ]
    assert told(opened(app, notice), for_carrier) == wanted
    assert told(at_desk(app).get(f"/checkpoint/notices/{notice.id}"), for_officer) == wanted
    for kind in (Paper.DEFICIENCY_NOTICE, Paper.ROUTING_ADVICE):
        assert on_paper(notice, kind, name, Language.EN) == wanted


def test_every_entry_says_what_removes_it_and_what_to_show(once: Flask) -> None:
    for entry in db.session.scalars(select(CatalogueEntry)):
        for language in Language:
            assert entry.removal[language] and entry.evidence[language], entry.code
