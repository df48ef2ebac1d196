"""The catalogue of deficiencies and the classifier of document kinds, by version."""

from datetime import date

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from workflows.vocabulary import Bears, Capability, DeficiencyClass, Quantity, Severity

from .base import Json, Model


class CatalogueEntry(Model):
    """One wording of one code. Old notices keep theirs, so entries are never changed or deleted.

    `title`, `basis`, `removal` and `evidence` are objects with the keys ru, be and en.
    """

    code: Mapped[str] = mapped_column(String(3), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    effective_from: Mapped[date]
    deficiency_class: Mapped[DeficiencyClass]
    severity: Mapped[Severity]
    bears_on: Mapped[Bears]
    needs: Mapped[Capability]
    quantity: Mapped[Quantity | None]  # Only where the deficiency is a measurement.
    document_kind: Mapped[str | None] = mapped_column(String(20))  # Classes M and I only.
    title: Mapped[Json]
    basis: Mapped[Json]
    removal: Mapped[Json]
    evidence: Mapped[Json]


class DocumentKind(Model):
    """A kind of document that a deficiency of class M or I names, in one version of the classifier.

    A later version may leave a code out, and old notices still name it: no row is ever deleted.
    """

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    effective_from: Mapped[date]
    title: Mapped[Json]
