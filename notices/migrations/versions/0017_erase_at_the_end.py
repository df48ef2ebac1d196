"""Erase what is over and due; the facts of a version may be erased, and still not changed."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

SIDES = ("BY", "RU")
STATES = ("waiting", "signed", "declined")
ERASED = ("notice", "stored_paper", "exit_question")
"""What says when it was erased."""

ERASES_A_VERSION = (
    " AND ".join(
        f"NEW.{column} IS NOT DISTINCT FROM OLD.{column}"
        for column in ("notice_id", "version", "event_id")
    )
    + " AND CAST(NEW.facts AS TEXT) = '{}'"
)
SQLITE = """
CREATE TRIGGER notice_version_UPDATE_refused BEFORE UPDATE ON notice_version {when}
BEGIN SELECT RAISE(ABORT, 'The history is never changed.'); END
"""
POSTGRESQL = """
CREATE TRIGGER notice_version_UPDATE_refused BEFORE UPDATE ON notice_version
FOR EACH ROW {when} EXECUTE FUNCTION refuse_change()
"""


def upgrade() -> None:
    for table in ERASED:
        op.add_column(table, sa.Column("erased_at", sa.DateTime(), nullable=True))
    over = sa.text("erased_at IS NULL AND status IN ('exited', 'annulled')")
    op.create_index(
        "ix_notice_kept",
        "notice",
        ["changed_at", "id"],
        sqlite_where=over,
        postgresql_where=over,
    )
    kept = sa.text("erased_at IS NULL")
    op.create_index(
        "ix_exit_question_kept",
        "exit_question",
        ["asked_at"],
        sqlite_where=kept,
        postgresql_where=kept,
    )
    op.create_index("ix_attachment_thumbnail", "attachment", ["thumbnail"])
    _make_tables()
    _refuse_update(f"WHEN (NOT ({ERASES_A_VERSION}))")


def downgrade() -> None:
    _refuse_update("")
    for table in ("unneeded_file", "erasure_item", "erasure_batch", "legal_hold"):
        op.drop_table(table)
    op.drop_index("ix_attachment_thumbnail", table_name="attachment")
    op.drop_index("ix_exit_question_kept", table_name="exit_question")
    op.drop_index("ix_notice_kept", table_name="notice")
    for table in reversed(ERASED):
        op.drop_column(table, "erased_at")


def _make_tables() -> None:
    op.create_table(
        "legal_hold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        _code("side", SIDES),
        sa.Column("authority", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("placed_by_id", sa.Integer(), nullable=False),
        sa.Column("placed_at", sa.DateTime(), nullable=False),
        sa.Column("lifted_at", sa.DateTime(), nullable=True),
        _reference("legal_hold", "notice_id", "notice"),
        _reference("legal_hold", "placed_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_hold")),
    )
    op.create_index("ix_legal_hold_notice", "legal_hold", ["notice_id", "lifted_at"])
    op.create_table(
        "erasure_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        _code("state", STATES, "proposalstate"),
        _code("side", SIDES),
        sa.Column("proposer_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(), nullable=False),
        sa.Column("questions_before", sa.DateTime(), nullable=False),
        sa.Column("decider_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        _reference("erasure_batch", "proposer_id", "person"),
        _reference("erasure_batch", "decider_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure_batch")),
    )
    op.create_index("ix_erasure_batch_state", "erasure_batch", ["state", "id"])
    op.create_table(
        "erasure_item",
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("struck_at", sa.DateTime(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        _reference("erasure_item", "batch_id", "erasure_batch"),
        _reference("erasure_item", "notice_id", "notice"),
        sa.PrimaryKeyConstraint("batch_id", "notice_id", name=op.f("pk_erasure_item")),
    )
    op.create_index("ix_erasure_item_notice", "erasure_item", ["notice_id"])
    op.create_table(
        "unneeded_file",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_unneeded_file")),
    )


def _code(column: str, codes: tuple[str, ...], name: str = "") -> sa.Column[str]:
    kind = sa.Enum(
        *codes, name=name or column, native_enum=False, create_constraint=True, length=32
    )
    return sa.Column(column, kind, nullable=False)


def _reference(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"))


def _refuse_update(when: str) -> None:
    """Refuse every UPDATE of a version, or all but those which the condition lets pass."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    on_table = " ON notice_version" if postgresql else ""
    op.execute(f"DROP TRIGGER notice_version_UPDATE_refused{on_table}")
    op.execute((POSTGRESQL if postgresql else SQLITE).format(when=when))
