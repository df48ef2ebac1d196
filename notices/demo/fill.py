"""Fills a demonstration: people, a week of 200 notices, and drafts half filled in."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import NamedTuple

from .closures import closures
from .drafts import begin_drafts
from .findings import BESIDES, Control
from .hauls import Garage
from .proposals import proposals
from .reminders import remind
from .scales import MEASURED, WEIGHED
from .staff import Staff, hire_everybody
from .story import Story
from .week import DEVICES_AWAY, HOURS_BEFORE, PLOTS, WEEK_HOURS, Plot

SEED = 2026
HIRED = timedelta(days=16)
WEIGHED_SHARE, MEASURED_SHARE, BESIDES_SHARE = 0.13, 0.05, 0.2
CHOOSES_AGAIN = frozenset({"correct", "reroute", "take_over", "ask_other"})
Codes = tuple[str, ...]


class Scene(NamedTuple):
    """Something that happens at an instant; `order` settles what comes first at the same one."""

    at: datetime
    order: tuple[int, int]
    tell: Callable[[], None]


def fill_demonstration(now: datetime) -> None:
    """Take every step of the week that ends now, in the order of time."""
    hire_everybody(now - HIRED)
    staff = Staff()
    administered = (*closures(now, staff), *proposals(now, staff))
    changes = (Scene(at, (0, 0), tell) for at, tell in administered)
    for scene in sorted([*changes, *scenes(now, staff)], key=lambda scene: scene[:2]):
        scene.tell()
    remind(now)
    begin_drafts(staff, now)


def scenes(now: datetime, staff: Staff) -> Iterator[Scene]:
    """The words of all stories, each at its instant."""
    random = Random(SEED)  # noqa: S311 (nothing here is secret)
    control, garage = Control(random), Garage(random)
    main_codes = control.main_codes()
    plots = [plot for plot in PLOTS for _ in range(plot.vehicles)]
    random.shuffle(plots)
    for number, plot in enumerate(plots, start=1):
        words, instants = plot.script.split(), _instants(plot, now, random)
        story = Story(number, staff, control, garage.haul(), Random(number))  # noqa: S311
        if words[0] == "issue":
            story.codes = _codes(next(main_codes), plot, random)
            story.over = _over(plot, now - instants[0], random)
        for place, (word, at) in enumerate(zip(words, instants, strict=True)):
            yield Scene(at, (number, place), partial(story.tell, word, at))


def _instants(plot: Plot, now: datetime, random: Random) -> list[datetime]:
    """When each word of a script is told, so that the last one falls into the plot's hours."""
    waits = [random.uniform(*HOURS_BEFORE[word]) for word in plot.script.split()]
    earliest, latest = plot.ended
    if latest < WEEK_HOURS:
        latest = max(earliest, min(latest, WEEK_HOURS - sum(waits)))
    ended = random.uniform(earliest, latest)
    passed = [sum(waits[place + 1 :]) for place in range(len(waits))]
    return [now - timedelta(hours=ended + hours) for hours in passed]


def _codes(main: str, plot: Plot, random: Random) -> Codes:
    """What is found on a vehicle by eye: the main deficiency, and now and then more."""
    if plot.finds_lengths or random.random() >= BESIDES_SHARE:
        return (main,)
    more = random.sample([code for code in BESIDES if code != main], random.randint(1, 2))
    return (main, *more)


def _over(plot: Plot, ago: timedelta, random: Random) -> frozenset[str]:
    """The limits that a vehicle breaks, if any."""
    if plot.finds_lengths:
        return random.choice(MEASURED)
    if random.random() < WEIGHED_SHARE:
        return random.choice(WEIGHED)
    if random.random() < MEASURED_SHARE and _lengths_checked(plot, ago):
        return random.choice(MEASURED)
    return frozenset()


def _lengths_checked(plot: Plot, ago: timedelta) -> bool:
    """Whether a checkpoint can measure lengths whenever the story chooses one."""
    away = DEVICES_AWAY[1] < ago / timedelta(hours=1) < DEVICES_AWAY[0]
    return not away and not CHOOSES_AGAIN & set(plot.script.split())
