"""When the words of a story are told: after driving and resting, when somebody is on duty."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from workflows.routing import Point

from .story import Story
from .week import BACK, CHECKPOINT, EXIT, WORDS, Plot

QUEUE = timedelta(hours=2.5)
"""Within so long after an opening those are served who have waited for it."""


class Timetable:
    """What passes before each word of a story, while the vehicle drives as it is advised."""

    def __init__(self, story: Story, plot: Plot, now: datetime, random: Random) -> None:
        self.story, self.random = story, random
        self.ended = now - timedelta(hours=random.uniform(*plot.ended))
        self.way = [one for one in story.advice(now) if one.selectable] if story.codes else []
        self.chosen: set[str] = set()
        self.presented = False
        self.stages = [self._stage(word) for word in plot.words]
        self.instants = self._instants()

    def _instants(self) -> list[datetime]:
        """When each word is told, so that the last one is told in time."""
        begin = self.ended
        while True:
            instants = list(self._from(begin))
            if instants[-1] <= self.ended:
                return instants
            begin -= instants[-1] - self.ended

    def _from(self, at: datetime) -> Iterator[datetime]:
        for wait, point in self.stages:
            at += wait
            if point and not point.works(at):
                at = point.let_in(at) + wait % QUEUE
            yield at

    def _stage(self, word: str) -> tuple[timedelta, Point | None]:
        """The wait before a word, and when somebody is on duty where it is told."""
        if word in ("reroute", "take_over"):
            self.way = self.way[1:]
        self.chosen |= {one.place.code for one in self.way[:1]}
        least, most, role = WORDS[word]
        code = self.story.haul.entry_post
        if role is CHECKPOINT:
            code = self.way[0].place.code
        elif role is EXIT:
            code = self.story.haul.journey.exit_post
        wait = timedelta(hours=self.random.uniform(least, most)) + with_rests(self._driving(word))
        return wait, self.story.staff.on_duty(role, code) if role else None

    def _driving(self, word: str) -> timedelta:
        """How long the vehicle drives to where a word is told."""
        if not self.way or word not in BACK | {"receive", "take_over", "leave"}:
            return timedelta()
        to, through = self.way[0].advice.minutes_to or 0, self.way[0].advice.minutes or 0
        was_presented, self.presented = self.presented, word in ("receive", "take_over")
        if word == "leave":
            return timedelta(minutes=through - to)
        return timedelta(minutes=to if was_presented is not self.presented else 0)


def with_rests(driving: timedelta) -> timedelta:
    """Driving with a break of 45 minutes after 4.5 hours, and 11 hours of rest after 9 (AETR)."""
    breaks, rests = driving // timedelta(hours=4.5), driving // timedelta(hours=9)
    return driving + breaks * timedelta(minutes=45) + rests * timedelta(hours=11)
