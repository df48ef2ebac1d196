"""The pages of carrier, driver and journey: every field has its limit and its rule."""

import pytest
from flask import Flask

from tests.notices.inspector.walk import JOURNEY, PARTIES, at, drafted, inspector, the_notice
from tests.pages import Page


def parties(app: Flask) -> Page:
    return at(inspector(app), drafted("vehicles"), "parties")


@pytest.mark.parametrize(
    ("field", "typed", "error"),
    [
        ("carrier_name", "", "Enter the name of the carrier."),
        ("carrier_name", "я" * 201, "Shorten this to 200 characters."),
        ("carrier_name", "北京 Trans", "Replace the character “北”: the papers cannot print it."),
        ("carrier_country", "", "Choose the country of the carrier."),
        ("carrier_tax_number", "УНП 1", "Enter the tax number in Latin letters and digits."),
        ("carrier_phone", "позвоните", "Enter the telephone number in digits, for example"),
        ("carrier_email", "a@b", "Enter an e-mail address, for example name@example.by."),
        ("driver_surname", " \u2003 ", "Enter the driver's surname."),
        ("driver_document", "", "Enter the number of the driver's passport or identity document."),
    ],
)
def test_a_faulty_answer_has_an_instruction(
    once: Flask, field: str, typed: str, error: str
) -> None:
    page = at(inspector(once), drafted(parties={**PARTIES, field: typed}), "parties")
    assert len(page.errors) == 1 and page.errors[0].startswith(error)
    assert page.one("#driver_given_names")["value"] == "Пётр Іванавіч"


def test_countries_are_in_the_readers_language_with_the_neighbours_first(
    once: Flask,
) -> None:
    page = parties(once)
    for language, first, third, last in [
        ("en", "Belarus", "Poland", "Zimbabwe"),
        ("ru", "Беларусь", "Польша", "Япония"),
        ("be", "Беларусь", "Польшча", "Японія"),
    ]:
        page.pages.speak(language)
        options = page.pages.get(page.address).all("#carrier_country option")
        names = [option.get_text() for option in options]
        assert (names[1], names[3], names[-1]) == (first, third, last)
        assert len(set(names)) == len(names) > 240


@pytest.mark.parametrize(
    ("field", "typed", "error"),
    [
        ("carriage", "by camel", "Choose the kind of carriage."),
        ("destination", "", "Enter the place of destination."),
        ("exit_post", "KGOR", "Choose the post where the vehicle will leave the Union State."),
        ("cargo", "x" * 301, "Shorten this to 300 characters."),
    ],
)
def test_a_journey_that_cannot_be_is_refused(
    once: Flask, field: str, typed: str, error: str
) -> None:
    draft = drafted(journey={**JOURNEY, field: typed})
    assert at(inspector(once), draft, "journey").errors == [error]


def test_a_destination_off_the_road_network_is_told_at_its_own_field(once: Flask) -> None:
    page = at(inspector(once), drafted(journey={**JOURNEY, "destination": "Ы"}), "journey")
    assert [link["href"] for link in page.all(".error-summary a")] == ["#destination"]
    assert page.submit(fields={"town": "kazan"}).address.endswith("/permits")


def test_what_nobody_can_see_is_not_kept(once: Flask) -> None:
    typed = {**PARTIES, "carrier_name": "\u200bООО\x00 «Шлях»\u202e"}
    page = parties(once).submit(fields=typed).click("Carrier and driver")
    assert page.one("#carrier_name")["value"] == "ООО «Шлях»"


def test_posts_closed_to_trucks_stand_last_and_are_doubted(app: Flask) -> None:
    page = at(inspector(app), drafted("vehicles"), "journey")
    groups = [group["label"] for group in page.all("#exit_post optgroup")]
    assert groups == ["Belarus", "Russia", "Closed to trucks"]
    last = {option["value"] for option in page.all("#exit_post optgroup")[-1].select("option")}
    assert {"IVAN", "BRUZ", "BRST"} < last and "OZIN" not in last
    page.submit(fields=JOURNEY | {"exit_post": "BRST"})
    doubt = "Brest is closed to trucks. Choose another post, unless a bus leaves."
    page = at(page.pages, the_notice(), "journey")
    assert page.one("#exit_post-warning").get_text(strip=True) == doubt
    assert doubt in page.click("Check and issue").text
    page.submit(fields={"exit_post": "OZIN"})
    assert not at(page.pages, the_notice(), "journey").all("#exit_post-warning")
