"""A number is one number in form, database, page and paper."""

import random
import re
from datetime import date
from decimal import Decimal

from flask import Flask
from flask_babel import force_locale
from sqlalchemy import insert, select
from werkzeug.datastructures import MultiDict
from wtforms import Form

from notices.fields import ThousandthsField
from notices.models import Measurement, db, transaction
from notices.papers.render import quantity
from notices.words import formats
from tests.factories import a_notice
from workflows.vocabulary import Language, Quantity

DICE = random.Random(11.5)  # noqa: S311 (nothing here is secret)
DECIMALS = sorted({*range(1_100), *DICE.sample(range(2_000, 100_000_000), 8_900)})
LANGUAGES = list(Language)
TODAY = date(2026, 11, 27)


class Weighing(Form):
    """One field, as the pages have it."""

    value = ThousandthsField()


def test_ten_thousand_decimals_are_the_same_in_form_page_and_paper(once: Flask) -> None:
    with once.test_request_context():
        for count, whole in enumerate(DECIMALS):
            language = LANGUAGES[count % len(LANGUAGES)]
            with force_locale(language):
                typed = Weighing(data={"value": whole}).value._value()
                assert Weighing(MultiDict({"value": f" {typed} "})).value.data == whole
                shown = formats.mass(whole)
            assert quantity((language,), Quantity.GROSS_MASS, whole) == {language: shown}
            point = "." if language is Language.EN else ","
            digits = re.sub(rf"[^\d{re.escape(point)}]", "", shown)
            assert Decimal(digits.replace(point, ".")) * 1000 == whole


def test_the_database_keeps_each_of_them(app: Flask) -> None:
    like = {"notice_id": a_notice().id, "quantity": Quantity.GROSS_MASS, "taken_on": TODAY}
    rows = [like | {"value": whole, "position": at} for at, whole in enumerate(DECIMALS, 1)]
    with transaction():
        db.session.execute(insert(Measurement), rows)
    kept = select(Measurement.value).where(Measurement.position > 0).order_by(Measurement.position)
    assert db.session.scalars(kept).all() == DECIMALS
