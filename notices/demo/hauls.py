"""Invents journeys: a combination of vehicles, its carrier, its driver, and where it goes."""

from random import Random
from typing import NamedTuple

from workflows.filing import FiledCarrier, FiledDriver, FiledJourney, FiledUnit
from workflows.permits import FREE_OF_PERMITS
from workflows.plates import loose_key
from workflows.vocabulary import Carriage, Language, UnitKind

from .carriers import COMPANIES, NAMES, PLATES, TRAILERS, TRUCKS, Company

CYRILLIC = str.maketrans("ABEIKMHOPCTYX", "АВЕІКМНОРСТУХ")
TYPED_IN_THE_OTHER_ALPHABET = 0.25
VIN_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"


class Bound(NamedTuple):
    """Where a haul goes, and the post where it leaves the Union: none if the one it came in by."""

    place: str
    country: str
    exit_post: str
    weight: int


# fmt: off
BOUNDS = (
    Bound("Москва", "RU", "", 30),
    Bound("Казань", "RU", "", 8),
    Bound("Нижний Новгород", "RU", "", 9),
    Bound("Калуга", "RU", "", 9),
    Bound("Самара", "RU", "", 6),
    Bound("Воронеж", "RU", "", 7),
    Bound("Смоленск", "RU", "", 7),
    Bound("Санкт-Петербург", "RU", "SHUM", 6),
    Bound("Санкт-Петербург", "RU", "BURA", 5),
    Bound("Великие Луки", "RU", "BURA", 6),
    Bound("Псков", "RU", "UBYL", 5),
    Bound("Алматы", "KZ", "OZIN", 2),
    Bound("Костанай", "KZ", "BUGR", 1),
    Bound("Урумчи", "CN", "OZIN", 1),
    Bound("Ташкент", "UZ", "SAGA", 1),
    Bound("Бишкек", "KG", "SAGA", 1),
    Bound("Тбилиси", "GE", "LARS", 1),
    Bound("Ереван", "AM", "LARS", 1),
    Bound("Баку", "AZ", "YARA", 1),
)
# fmt: on
HOMEWARD = 50
"""So much more often carriers drive home than the weights say."""

ENTRY_POSTS, OUT_OF_100 = ("KOZL", "KLOG", "GRIG", "BENY"), (48, 22, 14, 16)
ORIGINS = {"KOZL": "PL DE IT NL CZ", "KLOG": "LT DE DK", "GRIG": "LV EE SE", "BENY": "LT PL NL"}
"""From where loads come over each post; carriers of `WESTERN` states bring their own country's."""

WESTERN = frozenset({"TR", "RS", "MD"})
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
    entry_post: str


class Garage:
    """Invents hauls. No plate is given twice, nor can one be misread as another."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.given: set[str] = set()
        self.companies = list(COMPANIES)

    def company(self, needs_permit: bool = False) -> Company:
        """A carrier of those that need permits, or of all: the one whose turn is longest ago."""
        free = FREE_OF_PERMITS if needs_permit else frozenset()
        company = next(company for company in self.companies if company.country not in free)
        self.companies.remove(company)
        self.companies.append(company)
        return company

    def haul(self, company: Company) -> Haul:
        """A haul of a carrier."""
        [entry_post] = self.random.choices(ENTRY_POSTS, OUT_OF_100)
        plates = PLATES[company.country]
        units = (
            self._unit(UnitKind.TRACTOR, plates.truck, company, TRUCKS),
            self._unit(UnitKind.SEMI_TRAILER, plates.trailer, company, TRAILERS),
        )
        at_home = company.country in FREE_OF_PERMITS
        return Haul(
            units=units,
            carrier=FiledCarrier(
                company.name, company.country, company.tax_number, company.address, company.phone
            ),
            driver=self._driver(company.country),
            journey=self._journey(company.country, entry_post),
            language=Language.BE if at_home else Language.EN,
            entry_post=entry_post,
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

    def _journey(self, carrier: str, entry_post: str) -> FiledJourney:
        free = carrier in FREE_OF_PERMITS
        bounds = [one for one in BOUNDS if free or one.country in ("RU", carrier)]
        weights = [one.weight * (HOMEWARD if one.country == carrier else 1) for one in bounds]
        [bound] = self.random.choices(bounds, weights)
        origin = carrier if carrier in WESTERN else self.random.choice(ORIGINS[entry_post].split())
        carriage = Carriage.BILATERAL if carrier in (origin, "RU") else Carriage.THIRD_COUNTRY
        return FiledJourney(
            carriage=carriage if bound.country == "RU" else Carriage.TRANSIT,
            origin_country=origin,
            destination=bound.place,
            destination_country=bound.country,
            exit_post=bound.exit_post or entry_post,
            cargo=self.random.choice(CARGOES),
        )
