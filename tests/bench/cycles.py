"""Life cycles through the one door: found, issued and routed, presented, confirmed, let out."""

import itertools
from datetime import UTC, datetime
from random import Random

from notices.demo.findings import Control
from notices.demo.hauls import Garage
from notices.demo.staff import Staff
from notices.demo.story import Story
from notices.models import Person
from notices.people import hire
from workflows.acts import Actor
from workflows.permits import NEEDED
from workflows.vocabulary import Role, Side

WORDS = ("issue", "receive", "confirm", "leave")
STEPS = 8
"""Steps and acts of a cycle: sign, issue, route, receive, mark, confirm, ask_exit, release."""


class Cycles:
    """Takes vehicles through the procedure, one after the other, each with one deficiency."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 (nothing here is secret)
        self.garage, self.control, self.staff = Garage(self.random), Control(self.random), Staff()
        self.numbers = itertools.count(seed * 1_000_000)
        self.inspector = _hire_inspector(f"bench-{seed}", self.staff)

    def story(self) -> Story:
        """The next vehicle, which has no transport permit."""
        number, haul = next(self.numbers), self.garage.haul(self.garage.company(needs_permit=True))
        story = Story(number, self.staff, self.control, haul, self.random)
        story.codes, story.inspector = (NEEDED[haul.journey.carriage][0],), self.inspector
        return story

    def take_one(self) -> None:
        """One whole cycle."""
        story = self.story()
        for word in WORDS:
            story.tell(word, datetime.now(UTC))


def _hire_inspector(login: str, staff: Staff) -> Actor:
    """An inspector who works alone: two at one keyboard would share their empty draft."""
    place_id = staff.place("KOZL").id
    person = Person(login=login, name=login, side=Side.BY, place_id=place_id, password="-")
    administrator = staff.by_login("administrator-by")
    hire(person, Role.INSPECTOR, by=administrator, at=datetime.now(UTC))
    return person.acting_as(Role.INSPECTOR)
