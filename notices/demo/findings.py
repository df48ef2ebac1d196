"""What is found on the road, as often as it is found.

Of 115 infringements in international haulage at one control in August 2025, 74 were of driving
and rest times, 24 a missing permit, 13 a missing certificate of technical inspection, 3 unpaid
tolls and 1 a missing insurance. Weighings and measurements come on top of that.
"""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from sqlalchemy import select

from notices.models import CatalogueEntry, db
from workflows.filing import Finding
from workflows.suggestions import Suggestion

PERMIT = "permit"
"""One of `workflows.permits.NEEDED` is missing: that of the carriage."""

MIX = {"I18": 128, PERMIT: 42, "M16": 22, "M19": 5, "M17": 2, "I16": 1}
"""The main deficiency of each of 200 notices."""

BESIDES = ("I11", "M18", "I17", "I13", "P14", "M20", "I15", "M19")
NOT_BESIDES = {"M16": "I15"}
"""A certificate that is missing has not expired."""

REMARKS = {
    "I18": "Непрерывное управление 6 ч 40 мин без перерыва.",
    "M16": "Водитель пояснил, что сертификат находится в офисе перевозчика.",
    "P07": "Груз выступает за борт справа.",
}


class Control:
    """Invents what a control finds."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.entries = {entry.code: entry for entry in db.session.scalars(select(CatalogueEntry))}

    def main_codes(self) -> Iterator[str]:
        """The main deficiency of one notice after the other, for ever in the same mix."""
        codes = [code for code, count in MIX.items() for _ in range(count)]
        while True:
            self.random.shuffle(codes)
            yield from codes

    def found(self, code: str) -> Finding:
        """A deficiency as filed; what was measured is added by `suggested`."""
        entry = self.entries[code]
        return Finding(
            code=code,
            wording_version=entry.version,
            deficiency_class=entry.deficiency_class,
            bears_on=entry.bears_on,
            needs=entry.needs,
            quantity=entry.quantity,
            unit=1 if code == "I15" else 0,
            document_kind=entry.document_kind,
            remark=REMARKS.get(code, ""),
        )

    def suggested(self, suggestion: Suggestion) -> Finding:
        """A suggestion that was accepted."""
        return replace(
            self.found(suggestion.code),
            unit=suggestion.unit,
            measured=suggestion.measured,
            suggestion=suggestion.key,
        )
