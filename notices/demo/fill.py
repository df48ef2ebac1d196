"""Fills a demonstration: people, a week of 200 notices, and drafts half filled in."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import NamedTuple

from workflows.permits import NEEDED

from .closures import CLOSED, closures
from .drafts import begin_drafts
from .findings import BESIDES, NOT_BESIDES, PERMIT, Control
from .hauls import Garage, Haul
from .proposals import proposals
from .reminders import remind
from .scales import MEASURED, WEIGHED
from .staff import Staff, hire_everybody
from .story import Story
from .timetable import Timetable
from .week import BACK, DEVICES_AWAY, PLOTS, UNDER_WAY, WEEK_HOURS, Plot

SEED = 2026
HIRED = timedelta(days=16)
WEIGHED_SHARE, MEASURED_SHARE, BESIDES_SHARE = 0.13, 0.05, 0.2
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


MOST_DRAWS = 1000
"""Of journeys for one plot. Should none fit it, the last one is taken: a first start ends."""


def scenes(now: datetime, staff: Staff) -> Iterator[Scene]:
    """The words of all stories, each at its instant."""
    random = Random(SEED)  # noqa: S311 (nothing here is secret)
    control, garage = Control(random), Garage(random)
    main_codes = control.main_codes()
    plots = [plot for plot in PLOTS for _ in range(plot.vehicles)]
    random.shuffle(plots)
    for number, plot in enumerate(plots, start=1):
        found = _found(next(main_codes), plot, random) if "issue" in plot.words else ()
        over = _over(plot, random) if found else frozenset()
        company = garage.company(needs_permit=PERMIT in found)
        for _draw in range(MOST_DRAWS):
            story = Story(number, staff, control, garage.haul(company), Random(number))  # noqa: S311
            story.codes, story.over = _codes(found, story.haul), over
            timetable = Timetable(story, plot, now, random)
            if _can_live(timetable, plot, now):
                break
        for place, (word, at) in enumerate(zip(plot.words, timetable.instants, strict=True)):
            yield Scene(at, (number, place), partial(story.tell, word, at))


def _can_live(timetable: Timetable, plot: Plot, now: datetime) -> bool:
    """Whether a vehicle can live through its plot: within the week, over the posts, with its
    lengths found when they can be checked, and not where a checkpoint is closed.
    """
    story = timetable.story
    ago = [(now - at) / timedelta(hours=1) for at in timetable.instants]
    entry, left = story.haul.entry_post, story.haul.journey.exit_post
    comes_back = story.codes and not BACK.isdisjoint(plot.words)
    over_the_posts = entry in (plot.posts or (entry,)) and (entry == left or not comes_back)
    in_the_week = max(ago) < WEEK_HOURS or max(plot.ended) > WEEK_HOURS
    away = any(DEVICES_AWAY[1] < hours < DEVICES_AWAY[0] for hours in ago)
    checkable = story.over not in MEASURED or away is plot.finds_lengths
    zone = story.staff.place(CLOSED).zone
    today = timetable.instants[-1].astimezone(zone).date() == now.astimezone(zone).date()
    closed = CLOSED in timetable.chosen and today and not UNDER_WAY.issuperset(plot.words)
    return over_the_posts and in_the_week and checkable and not closed


def _found(main: str, plot: Plot, random: Random) -> Codes:
    """What is found on a vehicle by eye: the main deficiency, and now and then more."""
    if plot.finds_lengths or random.random() >= BESIDES_SHARE:
        return (main,)
    besides = [code for code in BESIDES if code not in (main, NOT_BESIDES.get(main))]
    return (main, *random.sample(besides, random.randint(1, 2)))


def _codes(found: Codes, haul: Haul) -> Codes:
    """The same as codes of the catalogue: the permit that is missing is that of the carriage."""
    missing, _ = NEEDED[haul.journey.carriage]
    return tuple(missing if code == PERMIT else code for code in found)


def _over(plot: Plot, random: Random) -> frozenset[str]:
    """The limits that a vehicle breaks, if any."""
    if plot.finds_lengths:
        return random.choice(MEASURED)
    if random.random() < WEIGHED_SHARE:
        return random.choice(WEIGHED)
    return random.choice(MEASURED) if random.random() < MEASURED_SHARE else frozenset()
