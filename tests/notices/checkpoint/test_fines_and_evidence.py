"""Fines, their payment, and the files shown at a checkpoint."""

from datetime import date
from io import BytesIO

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from notices.models import Attachment, db
from notices.steps import take
from tests.factories import a_notice, an_act, step
from tests.notices.checkpoint.desk import again, at_desk
from workflows.acts import Fined, Paid, TakenBack
from workflows.machine import Refused
from workflows.vocabulary import Status

FINE = {"number": "18810377", "amount": "1500,50", "currency": "RUB", "imposed_on": "20.11.2026"}

NO_AMOUNT = "Enter the amount as a number with at most two decimals, for example 1500.50."
UNFIT = [
    ({"number": " "}, "Enter the number of the resolution."),
    ({"amount": ""}, "Enter the amount."),
    ({"amount": "0"}, "Enter an amount above zero."),
    ({"amount": "12.345"}, NO_AMOUNT),
    ({"amount": "99999999"}, NO_AMOUNT),
    ({"imposed_on": "31.12.2999"}, "Enter a day that is not in the future."),
]


def a_photo() -> BytesIO:
    photo = BytesIO()
    Image.new("RGB", (8, 8)).save(photo, "PNG")
    photo.seek(0)
    return photo


def test_a_fine_and_its_payment_are_kept_to_the_kopeck(app: Flask) -> None:
    notice = a_notice(at=Status.CLEARED)
    page = at_desk(app).get(f"/checkpoint/notices/{notice.id}").click("Record a fine")
    page = page.submit(fields=FINE)
    assert "1,500.50" in page.text and "Not paid yet" not in page.text
    page = page.click("Record the payment of 18810377")
    page = page.submit(fields={"receipt": "Ч-7", "paid_on": "21.11.2026"})
    assert "receipt Ч-7" in page.text
    (fine,) = again(notice).fines
    assert (fine.amount, fine.currency, str(fine.paid_on)) == (150_050, "RUB", "2026-11-21")


def test_a_fine_that_lacks_something_is_refused(once: Flask) -> None:
    notice = a_notice(at=Status.AT_CHECKPOINT)
    page = at_desk(once).get(f"/checkpoint/notices/{notice.id}/fine")
    for changed, error in UNFIT:
        assert page.submit(fields=FINE | changed, status=422).errors == [error]
    assert not again(notice).fines


def test_the_payment_of_a_fine_that_is_not_on_the_notice_is_not_found(app: Flask) -> None:
    notice = a_notice(at=Status.AT_CHECKPOINT)
    at_desk(app).get(f"/checkpoint/notices/{notice.id}/fine_paid/1", status=404)


def test_a_photo_shown_at_the_checkpoint_is_kept_for_its_deficiency(app: Flask) -> None:
    notice = a_notice(at=Status.AT_CHECKPOINT)
    page = at_desk(app).get(f"/checkpoint/notices/{notice.id}").click("Attach a file")
    line = notice.deficiencies[0].id
    page = page.submit(
        fields={"files": (a_photo(), "permit.png"), "What it shows": [str(line)]},
    )
    file = db.session.scalars(select(Attachment)).one()
    assert (file.deficiency_id, file.media_type) == (line, "image/png")
    shown = page.click("permit.png")
    assert shown.response.mimetype == "image/png"


def test_what_is_no_photo_is_refused(app: Flask) -> None:
    notice = a_notice(at=Status.AT_CHECKPOINT)
    page = at_desk(app).get(f"/checkpoint/notices/{notice.id}/attach")
    page = page.submit(fields={"files": (BytesIO(b"MZ"), "a.exe")}, status=422)
    assert page.errors == ["a.exe: The file is neither a photo (JPEG, PNG, WebP) nor a PDF."]


def test_a_file_of_another_notice_is_not_found(app: Flask) -> None:
    notice = a_notice(at=Status.AT_CHECKPOINT)
    page = at_desk(app).get(f"/checkpoint/notices/{notice.id}/attach")
    page.submit(fields={"files": (a_photo(), "permit.png")})
    file = db.session.scalars(select(Attachment)).one()
    at_desk(app).get(f"/checkpoint/notices/{notice.id + 1}/evidence/{file.id}", status=404)


def test_a_payment_is_recorded_once_and_not_before_the_fine(app: Flask) -> None:
    notice = a_notice(at=Status.CLEARED)
    take(an_act("officer", Fined("1", 100, "RUB", date(2026, 1, 10))), ("fine", notice))
    page = at_desk(app).get(f"/checkpoint/notices/{notice.id}/fine_paid/{notice.fines[0].id}")
    refused = page.submit(fields={"receipt": "1", "paid_on": "09.01.2026"}, status=422)
    assert refused.errors == ["Enter a day that is not before the date of the resolution."]
    refused.submit(fields={"paid_on": "10.01.2026"})
    refused = page.submit(fields={"receipt": "2", "paid_on": "11.01.2026", "seen": ""}, status=422)
    assert refused.errors == ["Leave it as it is: the payment of this fine is already recorded."]
    assert again(notice).fines[0].receipt == "1"


def test_a_fine_recorded_by_mistake_is_taken_back_and_told(app: Flask) -> None:
    notice = a_notice(at=Status.CLEARED)
    for number in ("1", "2"):
        fined = Fined(number, 100, "RUB", date(2026, 1, 10))
        take(an_act("officer", fined), ("fine", notice))
    _mistaken, paid = notice.fines
    take(an_act("officer", Paid(paid.id, "7", date(2026, 1, 11))), ("fine_paid", notice))
    page = at_desk(app).get(f"/checkpoint/notices/{notice.id}").click("Take 1 back")
    assert page.submit(status=422).errors == ["Write the reason."]
    page = page.submit(fields={"reason": "не то уведомление"})
    assert [fine.number for fine in again(notice).fines] == ["2"]
    assert "Fine taken back" in page.text and not page.all('a[href*="take_fine_back"]')
    with pytest.raises(Refused) as refusal:
        step("take_fine_back", notice, details=TakenBack(paid.id, "2"))
    assert refusal.value.reasons == ["fine_unpaid"]
