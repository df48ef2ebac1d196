"""What follows from measurements and permits: the deficiencies that an inspector is offered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .filing import Measured
from .weighed import Weighed
from .weighing import Judged, permit_findings


@dataclass(frozen=True)
class Proposal:
    """A deficiency to be accepted, or struck with a reason.

    `unit` is the position of the vehicle that bears it. A measured one keeps its measurement; one
    of a document names the document.
    """

    code: str
    unit: int
    measured: Measured | None = None
    document_kind: str | None = None
    document_number: str = ""

    @property
    def key(self) -> str:
        """What tells it from the others of the same notice, also after a value was set right."""
        where = self.measured.axles if self.measured else self.document_number
        return f"{self.code} {self.unit} {where}".strip()


def proposals_from(
    judged: Iterable[Judged], weighed: Weighed | None, plates: Sequence[str]
) -> tuple[Proposal, ...]:
    """The excesses over Russian limits, and what is wrong with the special permit itself."""
    over = [Proposal(one.code, one.unit, one.measured) for one in judged if one.code]
    if weighed is None or weighed.permit is None:
        return tuple(over)
    number = weighed.permit.number
    permit = [Proposal(code, 0, None, None, number) for code in permit_findings(weighed, plates)]
    return (*over, *permit)
