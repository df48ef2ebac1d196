"""Keep what is proposed, the limits, and every version of the classifier of documents."""

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

FIRST_CLASSIFIER = date(2026, 1, 1)
KINDS = sa.table(
    "document_kind",
    sa.column("code", sa.String()),
    sa.column("version", sa.Integer()),
    sa.column("title", sa.JSON()),
)


def upgrade() -> None:
    _make_proposal()
    _make_limit_row()
    kinds = _all_kinds()
    op.drop_table("document_kind")
    table = op.create_table(
        "document_kind",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("code", "version", name=op.f("pk_document_kind")),
    )
    op.bulk_insert(table, [kind | {"effective_from": FIRST_CLASSIFIER} for kind in kinds])


def downgrade() -> None:
    """Keep the last version of each kind."""
    last = {kind["code"]: kind for kind in _all_kinds()}
    op.drop_table("document_kind")
    table = op.create_table(
        "document_kind",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_document_kind")),
    )
    op.bulk_insert(table, list(last.values()))
    op.drop_table("limit_row")
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.drop_index("ix_proposal_subject")
        batch_op.drop_index("ix_proposal_state")

    op.drop_table("proposal")


def _all_kinds() -> list[dict[str, object]]:
    query = sa.select(KINDS).order_by(KINDS.c.code, KINDS.c.version)
    rows = op.get_bind().execute(query)
    return [dict(row) for row in rows.mappings()]


def _make_proposal() -> None:
    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("kind", _code("proposalkind", "wording", "limit"), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("side", _code("side", "BY", "RU"), nullable=False),
        sa.Column("proposer_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(), nullable=False),
        sa.Column("state", _code("proposalstate", "waiting", "signed", "declined"), nullable=False),
        sa.Column("decider_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["decider_id"], ["person.id"], name=op.f("fk_proposal_decider_id")),
        sa.ForeignKeyConstraint(
            ["proposer_id"], ["person.id"], name=op.f("fk_proposal_proposer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
    )
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.create_index("ix_proposal_subject", ["kind", "subject", "id"], unique=False)
        batch_op.create_index("ix_proposal_state", ["state", "id"], unique=False)


def _make_limit_row() -> None:
    quantities = (
        *("gross_mass", "axle_load", "axle_group_load", "axle_spacing"),
        *("length", "width", "height", "rear_overhang"),
    )
    op.create_table(
        "limit_row",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("country", _code("side", "BY", "RU"), nullable=False),
        sa.Column("quantity", _code("quantity", *quantities), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("limit", sa.Integer(), nullable=False),
        sa.Column("tolerance", sa.Integer(), nullable=False),
        sa.Column("act", sa.JSON(), nullable=False),
        sa.Column("article", sa.JSON(), nullable=False),
        sa.Column("applies_to", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("code", "version", name=op.f("pk_limit_row")),
    )


def _code(name: str, *codes: str) -> sa.Enum:
    return sa.Enum(*codes, name=name, native_enum=False, create_constraint=True, length=32)
