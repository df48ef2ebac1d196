"""The road to the checkpoint is closed: the vehicle is directed to another one."""

from flask import Flask

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
    read_as_carrier,
)


def test_rerouted(app: Flask) -> None:
    # Given a notice that names one checkpoint,
    number = issue_for_weight_and_permit(app)
    assert number in desk(app, "officer").get("/checkpoint").text

    # when the inspector directs the vehicle to another one that can weigh,
    page = desk(app, "inspector").get(f"/inspector/notices/{the_notice().id}")
    page = page.click("Direct to another checkpoint")
    assert "Dolostsy" in page.text and not page.all('[value="DOLO"]')
    page = page.submit(fields={"checkpoint": "NOVZ", "reason": "Закрыта дорога М-1"})

    # then a new advice is printed, and driver and booth name the new checkpoint,
    assert papers_offered(page) == ["Routing advice"]
    assert "Novozybkov" in read_as_carrier(app, number).text
    assert "Novozybkov" in ask_at_the_booth(app).text

    # the first checkpoint no longer expects the vehicle and the second one does,
    assert number not in desk(app, "officer").get("/checkpoint").text
    assert number in desk(app, "other_officer").get("/checkpoint").text

    # and the second one confirms the removal.
    page = open_notice(app, "other_officer", number).click("Receive the vehicle")
    page = mark(page.submit(fields=PLATES), "P01", WEIGHED_AGAIN | {"mark": "1"})
    page = mark(page, "M01", {"mark": "1", "document_number": "RU 77-1"})
    page.click("Confirm the removal").submit()
    assert answer(ask_at_the_booth(app)) == "May leave"
