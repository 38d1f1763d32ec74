"""What an imported table became."""

from __future__ import annotations

from sqlalchemy import CheckConstraint
from sqlmodel import SQLModel

from partisipasi.kit.columns import Moment, made, maybe_link, one_of, words


class Imported(SQLModel, table=True):
    """What became of a thread, author or post of an imported table; a second import of the same finds it here."""

    __tablename__ = "imported"
    __table_args__ = (
        one_of("kind", ("thread", "author", "post")),
        CheckConstraint("num_nonnulls(thread_id, contributor_id, contribution_id) = 1", name="one_thing"),
    )

    source: str = words(primary_key=True)
    kind: str = words(primary_key=True)
    external_id: str = words(primary_key=True)
    thread_id: int | None = maybe_link("thread.id")
    contributor_id: int | None = maybe_link("contributor.id")
    contribution_id: int | None = maybe_link("contribution.id")
    at: Moment = made()
