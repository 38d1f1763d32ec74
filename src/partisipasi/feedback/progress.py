"""How far the answers have come: heard, considered, answered, per draft and for the whole site.

Counting thousands of contributions at each visit would be slow, and counting along while they are written would make
everybody wait for one row. So a chore counts the drafts that triggers name, within seconds; pages read the counts.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import msgspec

from partisipasi.kit.database import Database, Transaction
from partisipasi.kit.invariants import Invariant

_BATCH = 100
#: Answers that the median looks at: the latest ones, so that it says how it is now and never gets slower.
_LATEST = 1000

#: Whether what a row of the stage says is decided: each of its points, though perhaps not public yet.
_DECIDED = """(s.stage = 'answered' OR (s.points > 0 AND NOT EXISTS (
    SELECT 1 FROM point p WHERE p.contribution_id = o.contribution_id AND p.removed_at IS NULL AND NOT EXISTS (
      SELECT 1 FROM decision x WHERE x.issue_id = p.issue_id AND x.state IN ('approved', 'released')))))"""
_COUNTED = f"""
    SELECT d.id AS draft_id, count(o.contribution_id) AS heard,
           count(*) FILTER (WHERE s.stage IN ('considered', 'answered')) AS considered,
           count(*) FILTER (WHERE s.stage = 'answered') AS answered,
           count(*) FILTER (WHERE s.stage IN ('considered', 'answered') OR e.contribution_id IS NOT NULL) AS read,
           count(*) FILTER (WHERE {_DECIDED}) AS decided,
           min(s.heard_at) FILTER (WHERE s.stage <> 'answered') AS oldest_at,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM s.answered_at - s.heard_at) / 86400)
             FILTER (WHERE s.stage = 'answered') AS median_days
    FROM draft d LEFT JOIN owed_contribution o ON o.draft_id = d.id
    LEFT JOIN contribution_stage s ON s.contribution_id = o.contribution_id
    LEFT JOIN reading e ON e.contribution_id = o.contribution_id"""
_ROUNDS_COUNTED = """
    SELECT r.id AS round_id, count(o.contribution_id) AS heard,
           count(*) FILTER (WHERE s.stage = 'answered') AS answered, max(s.answered_at) AS answered_at
    FROM round r LEFT JOIN owed_contribution o ON o.round_id = r.id
    LEFT JOIN contribution_stage s ON s.contribution_id = o.contribution_id"""

#: Drafts that are not due and whose counts, or those of a round of theirs, are not those of their contributions.
PROGRESS_IS_COUNTED = Invariant(
    "draft_progress",
    f"""SELECT n.draft_id FROM ({_COUNTED} GROUP BY d.id) n LEFT JOIN draft_progress p USING (draft_id)
        WHERE (n.heard, n.read, n.considered, n.decided, n.answered, n.oldest_at, n.median_days)
            IS DISTINCT FROM (coalesce(p.heard, 0), coalesce(p.read, 0), coalesce(p.considered, 0),
              coalesce(p.decided, 0), coalesce(p.answered, 0), p.oldest_at, p.median_days)
          AND NOT EXISTS (SELECT 1 FROM progress_due u WHERE u.draft_id = n.draft_id)
        UNION
        SELECT r.draft_id FROM ({_ROUNDS_COUNTED} GROUP BY r.id) n JOIN round r ON r.id = n.round_id
        LEFT JOIN round_progress p USING (round_id)
        WHERE (n.heard, n.answered, n.answered_at)
            IS DISTINCT FROM (coalesce(p.heard, 0), coalesce(p.answered, 0), p.answered_at)
          AND NOT EXISTS (SELECT 1 FROM progress_due u WHERE u.draft_id = r.draft_id)""",
)


class Progress(msgspec.Struct, frozen=True):
    """How many contributions that are owed an answer have reached each right; each includes the ones after it.

    `read`: somebody of the team has read them; `considered`: they are placed in issues; `decided`: each of their points
    is, though perhaps not public yet. `oldest_at`: when the one that waits longest was heard; `median_days`: from being
    heard to the answer, None before any.
    """

    heard: int = 0
    considered: int = 0
    answered: int = 0
    read: int = 0
    decided: int = 0
    oldest_at: datetime | None = None
    median_days: float | None = None

    @property
    def considered_share(self) -> float:
        """Share considered, 0 to 1."""
        return self.considered / self.heard if self.heard else 0.0

    @property
    def answered_share(self) -> float:
        """Share answered, 0 to 1."""
        return self.answered / self.heard if self.heard else 0.0


class Figures(msgspec.Struct, frozen=True):
    """What the whole site has come to. `median_days` from being heard to the first answer; None before any answer."""

    heard: int
    considered: int
    answered: int
    median_days: float | None

    @property
    def progress(self) -> Progress:
        """The three counts alone."""
        return Progress(self.heard, self.considered, self.answered)


async def count_progress(database: Database) -> None:
    """Chore: count the drafts that are due, until none is."""
    while True:
        async with database.transaction() as tx:
            if not await count_due(tx):
                return


async def count_due(tx: Transaction) -> int:
    """Count some of the drafts that are due.

    Returns:
        How many notes of drafts that were due were taken up.
    """
    due = await tx.values(
        """DELETE FROM progress_due WHERE id IN (SELECT id FROM progress_due ORDER BY id LIMIT 10000
             FOR UPDATE SKIP LOCKED) RETURNING draft_id"""
    )
    drafts = sorted(set(due))
    for start in range(0, len(drafts), _BATCH):
        await _count(tx, drafts[start : start + _BATCH])
    return len(due)


async def _count(tx: Transaction, drafts: list[int]) -> None:
    changed = await tx.values(
        f"""INSERT INTO draft_progress AS p
              (draft_id, heard, considered, answered, read, decided, oldest_at, median_days)
            {_COUNTED} WHERE d.id = ANY($1::bigint[]) GROUP BY d.id
            ON CONFLICT (draft_id) DO UPDATE SET
              heard = excluded.heard, considered = excluded.considered, answered = excluded.answered,
              read = excluded.read, decided = excluded.decided, oldest_at = excluded.oldest_at,
              median_days = excluded.median_days
            WHERE (p.heard, p.considered, p.answered, p.read, p.decided, p.oldest_at, p.median_days)
              IS DISTINCT FROM (excluded.heard, excluded.considered, excluded.answered, excluded.read,
                excluded.decided, excluded.oldest_at, excluded.median_days)
            RETURNING draft_id""",
        drafts,
    )
    await tx.execute(
        f"""INSERT INTO round_progress AS p (round_id, heard, answered, answered_at)
            {_ROUNDS_COUNTED} WHERE r.draft_id = ANY($1::bigint[]) GROUP BY r.id
            ON CONFLICT (round_id) DO UPDATE SET
              heard = excluded.heard, answered = excluded.answered, answered_at = excluded.answered_at
            WHERE (p.heard, p.answered, p.answered_at)
              IS DISTINCT FROM (excluded.heard, excluded.answered, excluded.answered_at)""",
        drafts,
    )
    if changed:
        tx.changed("home", "drafts", *(f"draft:{draft_id}" for draft_id in changed))


async def progress_of(tx: Transaction, draft_ids: Collection[int]) -> dict[int, Progress]:
    """Draft id → its progress; every draft asked for is there."""
    rows = await tx.rows("SELECT * FROM draft_progress WHERE draft_id = ANY($1::bigint[])", list(draft_ids))
    found = {row.pop("draft_id"): Progress(**row) for row in rows}
    return {draft_id: found.get(draft_id, Progress()) for draft_id in draft_ids}


async def site_figures(tx: Transaction) -> Figures:
    """The figures of the home page."""
    found = await tx.one(
        Figures,
        f"""SELECT coalesce(sum(heard), 0)::bigint AS heard, coalesce(sum(considered), 0)::bigint AS considered,
                   coalesce(sum(answered), 0)::bigint AS answered,
                   (SELECT percentile_cont(0.5) WITHIN GROUP (
                        ORDER BY extract(epoch FROM n.created_at - c.published_at))
                      / 86400 FROM (SELECT * FROM notice ORDER BY id DESC LIMIT {_LATEST}) n
                    JOIN contribution c ON c.id = n.contribution_id AND c.published_at IS NOT NULL
                    WHERE NOT EXISTS (SELECT 1 FROM notice e
                                      WHERE e.contribution_id = n.contribution_id AND e.id < n.id)) AS median_days
            FROM draft_progress""",
    )
    return found or Figures(0, 0, 0, None)
