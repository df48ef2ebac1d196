"""A confirmation rests on a forged permit: a Russian supervisor takes it back."""

from flask import Flask

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


def confirm_everything(app: Flask, number: str) -> None:
    """An officer receives the vehicle, weighs it, sees the permit and confirms."""
    page = open_notice(app, "officer", number).click("Receive the vehicle")
    page = mark(page.submit(fields=PLATES), "P01", WEIGHED_AGAIN | {"mark": "1"})
    page = mark(page, "M01", {"mark": "1", "document_number": "RU 77-1"})
    page.click("Confirm the removal").submit()


def test_reopened(app: Flask) -> None:
    # Given a notice whose removal is confirmed,
    number = issue_for_weight_and_permit(app)
    confirm_everything(app, number)
    assert answer(ask_at_the_booth(app)) == "May leave"

    # when the Russian supervisor withdraws the confirmation,
    page = desk(app, "ru_supervisor").get("/supervisor").submit(fields={"plate": PLATES["tractor"]})
    page = page.click(number).click("Withdraw the confirmation")
    page = page.submit(fields={"Reason": "Разрешение RU 77-1 поддельное"})

    # then the withdrawal is printed and the booth holds the vehicle again,
    assert "Withdrawal of confirmation" in papers_offered(page)
    assert answer(ask_at_the_booth(app)) == "Held"
    assert "Deficiencies remain" in read_as_carrier(app, number).text

    # the checkpoint expects it, and every deficiency has to be shown once more,
    assert number in desk(app, "officer").get("/checkpoint").text
    page = open_notice(app, "officer", number).click("Receive the vehicle").submit(fields=PLATES)
    assert "Mark every deficiency first." in page.text

    # and a second confirmation opens the border.
    page = mark(page, "P01", WEIGHED_AGAIN | {"mark": "1"})
    page = mark(page, "M01", {"mark": "1", "document_number": "RU 78-2"})
    page.click("Confirm the removal").submit()
    assert answer(ask_at_the_booth(app)) == "May leave"
