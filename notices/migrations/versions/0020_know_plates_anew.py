"""Know plates also without the region that stands last on them, and by the presentation only where
a held unit was not seen under its own plate.

What was kept of interrupted forms for codes is forgotten with it, since they still open something.
"""

import sqlalchemy as sa
from alembic import op

from notices.migrations.plates import know_plates

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

FOR_CODES = ("/account/recovery-codes", "/account/take-away", "/check/number")


def upgrade() -> None:
    know_plates()
    form = sa.table("interrupted_form", sa.column("address"), sa.column("typed", sa.JSON()))
    of_codes = sa.or_(*map(form.c.address.startswith, FOR_CODES))
    op.execute(form.update().where(of_codes).values(typed=[]))


def downgrade() -> None:
    """Leave it: what is known by fewer plates is known by the steps to come as before."""
