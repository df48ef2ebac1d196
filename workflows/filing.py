"""What an inspector files: the content of one version of a notice.

Shapes follow the two states' electronic record (albums 1009036E and 1009038E): vehicle data,
carrier, driver, journey, instrumental, visual and documentary findings. Masses are kilograms,
lengths millimetres.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from .quantities import corrected, is_mass, verdict_on
from .vocabulary import (
    Bears,
    Capability,
    Carriage,
    DeficiencyClass,
    Language,
    PermitKind,
    Quantity,
    Trips,
    UnitKind,
    Verdict,
)
from .weighed import Weighed

if TYPE_CHECKING:
    from .weighing import Judged


@dataclass(frozen=True)
class FiledUnit:
    """A vehicle or trailer. `vin` is empty where it could not be read; then the reason is given."""

    kind: UnitKind
    plate: str
    country: str
    vin: str = ""
    vin_unread: str = ""
    make: str = ""


@dataclass(frozen=True)
class FiledCarrier:
    """The carrier, on whom the duties fall; `tax_number` is that of its own state."""

    name: str
    country: str
    tax_number: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True)
class FiledDriver:
    """The driver, to whom the notice is given."""

    surname: str
    given_names: str
    citizenship: str
    document_number: str
    phone: str = ""


@dataclass(frozen=True)
class FiledJourney:
    """From the entry post to the destination and on to the post where the Union State is left.

    `town` is a node of the road network near a destination that is none itself.
    """

    carriage: Carriage
    origin_country: str
    destination: str
    destination_country: str
    exit_post: str
    cargo: str = ""
    town: str = ""


SPECIAL = frozenset({PermitKind.HEAVY, PermitKind.OVERSIZE, PermitKind.DANGEROUS})
"""Special permits: for a heavy or an oversize vehicle, or for dangerous goods."""


@dataclass(frozen=True)
class FiledPermit:
    """A permit that was shown; it is valid on its last day too, and on its first where it has one.

    `countries` are those between which it allows carriage, `carriage` the kind for which it is
    made out, `plates` the vehicles that it names: each is empty where the permit says nothing.
    The figures of a special permit are kilograms and millimetres, axles from the front; None and
    empty where it has none.
    """

    kind: PermitKind
    number: str
    valid_until: date
    valid_from: date | None = None
    trips: Trips = Trips.ONE
    countries: tuple[str, ...] = ()
    carriage: Carriage | None = None
    plates: tuple[str, ...] = ()
    used: bool = False
    gross_mass: int | None = None
    length: int | None = None
    width: int | None = None
    height: int | None = None
    axle_loads: tuple[int, ...] = ()
    axle_spacings: tuple[int, ...] = ()

    @property
    def is_special(self) -> bool:
        """Whether it allows a mass, a size or dangerous goods, and no carriage as such."""
        return self.kind in SPECIAL

    def special(self) -> dict[str, Any]:
        """What a weighing asks of a special permit, by name."""
        named = ("number", "valid_until", "plates", "gross_mass", "length", "width", "height",
                 "axle_loads", "axle_spacings")  # fmt: skip
        return {name: getattr(self, name) for name in named} | {
            "valid_from": self.valid_from or date.min
        }


@dataclass(frozen=True)
class Measured:
    """One measurement against its limit.

    `value`, `error` and `limit` share the quantity's unit (kg or mm); `tolerance` is in
    thousandths of the limit; `verified_until` is the last day of the instrument's certificate.
    `act` names where the limit stands, or the special permit that raises it. `axles` are those
    that bear a load ("2", "3-5"); `limit_code` and `limit_version` name the row of the limits that
    was used, where the register chose it.
    """

    quantity: Quantity
    value: int
    limit: int
    error: int
    tolerance: int
    instrument: str
    verified_until: date
    taken_on: date
    act: str = ""
    axles: str = ""
    limit_code: str = ""
    limit_version: int = 0

    @property
    def is_mass(self) -> bool:
        """Whether the value is typed in tonnes (otherwise in metres)."""
        return is_mass(self.quantity)

    @property
    def figures(self) -> tuple[int, int, int, int]:
        """The numbers on which the verdict rests."""
        return self.value, self.limit, self.error, self.tolerance

    @property
    def corrected(self) -> int:
        """The value less the instrument's error, never below nothing."""
        return corrected(self.value, self.error)

    @property
    def tolerated(self) -> int:
        """The highest corrected value that does not establish an excess."""
        return self.limit * (1000 + self.tolerance) // 1000

    @property
    def excess(self) -> int:
        """By how much the corrected value is over the limit."""
        return max(self.corrected - self.limit, 0)

    @property
    def excess_percent(self) -> Decimal:
        """The excess in per cent of the limit, cut to two places: never more than there is."""
        return Decimal(10_000 * self.excess // self.limit) / 100

    @property
    def instrument_verified(self) -> bool:
        """Whether the instrument's certificate covered the day of the measurement."""
        return self.taken_on <= self.verified_until

    @property
    def verdict(self) -> Verdict:
        """Whether the excess is established."""
        return verdict_on(
            value=self.value,
            error=self.error,
            limit=self.limit,
            tolerance=self.tolerance,
            instrument_verified=self.instrument_verified,
        )


@dataclass(frozen=True)
class Finding:
    """One deficiency as filed. `line` is its row in the register, once it has one.

    `unit` is a position in the combination: 0 the tractor, 1 and on the trailers. `suggestion` is
    the key under which the program suggested it, if it did. The fields from
    `deficiency_class` on repeat the catalogue's entry of the given version.
    """

    code: str
    wording_version: int
    deficiency_class: DeficiencyClass
    bears_on: Bears
    needs: Capability
    quantity: Quantity | None
    unit: int = 0
    document_kind: str | None = None
    document_number: str = ""
    remark: str = ""
    measured: Measured | None = None
    line: int | None = None
    suggestion: str = ""

    def __post_init__(self) -> None:
        """Refuse what belongs to the journey on anything but the tractor."""
        if self.bears_on is Bears.JOURNEY and self.unit != 0:
            raise ValueError(f"{self.code} belongs to the journey, so the tractor bears it.")


@dataclass(frozen=True)
class Struck:
    """A deficiency that the program suggested and the inspector struck, with the reason."""

    suggestion: str
    code: str
    reason: str


@dataclass(frozen=True)
class Filing:
    """Everything the inspector found and the driver said, ready to become a version.

    `judged` holds every limit of both states that `weighed` was held against.
    """

    units: tuple[FiledUnit, ...]
    carrier: FiledCarrier
    driver: FiledDriver
    journey: FiledJourney
    findings: tuple[Finding, ...]
    permits: tuple[FiledPermit, ...] = ()
    weighed: Weighed | None = None
    judged: tuple["Judged", ...] = ()
    struck: tuple[Struck, ...] = ()
    language: Language = Language.BE
