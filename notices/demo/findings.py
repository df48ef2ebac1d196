"""What is found on the road, as often as it is found.

Of 115 infringements in international haulage at one control in August 2025, 74 were of driving
and rest times, 24 a missing permit, 13 a missing certificate of technical inspection, 3 unpaid
tolls and 1 a missing insurance. Weighings and measurements come on top of that.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from sqlalchemy import select

from notices.models import CatalogueEntry, db
from workflows.filing import Finding, Measured
from workflows.quantities import is_mass
from workflows.vocabulary import Capability, Quantity

MIX = {"I18": 128, "M01": 20, "M02": 12, "M03": 10, "M16": 22, "M19": 5, "M17": 2, "I16": 1}
"""The main deficiency of each of 200 notices."""

BESIDES = ("I01", "I11", "M18", "M10", "I17", "I13", "P14", "M20", "I15", "M19")
WEIGHED = (("P01",), ("P01", "P03"), ("P04",), ("P01", "P05"))
MEASURED = ("P07", "P08", "P06")
ACT = "Постановление Правительства РФ от 01.12.2023 № 2060"
MASS_TOLERANCE = 20
"""Thousandths of the limit (Federal Law 257-FZ, article 3)."""

LIMITS = {
    "P01": 40_000,
    "P03": 10_000,
    "P04": 16_000,
    "P05": 22_500,
    "P06": 20_000,
    "P07": 2_550,
    "P08": 4_000,
}
INSTRUMENTS = {
    Capability.WEIGH: ("ВА-20П", 0.005),
    Capability.MEASURE: ("лазерный дальномер Leica X3", 0.001),
}
"""Instruments with their error, as a part of the measured value."""

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

    def found(self, code: str, day: date) -> Finding:
        """A deficiency as filed; what is measured is well over its limit."""
        entry = self.entries[code]
        return Finding(
            code=code,
            wording_version=entry.version,
            deficiency_class=entry.deficiency_class,
            bears_on=entry.bears_on,
            needs=entry.needs,
            quantity=entry.quantity,
            unit=1 if code in ("P04", "P05", "I15") else 0,
            document_kind=entry.document_kind,
            remark=REMARKS.get(code, ""),
            measured=self.measured(code, day, 1.05, 1.16) if entry.quantity else None,
        )

    def measured(self, code: str, day: date, least: float, most: float) -> Measured:
        """A measurement between two parts of the limit."""
        entry = self.entries[code]
        quantity = entry.quantity or Quantity.GROSS_MASS
        name, error = INSTRUMENTS[entry.needs]
        limit = LIMITS[code]
        value = round(limit * self.random.uniform(least, most), -1)
        return Measured(
            quantity=quantity,
            value=int(value),
            limit=limit,
            error=round(value * error),
            tolerance=MASS_TOLERANCE if is_mass(quantity) else 0,
            instrument=f"{name} № {self.random.randint(104, 987)}",
            verified_until=day + timedelta(days=self.random.randint(40, 320)),
            taken_on=day,
            act=ACT,
        )

    def axles(self, findings: tuple[Finding, ...]) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Loads (kg) and spacings (mm) of five axles, where the combination was weighed."""
        gross = [f.measured.value for f in findings if f.code == "P01" and f.measured]
        if not gross:
            return (), ()
        parts = (0.17, 0.26, 0.19, 0.19)
        loads = [round(gross[0] * part, -1) for part in parts]
        return (*map(int, loads), int(gross[0] - sum(loads))), (3_600, 5_700, 1_310, 1_310)
