"""A signed wording applies to new notices from its day; what is issued keeps its own."""

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import select

from notices.catalogue import catalogue_on, versions_of
from notices.models import CatalogueEntry, Proposal, StoredPaper, db, transaction
from notices.papers.queue import order_of
from notices.papers.render import render
from tests.factories import a_filing, a_notice, a_proposal, decide, found
from tests.notices.inspector.walk import at, drafted, find, inspector
from workflows.machine import Refused

NEW = "Нет разрешения РФ на двустороннюю перевозку"


def a_signed_wording(code: str = "M01") -> CatalogueEntry:
    """A second version of an entry, in force from the first day on."""
    decide("sign_wording", "ru_administrator", a_proposal(code=code, title_ru=NEW))
    return versions_of(code)[0]


def the_day_has_come(code: str = "M01") -> None:
    """Let the newest version be in force since yesterday, as if time had passed."""
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    newest = versions_of(code)[0]
    with transaction():
        newest.effective_from = yesterday


def test_the_old_wording_holds_until_the_day_and_the_new_one_from_it_on(app: Flask) -> None:
    entry = a_signed_wording()
    before = entry.effective_from - timedelta(days=1)
    assert catalogue_on(before)["M01"].version == 1
    assert catalogue_on(entry.effective_from)["M01"] is entry
    assert len(catalogue_on(before)) == len(catalogue_on(entry.effective_from)) == 59


def test_a_signature_keeps_what_a_code_means(app: Flask) -> None:
    newest, first = (a_signed_wording("P01"), versions_of("P01")[-1])
    for name in ("code", "deficiency_class", "quantity", "bears_on", "needs", "document_kind"):
        assert getattr(newest, name) == getattr(first, name), name
    assert newest.title["be"] == first.title["be"] and newest.title["ru"] == NEW


def test_a_draft_reads_the_new_wording_from_its_day_on(app: Flask) -> None:
    notice, pages = drafted(), inspector(app)
    a_signed_wording()
    pages.speak("ru")
    assert NEW not in at(pages, notice, "issue").text
    the_day_has_come()
    page = at(pages, notice, "issue")
    assert NEW in page.text
    page.submit()
    db.session.expire_all()
    assert [line.wording_version for line in notice.deficiencies] == [2]
    assert notice.versions[0].facts["deficiencies"][0]["title"]["ru"] == NEW


def test_old_notices_papers_and_the_lines_that_a_correction_keeps_stay_as_they_were(
    app: Flask,
) -> None:
    notice = a_notice(filing=a_filing(found("M01")))
    paper = db.session.scalars(select(StoredPaper).order_by(StoredPaper.id)).first()
    assert paper is not None
    facts, version = dict(paper.facts), dict(notice.versions[0].facts)
    printed = render(**order_of(paper))
    a_signed_wording()
    the_day_has_come()
    page = find(at(inspector(app), notice, "findings"), "I15", unit="unit0")
    page.click("Check and correct").submit(fields={"reason": "ещё одно"})
    db.session.expire_all()
    assert paper.facts == facts and notice.versions[0].facts == version
    assert render(**order_of(paper)) == printed
    assert [(line.code, line.wording_version) for line in notice.deficiencies] == [
        ("M01", 1),
        ("I15", 1),
    ]
    kept = notice.versions[1].facts["deficiencies"][0]
    assert kept["title"] == version["deficiencies"][0]["title"]


def test_a_line_added_by_a_correction_has_the_wording_of_the_day(app: Flask) -> None:
    notice = a_notice(filing=a_filing(found("I15")))
    a_signed_wording()
    the_day_has_come()
    page = find(at(inspector(app), notice, "findings"), "M01")
    page.click("Check and correct").submit(fields={"reason": "ещё одно"})
    db.session.expire_all()
    assert [(line.code, line.wording_version) for line in notice.deficiencies] == [
        ("I15", 1),
        ("M01", 2),
    ]


def test_the_door_refuses_what_is_decided_overtaken_or_late(app: Flask) -> None:
    first, second = a_proposal(), a_proposal(title_ru=NEW)
    decide("sign_wording", "ru_administrator", first)
    with pytest.raises(Refused) as refusal:
        decide("sign_wording", "ru_administrator", first)
    assert refusal.value.reasons == ["not_yet_decided", "not_overtaken"]
    with pytest.raises(Refused) as refusal:
        decide("sign_wording", "ru_administrator", second)
    assert refusal.value.reasons == ["not_overtaken"]
    with pytest.raises(Refused) as refusal:
        a_proposal(day=datetime.now(UTC).date())
    assert refusal.value.reasons == ["takes_effect_later"]
    assert len(versions_of("M01")) == 2


def test_of_two_proposals_signed_at_once_one_becomes_the_next_version(app: Flask) -> None:
    proposals = [a_proposal().id, a_proposal(title_ru=NEW).id]
    barrier, refused = Barrier(2), []

    def sign(proposal_id: int) -> None:
        with app.app_context():
            barrier.wait()
            try:
                decide(
                    "sign_wording", "ru_administrator", db.session.get_one(Proposal, proposal_id)
                )
            except Refused as refusal:
                refused.append(refusal.reasons)

    db.session.remove()
    threads = [Thread(target=sign, args=(proposal_id,)) for proposal_id in proposals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == [["not_overtaken"]]
    assert [entry.version for entry in versions_of("M01")] == [2, 1]
