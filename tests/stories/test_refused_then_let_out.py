"""Something is left at the first presentation; at the second one nothing is."""

from flask import Flask

from tests.notices.inspector.walk import the_notice
from tests.stories.desks import (
    PLATES,
    WEIGHED_AGAIN,
    answer,
    ask_at_the_booth,
    issue_for_weight_and_permit,
    mark,
    open_notice,
    read_as_carrier,
)


def test_refused_then_let_out(app: Flask) -> None:
    # Given a lorry that was reloaded but still has no permit,
    number = issue_for_weight_and_permit(app)
    page = open_notice(app, "officer", number).click("Receive the vehicle").submit(fields=PLATES)
    page = mark(page, "P01", WEIGHED_AGAIN | {"mark": "1"})
    page = mark(page, "M01", {"mark": "2", "reason": "Разрешение не предъявлено"})

    # when the officer refuses,
    page = page.click("Refuse the confirmation")
    assert [code.text for code in page.all(".left .code")] == ["M01"]
    page = page.submit()
    assert "Print: Refusal of confirmation" in page.text

    # then it is held at the border, and the driver reads what is left.
    assert answer(ask_at_the_booth(app)) == "Held"
    assert "Remove what is left" in read_as_carrier(app, number).text

    # When it comes again with the permit,
    page = open_notice(app, "second_officer", number)
    page = page.click("Receive the vehicle").submit(fields=PLATES)
    assert "Go on to the deficiency M01" in page.text and "Mark P01" not in page.text
    page = mark(page, "M01", {"mark": "1", "document_number": "RU 77-1"})
    page = page.click("Confirm the removal")
    assert "carried over" in page.text and "Within the limit" in page.text
    page.submit()

    # then it leaves, and both attempts stay in the history.
    page = ask_at_the_booth(app)
    assert answer(page) == "May leave"
    assert answer(page.submit("release")) == "Vehicle let out of the Union State"
    first, second = the_notice().presentations
    assert (first.decision, second.decision) == ("refuse", "confirm")
    assert [marking.mark for marking in first.markings] == ["1", "2"]
    assert first.officer.login == "officer" and second.officer.login == "second_officer"
