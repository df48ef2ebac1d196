"""Advice on the checkpoint for a journey, with the register's own places."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from notices.models import Place
from workflows.routing import Advice
from workflows.vocabulary import Capability


@dataclass(frozen=True)
class Advised:
    """A checkpoint and what is advised of it.

    `unable` are the codes of the deficiencies that cannot be checked there; `than` is the
    checkpoint with which it is compared; `source` says where the distances come from.
    """

    place: Place
    advice: Advice
    unable: tuple[str, ...]
    than: Place | None
    source: str

    @property
    def selectable(self) -> bool:
        """Whether the vehicle can be directed there."""
        return self.advice.selectable

    @property
    def why(self) -> str:
        """The sentence that says why it stands where it stands, in the reader's language."""
        raise NotImplementedError


def advice_for(
    entry: Place,
    destination: str | None,
    leaving: Place | None,
    needs: Iterable[tuple[str, Capability]],
    at: datetime,
    citizenship: str,
) -> list[Advised]:
    """Every checkpoint for a journey that begins at an instant, the best first.

    `destination` is a node of the network (`town_called`) or None; `leaving` is the external post
    where the Union State is left; `needs` are the codes found, with what a checkpoint must be able
    to do for each.
    """
    raise NotImplementedError


def town_called(text: str, country: str) -> str | None:
    """The node of a destination as it was typed, in a country (ISO 3166); None: not on the network."""
    raise NotImplementedError
