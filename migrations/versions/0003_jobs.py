"""Jobs: the tables of pgqueuer 1.6."""

from partisipasi.kit.migrating import run_script

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    run_script("0003_jobs.sql")
