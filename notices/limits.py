"""The limits in the register: seeded from the file, proposed anew, and read by the rules."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import select

from workflows import limits
from workflows.filing import Measured
from workflows.limits import Season, Span
from workflows.reference import Words
from workflows.vocabulary import Language, LimitSubject, Side, Wheels
from workflows.weighing import PERMIT

from .models import LimitRow, Proposal, db
from .words import in_language, word
from .words.formats import length, mass

APPLIES_TO = ("subject", "isothermal", "axles", "wheels", "road_class", "spacing", "per_axle")
TEXTS = ("act", "article")


def limits_on(day: date) -> tuple[limits.LimitRow, ...]:
    """The limits of both states in force on a day, as the rules read them."""
    begun = select(LimitRow.code, LimitRow.version).where(LimitRow.valid_from <= day)
    keys = [(code, version) for code, version in db.session.execute(begun.order_by(LimitRow.code))]
    return limits.rows_on(_rules(keys), day)


def source_of(measured: Measured) -> str:
    """The act and article that set a limit, or the special permit that raised it.

    In the reader's language where the register chose the limit, else as it was typed.
    """
    if measured.act.startswith(PERMIT):
        return str(_("Special permit No. %(number)s", number=measured.act.removeprefix(PERMIT)))
    if not measured.limit_code:
        return measured.act
    (row,) = _rules([(measured.limit_code, measured.limit_version)])
    return f"{in_language(row.act)}, {in_language(row.article)}"


def _rules(keys: list[tuple[str, int]]) -> list[limits.LimitRow]:
    """Limits by code and version. They are read once, because a row never changes."""
    kept: dict[tuple[str, int], limits.LimitRow] = current_app.extensions.setdefault("limits", {})
    if not kept.keys() >= set(keys):
        rows = db.session.scalars(select(LimitRow))
        kept |= {(row.code, row.version): rule_of(row) for row in rows}
    return [kept[key] for key in keys]


def newest_of(country: Side) -> list[LimitRow]:
    """The last version of every limit of a state, by quantity and code."""
    query = select(LimitRow).where(LimitRow.country == country).order_by(LimitRow.version)
    newest = {row.code: row for row in db.session.scalars(query)}
    return sorted(newest.values(), key=lambda row: (row.quantity, row.code))


def versions_of_limit(code: str) -> list[LimitRow]:
    """All versions of a limit, the newest first."""
    query = select(LimitRow).where(LimitRow.code == code)
    return list(db.session.scalars(query.order_by(LimitRow.version.desc())))


def row_of(rule: limits.LimitRow) -> LimitRow:
    """A limit of the file, as the register stores it."""
    applies_to: dict[str, Any] = {name: getattr(rule, name) for name in APPLIES_TO}
    applies_to["season"] = asdict(rule.season) if rule.season else None
    same = ("code", "version", "country", "quantity", "valid_from", "valid_to", "limit")
    return LimitRow(
        **{name: getattr(rule, name) for name in (*same, "tolerance")},
        **{name: getattr(rule, name)._asdict() for name in TEXTS},
        applies_to=applies_to,
    )


def rule_of(row: LimitRow) -> limits.LimitRow:
    """A limit of the register, as the rules read it."""
    on = row.applies_to
    return limits.LimitRow(
        code=row.code,
        version=row.version,
        country=row.country,
        act=Words(**row.act),
        article=Words(**row.article),
        quantity=row.quantity,
        subject=LimitSubject(on["subject"]) if on["subject"] else None,
        isothermal=on["isothermal"],
        axles=Span(*on["axles"]) if on["axles"] else None,
        wheels=Wheels(on["wheels"]) if on["wheels"] else None,
        road_class=on["road_class"],
        spacing=Span(*on["spacing"]) if on["spacing"] else None,
        per_axle=on["per_axle"],
        season=Season(**on["season"]) if on["season"] else None,
        limit=row.limit,
        tolerance=row.tolerance,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        assumptions=(),
    )


def told_of_limit(row: LimitRow) -> dict[str, str]:
    """What can be proposed otherwise, by the names under which the history keeps it."""
    return {
        "limit": f"{row.limit} {row.quantity}",
        "tolerance": str(row.tolerance),
        "valid_to": row.valid_to.isoformat() if row.valid_to else "",
        **{f"{name}_{code}": getattr(row, name)[code] for name in TEXTS for code in Language},
    }


def limit_of(proposal: Proposal) -> LimitRow:
    """The version that a proposal becomes. What a limit depends on stays for ever."""
    base = db.session.get_one(LimitRow, (proposal.subject, proposal.base))
    content: Mapping[str, str] = proposal.content
    last = content["valid_to"]
    return LimitRow(
        code=base.code,
        version=base.version + 1,
        country=base.country,
        quantity=base.quantity,
        valid_from=proposal.effective_from,
        valid_to=date.fromisoformat(last) if last else None,
        limit=int(content["limit"].partition(" ")[0]),
        tolerance=int(content["tolerance"]),
        **{name: {c.value: content[f"{name}_{c}"] for c in Language} for name in TEXTS},
        applies_to=base.applies_to,
    )


def described(row: LimitRow) -> list[tuple[str, str]]:
    """What a limit depends on, in words: labels and values."""
    return [
        (str(label), tell(value))
        for name, (label, tell) in DESCRIBED.items()
        if (value := row.applies_to[name]) is not None and (name, value) != ("per_axle", False)
    ]


def _span(tell: Callable[[int], str]) -> Callable[[list[Any]], str]:
    def told(span: list[Any]) -> str:
        least, most = span
        if most is None:
            return str(_("from %(least)s", least=tell(least)))
        return tell(least) if least == most else f"{tell(least)} – {tell(most)}"

    return told


DESCRIBED: dict[str, tuple[LazyString, Callable[[Any], str]]] = {
    "subject": (_l("Holds for"), lambda code: word(code, "LimitSubject")),
    "axles": (_l("Axles"), _span(str)),
    "wheels": (_l("Wheels"), lambda code: word(code, "Wheels")),
    "road_class": (_l("Road built for an axle load of"), mass),
    "spacing": (_l("Mean spacing of the group"), _span(length)),
    "isothermal": (_l("Isothermal body"), lambda yes: str(_("Yes") if yes else _("No"))),
    "per_axle": (_l("Holds for"), lambda _yes: str(_("Each axle of the group"))),
    "season": (
        _l("Season, as month and day"),
        lambda season: f"{season['first']} – {season['last']}",
    ),
}
"""What a limit may depend on, by its name in `applies_to`."""
