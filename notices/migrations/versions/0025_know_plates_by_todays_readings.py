"""Know plates by what they may be misread as today.

Whoever changes how plates are read adds a migration like this one: steps made earlier have kept the
readings of their day.
"""

from notices.migrations.plates import know_plates

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    know_plates()


def downgrade() -> None:
    """Leave it: what is known by other readings is known by the steps to come as before."""
