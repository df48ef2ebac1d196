"""Every code, step, act, guard and status has its words; values are shown as people write them."""

from datetime import UTC, date, datetime
from enum import StrEnum

import pytest
from flask import Flask
from flask_babel import force_locale

from notices.words import codes, reasons, steps
from notices.words.codes import word
from notices.words.formats import at, country, day, length, mass, measured, money
from notices.words.steps import next_step
from tests.factories import a_notice
from tests.people import place
from workflows import vocabulary
from workflows.procedure import BY_NAME, EVERY_GUARD
from workflows.vocabulary import ExceptionalRelease, Quantity, Status

VOCABULARIES = [
    found
    for found in vars(vocabulary).values()
    if isinstance(found, type) and issubclass(found, StrEnum) and found is not StrEnum
]


def missing(wanted: set[str], words: object, where: str) -> str:
    lacking = sorted(wanted - set(words))  # type: ignore[call-overload]
    return f"Add words for {lacking} to {where}." if lacking else ""


def spaced(text: str) -> str:
    """The text with plain spaces in place of those that keep a line together."""
    return " ".join(text.split())


@pytest.mark.parametrize("vocabulary", VOCABULARIES)
def test_every_code_has_words(vocabulary: type[StrEnum]) -> None:
    found = codes.WORDS.get(vocabulary, {})
    assert not missing(set(vocabulary), found, "WORDS in notices/words/codes.py")


def test_every_role_says_what_it_does() -> None:
    assert not missing(set(vocabulary.Role), codes.DUTIES, "DUTIES in notices/words/codes.py")


def test_every_step_and_act_has_words_for_its_button_and_for_the_history() -> None:
    assert not missing(set(BY_NAME), steps.BUTTONS, "BUTTONS in notices/words/steps.py")
    assert not missing(set(BY_NAME), steps.DONE, "DONE in notices/words/steps.py")


def test_every_status_says_what_happens_next() -> None:
    wanted: set[str] = {*Status, *ExceptionalRelease}
    assert not missing(wanted, steps.NEXT, "NEXT in notices/words/steps.py")


def test_every_guard_has_an_instruction() -> None:
    guards = {guard.__name__ for guard in EVERY_GUARD}
    assert not missing(guards, reasons.REASONS, "REASONS in notices/words/reasons.py")


def test_no_words_are_left_over() -> None:
    guards = {guard.__name__ for guard in EVERY_GUARD}
    assert set(reasons.REASONS) == guards
    assert set(steps.BUTTONS) == set(steps.DONE) == set(BY_NAME)
    assert set(codes.WORDS) == set(VOCABULARIES)


def test_instructions_are_whole_sentences(once: Flask) -> None:
    with once.test_request_context():
        broken = [text for text in map(str, reasons.REASONS.values()) if not text.endswith(".")]
    assert not broken


def test_what_happens_next_names_the_checkpoint_and_the_deadline_on_its_clock(app: Flask) -> None:
    notice = a_notice(at=Status.ROUTED, checkpoint="KGOR")
    with app.test_request_context(), force_locale("en"):
        told = next_step(notice)
        assert "Krasnaya Gorka" in told
        assert at(notice.deadline, place("KGOR")) in told


@pytest.mark.parametrize("status", list(Status))
def test_what_happens_next_is_told_in_every_status(app: Flask, status: Status) -> None:
    notice = a_notice(at=status)
    with app.test_request_context(), force_locale("en"):
        assert next_step(notice).endswith(".") and "%" not in next_step(notice)


def test_instants_show_the_clock_of_the_place_and_its_offset(app: Flask) -> None:
    instant = datetime(2026, 11, 22, 21, 5, tzinfo=UTC)
    kaliningrad = place("MAMO")
    assert at(instant) == "23.11.2026 00:05 UTC+3"
    assert at(instant, kaliningrad) == "22.11.2026 23:05 UTC+2"
    assert at(None) == ""


@pytest.mark.parametrize(
    ("language", "tonnes", "metres", "sum_", "country_", "day_"),
    [
        ("en", "11.5 t", "13.6 m", "1,250.50 BYN", "Türkiye", "22 November 2026"),
        ("ru", "11,5", "13,6", "1 250,50 BYN", "Турция", "22 ноября 2026 г."),
        ("be", "11,5", "13,6", "1 250,50 BYN", "Турцыя", "22 лістапада 2026 г."),
    ],
)
def test_values_are_written_as_in_the_language(
    once: Flask, language: str, tonnes: str, metres: str, sum_: str, country_: str, day_: str
) -> None:
    with once.test_request_context(), force_locale(language):
        assert mass(11_500).startswith(tonnes)
        assert length(13_600).startswith(metres)
        assert measured(11_500, Quantity.AXLE_LOAD) == mass(11_500)
        assert measured(13_600, Quantity.LENGTH) == length(13_600)
        assert spaced(money(125_050, "BYN")) == sum_
        assert country("TR") == country_
        assert spaced(day(date(2026, 11, 22))) == day_


def test_a_word_of_a_constant_is_said_in_the_language_of_each_reader(once: Flask) -> None:
    page = once.jinja_env.from_string('{{ "issue"|step }} {{ "held"|word("Severity") }}')
    said = []
    for language in ("en", "ru", "be"):
        with once.test_request_context(), force_locale(language):
            said.append(page.render())
    assert said[0] == "Issue the notice May not move until removed" and len(set(said)) == 3


def test_an_unknown_country_stays_its_code(once: Flask) -> None:
    with once.test_request_context():
        assert country("QX") == "QX"


def test_a_bare_code_is_worded_by_the_name_of_its_vocabulary(once: Flask) -> None:
    with once.test_request_context(), force_locale("en"):
        assert word("weigh", "Capability") == "Weighing"
        assert word(vocabulary.Severity.HELD) != word(vocabulary.ExitAnswer.HELD)
