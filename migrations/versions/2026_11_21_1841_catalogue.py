"""Documents, revisions, periods and citations.

Revision ID: c8aa58edb40d
Revises:
"""

import sqlalchemy as sa
from alembic import op

revision = "c8aa58edb40d"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables of the catalogue; on PostgreSQL the database itself refuses overlapping periods."""
    op.create_table(
        "document",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("document_id", sa.String(80), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_document"),
    )
    op.create_index("ix_document_kind", "document", ["kind"])
    op.create_table(
        "revision",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.String(500), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_revision"),
    )
    op.create_table(
        "revision_document",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("document_id", sa.String(80), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["digest"], ["document.digest"], name="fk_revision_document_digest_document"),
        sa.ForeignKeyConstraint(["revision"], ["revision.number"], name="fk_revision_document_revision_revision"),
        sa.PrimaryKeyConstraint("revision", "kind", "document_id", name="pk_revision_document"),
    )
    op.create_table(
        "citation",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("source_id", sa.String(80), nullable=False),
        sa.ForeignKeyConstraint(["digest"], ["document.digest"], name="fk_citation_digest_document"),
        sa.PrimaryKeyConstraint("digest", "source_id", name="pk_citation"),
    )
    op.create_index("ix_citation_source_id", "citation", ["source_id"])
    op.create_table(
        "period",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("period_id", sa.String(80), nullable=False),
        sa.Column("document_key", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["digest"], ["document.digest"], name="fk_period_digest_document"),
        sa.PrimaryKeyConstraint("digest", "period_id", name="pk_period"),
    )
    if op.get_context().dialect.name == "postgresql":
        # Ranges of one number stand in for "=", so that no extension is needed.
        op.execute(
            "ALTER TABLE period ADD CONSTRAINT ex_period_overlap EXCLUDE USING gist ("
            "int8range(document_key, document_key, '[]') WITH &&, "
            "int4range(line, line, '[]') WITH &&, "
            "daterange(valid_from, valid_to, '[)') WITH &&)"
        )


def downgrade() -> None:
    """Drop the tables of the catalogue."""
    for table in ("period", "citation", "revision_document", "revision", "document"):
        op.drop_table(table)
