"""The driver's acknowledgement."""

import pytest
from flask import Flask
from sqlalchemy import select

from notices.models import Event, Notice, db
from notices.steps import take
from tests.factories import an_act
from tests.notices.inspector.walk import at, drafted, inspector, the_notice
from workflows.acts import Signed
from workflows.vocabulary import Acknowledgement

STROKE = "M10 20" + "L30 40" * 10


def test_a_signature_on_screen_is_kept_by_an_act_of_its_own(app: Flask) -> None:
    notice = drafted()
    page = at(inspector(app), notice, "sign")
    page.submit(fields={"how": "on_screen", "stroke": STROKE})
    assert notice.acknowledgement is Acknowledgement.ON_SCREEN
    assert notice.signature_stroke == STROKE and notice.witness == ""
    assert db.session.scalars(select(Event.name)).all() == ["sign", "sign"]


def test_a_refusal_to_sign_has_a_witness(app: Flask) -> None:
    page = at(inspector(app), drafted("vehicles"), "sign")
    page = page.submit(fields={"how": "refused"}, status=422)
    assert page.errors == ["Enter the name of the witness of the refusal."]
    page.submit(fields={"how": "refused", "witness": "Пятроў А. А."})
    assert the_notice().witness == "Пятроў А. А."


@pytest.mark.parametrize(
    "stroke",
    ["", "M1 1L2 2", "M10 20" + "L30 40" * 10 + '"/><script>', "M10 20" + "C30 40" * 10,
     "M10 20" + "L30 4000" * 10, "M10 20" + "L30 40" * 4000],
)  # fmt: skip
def test_only_a_drawn_line_is_a_signature(once: Flask, stroke: str) -> None:
    page = at(inspector(once), drafted(), "sign")
    page = page.submit(fields={"how": "on_screen", "stroke": stroke}, status=422)
    assert len(page.errors) == 1 and the_notice().signature_stroke == ""


def test_signing_on_screen_is_offered_by_the_script_alone(once: Flask) -> None:
    page = at(inspector(once), drafted(), "sign")
    hidden = {str(tag.input["value"]) for tag in page.all("[data-signature][hidden]") if tag.input}
    assert hidden == {"on_screen"}
    assert page.all('script[src*="signature.js"]')


def sign(notice: Notice) -> None:
    take(an_act("inspector", Signed(Acknowledgement.ON_PAPER)), ("sign", notice))


def test_a_change_of_any_other_page_takes_the_acknowledgement_back(app: Flask) -> None:
    pages, notice = inspector(app), drafted()
    changes = [
        ("vehicles", {"unit0-make": "Volvo"}),
        ("parties", {"driver_phone": "+375 29 1112233"}),
        ("journey", {"cargo": "дрова"}),
        ("measuring", {"taken_time": "10:00"}),
        ("findings/1", {"remark": "нет и копии"}),
        ("checkpoint", {"checkpoint": "NEVL"}),
    ]
    for page, fields in changes:
        assert notice.acknowledgement is Acknowledgement.ON_PAPER
        at(pages, notice, page).submit(fields=fields)
        assert notice.acknowledgement is None, page
        sign(notice)
    at(pages, notice, "findings").submit("remove-1")
    assert "Have the driver sign" in at(pages, notice, "issue").text


@pytest.mark.parametrize("page", ["vehicles", "journey", "findings/1"])
def test_a_page_saved_without_a_change_leaves_the_acknowledgement(app: Flask, page: str) -> None:
    pages, notice = inspector(app), drafted()
    at(pages, notice, page).submit()
    sign(notice)
    at(pages, notice, page).submit()
    assert notice.acknowledgement is Acknowledgement.ON_PAPER


def test_the_driver_does_not_sign_what_has_changed_meanwhile(app: Flask) -> None:
    pages, notice = inspector(app), drafted()
    page = at(pages, notice, "sign")
    at(pages, notice, "journey").submit(fields={"cargo": "дрова"})
    page.submit(fields={"how": "on_paper"}, status=409)
    assert notice.acknowledgement is None
