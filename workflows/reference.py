"""Reading a reference file: every field is checked, and every fault is named before any is used."""

import re
import reprlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar

from .printable import PRINTABLE
from .vocabulary import Language

Choice = TypeVar("Choice", bound=StrEnum)
LINE = r"\S(.*\S)?"
LARGEST = 2**31 - 1
"""Of the whole numbers that a database holds."""


class Words(NamedTuple):
    """One text in each language of the register."""

    ru: str
    be: str
    en: str


class FaultyData(ValueError):
    """A reference file that must not be used; `faults` names everything that is wrong with it."""

    def __init__(self, faults: Collection[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


@dataclass(frozen=True)
class Record:
    """One object of a reference file, whose fields are read one by one.

    A faulty field is noted in `faults` and read as a placeholder, so that one reading finds all
    the faults of the file. Whoever reads raises FaultyData before a placeholder can be used.
    """

    name: str
    fields: Mapping[str, Any]
    faults: list[str]

    def fault(self, field: str, what: str) -> None:
        """Note that a field is faulty; one that is missing was noted by `expect_fields`."""
        if field in self.fields:
            self.faults.append(f"{self.name}: {field} {what}")

    def expect_fields(self, expected: Collection[str]) -> None:
        """Note the fields that are missing and those that nobody reads."""
        for field in sorted(set(expected) - self.fields.keys()):
            self.faults.append(f"{self.name}: {field} is missing")
        for field in sorted(self.fields.keys() - set(expected)):
            self.fault(field, "is not a field of this file")

    def is_sound(self) -> bool:
        """Whether no fault was noted of this record, so that its fields may be compared."""
        return not any(fault.startswith(f"{self.name}:") for fault in self.faults)

    def holds(self, field: str) -> bool:
        """Whether an optional field is filled."""
        return self.fields.get(field) is not None

    def text(self, field: str, form: str = LINE, most: int = LARGEST) -> str:
        """Read a printable text of so many characters that matches a regular expression; without
        one, any line that is filled.
        """
        value = self.fields.get(field)
        if isinstance(value, str) and re.fullmatch(form, value):
            odd = PRINTABLE.sub("", value)[:1]
            if len(value) > most or odd:
                what = f"without {odd!r}" if odd else f"of {most} characters at most"
                self.fault(field, f"must be a text {what}")
            return value
        wanted = "be one filled line" if form == LINE else f"have the form {form}"
        self.fault(field, f"must {wanted}, not {reprlib.repr(value)}")
        return ""

    def words(self, field: str) -> Words:
        """Read a text that must exist in every language and in no other."""
        value = self.fields.get(field)
        if not isinstance(value, dict):
            self.fault(field, f"must be a text in {', '.join(Language)}, not {reprlib.repr(value)}")
            return Words("", "", "")
        texts = Record(f"{self.name}: {field}", value, self.faults)
        texts.expect_fields(tuple(Language))
        return Words(*(texts.text(language) for language in Language))

    def choice(self, field: str, choices: type[Choice]) -> Choice:
        """Read one of the vocabulary's codes."""
        value = self.fields.get(field)
        if isinstance(value, str) and value in {choice.value for choice in choices}:
            return choices(value)
        self.fault(field, f"must be one of {', '.join(choices)}, not {reprlib.repr(value)}")
        return next(iter(choices))

    def texts(self, field: str) -> tuple[str, ...]:
        """Read a list of texts, none of them twice; the list may be empty."""
        value = self.fields.get(field)
        if not isinstance(value, list) or not all(isinstance(text, str) and text for text in value):
            self.fault(field, "must be a list of texts")
            return ()
        if len(set(value)) < len(value):
            self.fault(field, "names something twice")
        return tuple(value)

    def whole(self, field: str, least: int = 1) -> int:
        """Read a whole number, from 1 on unless another least one is given."""
        value = self.fields.get(field)
        if type(value) is int and least <= value <= LARGEST:
            return value
        self.fault(field, f"must be a whole number from {least} on, not {reprlib.repr(value)}")
        return least

    def flag(self, field: str) -> bool:
        """Read true or false."""
        value = self.fields.get(field)
        if not isinstance(value, bool):
            self.fault(field, f"must be true or false, not {reprlib.repr(value)}")
        return value is True

    def number(self, field: str, least: float, most: float) -> float:
        """Read a number between two bounds."""
        value: Any = self.fields.get(field)
        if type(value) in (int, float) and least <= value <= most:
            return float(value)
        self.fault(field, f"must be a number from {least} to {most}, not {reprlib.repr(value)}")
        return least

    def day(self, field: str) -> date:
        """Read a date written as 2026-01-31."""
        text = self.text(field, r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
        try:
            return date.fromisoformat(text or "0001-01-01")
        except ValueError:
            self.fault(field, f"is no day of the calendar: {text}")
            return date.min

    def records(self, field: str) -> list["Record"]:
        """Read a list of objects, each with a `code` that stands only once."""
        value = self.fields.get(field)
        if not isinstance(value, list) or not value:
            self.fault(field, "must be a list that is not empty")
            return []
        listed = [(place, item) for place, item in enumerate(value) if isinstance(item, dict)]
        for place in sorted({*range(len(value))} - {place for place, _item in listed}):
            self.fault(field, f"has no object at [{place}]: {reprlib.repr(value[place])}")
        codes = [item.get("code") for _place, item in listed]
        for code in sorted({str(code) for code in codes if code and codes.count(code) > 1}):
            self.fault(field, f"has {code} more than once")
        return [
            Record(str(item.get("code") or f"{field}[{place}]"), item, self.faults)
            for place, item in listed
        ]


def file_of(name: str, data: Any, faults: list[str]) -> Record:
    """The whole of a reference file, as parsed JSON. Raises FaultyData for what is no object."""
    if not isinstance(data, dict):
        raise FaultyData([f"{name}: must be an object, not {reprlib.repr(data)}"])
    return Record(name, data, faults)


def assumptions_in(record: Record) -> tuple[str, ...]:
    """Read the names of the fields whose values are this project's own, not a source's."""
    names = record.texts("assumptions")
    for name in names:
        if name not in record.fields:
            record.fault("assumptions", f"names {name}, which is not a field")
    return names
