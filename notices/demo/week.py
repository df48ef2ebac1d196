"""The week of the demonstration: how many vehicles live through which story.

A word is a method of `Story`. Each is told some hours after the one before it, the driving and
its rests apart, when somebody in its role is on duty.
"""

from typing import NamedTuple

from workflows.vocabulary import Role


class Plot(NamedTuple):
    """`vehicles` whose story ended, so far, between two numbers of hours ago.

    They came in over one of the `posts`, if any are named.
    """

    vehicles: int
    ended: tuple[float, float]
    script: str
    finds_lengths: bool = False
    posts: tuple[str, ...] = ()

    @property
    def words(self) -> list[str]:
        """The words of the script."""
        return self.script.split()


WEEK_HOURS = 168
POST, CHECKPOINT = Role.INSPECTOR, Role.CHECKPOINT_OFFICER
EXIT, OFFICE = Role.EXIT_OFFICER, Role.SUPERVISOR
WORDS: dict[str, tuple[float, float, Role | None]] = {
    "issue": (0, 2.5, POST),
    "again": (1, 3, POST),
    "announce": (0.5, 3, None),
    "ask_other": (2, 6, None),
    "object": (2, 10, None),
    "correct": (0.3, 2, POST),
    "reroute": (2, 8, OFFICE),
    "receive": (3, 16, CHECKPOINT),
    "take_over": (3, 16, CHECKPOINT),
    "withdraw": (0.2, 0.6, CHECKPOINT),
    "look": (0.2, 0.6, CHECKPOINT),
    "confirm": (0.3, 1.2, CHECKPOINT),
    "refuse": (0.3, 1.2, CHECKPOINT),
    "fine": (0.1, 0.3, CHECKPOINT),
    "fine_paid": (2, 20, CHECKPOINT),
    "reopen": (3, 12, OFFICE),
    "annul": (1, 10, OFFICE),
    "ask_annulment": (1, 10, OFFICE),
    "ask_release": (2, 8, OFFICE),
    "release_exceptionally": (0.05, 0.2, None),
    "let_out": (0.3, 2, None),
    "ask_exit": (2, 8, EXIT),
    "misread": (2, 8, EXIT),
    "turn_back": (2, 8, EXIT),
    "leave": (4, 20, EXIT),
}
"""The least and the most hours of a wait, and the role of who must be on duty, if any."""

BACK = frozenset({"ask_exit", "misread", "turn_back", "let_out"})
"""Told of a vehicle with a notice at the post where it came in."""

UNDER_WAY = frozenset({"issue", "announce"})
"""Told of a vehicle that may find its checkpoint closed."""

DEVICES_AWAY = (5.0, 1.5)
"""Hours ago between which no checkpoint could measure lengths: what was found then stays issued."""

# fmt: off
PLOTS = (
    # Left the Union State.
    Plot(38, (2, 90), "issue receive confirm leave"),
    Plot(8, (2, 80), "issue announce receive confirm leave"),
    Plot(7, (2, 60), "issue receive refuse receive confirm leave"),
    Plot(4, (2, 70), "issue take_over confirm leave"),
    Plot(3, (2, 70), "issue reroute receive confirm leave"),
    Plot(3, (2, 50), "issue correct receive confirm fine fine_paid leave"),
    Plot(2, (2, 40), "issue receive confirm reopen receive confirm leave"),
    Plot(1, (2, 40), "issue receive withdraw receive confirm leave"),
    Plot(1, (2, 40), "issue turn_back receive confirm leave"),
    Plot(1, (9, 40), "issue ask_release release_exceptionally let_out", posts=("KLOG", "BENY")),
    # Everything is removed.
    Plot(20, (1, 60), "issue receive confirm"),
    Plot(5, (1, 40), "issue receive refuse receive confirm"),
    Plot(3, (1, 40), "issue receive confirm fine"),
    Plot(2, (1, 40), "issue receive confirm fine fine_paid"),
    Plot(2, (1, 40), "issue announce take_over confirm"),
    # Something is left.
    Plot(9, (3, 80), "issue receive refuse"),
    Plot(1, (3, 30), "issue receive refuse ask_annulment"),
    Plot(4, (3, 60), "issue receive refuse fine"),
    Plot(3, (1, 50), "issue receive refuse reroute"),
    Plot(2, (1, 30), "issue receive refuse object"),
    Plot(2, (2, 30), "issue receive confirm reopen"),
    Plot(1, (5, 9), "issue receive refuse turn_back"),
    Plot(1, (2, 9), "issue receive refuse ask_other"),
    Plot(1, (2, 9), "issue receive refuse correct"),
    Plot(1, (250, 270), "issue receive refuse"),
    # At the checkpoint now.
    Plot(6, (0.1, 2), "issue receive"),
    Plot(4, (0.1, 1), "issue receive look"),
    Plot(2, (0.1, 1), "issue take_over look"),
    Plot(2, (0.1, 2), "issue receive refuse receive"),
    # On the way.
    Plot(13, (0.2, 40), "issue"),
    Plot(8, (0.5, 20), "issue announce"),
    Plot(3, (2, 20), "issue correct"),
    Plot(3, (1, 20), "issue reroute"),
    Plot(2, (1, 10), "issue ask_other"),
    Plot(1, (1, 10), "issue object"),
    Plot(2, (1, 10), "issue turn_back"),
    Plot(1, (1, 6), "issue ask_exit"),
    Plot(1, (1, 6), "issue misread"),
    Plot(1, (0.5, 3), "issue receive withdraw"),
    Plot(1, (1, 9), "issue again"),
    Plot(3, (245, 320), "issue"),
    # No checkpoint was able.
    Plot(5, (1.8, 4.6), "issue", finds_lengths=True),
    # Issued by mistake.
    Plot(8, (5, 120), "issue annul"),
    # Vehicles without a notice, asked about at the exit.
    Plot(12, (0.2, 60), "ask_exit"),
)
# fmt: on
