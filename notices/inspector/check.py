"""The check page: every answer in words, the press, and what stands in its way."""

from dataclasses import dataclass

from flask_babel import gettext as _

from notices.advice import routed
from notices.forms import ASKED_FOR_BY
from notices.steps import Press, unmet
from notices.words import word
from notices.words.formats import at
from workflows.acts import Act
from workflows.vocabulary import Role

from .filing import Reading
from .forms.check import CheckForm, CorrectForm
from .forms.page import Told
from .pages import TITLES, address, order_of
from .room import is_draft


@dataclass(frozen=True)
class Section:
    """One page's answers under their headings. Deficiencies are shown beside, with verdicts.

    `doubts` are worth another look; none of them stands in the way of the press.
    """

    name: str
    title: str
    address: str
    told: list[tuple[str, Told]]
    doubts: list[str]


def sections_of(reading: Reading) -> list[Section]:
    """All pages with their answers; each address leads back to the check page."""
    return [
        Section(
            name,
            str(TITLES[name]),
            address(reading, name, back=1),
            _told(reading, name),
            reading.forms[name].doubts() if name in reading.forms else [],
        )
        for name in order_of(reading)[:-1]
    ]


def act_of(form: CheckForm, reading: Reading) -> Act:
    """The press with everything that the pages hold; nothing is filed of an incomplete draft."""
    return form.act(
        Role.INSPECTOR,
        reason=(form.reason.data or "") if isinstance(form, CorrectForm) else "",
        saved=form.saved.data or "",
        destination=reading.destination(),
        details=None if reading.incomplete else reading.filed(),
    )


def presses_of(step: str, act: Act, reading: Reading) -> list[Press]:
    """Issue and route are one press; without an able checkpoint that is open, issue alone."""
    if reading.incomplete:
        return []
    presses: list[Press] = [(step, reading.notice)]
    if act.destination and is_draft(reading.notice):
        presses.append(("route", reading.notice, routed(reading.offers)))
    return presses


def hindrances(presses: list[Press], act: Act, form: CheckForm) -> list[str]:
    """The unmet conditions of all presses, but for those that the form itself asks for."""
    names = dict.fromkeys(
        guard for name, notice, *_ in presses if notice for guard in unmet(name, notice, act)
    )
    return [name for name in names if ASKED_FOR_BY.get(name) not in form]


def _told(reading: Reading, name: str) -> list[tuple[str, Told]]:
    if name == "sign":
        told = [("", _acknowledgement(reading))]
    else:
        told = [] if name == "findings" else reading.forms[name].told()
    return [(heading, answers) for heading, answers in told if answers]


def _acknowledgement(reading: Reading) -> Told:
    notice = reading.notice
    if notice.acknowledgement is None:
        return []
    how = f"{word(notice.acknowledgement)}, {at(notice.acknowledged_at, notice.post)}"
    told = [(str(TITLES["sign"]), how), (_("Witness"), notice.witness)]
    return [(label, text) for label, text in told if text]
