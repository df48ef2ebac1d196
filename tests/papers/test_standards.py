"""Papers are archival and accessible: PDF/A-3a and PDF/UA-1 in one file, with their facts in it."""

import io
import json
import re

import pikepdf
import pytest

from notices.papers.attached import Told, told
from notices.papers.render import filled_in, render
from tests.papers.family import COMMON, Family, Member
from tests.papers.standards import (
    alternative_texts,
    elements_of,
    faults_of,
    languages_in_tags,
)
from workflows.vocabulary import Paper

pytestmark = pytest.mark.xdist_group("family")


def data_in(pdf: bytes) -> dict[str, str]:
    """The text of each file in the paper."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        return {
            name: spec.get_file().read_bytes().decode() for name, spec in file.attachments.items()
        }


def test_a_sealed_paper_breaks_no_rule_of_either_standard(family: Family, member: Member) -> None:
    assert faults_of(family.sealed(member)) == []


@pytest.mark.parametrize(
    "fault", ["/Lang", "/StructTreeRoot", "/OutputIntents", "/Metadata", "/ViewerPreferences"]
)
def test_a_missing_part_would_be_noticed(family: Family, fault: str) -> None:
    with pikepdf.open(io.BytesIO(family.plain(COMMON))) as file:
        del file.Root[fault]
        spoilt = io.BytesIO()
        file.save(spoilt)
    assert faults_of(spoilt.getvalue())


def test_the_second_language_and_every_picture_can_be_read_out(family: Family) -> None:
    pdf = family.plain(COMMON)
    assert languages_in_tags(pdf) == {"en"}
    texts = alternative_texts(pdf)
    assert texts[0] == "QR-код этого адреса" and all(texts)


def test_only_data_stand_in_tables_and_every_cell_has_its_header(family: Family) -> None:
    with pikepdf.open(io.BytesIO(family.plain(COMMON))) as file:
        elements = elements_of(file)
        headers = {str(one.ID) for one in elements if one.S == "/TH"}
        assert len([one for one in elements if one.S == "/Table"]) == 2
        for cell in (one for one in elements if one.S == "/TD"):
            named = {str(name) for name in cell.A.Headers}
            assert named and named <= headers


def test_a_paper_carries_its_facts_as_data(family: Family) -> None:
    notice = family.order(COMMON)["facts"]["notice"]
    [(name, text)] = data_in(family.plain(COMMON)).items()
    assert name == f"{notice['number']}-deficiency-notice-1.json"
    data = json.loads(text)["notice"]
    assert data["number"] == notice["number"]
    assert data["carrier"]["name"] == notice["carrier"]["name"]
    assert data["deficiencies"][0]["title"] == notice["deficiencies"][0]["title"]


def test_the_data_hold_nothing_that_is_not_on_the_paper(family: Family, member: Member) -> None:
    order = family.order(member)
    page, data = filled_in(**order)
    text = json.dumps(data)
    assert not order["code"] or (order["code"] in page and order["code"] not in text)
    assert not {"struck", "id", "language"} & set(data["notice"] or ())
    assert "course" not in data
    if member.kind in (Paper.ANNULMENT, Paper.EXIT_PERMIT):
        assert not re.search("signature_stroke|witness|judged", text)


def test_equal_facts_give_equal_bytes(family: Family) -> None:
    assert render(**family.order(COMMON)) == family.plain(COMMON)


def test_facts_tell_what_of_them_was_read() -> None:
    facts = Told({"a": {"b": 1, "c": 2}, "d": [{"e": 3, "f": 4}], "g": 5, "h": {"i": 6}})
    assert facts["a"]["b"] + facts["d"][0].get("e") + sum(facts["h"].values()) == 10
    assert facts["d"][0].get("missing") is None
    assert told(facts) == {"a": {"b": 1}, "d": [{"e": 3}], "h": {"i": 6}}
