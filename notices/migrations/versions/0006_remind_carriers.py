"""Remind carriers of deadlines, and find carriers and questions by indexes of their own."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BEFORE = {"day_left": 24, "hours_left": 2, "overdue": 0}
OPEN = ("issued", "routed", "at_checkpoint", "outstanding")
UNSETTLED = sa.text("settled_at IS NULL")
TAX_KEY = sa.String(length=40).with_variant(sa.String(length=40, collation="C"), "postgresql")


def code(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table(
        "message",
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("deadline", sa.DateTime(), nullable=False),
        sa.Column("kind", code("messagekind", *BEFORE), nullable=False),
        sa.Column("channel", code("channel", "page", "email"), nullable=False),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.Column(
            "outcome", code("messageoutcome", "sent", "lapsed", "undeliverable"), nullable=True
        ),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("due", sa.DateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("failure", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_message_notice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint(
            "notice_id",
            "deadline",
            "kind",
            "channel",
            name=op.f("uq_message_notice_id_deadline_kind_channel"),
        ),
    )
    op.create_index(
        "ix_message_owed",
        "message",
        ["due", "id"],
        sqlite_where=UNSETTLED,
        postgresql_where=UNSETTLED,
    )
    owe_messages()
    op.create_index(op.f("ix_exit_question_event_id"), "exit_question", ["event_id"])
    op.add_column("carrier", sa.Column("tax_key", TAX_KEY, nullable=False, server_default=""))
    fold_tax_numbers()
    op.drop_index("ix_carrier_tax_number", table_name="carrier")
    op.create_index("ix_carrier_tax_key", "carrier", ["country", "tax_key"])


def downgrade() -> None:
    op.drop_index("ix_carrier_tax_key", table_name="carrier")
    op.create_index("ix_carrier_tax_number", "carrier", ["country", "tax_number"])
    op.drop_column("carrier", "tax_key")
    op.drop_index(op.f("ix_exit_question_event_id"), table_name="exit_question")
    op.drop_table("message")


def owe_messages() -> None:
    """Let the carriers of the notices that are open now be reminded as well."""
    notice = sa.table(
        "notice",
        sa.column("id", sa.Integer),
        sa.column("status", sa.String),
        sa.column("deadline", sa.DateTime),
    )
    message = sa.table(
        "message",
        sa.column("notice_id", sa.Integer),
        sa.column("deadline", sa.DateTime),
        sa.column("kind", sa.String),
        sa.column("channel", sa.String),
        sa.column("due", sa.DateTime),
        sa.column("attempts", sa.Integer),
        sa.column("failure", sa.Text),
    )
    now = datetime.now(UTC).replace(tzinfo=None)
    ahead = sa.select(notice.c.id, notice.c.deadline).where(
        notice.c.status.in_(OPEN), notice.c.deadline > now
    )
    owed = [
        {
            "notice_id": notice_id,
            "deadline": deadline,
            "kind": kind,
            "channel": "page",
            "due": deadline - timedelta(hours=hours),
            "attempts": 0,
            "failure": "",
        }
        for notice_id, deadline in op.get_bind().execute(ahead).all()
        for kind, hours in BEFORE.items()
        if deadline - timedelta(hours=hours) > now
    ]
    op.bulk_insert(message, owed)


def fold_tax_numbers() -> None:
    carrier = sa.table("carrier", *map(sa.column, ("id", "tax_number", "tax_key")))
    typed = sa.select(carrier.c.id, carrier.c.tax_number).where(carrier.c.tax_number != "")
    folded = [
        {"row": row, "key": "".join(filter(str.isalnum, tax_number.casefold()))}
        for row, tax_number in op.get_bind().execute(typed).all()
    ]
    if folded:
        rows = sa.update(carrier).where(carrier.c.id == sa.bindparam("row"))
        op.get_bind().execute(rows.values(tax_key=sa.bindparam("key")), folded)
