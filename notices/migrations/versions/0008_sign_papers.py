"""Give papers a signed code, and keep to whom they were given out."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0006"
branch_labels = None
depends_on = None

TRIGGER = {
    "sqlite": """
        CREATE TRIGGER paper_copy_{verb}_refused BEFORE {verb} ON paper_copy
        BEGIN SELECT RAISE(ABORT, 'The history is never changed.'); END
    """,
    "postgresql": """
        CREATE TRIGGER paper_copy_{verb}_refused BEFORE {verb} ON paper_copy
        FOR EACH ROW EXECUTE FUNCTION refuse_change()
    """,
}


def upgrade() -> None:
    code = sa.Column("code", sa.String(400), nullable=False, server_default="")
    op.add_column("stored_paper", code)
    op.create_table(
        "paper_copy",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("paper_id", sa.Integer, sa.ForeignKey("stored_paper.id"), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id")),
    )
    op.create_index("ix_paper_copy_paper_id", "paper_copy", ["paper_id"])
    for verb in ("UPDATE", "DELETE"):
        op.execute(TRIGGER[op.get_bind().dialect.name].format(verb=verb))


def downgrade() -> None:
    op.drop_table("paper_copy")
    op.drop_column("stored_paper", "code")
