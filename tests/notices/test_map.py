"""The map on a page is valid, has words for those who cannot see it, and needs no style."""

import xml.etree.ElementTree as ET

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask_babel import force_locale

from tests.maps import CHECKPOINTS, COURSES, a_map, the_nodes
from workflows.vocabulary import Language

NAMES = [the_nodes()[code].name for code in CHECKPOINTS]


@pytest.fixture
def app(once: Flask) -> Flask:
    """How a map looks does not depend on the database."""
    return once


def on_page(app: Flask, course: str, language: str = Language.RU) -> str:
    """The figure of a map in a language."""
    with app.test_request_context(), force_locale(language):
        macros = app.jinja_env.get_template("macros/map.html").module
        return str(macros.figure(a_map(course), NAMES))


@pytest.mark.parametrize("course", COURSES)
def test_the_figure_is_well_formed_and_without_styles(app: Flask, course: str) -> None:
    figure = ET.fromstring(on_page(app, course))  # noqa: S314 (our own page)
    assert [tag for tag in figure.iter() if "style" in tag.attrib or tag.tag == "style"] == []
    assert len(figure.findall("svg")) == 1


def test_the_map_is_a_picture_with_a_title_and_a_description(app: Flask) -> None:
    drawing = BeautifulSoup(on_page(app, "to Moscow"), "html5lib").select_one("svg.map-drawing")
    assert drawing is not None and drawing["role"] == "img"
    title, words = (drawing.find(id=name) for name in str(drawing["aria-labelledby"]).split())
    assert title is not None and title.get_text() == "Карта маршрута"
    assert words is not None and words.get_text() == (
        "Въезд: Козловичи. Место назначения: Москва. "
        "Рекомендуемый контрольный пункт: 4, Красная Горка. Север вверху."
    )


def test_the_key_explains_what_the_map_shows_and_nothing_else(app: Flask) -> None:
    page = BeautifulSoup(on_page(app, "out in the south"), "html5lib")
    listed = [item.get_text(" ", strip=True) for item in page.select(".map-numbers li")]
    assert listed[:4] == [*NAMES[:3], "Красная Горка Рекомендуемый контрольный пункт"]
    lines = [item.get_text(strip=True) for item in page.select(".map-key li")]
    assert lines == [
        "Путь через контрольный пункт\xa04",
        "Путь к выезду",
        "Граница Беларуси и России",
        "Въезд",
        "Место назначения",
    ]


def test_the_key_names_a_line_or_sign_once_and_only_what_is_drawn(app: Flask) -> None:
    page = BeautifulSoup(on_page(app, "there and back", Language.EN), "html5lib")
    assert [item.get_text(strip=True) for item in page.select(".map-key li")] == [
        "Way over checkpoint 4",
        "Way over checkpoint 5",
        "Way to the exit",
        "Border of Belarus and Russia",
        "Entry and exit",
        "Place of destination",
    ]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (Language.RU, "Путь через контрольный пункт\xa05"),
        (Language.BE, "Шлях праз кантрольны пункт\xa05"),
        (Language.EN, "Way over checkpoint 5"),
    ],
)
def test_the_key_speaks_the_language_of_the_reader(app: Flask, language: str, said: str) -> None:
    assert said in on_page(app, "to Moscow", language)
