"""However somebody types a held plate that stands before the eyes, its vehicle does not leave."""

import random
from datetime import UTC, datetime

from flask import Flask

from notices.exit_control.answering import answer
from notices.models import db
from tests.factories import a_notice, of_vehicle
from tests.typing import PLATES, typed_in_a_hurry
from workflows.vocabulary import ExitAnswer

HELD = [(country, plate) for country, plates in PLATES.items() for plate in plates]


def test_no_way_of_typing_a_held_plate_lets_its_vehicle_leave(once: Flask, long: bool) -> None:
    for _country, plate in HELD:
        a_notice(filing=of_vehicle(plate))
    chance = random.Random(20261128)  # noqa: S311
    for _ in range(50_000 if long else 1_500):
        country, plate = chance.choice(HELD)
        text = typed_in_a_hurry(chance, country, plate)
        assert answer(text, datetime.now(UTC)).answer is not ExitAnswer.MAY_LEAVE, (plate, text)
    db.session.rollback()
