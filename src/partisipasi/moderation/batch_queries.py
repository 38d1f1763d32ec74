"""Batches as moderators read them: what was decided in one go, and what became of each case."""

from __future__ import annotations

from typing import Final

import msgspec

from partisipasi.accounts.rights import Act, Viewer, demand
from partisipasi.kit.database import Transaction
from partisipasi.kit.paging import Cursor
from partisipasi.moderation.batches import SELECT, Batch
from partisipasi.moderation.queries import MY_TOPIC

PAGE_SIZE: Final = 100


class BatchItem(msgspec.Struct, frozen=True, kw_only=True):
    """A case of a batch. `outcome` is None while it is still to be done."""

    id: int
    receipt: str
    state: str
    source: str
    outcome: str | None
    taken_back: str | None
    decision_ref: str | None


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """How many cases of a batch came out how."""

    outcome: str
    taken_back: str
    count: int


_ITEMS = f"""
    FROM moderation_batch_item i JOIN contribution c ON c.id = i.contribution_id
    JOIN thread h ON h.id = c.thread_id LEFT JOIN moderation_decision m ON m.id = i.decision_id
    WHERE i.batch_id = $2 AND {MY_TOPIC}"""


async def batch_of(tx: Transaction, viewer: Viewer, batch_id: int) -> Batch | None:
    """A batch; None where there is none, or nothing of it is in this moderator's topics.

    Raises:
        SignInNeeded, Forbidden: no moderator.
    """
    demand(viewer, Act.moderate, anywhere=True)
    return await tx.one(
        Batch, f"{SELECT} WHERE id = $2 AND EXISTS (SELECT 1 {_ITEMS}) LIMIT 1", viewer.account_id, batch_id
    )


async def batch_items(tx: Transaction, viewer: Viewer, batch_id: int, cursor: Cursor) -> list[BatchItem]:
    """The cases of a batch in this moderator's topics: one page and one row more (see site.paging)."""
    return await tx.all(
        BatchItem,
        f"""SELECT c.id, c.receipt, c.state, CASE WHEN c.state = 'withdrawn' THEN '' ELSE left(c.source, 200) END
                     AS source, i.outcome, i.taken_back, m.public_ref AS decision_ref {_ITEMS}
              AND ($3::bigint IS NULL OR c.id > $3) AND ($4::bigint IS NULL OR c.id < $4)
            ORDER BY CASE WHEN $4::bigint IS NULL THEN c.id ELSE -c.id END LIMIT $5""",
        viewer.account_id,
        batch_id,
        cursor.after,
        cursor.before,
        PAGE_SIZE + 1,
    )


async def batch_tallies(tx: Transaction, viewer: Viewer, batch_id: int) -> list[Tally]:
    """How many cases of a batch came out how, most first; "" while they are to be done."""
    return await tx.all(
        Tally,
        f"""SELECT coalesce(i.outcome, '') AS outcome, coalesce(i.taken_back, '') AS taken_back, count(*) AS count
            {_ITEMS} GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2""",
        viewer.account_id,
        batch_id,
    )
