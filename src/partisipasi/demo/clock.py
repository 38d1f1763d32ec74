"""A clock that can be set: the example city's past happens through the ordinary actions, each at its own time.

Actions ask the database for the time. For the length of one transaction a function `now()` of our own stands before
PostgreSQL's; it gives the time that is set. Defaults of columns were bound to PostgreSQL's clock when the tables were
made, so times written by defaults are put right by `settle`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from partisipasi.kit.database import Transaction

#: Something that happens at its time.
Event = Callable[[], Awaitable[None]]
#: Statements that put right what column defaults wrote, once everything has happened.
_SETTLE = (
    "UPDATE contribution SET created_at = published_at WHERE published_at IS NOT NULL",
    "UPDATE thread t SET created_at = f.at FROM"
    " (SELECT thread_id, min(created_at) AS at FROM contribution GROUP BY 1) f WHERE f.thread_id = t.id",
    "UPDATE release r SET at = coalesce(v.published_at, d.at, f.closed_at) FROM draft f, release o"
    " LEFT JOIN version v ON v.id = o.version_id"
    " LEFT JOIN (SELECT release_id, max(released_at) AS at FROM decision GROUP BY 1) d ON d.release_id = o.id"
    " WHERE f.id = o.draft_id AND o.id = r.id AND coalesce(v.published_at, d.at, f.closed_at) IS NOT NULL",
    "UPDATE notice n SET created_at = r.at FROM release r WHERE r.id = n.release_id",
    "UPDATE support s SET created_at = c.created_at + interval '5 hours' FROM contribution c"
    " WHERE c.id = s.contribution_id",
    "UPDATE round SET created_at = opens_at",
    "UPDATE answer_promise p SET made_at = r.opens_at FROM round r WHERE r.id = p.round_id",
    "UPDATE reading e SET read_at = coalesce((SELECT min(p.placed_at) FROM point p WHERE p.contribution_id = c.id),"
    " c.created_at + interval '2 days') FROM contribution c WHERE c.id = e.contribution_id",
    "UPDATE pinned_question p SET pinned_at = c.created_at + interval '2 days' FROM contribution c"
    " WHERE c.id = p.contribution_id",
    "UPDATE draft d SET created_at = f.at - interval '3 days' FROM"
    " (SELECT draft_id, min(published_at) AS at FROM version GROUP BY 1) f"
    " WHERE f.draft_id = d.id AND f.at IS NOT NULL",
    "UPDATE team_member m SET added_at = d.created_at FROM draft d WHERE d.id = m.draft_id",
)


class Clock:
    """The time of one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
        self.real = tx.now

    async def start(self) -> None:
        """Put our `now()` before PostgreSQL's."""
        await self._tx.execute("DROP SCHEMA IF EXISTS example_clock CASCADE")
        await self._tx.execute("CREATE SCHEMA example_clock")
        await self._tx.execute(
            """CREATE FUNCTION example_clock.now() RETURNS timestamptz LANGUAGE sql STABLE
               AS $$ SELECT pg_catalog.current_setting('example.now')::timestamptz $$"""
        )
        await self.set(self.real)
        await self._tx.execute("SET LOCAL search_path = example_clock, pg_catalog, public")

    async def set(self, moment: datetime) -> None:
        """Let it be this time, never one that is still to come."""
        shown = min(moment, self.real)
        await self._tx.execute("SELECT set_config('example.now', $1, true)", shown.isoformat())
        self._tx.now = shown

    async def stamp(self, *statements: str) -> None:
        """Put right what defaults of columns have just written: the moment at which this transaction began.

        Args:
            statements: UPDATEs that set a column to $1 where it is that moment.
        """
        for statement in statements:
            await self._tx.execute(statement, self._tx.now)

    async def settle(self) -> None:
        """Put right what defaults wrote, and give PostgreSQL its clock back."""
        for statement in _SETTLE:
            await self._tx.execute(statement)
        await self._tx.execute("SET LOCAL search_path = public")
        await self._tx.execute("DROP SCHEMA example_clock CASCADE")
        self._tx.now = self.real
