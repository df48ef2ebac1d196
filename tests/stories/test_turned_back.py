"""A vehicle comes to the border without the confirmation and is sent back, paper in hand."""

from flask import Flask
from sqlalchemy import select

from notices.models import ExitQuestion, StoredPaper, db
from notices.papers.codes import address_of
from tests.notices.inspector.walk import the_notice
from tests.stories.desks import (
    PLATES,
    WEIGHED_AGAIN,
    answer,
    ask_at_the_booth,
    desk,
    issue_for_weight_and_permit,
    mark,
    open_notice,
    papers_offered,
)
from workflows.vocabulary import Paper, Status


def test_turned_back(app: Flask) -> None:
    # Given a lorry that drives straight to the border with its notice,
    number = issue_for_weight_and_permit(app)

    # when the booth asks,
    page = ask_at_the_booth(app)

    # then it reads that the lorry is held, why, and where to send it,
    assert answer(page) == "Held"
    assert f"{number} Directed to a checkpoint" in page.text
    assert "2 deficiencies are left" in page.text
    assert "Krasnaya Gorka" in page.text
    assert not page.all("form#release")

    # and turns it back with a paper that says the same.
    page = page.submit("turn-back", {"reason": "Водитель предупреждён"})
    assert answer(page) == "Vehicle turned back"
    assert papers_offered(page) == ["Record of turning back"]
    paper = db.session.scalars(select(StoredPaper).filter_by(kind=Paper.TURN_BACK)).one()
    [held] = paper.facts["held"]
    assert (held["number"], held["place"]["code"]) == (number, "KGOR")
    assert [line["code"] for line in held["left"]] == ["P01", "M01"]
    assert the_notice().status is Status.ROUTED

    # When a colleague types the plate with an eight for a B,
    page = desk(app, "exit_officer").get("/exit")
    page = page.submit(fields={"text": PLATES["tractor"].replace("В", "8").replace("B", "8")})

    # then the booth says to look again, not to let it go.
    assert answer(page) == "Cannot tell"
    assert PLATES["tractor"] in page.text

    # When everything is removed and confirmed, and the paper of the first time is scanned,
    page = open_notice(app, "officer", number).click("Receive the vehicle").submit(fields=PLATES)
    page = mark(page, "P01", WEIGHED_AGAIN | {"mark": "1"})
    page = mark(page, "M01", {"mark": "1", "document_number": "RU 77-1"})
    page.click("Confirm the removal").submit()
    page = desk(app, "exit_officer").get("/exit").submit(fields={"text": address_of(paper)})

    # then the lorry leaves, and the post's list tells the whole story, the newest first.
    assert answer(page) == "May leave"
    page = page.submit("release")
    assert papers_offered(page) == ["Exit permit"]
    asked = select(ExitQuestion.answer, ExitQuestion.outcome).order_by(ExitQuestion.id.desc())
    assert [tuple(row) for row in db.session.execute(asked)] == [
        ("may_leave", "release"),
        ("cannot_tell", None),
        ("held", "turn_back"),
    ]
    rows = page.pages.get("/exit/questions").all(".rows > li")
    assert ["May leave" in rows[0].text, "Vehicle turned back" in rows[2].text] == [True, True]
