"""Papers are archival and accessible: PDF/A-3a and PDF/UA-1 in one file, with their facts in it."""

import io
import json
import re

import pikepdf
import pytest
from flask import Flask

from notices.models import StoredPaper, db
from notices.papers.attached import Told, told
from notices.papers.queue import order_of
from notices.papers.render import filled_in, render
from notices.papers.seal import Seal
from tests.factories import a_filing, a_notice
from tests.papers.conftest import Rendered
from tests.papers.lives import all_findings, every_kind, seven_findings, some_findings
from tests.papers.standards import (
    alternative_texts,
    elements_of,
    faults_of,
    languages_in_tags,
)
from workflows.vocabulary import Language, Paper, Status

SIZES = {1: lambda: some_findings()[1:2], 7: seven_findings, 60: all_findings}
SAMPLE = {
    (Language.RU, 7): {Paper.CORRECTED_NOTICE},
    (Language.BE, 1): set(Paper),
    (Language.EN, 1): {Paper.ROUTING_ADVICE, Paper.REFUSAL},
}
"""What is held against the standards when there is little time."""


@pytest.fixture
def app(on_sqlite: Flask) -> Flask:
    """How given facts look does not depend on the database that keeps them."""
    return on_sqlite


def the_paper(kind: Paper) -> StoredPaper:
    return db.session.query(StoredPaper).filter_by(kind=kind).one()


def data_in(pdf: bytes) -> dict[str, str]:
    """The text of each file in the paper."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        return {
            name: spec.get_file().read_bytes().decode() for name, spec in file.attachments.items()
        }


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", list(Language))
def test_sealed_papers_break_no_rule_of_either_standard(
    app: Flask, seal: Seal, language: Language, size: int, long: bool
) -> None:
    kinds = set(Paper) if long else SAMPLE.get((language, size), set())
    if not kinds:
        pytest.skip("With --long.")
    for kind, paper in every_kind(language, SIZES[size]).items():
        if kind in kinds:
            pdf = render(**order_of(paper), seal=seal)
            assert faults_of(pdf) == [], f"{kind} in {language}"


@pytest.mark.parametrize(
    "fault", ["/Lang", "/StructTreeRoot", "/OutputIntents", "/Metadata", "/ViewerPreferences"]
)
def test_a_missing_part_would_be_noticed(app: Flask, rendered: Rendered, fault: str) -> None:
    a_notice(at=Status.ISSUED)
    with pikepdf.open(io.BytesIO(rendered(the_paper(Paper.DEFICIENCY_NOTICE)))) as file:
        del file.Root[fault]
        spoilt = io.BytesIO()
        file.save(spoilt)
    assert faults_of(spoilt.getvalue())


def test_the_second_language_and_every_picture_can_be_read_out(
    app: Flask, rendered: Rendered
) -> None:
    a_notice(at=Status.AT_CHECKPOINT, filing=a_filing(*some_findings(), language=Language.EN))
    pdf = rendered(the_paper(Paper.DEFICIENCY_NOTICE))
    assert languages_in_tags(pdf) == {"en"}
    texts = alternative_texts(pdf)
    assert texts[0] == "QR-код этого адреса" and all(texts)


def test_only_data_stand_in_tables_and_every_cell_has_its_header(
    app: Flask, rendered: Rendered
) -> None:
    a_notice(at=Status.ISSUED)
    with pikepdf.open(io.BytesIO(rendered(the_paper(Paper.DEFICIENCY_NOTICE)))) as file:
        elements = elements_of(file)
        headers = {str(one.ID) for one in elements if one.S == "/TH"}
        assert len([one for one in elements if one.S == "/Table"]) == 2
        for cell in (one for one in elements if one.S == "/TD"):
            named = {str(name) for name in cell.A.Headers}
            assert named and named <= headers


def test_a_paper_carries_its_facts_as_data(app: Flask, rendered: Rendered) -> None:
    a_notice(at=Status.ISSUED)
    paper = the_paper(Paper.DEFICIENCY_NOTICE)
    [(name, text)] = data_in(rendered(paper)).items()
    number = paper.facts["notice"]["number"]
    assert name == f"{number}-deficiency-notice-1.json"
    data = json.loads(text)
    assert data["notice"]["number"] == number
    assert data["notice"]["carrier"]["name"] == paper.facts["notice"]["carrier"]["name"]
    assert (
        data["notice"]["deficiencies"][0]["title"]
        == (paper.facts["notice"]["deficiencies"][0]["title"])
    )


def test_the_data_hold_nothing_that_is_not_on_the_paper(app: Flask) -> None:
    every_kind()
    for paper in db.session.query(StoredPaper):
        order = order_of(paper)
        page, data = filled_in(order.pop("facts"), **order)
        text = json.dumps(data)
        assert not order["code"] or (order["code"] in page and order["code"] not in text)
        assert not {"struck", "id", "language"} & set(data["notice"] or ())
        assert "course" not in data
        if paper.kind in (Paper.ANNULMENT, Paper.EXIT_PERMIT):
            assert not re.search("signature_stroke|witness|judged", text)


def test_equal_facts_give_equal_bytes(app: Flask) -> None:
    a_notice(at=Status.ISSUED)
    order = order_of(the_paper(Paper.DEFICIENCY_NOTICE))
    assert render(**order) == render(**order)


def test_facts_tell_what_of_them_was_read() -> None:
    facts = Told({"a": {"b": 1, "c": 2}, "d": [{"e": 3, "f": 4}], "g": 5, "h": {"i": 6}})
    assert facts["a"]["b"] + facts["d"][0].get("e") + sum(facts["h"].values()) == 10
    assert facts["d"][0].get("missing") is None
    assert told(facts) == {"a": {"b": 1}, "d": [{"e": 3}], "h": {"i": 6}}
