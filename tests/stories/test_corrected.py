"""The post finds that it wrote something wrong and forgot something: the next version says so."""

from flask import Flask

from tests.notices.inspector.walk import find, the_notice
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


def test_corrected(app: Flask) -> None:
    # Given a notice on its way to the checkpoint,
    number = issue_for_weight_and_permit(app)

    # when the inspector sets the driver's name right and adds what was forgotten,
    page = desk(app, "inspector").get(f"/inspector/notices/{the_notice().id}")
    page = page.click("Correct the notice").click("Change Carrier and driver")
    page = page.submit(fields={"driver_surname": "Ёлкин"})
    page = find(page.click("Change What was found"), "I15", unit="unit1").submit()
    page = page.submit(fields={"reason": "Фамилия с ошибкой, забыт техосмотр"})

    # then the corrected notice is printed, under the same number,
    assert papers_offered(page) == ["Corrected deficiency notice"]
    assert number in page.text and the_notice().version == 2

    # the driver and the officer read what has been added,
    assert "Technical inspection expired" in read_as_carrier(app, number).text
    page = open_notice(app, "officer", number)
    assert "Technical inspection expired" in page.text

    # and the vehicle leaves only when that is removed as well.
    page = page.click("Receive the vehicle").submit(fields=PLATES)
    page = mark(page, "P01", WEIGHED_AGAIN | {"mark": "1"})
    page = mark(page, "M01", {"mark": "1", "document_number": "RU 77-1"})
    assert "Mark every deficiency first." in page.text
    page = mark(page, "I15", {"mark": "1", "document_number": "ТО 5"})
    page.click("Confirm the removal").submit()
    assert answer(ask_at_the_booth(app)) == "May leave"
