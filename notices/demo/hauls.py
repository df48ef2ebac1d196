"""Invents journeys: a combination of vehicles, its carrier, its driver, and where it goes."""

from random import Random
from typing import NamedTuple

from workflows.filing import FiledCarrier, FiledDriver, FiledJourney, FiledUnit
from workflows.plates import loose_key
from workflows.vocabulary import Carriage, Language, UnitKind

from .carriers import COMPANIES, NAMES, PLATES, TRAILERS, TRUCKS, Company

CYRILLIC = str.maketrans("ABEIKMHOPCTYX", "АВЕІКМНОРСТУХ")
TYPED_IN_THE_OTHER_ALPHABET = 0.25
VIN_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"


class Bound(NamedTuple):
    """Where a haul goes: the checkpoint on its way, and the post where it leaves the Union."""

    place: str
    country: str
    checkpoint: str
    exit_post: str
    carriage: Carriage
    weight: int


# fmt: off
BOUNDS = (
    Bound("Москва", "RU", "KGOR", "KOZL", Carriage.BILATERAL, 30),
    Bound("Казань", "RU", "KGOR", "KLOG", Carriage.BILATERAL, 10),
    Bound("Нижний Новгород", "RU", "KGOR", "BERE", Carriage.THIRD_COUNTRY, 9),
    Bound("Алматы", "KZ", "KGOR", "OZIN", Carriage.TRANSIT, 16),
    Bound("Маньчжурия", "CN", "KGOR", "ZABA", Carriage.TRANSIT, 4),
    Bound("Калуга", "RU", "DUBO", "KOZL", Carriage.BILATERAL, 9),
    Bound("Самара", "RU", "DUBO", "KLOG", Carriage.THIRD_COUNTRY, 6),
    Bound("Воронеж", "RU", "NOVZ", "KOZL", Carriage.BILATERAL, 7),
    Bound("Тбилиси", "GE", "NOVZ", "LARS", Carriage.TRANSIT, 7),
    Bound("Баку", "AZ", "NOVZ", "YARA", Carriage.TRANSIT, 4),
    Bound("Смоленск", "RU", "KRUG", "GRIG", Carriage.BILATERAL, 7),
    Bound("Санкт-Петербург", "RU", "NEVL", "SHUM", Carriage.THIRD_COUNTRY, 9),
    Bound("Великие Луки", "RU", "NEVL", "BURA", Carriage.BILATERAL, 5),
    Bound("Псков", "RU", "DOLO", "UBYL", Carriage.BILATERAL, 4),
)
# fmt: on
ENTRY_POSTS, OUT_OF_100 = ("KOZL", "KLOG", "GRIG", "BENY", "BERE"), (45, 18, 17, 12, 8)
CARGOES = (
    "автозапчасти", "мебель в разобранном виде", "овощи свежие", "текстиль", "оборудование",
    "керамическая плитка", "бытовая химия", "пищевые добавки", "полимеры в гранулах", "бумага",
    "сборный груз", "стальной прокат", "цветы срезанные", "шины", "",
)  # fmt: skip


class Haul(NamedTuple):
    """Everything about a journey except what was found."""

    units: tuple[FiledUnit, ...]
    carrier: FiledCarrier
    driver: FiledDriver
    journey: FiledJourney
    language: Language
    checkpoint: str
    entry_post: str


class Garage:
    """Invents hauls. No plate is given twice, nor can one be misread as another."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.given: set[str] = set()
        self.companies = list(COMPANIES)
        self.turn = 0

    def haul(self) -> Haul:
        """The next haul; every carrier has its turn before one comes again."""
        company = self.companies[self.turn % len(self.companies)]
        self.turn += 1
        bound = self.random.choices(BOUNDS, [bound.weight for bound in BOUNDS])[0]
        plates = PLATES[company.country]
        units = (
            self._unit(UnitKind.TRACTOR, plates.truck, company, TRUCKS),
            self._unit(UnitKind.SEMI_TRAILER, plates.trailer, company, TRAILERS),
        )
        at_home = company.country in ("BY", "RU")
        return Haul(
            units=units,
            carrier=FiledCarrier(
                company.name, company.country, company.tax_number, company.address, company.phone
            ),
            driver=self._driver(company.country),
            journey=self._journey(bound, "PL" if at_home else company.country),
            language=Language.BE if at_home else Language.EN,
            checkpoint=bound.checkpoint,
            entry_post=self.random.choices(ENTRY_POSTS, OUT_OF_100)[0],
        )

    def _unit(
        self, kind: UnitKind, pattern: str, company: Company, makes: tuple[tuple[str, str], ...]
    ) -> FiledUnit:
        make, maker = self.random.choice(makes)
        unread = "табличка закрыта грязью" if self.random.random() < 0.06 else ""
        return FiledUnit(
            kind=kind,
            plate=self._plate(pattern, company.country),
            country=company.country,
            vin="" if unread else self._vin(maker),
            vin_unread=unread,
            make=make,
        )

    def _plate(self, pattern: str, country: str) -> str:
        plate = "".join(self._letter(sign, PLATES[country].letters) for sign in pattern)
        if loose_key(plate) in self.given:
            return self._plate(pattern, country)
        self.given.add(loose_key(plate))
        other = self.random.random() < TYPED_IN_THE_OTHER_ALPHABET
        cyrillic = (country == "RU") is not other and country in ("BY", "RU")
        return plate.translate(CYRILLIC) if cyrillic else plate

    def _letter(self, sign: str, letters: str) -> str:
        choices = {"@": letters, "#": "123456789", "%": "1234567"}
        return self.random.choice(choices.get(sign, sign))

    def _vin(self, maker: str) -> str:
        letters = "".join(self.random.choice(VIN_LETTERS) for _ in range(7))
        return f"{maker}{letters}{self.random.randrange(10**7):07d}"

    def _driver(self, country: str) -> FiledDriver:
        surnames, given_names = NAMES[country]
        number = self.random.randrange(10**7)
        return FiledDriver(
            surname=self.random.choice(surnames.split()),
            given_names=self.random.choice(given_names.split("|")),
            citizenship=country,
            document_number=f"MP{number:07d}" if country == "BY" else f"{country}{number:07d}",
        )

    def _journey(self, bound: Bound, origin: str) -> FiledJourney:
        return FiledJourney(
            carriage=bound.carriage,
            origin_country=origin,
            destination=bound.place,
            destination_country=bound.country,
            exit_post=bound.exit_post,
            cargo=self.random.choice(CARGOES),
        )
