"""What needs attention, in the supervisor's room."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from notices.models import Notice, transaction
from notices.steps import take
from notices.supervisor.queries import MATTERS
from tests.factories import TRACTOR, a_draft, a_notice, an_act, of_vehicle, step
from tests.pages import Pages
from tests.people import place
from workflows.acts import Act, Actor, Asked
from workflows.vocabulary import ExitAnswer, Role, Status


@pytest.fixture
def pages(app: Flask) -> Pages:
    pages = Pages(app)
    pages.speak("en")
    pages.sign_in("ru_supervisor")
    return pages


def listed(pages: Pages, matter: str) -> list[str]:
    """What stands first in every row of a list, which has as many rows as its title counts."""
    page = pages.get(f"/supervisor/attention/{matter}")
    rows = [row.select(".number, .plate")[0].get_text(strip=True) for row in page.all(".rows > li")]
    counted = int(page.one("h1").get_text(strip=True).rpartition(": ")[2])
    assert counted == len(rows)
    return rows


def counts(pages: Pages) -> dict[str, int]:
    """The numbers on the first page, by the address of their lists."""
    links = pages.get("/supervisor").all(".counts a")
    return {
        str(link["href"]).rpartition("/")[2]: int(link.select_one(".count").get_text())  # type: ignore[union-attr]
        for link in links
    }


def carrier_says(name: str, notice: Notice) -> None:
    """The carrier takes an act with the notice's code."""
    nobody = Actor(None, "ООО «Ўсход-Транс»", Role.CARRIER, None, None)
    take(Act(nobody, datetime.now(UTC), reason="далеко"), (name, notice))


def move_deadline(notice: Notice, by: timedelta) -> None:
    with transaction():
        notice.deadline = datetime.now(UTC) + by


def close(code: str) -> None:
    with transaction():
        place(code).trucks_open = False


def test_each_count_on_the_first_page_is_the_length_of_its_list(pages: Pages) -> None:
    a_notice(at=Status.ISSUED)
    carrier_says("object", a_notice(at=Status.ROUTED, filing=of_vehicle("AB 1")))
    late = a_notice(at=Status.OUTSTANDING, filing=of_vehicle("AB 2"))
    move_deadline(late, by=-timedelta(minutes=1))
    found = counts(pages)
    assert found == {
        "signatures": 0,
        "left-off-line": 0,
        "without-checkpoint": 1,
        "closed-checkpoint": 0,
        "overdue": 1,
        "refused-exits": 0,
        "requests": 0,
        "objections": 1,
    }
    for matter, count in found.items():
        assert len(listed(pages, matter)) == count


@pytest.mark.parametrize("login", ["by_supervisor", "ru_supervisor"])
def test_both_sides_see_at_once_what_was_issued_without_a_checkpoint(
    pages: Pages, login: str
) -> None:
    notice = a_notice(at=Status.ISSUED)
    pages.sign_in(login)
    assert listed(pages, "without-checkpoint") == [notice.number]


def test_a_notice_is_overdue_from_its_deadline_on(pages: Pages) -> None:
    notice = a_notice(at=Status.ROUTED)
    move_deadline(notice, by=timedelta(minutes=1))
    assert listed(pages, "overdue") == []
    move_deadline(notice, by=-timedelta(minutes=1))
    assert listed(pages, "overdue") == [notice.number]


def test_old_drafts_are_shown_to_belarus_alone(pages: Pages) -> None:
    old, _young = a_draft(), a_draft()
    with transaction():
        old.created_at = datetime.now(UTC) - timedelta(hours=25)
    pages.get("/supervisor/attention/old-drafts", status=404)
    pages.get(f"/supervisor/notices/{old.id}", status=404)
    pages.sign_in("by_supervisor")
    assert len(listed(pages, "old-drafts")) == 1
    pages.get(f"/supervisor/notices/{old.id}")


def test_a_vehicle_that_was_held_at_the_border_today_is_shown(pages: Pages) -> None:
    notice = a_notice(at=Status.ROUTED)
    held = Asked(TRACTOR, (TRACTOR,), ExitAnswer.HELD, (notice.number or "",))
    free = Asked("X 1", ("X 1",), ExitAnswer.MAY_LEAVE)
    now = datetime.now(UTC)
    take(an_act("exit_officer", held, at=now - timedelta(hours=25)), ("ask_exit", None))
    take(an_act("exit_officer", free), ("ask_exit", None))
    assert listed(pages, "refused-exits") == []
    take(an_act("exit_officer", held), ("ask_exit", None))
    assert listed(pages, "refused-exits") == [TRACTOR]


def test_a_request_stays_until_the_vehicle_is_directed_elsewhere(pages: Pages) -> None:
    notice = a_notice(at=Status.ROUTED, checkpoint="KGOR")
    carrier_says("ask_other_checkpoint", notice)
    assert listed(pages, "requests") == [notice.number]
    step("reroute", notice, "ru_supervisor", checkpoint="NOVZ")
    assert listed(pages, "requests") == []


def test_an_objection_stays_until_the_notice_is_corrected(pages: Pages) -> None:
    notice = a_notice(at=Status.ROUTED)
    carrier_says("object", notice)
    assert listed(pages, "objections") == [notice.number]
    step("correct", notice)
    assert listed(pages, "objections") == []


def test_vehicles_on_their_way_to_a_closed_checkpoint_are_shown(pages: Pages) -> None:
    waits = a_notice(at=Status.ROUTED, checkpoint="KGOR")
    a_notice(at=Status.ROUTED, filing=of_vehicle("AB 1"), checkpoint="NOVZ")
    assert listed(pages, "closed-checkpoint") == []
    close("KGOR")
    assert listed(pages, "closed-checkpoint") == [waits.number]


def test_a_list_that_nobody_knows_is_not_found(pages: Pages) -> None:
    pages.get("/supervisor/attention/anything", status=404)


def test_every_list_has_an_order_that_settles_ties() -> None:
    assert all(matter.order[-1].key == "id" for matter in MATTERS.values())


def test_a_place_in_no_list_is_not_found(pages: Pages) -> None:
    edges = ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-01-01T00:00")
    beyond = [f'["{instant}", 1]' for instant in edges]
    for after in ("x", "[]", '["a"]', "[1, 2, 3]", "[99999999999]", *beyond):
        pages.get("/supervisor/attention/overdue", status=404, query={"after": after})
