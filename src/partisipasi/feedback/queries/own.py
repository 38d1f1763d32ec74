"""One's own input: all of it, in any state, with how far its answer has come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.feedback.queries.names import PLACE_CHAIN, name_of_chain
from partisipasi.kit.database import Transaction


class OwnRow(msgspec.Struct, frozen=True, kw_only=True):
    """A contribution of one's own in a list. `key` orders the list: what changed last comes first. `outcomes` are those
    of its public decisions; `unsaid` counts answers of which one has not said yet whether they satisfy.
    """

    key: int
    receipt: str
    kind: str
    stance: str
    state: str
    stage: str
    source: str
    proposed: str | None
    draft_title: str | None
    thread_title: str
    name: str
    at: datetime
    changed_at: datetime
    outcomes: list[str]
    unsaid: int


# Whole milliseconds of the last change, then the id, so that answers given at one moment have an order too.
_KEY = "(extract(epoch FROM x.changed_at) * 1000)::bigint * 100000 + c.id % 100000"
_ROWS = f"""
    SELECT {_KEY} AS key, c.receipt, c.kind, c.stance, c.state, s.stage, left(c.source, 400) AS source, g.proposed,
           d.title AS draft_title, t.title AS thread_title, {PLACE_CHAIN} AS chain, c.created_at AS at, x.changed_at,
           array(SELECT DISTINCT y.outcome FROM point p JOIN decision y ON y.issue_id = p.issue_id
                   AND y.state = 'released' WHERE p.contribution_id = c.id AND p.removed_at IS NULL) AS outcomes,
           (SELECT count(*) FROM notice n JOIN decision y ON y.id = n.decision_id AND y.state = 'released'
            WHERE n.contribution_id = c.id AND n.satisfied IS NULL) AS unsaid
    FROM contribution c JOIN contribution_stage s ON s.contribution_id = c.id
    JOIN thread t ON t.id = c.thread_id
    LEFT JOIN draft d ON d.id = c.draft_id
    LEFT JOIN suggestion g ON g.contribution_id = c.id
    LEFT JOIN clause_text bottom ON bottom.clause_id = c.clause_id AND bottom.version_id = c.version_id
    CROSS JOIN LATERAL (SELECT greatest(s.heard_at, s.considered_at, s.answered_at, c.edited_at, c.withdrawn_at)
                          AS changed_at) x
    WHERE c.kind <> 'official'"""
_OWN = f"{_ROWS} AND c.contributor_id IN (SELECT w.id FROM contributor w WHERE w.account_id = $1)"


async def own_input(
    tx: Transaction, viewer: Viewer, *, after: int | None = None, before: int | None = None, limit: int = 20
) -> list[OwnRow]:
    """The viewer's own input, what changed last first, by keyset on `key`; with `before`, rows come backwards."""
    rows = await tx.rows(
        f"""SELECT * FROM ({_OWN}) o WHERE ($2::bigint IS NULL OR o.key < $2) AND ($3::bigint IS NULL OR o.key > $3)
            ORDER BY CASE WHEN $3::bigint IS NULL THEN -o.key ELSE o.key END LIMIT $4""",
        viewer.account_id,
        after,
        before,
        limit,
    )
    return [OwnRow(name=name_of_chain(row.pop("chain")) or "", **row) for row in rows]


async def input_by_receipts(tx: Transaction, receipts: Sequence[str]) -> list[OwnRow]:
    """The input with these receipts, what changed last first; for who has shown the owner key of each."""
    rows = await tx.rows(f"{_ROWS} AND c.receipt = ANY ($1::text[]) ORDER BY key DESC", list(receipts))
    return [OwnRow(name=name_of_chain(row.pop("chain")) or "", **row) for row in rows]


async def count_own(tx: Transaction, viewer: Viewer) -> int:
    """How many contributions `own_input` has in all."""
    found: int = await tx.value(
        """SELECT count(*) FROM contributor w JOIN contribution c ON c.contributor_id = w.id
           WHERE w.account_id = $1 AND c.kind <> 'official'""",
        viewer.account_id,
    )
    return found
