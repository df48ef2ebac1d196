"""Everything is removed in time: one presentation, one confirmation, and the vehicle leaves."""

from flask import Flask

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


def test_let_out_at_first_presentation(app: Flask) -> None:
    # Given a lorry that is too heavy and has no permit, held at the border of the Union State,
    number = issue_for_weight_and_permit(app)
    assert answer(ask_at_the_booth(app)) == "Held"
    assert "Krasnaya Gorka" in read_as_carrier(app, number).text

    # when it is presented at the checkpoint advised,
    page = open_notice(app, "officer", number).click("Receive the vehicle").submit(fields=PLATES)
    assert "Print: Record of presentation" in page.text

    # the officer finds it within the limit and sees the permit,
    page = mark(page, "P01", WEIGHED_AGAIN | {"mark": "1"})
    page = mark(page, "M01", {"mark": "1", "document_number": "RU 77-1"})

    # and confirms the removal,
    page = page.click("Confirm the removal").submit()
    assert "Print: Confirmation of removal" in page.text

    # then it may leave, and leaves.
    page = ask_at_the_booth(app)
    assert answer(page) == "May leave"
    page = page.submit("release")
    assert answer(page) == "Vehicle let out of the Union State"
    assert "has left the Union State" in read_as_carrier(app, number).text
