"""What administrators changed: told before it is saved, and afterwards in the history."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import Select, select

from workflows.vocabulary import Language, Quantity

from .catalogue import titles_of_documents
from .models import Event, Place, db
from .word_by_word import Piece, pieces
from .words import in_language, word
from .words.formats import country, day, measured, percent

Triple = tuple[str, str, str]
Values = Iterable[Sequence[str]]
"""Fields with their old and new values, as in `workflows.acts.Changed`, or as JSON has them."""

ABOUT_WORDINGS = ("propose_wording", "sign_wording", "decline_wording")
ABOUT_LIMITS = ("propose_limit", "sign_limit", "decline_limit")
ABOUT_PEOPLE = ("add_person", "change_person", "delegate", "end_delegation")
NAMES_OF_ACTS = (*ABOUT_PEOPLE, "change_place", *ABOUT_WORDINGS, *ABOUT_LIMITS)


@dataclass(frozen=True)
class Change:
    """One field in the reader's words; an empty text is a value that was or is now missing."""

    label: str
    old: str
    new: str

    @property
    def pieces(self) -> list[Piece]:
        """Old and new in one text, told apart word by word."""
        return pieces(self.old, self.new)


def changes_in(values: Values) -> list[Change]:
    """The changed fields with their words."""
    return [
        Change(str(label), tell(old) if old else "", tell(new) if new else "")
        for field, old, new in values
        for label, tell in (FIELDS[field],)
    ]


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Triple, ...]:
    """The fields whose values differ, in the order of `after`."""
    return tuple(
        (field, before.get(field, ""), new)
        for field, new in after.items()
        if new != before.get(field, "")
    )


def acts_of_administrators() -> Select[Event]:
    """Every change of a person, a place, the catalogue or a limit, on both sides."""
    return select(Event).where(Event.name.in_(NAMES_OF_ACTS))


def acts_about(subject: str, *names: str) -> list[Event]:
    """The changes of one person, place or entry, the newest first."""
    query = select(Event).where(Event.name.in_(names), Event.data["subject"].as_string() == subject)
    return list(db.session.scalars(query.order_by(Event.id.desc())))


def _words(vocabulary: str) -> Callable[[str], str]:
    return lambda codes: ", ".join(word(code, vocabulary) for code in codes.split(", "))


def _place(code: str) -> str:
    place = db.session.scalars(select(Place).where(Place.code == code)).one()
    return in_language(place.name)


def _document(code: str) -> str:
    return in_language(titles_of_documents(among=[code])[code])


def _day(value: str) -> str:
    return day(date.fromisoformat(value))


def _measured(value: str) -> str:
    amount, _space, quantity = value.partition(" ")
    return measured(int(amount), Quantity(quantity))


TRANSLATED = {
    "act": _l("Act"),
    "article": _l("Article"),
    "region": _l("Region"),
    "address": _l("Address"),
    "counterpart": _l("Point across the border"),
    "title": _l("Deficiency"),
    "basis": _l("Legal basis"),
    "removal": _l("What removes it"),
    "evidence": _l("Evidence required"),
}


def label_in(text: str, language: Language) -> LazyString:
    """The label of one text in one language."""
    return LazyString(lambda: f"{TRANSLATED[text]} · {word(language)}")


PASSWORD = {
    "asked": _l("Asked for"),
    "new": _l("A new one was given out"),
    "beside_app": _l("A new one was given out; the code of the app is still asked for"),
}
SECOND_FACTOR = {"app": _l("Code of the app"), "asked": _l("Reset asked for")}
AGENCY = {"bound": _l("Bound")}
YES_OR_NO = {"yes": _l("Yes"), "no": _l("No")}

FIELDS: dict[str, tuple[LazyString, Callable[[str], str]]] = {
    "name": (_l("Surname and given names"), str),
    "stamp": (_l("Personal number stamp"), str),
    "roles": (_l("Roles"), _words("Role")),
    "place": (_l("Works at"), _place),
    "language": (_l("Language of the pages"), _words("Language")),
    "active": (_l("Account in use"), lambda value: str(YES_OR_NO[value])),
    "password": (_l("One-time password"), lambda value: str(PASSWORD[value])),
    "agency": (_l("Account with the agency"), lambda value: str(AGENCY[value])),
    "second_factor": (_l("Second step of the sign-in"), lambda value: str(SECOND_FACTOR[value])),
    "trucks_open": (_l("Open to trucks"), lambda value: str(YES_OR_NO[value])),
    "closed_from": (_l("First day of the closure"), _day),
    "closed_until": (_l("Last day of the closure"), _day),
    "hours": (_l("Opening hours"), str),
    "capabilities": (_l("What can be checked"), _words("Capability")),
    "name_ru": (_l("Name in Russian"), str),
    "name_be": (_l("Name in Belarusian"), str),
    "name_en": (_l("Name in English"), str),
    "note_ru": (_l("Note in Russian"), str),
    "note_be": (_l("Note in Belarusian"), str),
    "note_en": (_l("Note in English"), str),
    "severity": (_l("Severity"), _words("Severity")),
    "needs": (_l("What a checkpoint must be able to do"), _words("Capability")),
    "document_kind": (_l("Kind of document"), _document),
    **{
        f"{text}_{language}": (label_in(text, language), str)
        for text in TRANSLATED
        for language in Language
    },
    "road": (_l("Road"), str),
    "neighbour": (_l("Country beyond the border"), country),
    "timezone": (_l("Time zone"), str),
    "position": (_l("Latitude and longitude"), str),
    "spellings": (_l("Found under"), str),
    "limit": (_l("Limit"), _measured),
    "tolerance": (_l("Tolerance that the act allows"), lambda value: percent(int(value))),
    "valid_to": (_l("Last day, if it is known"), _day),
    "effective_from": (_l("In force from"), _day),
    "proposer": (_l("Proposed by"), str),
    "stand_in": (_l("Stands in"), str),
    "delegated_role": (_l("In the role"), _words("Role")),
    "first_day": (_l("First day"), _day),
    "last_day": (_l("Last day"), _day),
}
"""The fields that an administrator may change, by the name under which the history keeps them."""
