"""Keep thumbnails of evidence, and let a dossier be a paper."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

COLUMNS = (
    sa.Column("thumbnail", sa.String(64), nullable=False, server_default=""),
    sa.Column("width", sa.Integer, nullable=False, server_default="0"),
    sa.Column("height", sa.Integer, nullable=False, server_default="0"),
)
KINDS = (
    "deficiency_notice",
    "routing_advice",
    "record_of_presentation",
    "confirmation_of_removal",
    "refusal",
    "withdrawal_of_confirmation",
    "exit_permit",
    "corrected_notice",
    "annulment",
    "turn_back",
)
WITH_DOSSIER = (*KINDS, "dossier")
CHECK = "ck_stored_paper_kind_paper"


def upgrade() -> None:
    for column in COLUMNS:
        op.add_column("attachment", column)
    _allow_instead(KINDS, WITH_DOSSIER)


def downgrade() -> None:
    """Dossiers go: they can be compiled again, and their events stay."""
    op.execute("DELETE FROM stored_paper WHERE kind = 'dossier'")
    _allow_instead(WITH_DOSSIER, KINDS)
    for column in reversed(COLUMNS):
        op.drop_column("attachment", column.name)


def _allow_instead(before: tuple[str, ...], after: tuple[str, ...]) -> None:
    """Let the table take other kinds of paper without copying it, however large it is."""
    if op.get_bind().dialect.name == "sqlite":
        _rewrite_check(_listed(before), _listed(after))
        return
    op.drop_constraint(op.f(CHECK), "stored_paper")
    op.create_check_constraint(op.f(CHECK), "stored_paper", f"kind IN ({_listed(after)})")


def _rewrite_check(before: str, after: str) -> None:
    """SQLite's own way to change a CHECK: https://www.sqlite.org/lang_altertable.html, step 7."""
    bind = op.get_bind()
    version = bind.exec_driver_sql("PRAGMA schema_version").scalar_one()
    bind.exec_driver_sql("PRAGMA writable_schema = ON")
    bind.exec_driver_sql(
        "UPDATE sqlite_schema SET sql = replace(sql, ?, ?) WHERE name = 'stored_paper'",
        (f"({before})", f"({after})"),
    )
    bind.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    bind.exec_driver_sql("PRAGMA writable_schema = OFF")


def _listed(kinds: tuple[str, ...]) -> str:
    return ", ".join(f"'{kind}'" for kind in kinds)
