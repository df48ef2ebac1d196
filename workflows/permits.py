"""What the permits shown leave open: deficiencies that the program proposes and nobody is bound by.

Permits of the states on the route correspond to the kind of carriage (Procedure for transport
control at the external border of the EAEU, Appendix 1 to Annex 24 of the EAEU Treaty, point 7.2);
special permits are those of point 7.3, permits for third-country carriage those of point 7.4.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from .filing import FiledJourney, FiledPermit, FiledUnit
from .plates import plate_key
from .vocabulary import Carriage, PermitFault, PermitKind

NEEDED = {
    Carriage.BILATERAL: ("M01", PermitKind.BILATERAL),
    Carriage.TRANSIT: ("M02", PermitKind.TRANSIT),
    Carriage.THIRD_COUNTRY: ("M03", PermitKind.THIRD_COUNTRY),
}
"""The permit for each kind of carriage, and the deficiency if it is missing."""

FREE_OF_PERMITS = frozenset({"BY", "RU"})
"""Their carriers need no Russian or Belarusian permit (Agreement of 18 August 2023, since 2024)."""

CODES = {
    PermitFault.WRONG_KIND: "I03",
    PermitFault.NOT_YET_VALID: "I04",
    PermitFault.ENDED: "I04",
    PermitFault.USED: "I05",
    PermitFault.OTHER_VEHICLE: "I06",
}
SPECIAL_CODES = CODES | {PermitFault.ENDED: "I09", PermitFault.OTHER_VEHICLE: "I10"}
"""The deficiencies of a faulty permit; the catalogue has some of special permits apart."""


@dataclass(frozen=True)
class PermitFinding:
    """A deficiency of the catalogue for the inspector to accept or strike.

    `unit` is a position in the combination, as in a finding; the document is the permit at fault,
    without a number where none was shown. `place` counts the permits shown from 1.
    """

    code: str
    unit: int
    document_kind: PermitKind
    document_number: str
    why: PermitFault
    place: int = 0


def permit_findings(
    permits: Sequence[FiledPermit],
    journey: FiledJourney,
    units: Sequence[FiledUnit],
    carrier_country: str,
    day: date,
) -> tuple[PermitFinding, ...]:
    """The deficiencies that follow from the permits shown, on the day of the control.

    Of the permits that serve the same purpose one without fault is enough; then the others do not
    matter. A permit of the wrong kind is proposed in place of the missing one, not beside it.
    """
    proposed: list[PermitFinding] = []
    shown = dict(enumerate(permits, start=1))
    if carrier_country not in FREE_OF_PERMITS and journey.carriage in NEEDED:
        haulage = {place: permit for place, permit in shown.items() if not permit.is_special}
        proposed += _unless_one_holds(haulage, journey, units, day)
        code, kind = NEEDED[journey.carriage]
        if not haulage:
            proposed.append(PermitFinding(code, 0, kind, "", PermitFault.NONE_SHOWN))
    for kind in PermitKind:
        special = {
            place: permit
            for place, permit in shown.items()
            if permit.is_special and permit.kind is kind
        }
        proposed += _unless_one_holds(special, journey, units, day)
    return tuple(proposed)


def _unless_one_holds(
    permits: Mapping[int, FiledPermit],
    journey: FiledJourney,
    units: Sequence[FiledUnit],
    day: date,
) -> list[PermitFinding]:
    faults = {p: list(_faults(permit, journey, units, day)) for p, permit in permits.items()}
    if not all(faults.values()):
        return []
    return [replace(fault, place=place) for place, found in faults.items() for fault in found]


def _faults(
    permit: FiledPermit, journey: FiledJourney, units: Sequence[FiledUnit], day: date
) -> Iterator[PermitFinding]:
    codes = SPECIAL_CODES if permit.is_special else CODES

    def fault(why: PermitFault, unit: int = 0) -> PermitFinding:
        return PermitFinding(codes[why], unit, permit.kind, permit.number, why)

    if not _fits(permit, journey.carriage):
        yield fault(PermitFault.WRONG_KIND)
    if permit.valid_from and day < permit.valid_from:
        yield fault(PermitFault.NOT_YET_VALID)
    if day > permit.valid_until:
        yield fault(PermitFault.ENDED)
    if permit.used:
        yield fault(PermitFault.USED)
    for unit in _unnamed(permit, units):
        yield fault(PermitFault.OTHER_VEHICLE, unit)


def _fits(permit: FiledPermit, carriage: Carriage) -> bool:
    """A special permit fits any carriage, an ECMT licence each that needs a permit."""
    made_out = permit.carriage in (None, carriage)
    if permit.is_special or permit.kind is PermitKind.ECMT:
        return made_out
    return made_out and permit.kind is NEEDED[carriage][1]


def _unnamed(permit: FiledPermit, units: Sequence[FiledUnit]) -> list[int]:
    """The units that the permit should name and does not, if it names any vehicle at all.

    A permit for haulage is that of the vehicle that draws, and so is a special one that names a
    single vehicle; a special one that names more is that of the whole combination.
    """
    if not permit.plates:
        return []
    named = {plate_key(plate) for plate in permit.plates}
    meant = units if permit.is_special and len(named) > 1 else units[:1]
    return [place for place, unit in enumerate(meant) if plate_key(unit.plate) not in named]
