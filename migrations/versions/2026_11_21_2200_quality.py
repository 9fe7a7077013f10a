"""The report on the quality of a revision.

Revision ID: 5b0d6a1f92ce
Revises: c8aa58edb40d
"""

import sqlalchemy as sa
from alembic import op

revision = "5b0d6a1f92ce"
down_revision = "c8aa58edb40d"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Give revisions a report; those of before have none."""
    op.add_column("revision", sa.Column("quality", sa.Text(), nullable=True))


def downgrade() -> None:
    """Take the reports away."""
    with op.batch_alter_table("revision") as batch:
        batch.drop_column("quality")
