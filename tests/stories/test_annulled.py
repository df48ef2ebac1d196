"""A notice was issued by mistake: a supervisor of Belarus annuls it and the vehicle is free."""

from flask import Flask

from tests.notices.inspector.walk import the_notice
from tests.stories.desks import (
    answer,
    ask_at_the_booth,
    desk,
    issue_for_weight_and_permit,
    papers_offered,
    read_as_carrier,
)


def test_annulled(app: Flask) -> None:
    # Given a notice that holds a vehicle,
    number = issue_for_weight_and_permit(app)
    assert answer(ask_at_the_booth(app)) == "Held"

    # when the Russian supervisor looks at it, there is nothing to annul with,
    russian = desk(app, "ru_supervisor").get("/supervisor").submit(fields={"number": number})
    assert "Annul the notice" not in russian.click(number).text

    # and when the Belarusian one annuls it, a reason is asked for,
    page = desk(app, "by_supervisor").get("/supervisor").submit(fields={"number": number})
    page = page.click(number).click("Annul the notice")
    page = page.submit(status=422)
    assert page.errors == ["Write the reason."]
    page = page.submit(fields={"Reason": "Вага вызначана няспраўнымі вагамі"})

    # then the annulment is printed and the history says who and why,
    assert "Annulment of the notice" in papers_offered(page)
    assert "Вага вызначана няспраўнымі вагамі" in page.one(".timeline").get_text()
    left = [button.get_text() for button in page.all(".steps .btn")]
    assert left == ["Compile the dossier", "Put on hold"]

    # the inspector, the driver and the booth know of it,
    read = desk(app, "inspector").get(f"/inspector/notices/{the_notice().id}")
    assert "Annulled" in read.text
    assert "no longer holds the vehicle" in read_as_carrier(app, number).text
    assert answer(ask_at_the_booth(app)) == "May leave"

    # and no checkpoint expects the vehicle any more.
    assert number not in desk(app, "officer").get("/checkpoint").text
