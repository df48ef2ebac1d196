"""Screen, paper, API and register never disagree: notices with whatever a form takes."""

import io
import json
import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader

from notices.files import keep
from notices.models import CatalogueEntry, Notice, StoredPaper, db, transaction
from notices.papers.queue import order_of
from notices.papers.render import render
from tests.factories import a_draft, a_filing, found, step
from tests.pages import Pages
from tests.papers.reading import empty_boxes_in, squeezed, text_of
from workflows.filing import FiledCarrier, FiledDriver, FiledUnit, Filing, Finding
from workflows.printable import PRINTABLE
from workflows.vocabulary import DeficiencyClass, Language, Paper, UnitKind

LETTERS = [
    sign
    for sign in map(chr, (*range(0x21, 0x7F), *range(0xC0, 0x180), *range(0x401, 0x460)))
    if PRINTABLE.fullmatch(sign) and sign.isalnum()
]
LONGEST_NAME = 120


@pytest.fixture
def app(once: Flask) -> Flask:
    """What is said of given facts does not depend on the database that keeps them."""
    return once


def words(chance: random.Random, most: int) -> str:
    """Words of any letters that a form takes, as long as the field allows."""
    text = "".join(chance.choice([*LETTERS, *" " * 40]) for _ in range(most)).strip()
    return " ".join(text.split()) or "Ў"


def a_filing_by(chance: random.Random, codes: list[str]) -> Filing:
    """A filing with names as long as they may be and up to seven deficiencies."""
    plate = f"{''.join(chance.choices('ABCEHKMOPTX', k=2))} {chance.randrange(10**4):04}-7"
    chosen = chance.sample(codes, chance.randint(1, 7))
    return a_filing(
        *(written_by(chance, found(code)) for code in chosen),
        units=(FiledUnit(UnitKind.TRUCK, plate, "BY", vin_unread=words(chance, 30), make="MAN"),),
        carrier=FiledCarrier(words(chance, LONGEST_NAME), "LT", "123", words(chance, 100)),
        driver=FiledDriver(words(chance, 60), words(chance, 60), "PL", words(chance, 20)),
        language=chance.choice(list(Language)),
    )


def written_by(chance: random.Random, finding: Finding) -> Finding:
    """A finding with what its form asks for: a remark, and of a document its number."""
    if finding.deficiency_class is DeficiencyClass.PARAMETER:
        return finding if finding.measured else replace(finding, remark=words(chance, 60))
    return replace(finding, remark=words(chance, 60), document_number=words(chance, 20))


def leaves(told: Any, facts: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Every value that the data of a paper hold, beside that of the register."""
    if isinstance(told, dict):
        for name, value in told.items():
            yield from leaves(value, facts[name], f"{path}.{name}")
    elif isinstance(told, list):
        assert len(told) == len(facts), path
        for at, pair in enumerate(zip(told, facts, strict=True)):
            yield from leaves(*pair, f"{path}[{at}]")
    else:
        yield path, told, facts


def said_of(notice: Notice) -> list[str]:
    """What both the paper and the pages of officers say of a notice."""
    carrier = notice.carrier
    assert carrier is not None
    lines = [text for line in notice.deficiencies for text in (line.code, line.document_number)]
    names = [carrier.name, notice.driver_surname, notice.driver_given_names]
    return [notice.number or "", *names, *(unit.plate for unit in notice.units), *lines]


def test_paper_page_and_api_say_what_the_register_holds(app: Flask, long: bool) -> None:
    chance = random.Random(20261127)  # noqa: S311
    codes = [code for (code,) in db.session.query(CatalogueEntry.code).distinct()]
    pages = Pages(app)
    pages.sign_in("officer")
    for _ in range(500 if long else 4):
        notice = a_draft()
        step("issue", notice, filing=a_filing_by(chance, codes))
        paper = (
            db.session.query(StoredPaper)
            .filter_by(notice_id=notice.id, kind=Paper.DEFICIENCY_NOTICE)
            .one()
        )
        pdf = render(**order_of(paper))
        on_paper, said = text_of(pdf), said_of(notice)
        assert not empty_boxes_in(pdf)
        assert [one for one in said if squeezed(one) not in on_paper] == []
        on_page = squeezed(pages.get(f"/checkpoint/notices/{notice.id}").text)
        assert [one for one in said if squeezed(one) not in on_page] == []
        [[data]] = PdfReader(io.BytesIO(pdf)).attachments.values()
        with transaction():
            paper.sha256, paper.size = keep(pdf), len(pdf)
        answer = pages.get(f"/papers/{paper.id}/facts").response.json
        assert answer and answer["facts"] == json.loads(data)
        for path, told, kept in leaves(answer["facts"], paper.facts):
            assert told == kept, path
