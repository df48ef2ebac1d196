"""Finds room for the names on a map, so that none of them covers another one."""

from dataclasses import dataclass
from typing import NamedTuple

LETTER = 10
"""The height of letters, in units of the drawing."""


class Box(NamedTuple):
    """What a text or a mark covers, in units of the drawing."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Label:
    """A name at its place: where its line begins, ends or has its middle (SVG's text-anchor)."""

    text: str
    x: float
    y: float
    anchor: str
    box: Box
