"""Counters kept beside what they count, in the transaction that changes it; `invariants` states
what they must equal.

A contribution's `replies` are the published ones that answer it or, where it began the talk, stand anywhere below it. A
thread counts published contributions; stubs and what waits do not count.
"""

from __future__ import annotations

import msgspec

from partisipasi.kit.database import Transaction


class Counted(msgspec.Struct, frozen=True):
    """What of a contribution the counters depend on."""

    id: int
    thread_id: int
    draft_id: int | None
    clause_id: int | None
    topic_id: int
    parent_id: int | None
    root_id: int | None
    receipt: str


async def counted(tx: Transaction, contribution_id: int) -> Counted:
    """A contribution as the counters and the cache tags need it."""
    found = await tx.one(
        Counted,
        """SELECT c.id, c.thread_id, c.draft_id, c.clause_id, t.topic_id, c.parent_id, c.root_id, c.receipt
           FROM contribution c JOIN thread t ON t.id = c.thread_id WHERE c.id = $1""",
        contribution_id,
    )
    assert found is not None, "the caller has just read or written this contribution"  # noqa: S101
    return found


async def count_in(tx: Transaction, contribution: Counted) -> None:
    """A contribution has become public."""
    await _count(tx, contribution, 1)


async def count_out(tx: Transaction, contribution: Counted) -> None:
    """A contribution that was public is so no longer."""
    await _count(tx, contribution, -1)


def tell(tx: Transaction, contribution: Counted) -> None:
    """Name everything that shows this contribution or counts it, so that kept pages of it are dropped."""
    tags = {"home", f"thread:{contribution.thread_id}", f"topic:{contribution.topic_id}"}
    tags |= {f"contribution:{i}" for i in (contribution.id, contribution.parent_id, contribution.root_id) if i}
    if contribution.draft_id is not None:
        tags.add(f"draft:{contribution.draft_id}")
    if contribution.clause_id is not None:
        tags.add(f"clause:{contribution.clause_id}")
    tx.changed(*tags)


async def _count(tx: Transaction, contribution: Counted, step: int) -> None:
    above = sorted({i for i in (contribution.parent_id, contribution.root_id) if i is not None})
    if above:
        await tx.execute(
            """INSERT INTO contribution_tally (contribution_id, replies) SELECT unnest($1::bigint[]), greatest($2, 0)
               ON CONFLICT (contribution_id) DO UPDATE SET replies = contribution_tally.replies + $2""",
            above,
            step,
        )
    await tx.execute(
        """INSERT INTO thread_tally (thread_id, contributions, roots, last_at)
           VALUES ($1, greatest($2, 0), greatest($3, 0), now())
           ON CONFLICT (thread_id) DO UPDATE SET
             contributions = thread_tally.contributions + $2, roots = thread_tally.roots + $3,
             last_at = CASE WHEN $2 > 0 THEN now() ELSE
               (SELECT max(published_at) FROM contribution WHERE thread_id = $1 AND state = 'published') END""",
        contribution.thread_id,
        step,
        0 if contribution.parent_id else step,
    )
    tell(tx, contribution)
