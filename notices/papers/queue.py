"""Wakes whoever renders the papers that are owed."""

from threading import Event as Signal

OWED = Signal()


def wake() -> None:
    """Say that a committed step may owe a paper."""
    OWED.set()
