"""Words are masked in the names and descriptions of files too."""

from alembic import op

revision = "0031"
down_revision = "0030"

_PARTS = "text proposed addition edit title excerpt file_name file_alt"


def upgrade() -> None:
    """Expand only."""
    listed = ", ".join(f"'{part}'" for part in _PARTS.split())
    op.drop_constraint(op.f("ck_masked_text_part"), "masked_text", type_="check")
    op.create_check_constraint(op.f("ck_masked_text_part"), "masked_text", f"part IN ({listed})")
