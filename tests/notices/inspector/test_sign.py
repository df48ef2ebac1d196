"""The driver's acknowledgement."""

import pytest
from flask import Flask
from sqlalchemy import select

from notices.models import Event, db
from tests.notices.inspector.walk import (
    VEHICLES,
    at,
    begin,
    filed_to_the_end,
    find,
    inspector,
    the_notice,
)
from workflows.vocabulary import Acknowledgement

STROKE = "M10 20" + "L30 40" * 10


def test_a_signature_on_screen_is_kept_by_an_act_of_its_own(app: Flask) -> None:
    pages = inspector(app)
    begin(pages).submit(fields=VEHICLES)
    at(pages, the_notice(), "sign").submit(fields={"how": "on_screen", "stroke": STROKE})
    notice = the_notice()
    assert notice.acknowledgement is Acknowledgement.ON_SCREEN
    assert notice.signature_stroke == STROKE and notice.witness == ""
    assert db.session.scalars(select(Event.name)).all() == ["sign"]


def test_a_refusal_to_sign_has_a_witness(app: Flask) -> None:
    pages = inspector(app)
    begin(pages).submit(fields=VEHICLES)
    page = at(pages, the_notice(), "sign").submit(fields={"how": "refused"}, status=422)
    assert page.errors == ["Enter the name of the witness of the refusal."]
    page.submit(fields={"how": "refused", "witness": "Пятроў А. А."})
    assert the_notice().witness == "Пятроў А. А."


@pytest.mark.parametrize(
    "stroke",
    ["", "M1 1L2 2", "M10 20" + "L30 40" * 10 + '"/><script>', "M10 20" + "C30 40" * 10,
     "M10 20" + "L30 4000" * 10, "M10 20" + "L30 40" * 4000],
)  # fmt: skip
def test_only_a_drawn_line_is_a_signature(on_sqlite: Flask, stroke: str) -> None:
    pages = inspector(on_sqlite)
    begin(pages).submit(fields=VEHICLES)
    typed = {"how": "on_screen", "stroke": stroke}
    page = at(pages, the_notice(), "sign").submit(fields=typed, status=422)
    assert len(page.errors) == 1 and the_notice().acknowledgement is None


def test_signing_on_screen_is_offered_by_the_script_alone(on_sqlite: Flask) -> None:
    pages = inspector(on_sqlite)
    begin(pages).submit(fields=VEHICLES)
    page = at(pages, the_notice(), "sign")
    hidden = {str(tag.input["value"]) for tag in page.all("[data-signature][hidden]") if tag.input}
    assert hidden == {"on_screen"}
    assert page.all('script[src*="signature.js"]')


def test_a_change_of_any_other_page_takes_the_acknowledgement_back(app: Flask) -> None:
    pages = inspector(app)
    check = filed_to_the_end(pages)
    changes = [
        ("vehicles", {"unit0-make": "Volvo"}),
        ("parties", {"driver_phone": "+375 29 1112233"}),
        ("journey", {"cargo": "дрова"}),
        ("findings", {"loads": "7 9"}),
        ("findings/1", {"remark": "нет и копии"}),
        ("checkpoint", {"checkpoint": "NEVL"}),
    ]
    for page, fields in changes:
        at(pages, the_notice(), "sign").submit(fields={"how": "on_paper"})
        at(pages, the_notice(), page).submit(fields=fields)
        assert the_notice().acknowledgement is None, page
    find(at(pages, the_notice(), "findings"), "P14", unit="unit0")
    assert "Have the driver sign" in pages.get(check.address).text


def test_a_page_saved_without_a_change_leaves_the_acknowledgement(app: Flask) -> None:
    pages = inspector(app)
    filed_to_the_end(pages)
    for page in ("vehicles", "parties", "journey", "findings", "findings/1", "checkpoint"):
        at(pages, the_notice(), page).submit()
        assert the_notice().acknowledgement is Acknowledgement.ON_PAPER, page


def test_the_driver_does_not_sign_what_has_changed_meanwhile(app: Flask) -> None:
    pages = inspector(app)
    filed_to_the_end(pages)
    page = at(pages, the_notice(), "sign")
    at(pages, the_notice(), "journey").submit(fields={"cargo": "дрова"})
    page.submit(fields={"how": "on_paper"}, status=409)
    assert the_notice().acknowledgement is None
