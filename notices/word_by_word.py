"""Tells two texts apart word by word."""

from difflib import SequenceMatcher
from typing import Literal, NamedTuple

ALIKE = 0.5
"""Texts with no more words in common than this share are shown whole, one after the other."""


class Piece(NamedTuple):
    """Some words that both texts have, or only the old or the new one."""

    of: Literal["both", "old", "new"]
    text: str


def pieces(old: str, new: str) -> list[Piece]:
    """The two texts in one, in reading order; what was taken away stands before what came."""
    before, after = old.split(), new.split()
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() <= ALIKE:
        return _filled(Piece("old", old), Piece("new", new))
    found: list[Piece] = []
    for tag, start, end, begin, stop in matcher.get_opcodes():
        if tag == "equal":
            found.append(Piece("both", " ".join(before[start:end])))
        else:
            removed, added = " ".join(before[start:end]), " ".join(after[begin:stop])
            found += _filled(Piece("old", removed), Piece("new", added))
    return found


def _filled(*found: Piece) -> list[Piece]:
    return [piece for piece in found if piece.text]
