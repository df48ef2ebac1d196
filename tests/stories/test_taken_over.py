"""The vehicle comes to another checkpoint than the one advised."""

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
    read_as_carrier,
)


def test_taken_over(app: Flask) -> None:
    # Given a lorry that is expected at Krasnaya Gorka,
    number = issue_for_weight_and_permit(app)
    assert number in desk(app, "officer").get("/checkpoint").text
    assert number not in desk(app, "other_officer").get("/checkpoint").text

    # when it comes to Novozybkov instead and is taken over there with a reason,
    page = open_notice(app, "other_officer", number).click("Take over from another checkpoint")
    page = page.submit(fields=PLATES | {"reason": "Дорога М-1 закрыта"})
    assert "Vehicle taken over by another checkpoint" in page.text

    # then the first checkpoint no longer expects it and may not decide,
    assert number not in desk(app, "officer").get("/checkpoint").text
    first = open_notice(app, "officer", number)
    assert "Novozybkov" in first.text and "Дорога М-1 закрыта" in first.text
    desk(app, "officer").get(f"{first.address.partition('?')[0]}/confirm", status=403)

    # the driver reads where the vehicle is,
    assert "Novozybkov" in read_as_carrier(app, number).text

    # and the second checkpoint lets it go on.
    page = mark(page, "P01", WEIGHED_AGAIN | {"mark": "1"})
    page = mark(page, "M01", {"mark": "1", "document_number": "RU 77-1"})
    page.click("Confirm the removal").submit()
    page = ask_at_the_booth(app)
    assert answer(page) == "May leave"
    assert answer(page.submit("release")) == "Vehicle let out of the Union State"
