"""The page of the carrier and the driver, and of the driver's language."""

from flask_babel import lazy_gettext as _l

from notices.words import word
from workflows.filing import FiledCarrier, FiledDriver
from workflows.vocabulary import Language

from .page import PageForm, Told, answer
from .parts import TELLS, countries, line, one_of, one_of_few

PHONE = (
    r"\+?[0-9 ()-]{5,39}",
    _l("Enter the telephone number in digits, for example +375 17 200 10 20."),
)
EMAIL = (r"[^@\s]+@[^@\s]+\.[^@\s.]+", _l("Enter an e-mail address, for example name@example.by."))
TAX_NUMBER = (
    r"[0-9A-Za-z][0-9A-Za-z ./-]*",
    _l("Enter the tax number in Latin letters and digits."),
)


class PartiesForm(PageForm):
    """Whom the notice concerns."""

    carrier_name = line(
        _l("Name of the carrier"), 200, _l("Enter the name of the carrier."), render_kw=TELLS
    )
    carrier_country = one_of(
        _l("Country of the carrier"), _l("Choose the country of the carrier."), countries
    )
    carrier_tax_number = line(_l("Tax number"), 40, rule=TAX_NUMBER, render_kw=TELLS)
    carrier_address = line(_l("Address"), 300)
    carrier_phone = line(_l("Telephone"), 40, rule=PHONE)
    carrier_email = line(
        _l("E-mail"),
        120,
        rule=EMAIL,
        description=_l("May stay empty. The carrier is reminded of the deadline there."),
    )
    driver_surname = line(_l("Surname"), 80, _l("Enter the driver's surname."))
    driver_given_names = line(_l("Given names"), 120, _l("Enter the driver's given names."))
    driver_citizenship = one_of(
        _l("Citizenship"), _l("Choose the driver's citizenship."), countries
    )
    driver_document = line(
        _l("Number of the passport or identity document"),
        40,
        _l("Enter the number of the driver's passport or identity document."),
    )
    driver_phone = line(_l("Telephone"), 40, rule=PHONE)
    language = one_of_few(
        _l("Second language of the papers, beside Russian"),
        _l("Choose the second language of the papers."),
        lambda: [(code, word(code)) for code in (Language.BE, Language.EN)],
        default=Language.BE,
    )

    def carrier(self) -> FiledCarrier:
        """The carrier as filed."""
        return FiledCarrier(
            name=self.carrier_name.data or "",
            country=self.carrier_country.data,
            tax_number=self.carrier_tax_number.data or "",
            address=self.carrier_address.data or "",
            phone=self.carrier_phone.data or "",
            email=self.carrier_email.data or "",
        )

    def driver(self) -> FiledDriver:
        """The driver as filed."""
        return FiledDriver(
            surname=self.driver_surname.data or "",
            given_names=self.driver_given_names.data or "",
            citizenship=self.driver_citizenship.data,
            document_number=self.driver_document.data or "",
            phone=self.driver_phone.data or "",
        )

    def told(self) -> list[tuple[str, Told]]:
        """The answers in words: the carrier's, the driver's, and the language."""
        groups: dict[str, Told] = {
            "carrier": [],
            "driver": [],
            "language": [],
        }
        for field in self:
            group = field.name.partition("_")[0]
            if group in groups and answer(field):
                groups[group].append((str(field.label.text), answer(field)))
        return [(str(HEADINGS[group]), answers) for group, answers in groups.items()]


HEADINGS = {"carrier": _l("Carrier"), "driver": _l("Driver"), "language": _l("Papers")}
