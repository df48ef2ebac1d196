"""Corrections: what a notice says from version to version, and what may no longer be softened."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select

from notices.holds import HOLDING, notices_on
from notices.models import (
    Attachment,
    CatalogueEntry,
    Measurement,
    Notice,
    NoticeLink,
    StoredPaper,
    db,
    transaction,
)
from notices.steps import take
from tests.factories import (
    TRACTOR,
    TRAILER,
    a_draft,
    a_filing,
    a_measurement,
    a_notice,
    an_act,
    found,
    of_vehicle,
    step,
)
from workflows.acts import Attached, Filed
from workflows.filing import FiledUnit, Filing, Finding
from workflows.machine import Refused
from workflows.vocabulary import DuplicateAnswer, Status, UnitKind

SECOND = "A 9999 B-7"
VIN = "WKVDAB00000012345"


def a_trailer(plate: str, vin: str = "") -> FiledUnit:
    """A trailer, by default one whose VIN cannot be read."""
    return FiledUnit(UnitKind.TRAILER, plate, "BY", vin, "" if vin else "закрашен")


def filed(
    *findings: Finding, trailers: tuple[FiledUnit, ...] = (), on: Notice | None = None
) -> Filing:
    """The usual tractor with these trailers; the findings keep the rows of a notice, in order."""
    rows = [line.id for line in on.deficiencies] if on else []
    rows += [None] * (len(findings) - len(rows))
    lines = [replace(finding, line=row) for finding, row in zip(findings, rows, strict=False)]
    filing = a_filing(*lines)
    return replace(filing, units=(filing.units[0], *(trailers or filing.units[1:])))


def bearers(notice: Notice) -> dict[str, str]:
    """The plate that bears each deficiency."""
    return {line.code: line.unit.plate for line in notice.deficiencies}


def held(*plates: str) -> list[bool]:
    """Whether an open notice binds each plate."""
    return [bool(notices_on([plate], HOLDING)) for plate in plates]


def refusals(notice: Notice, filing: Filing) -> list[str]:
    """What stands in the way of a correction."""
    with pytest.raises(Refused) as refusal:
        step("correct", notice, filing=filing)
    return refusal.value.reasons


def test_a_notice_holds_its_tractor_and_the_units_with_deficiencies(app: Flask) -> None:
    trailers = a_trailer(TRAILER), a_trailer(SECOND)
    a_notice(filing=filed(found("M01"), found("I16", unit=2), trailers=trailers))
    assert held(TRACTOR, TRAILER, SECOND) == [True, False, True]


def test_what_belongs_to_the_journey_is_borne_by_the_tractor(app: Flask) -> None:
    with pytest.raises(ValueError, match="M01 belongs to the journey"):
        found("M01", unit=1)


def test_a_trailer_taken_out_leaves_the_others_with_what_they_bear(app: Flask) -> None:
    trailers = a_trailer(TRAILER), a_trailer(SECOND)
    notice = a_notice(filing=filed(found("M01"), found("I16", unit=2), trailers=trailers))
    moved = filed(found("M01"), found("I16", unit=1), trailers=(trailers[1],), on=notice)
    step("correct", notice, filing=moved)
    assert [unit.plate for unit in notice.units] == [TRACTOR, SECOND]
    assert bearers(notice) == {"M01": TRACTOR, "I16": SECOND}
    assert held(TRAILER, SECOND) == [False, True]


def test_a_trailer_added_in_front_leaves_the_others_with_what_they_bear(app: Flask) -> None:
    notice = a_notice(filing=filed(found("I16", unit=1), trailers=(a_trailer(TRAILER),)))
    trailers = a_trailer(SECOND), a_trailer(TRAILER)
    step("correct", notice, filing=filed(found("I16", unit=2), trailers=trailers, on=notice))
    assert [unit.plate for unit in notice.units] == [TRACTOR, SECOND, TRAILER]
    assert bearers(notice) == {"I16": TRAILER}
    assert held(TRAILER, SECOND) == [True, False]


def test_a_deficiency_that_moves_to_another_unit_frees_the_first_one(app: Flask) -> None:
    notice = a_notice(filing=filed(found("M01"), found("I16", unit=1)))
    assert held(TRAILER) == [True]
    step("correct", notice, filing=filed(found("M01"), found("I16"), on=notice))
    assert bearers(notice) == {"M01": TRACTOR, "I16": TRACTOR}
    assert held(TRAILER) == [False]


def test_a_measurement_set_right_before_the_presentation_replaces_the_first(app: Flask) -> None:
    notice = a_notice(filing=filed(found("P01")))
    changed = found("P01", measured=a_measurement(46_000))
    step("correct", notice, filing=filed(changed, on=notice))
    values = db.session.scalars(select(Measurement.value)).all()
    assert values == [46_000]
    told = [version.facts["deficiencies"][0]["measured"]["value"] for version in notice.versions]
    assert told == [44_000, 46_000]


def test_another_code_on_a_line_is_another_line_without_the_old_measurement(app: Flask) -> None:
    notice = a_notice(filing=filed(found("P01"), found("M01")))
    step("correct", notice, filing=filed(found("P13"), found("M01"), on=notice))
    assert [(line.code, line.position) for line in notice.deficiencies] == [("M01", 2), ("P13", 3)]
    assert db.session.scalar(select(func.count(Measurement.id))) == 0


def test_a_line_keeps_the_wording_that_it_was_issued_with(app: Flask) -> None:
    notice = a_notice(filing=filed(found("M01")))
    with transaction():
        entry = db.session.get_one(CatalogueEntry, ("M01", 1))
        columns = {c.key: getattr(entry, c.key) for c in CatalogueEntry.__table__.columns}
        title = {"ru": "Иначе", "be": "Інакш", "en": "Otherwise"}
        db.session.add(CatalogueEntry(**columns | {"version": 2, "title": title}))
    step("correct", notice, filing=filed(found("M01", wording_version=2), on=notice))
    first, second = (version.facts["deficiencies"][0]["title"] for version in notice.versions)
    assert first == second
    assert [line.wording_version for line in notice.deficiencies] == [1]


def test_a_file_stays_with_the_notice_when_its_deficiency_is_taken_out(app: Flask) -> None:
    notice = a_notice(filing=filed(found("M01"), found("I16")))
    photo = Attached("0" * 64, "image/png", 1, "фото.png", notice.deficiencies[1].id)
    take(an_act("inspector", photo), ("attach", notice))
    step("correct", notice, filing=filed(found("M01"), on=notice))
    file = db.session.scalars(select(Attachment)).one()
    assert (file.notice_id, file.deficiency_id) == (notice.id, None)


def test_a_carrier_filed_otherwise_later_does_not_change_an_earlier_notice(app: Flask) -> None:
    notice = a_notice(at=Status.AT_CHECKPOINT)
    renamed = replace(a_filing().carrier, name="ООО «Другое имя»")
    a_notice(filing=of_vehicle("AB 1111-7", carrier=renamed))
    step("refuse", notice)
    paper = db.session.scalars(select(StoredPaper).where(StoredPaper.kind == "refusal")).one()
    assert paper.facts["notice"]["carrier"]["name"] == "ООО «Ўсход-Транс»"


P01, I16 = "P01", "I16"
"""A weighing of the tractor and an expired insurance of its trailer, in the softenings below."""


def presented() -> Notice:
    """A notice that was presented once, with a deficiency on the tractor and one on the trailer."""
    trailers = a_trailer(TRAILER, VIN), a_trailer(SECOND)
    filing = filed(found(P01), found(I16, unit=1), trailers=trailers)
    return a_notice(at=Status.OUTSTANDING, filing=filing)


def corrected(notice: Notice, first: Finding | None, second: Finding | None, **changed: object):
    """The next version, in which one of the two findings may be missing and units are others."""
    rows = dict(zip((P01, I16), (line.id for line in notice.deficiencies), strict=True))
    lines = [replace(each, line=rows.get(each.code)) for each in (first, second) if each]
    units = tuple(
        FiledUnit(u.kind, u.plate, u.country, u.vin, u.vin_unread, u.make) for u in notice.units
    )
    return replace(a_filing(*lines, units=units), **changed)


def weighing(**changed: object) -> Finding:
    return found(P01, measured=a_measurement(**changed))


INSURANCE = {"unit": 1}
SOFTER = {
    "a line taken away": lambda: (weighing(), None),
    "a line under another code": lambda: (found("P13"), found(I16, **INSURANCE)),
    "a lower value": lambda: (weighing(value=43_000), found(I16, **INSURANCE)),
    "a higher limit": lambda: (weighing(limit=42_000), found(I16, **INSURANCE)),
    "a greater error": lambda: (weighing(error=900), found(I16, **INSURANCE)),
    "a greater tolerance": lambda: (weighing(tolerance=50), found(I16, **INSURANCE)),
    "another document": lambda: (weighing(), found(I16, document_kind="CMR", **INSURANCE)),
    "another vehicle": lambda: (weighing(), found(I16, unit=2)),
}


def test_after_a_presentation_no_finding_is_softened(app: Flask) -> None:
    notice = presented()
    for softer, findings in SOFTER.items():
        filing = corrected(notice, *findings())
        assert refusals(notice, filing) == ["nothing_softened"], softer
    assert notice.version == 1


def test_after_a_presentation_no_held_vehicle_is_exchanged(app: Flask) -> None:
    notice = presented()
    filing = corrected(notice, weighing(), found(I16, unit=1))
    tractor, first, second = filing.units
    other = {"plate": "AB 4321-7", "vin": "WDB00000000000009"}
    for units in (
        (replace(tractor, **other), first, second),
        (tractor, replace(first, **other), second),
        (tractor, second),
    ):
        assert refusals(notice, replace(filing, units=units)) == ["nothing_softened"]


def test_after_a_presentation_spelling_is_set_right_and_more_is_added(app: Flask) -> None:
    notice = presented()
    filing = corrected(notice, weighing(instrument="ВА-20 № 119"), found(I16, unit=3))
    tractor, first, second = filing.units
    units = (
        replace(tractor, make="DAF"),
        second,
        a_trailer("A 7777 B-7"),
        replace(first, plate="A 5679 B-7"),
    )
    more = found("I04", remark="Срок истёк")
    step("correct", notice, filing=replace(filing, units=units, findings=(*filing.findings, more)))
    assert bearers(notice) == {P01: TRACTOR, I16: "A 5679 B-7", "I04": TRACTOR}
    assert (notice.version, notice.remaining) == (2, 3)
    assert held(SECOND, "A 5679 B-7") == [False, True]


def test_an_open_notice_over_the_same_must_be_spoken_of_once(app: Flask) -> None:
    earlier, later = a_notice(), a_draft("other_inspector")
    with pytest.raises(Refused) as refusal:
        step("issue", later, "other_inspector")
    assert refusal.value.reasons == ["duplicates_answered"]
    answer = (earlier.id, DuplicateAnswer.SEPARATE)
    step("issue", later, "other_inspector", details=Filed(a_filing(), (answer,)))
    step("route", later, "other_inspector")
    step("correct", later, "other_inspector", filing=filed(found("M01"), on=later))
    assert later.version == 2


def test_what_a_correction_adds_must_be_spoken_of_as_well(app: Flask) -> None:
    earlier, later = a_notice(), a_notice(filing=filed(found("I16")))
    more = filed(found("I16"), found("M01"), on=later)
    assert refusals(later, more) == ["duplicates_answered"]
    for answer in (DuplicateAnswer.SEPARATE, DuplicateAnswer.LINK):
        more = filed(found("I16"), found("M01"), on=later)
        step("correct", later, details=Filed(more, ((earlier.id, answer),)))
    assert db.session.scalars(select(NoticeLink.answer)).all() == [DuplicateAnswer.LINK]


def test_only_the_same_deficiency_of_the_same_vehicle_needs_an_answer(app: Flask) -> None:
    a_notice(filing=filed(found("I15")))
    a_notice(filing=of_vehicle("AB 2222-7", findings=(found("I15"),)))
    a_notice(filing=filed(found("I16")))


def test_what_is_already_removed_on_the_other_notice_needs_no_answer(app: Flask) -> None:
    a_notice(at=Status.CLEARED)
    a_notice()
