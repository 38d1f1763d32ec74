"""Rules: immutable rows, who is owed an answer, how far an answer has come."""

from partisipasi.kit.migrating import run_script

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    run_script("0002_rules.sql")
