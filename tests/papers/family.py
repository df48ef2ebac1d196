"""Papers of every kind, in every pair of languages, with 1, 7 and 60 deficiencies.

Each is ordered and rendered once, when a test first asks for it, from a register that no other test
uses.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, NamedTuple

from flask import Flask
from sqlalchemy import select

from notices.models import Notice, StoredPaper, db
from notices.papers.queue import order_of
from notices.papers.render import render
from notices.papers.seal import Seal
from tests.factories import a_draft, a_filing, step
from tests.papers.lives import (
    all_findings,
    corrected_and_annulled,
    let_out,
    released_exceptionally,
    seven_findings,
    some_findings,
)
from workflows.filing import Filing, Finding
from workflows.vocabulary import Language, Paper

Order = dict[str, Any]
Life = Callable[[Filing], Notice]
SIZES: dict[int, Callable[[], Sequence[Finding]]] = {
    1: lambda: some_findings()[:1],
    7: seven_findings,
    60: all_findings,
}
LIVES: dict[Paper, Life] = dict.fromkeys(Paper, let_out) | {
    Paper.DEFICIENCY_NOTICE: corrected_and_annulled,
    Paper.CORRECTED_NOTICE: corrected_and_annulled,
    Paper.ANNULMENT: corrected_and_annulled,
    Paper.EXCEPTIONAL_EXIT_PERMIT: released_exceptionally,
}
"""The life in which the family's paper of a kind is printed."""


class Member(NamedTuple):
    """A paper of the family: its kind, its second language, its number of deficiencies."""

    kind: Paper
    language: Language
    size: int

    def __str__(self) -> str:
        return "-".join(map(str, self))


COMMON = Member(Paper.DEFICIENCY_NOTICE, Language.EN, 1)
EVERY = [Member(kind, language, size) for kind in Paper for language in Language for size in SIZES]
SAMPLE = [
    COMMON,
    Member(Paper.CORRECTED_NOTICE, Language.EN, 60),
    Member(Paper.ANNULMENT, Language.RU, 7),
    Member(Paper.EXCEPTIONAL_EXIT_PERMIT, Language.RU, 1),
    *(Member(kind, Language.BE, 7) for kind in (Paper.REFUSAL, Paper.CONFIRMATION_OF_REMOVAL)),
    *(Member(kind, Language.BE, 1) for kind in Paper if LIVES[kind] is let_out),
]
"""Every kind, pair of languages and size at least once, for when there is little time."""


class Family:
    """Gives orders as the queue would, and papers as the child would render and seal them."""

    def __init__(self, app: Flask, seal: Seal) -> None:
        self.app = app
        self.order = cache(self._order)
        self.plain = cache(lambda member: render(**self.order(member)))
        self.sealed = cache(lambda member: render(**self.order(member), seal=seal))
        self._orders = cache(self._orders_of)

    @property
    def smallest(self) -> Order:
        """The order of the smallest paper there is: a draft is annulled."""
        return self._orders(a_draft_annulled, Language.BE, 1)[Paper.ANNULMENT]

    def _order(self, member: Member) -> Order:
        return self._orders(LIVES[member.kind], member.language, member.size)[member.kind]

    def _orders_of(self, life: Life, language: Language, size: int) -> dict[Paper, Order]:
        """The orders of a life by kind, of each the last one."""
        with self.app.app_context():
            last = db.session.scalar(select(db.func.max(StoredPaper.id))) or 0
            life(a_filing(*SIZES[size](), language=language))
            made = select(StoredPaper).where(StoredPaper.id > last).order_by(StoredPaper.id)
            return {paper.kind: order_of(paper) for paper in db.session.scalars(made)}


def a_draft_annulled(_filing: Filing) -> Notice:
    """A draft that was not needed."""
    draft = a_draft()
    step("annul", draft, reason="Чарнавік не патрэбны")
    return draft
