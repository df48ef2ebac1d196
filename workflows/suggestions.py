"""What follows from measurements and permits: the deficiencies that an inspector is offered."""

from collections.abc import Iterable
from dataclasses import dataclass

from .filing import Measured
from .permits import PermitFinding
from .vocabulary import PermitFault
from .weighed import Weighed
from .weighing import Judged, axles_differ

AXLES_DIFFER = "P11"


@dataclass(frozen=True)
class Suggestion:
    """A deficiency to be accepted, or struck with a reason.

    `unit` is the position of the vehicle that bears it. A measured one keeps its measurement; one
    of a permit names it, and `why` says what is wrong with it, and
    `place` which of those shown it is.
    """

    code: str
    unit: int
    measured: Measured | None = None
    document_kind: str | None = None
    document_number: str = ""
    why: PermitFault | None = None
    place: int = 0

    @property
    def key(self) -> str:
        """What tells it from the others of the same notice, also after a value was set right."""
        if self.measured:
            about = f"{self.measured.quantity} {self.measured.axles}"
        else:
            about = str(self.place or "")
        return f"{self.code} {self.unit} {about}".strip()


def suggestions_from(judged: Iterable[Judged], weighed: Weighed | None) -> tuple[Suggestion, ...]:
    """The excesses over Russian limits, and axles that are not those of the special permit.

    What else is wrong with permits comes from `suggestions_of_permits`.
    """
    over = [Suggestion(one.code, one.unit, one.measured) for one in judged if one.code]
    if weighed and weighed.permit and (figure := axles_differ(weighed)):
        number = weighed.permit.number_for(figure)
        over.append(Suggestion(AXLES_DIFFER, 0, document_number=number))
    return tuple(over)


def suggestions_of_permits(found: Iterable[PermitFinding]) -> tuple[Suggestion, ...]:
    """What is wrong with the permits shown, or which of them is missing."""
    return tuple(
        Suggestion(
            one.code,
            one.unit,
            document_kind=one.document_kind,
            document_number=one.document_number,
            why=one.why,
            place=one.place,
        )
        for one in found
    )
