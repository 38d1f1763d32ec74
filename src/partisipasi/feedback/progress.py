"""How far the answers have come: heard, considered, answered, per draft and for the whole site.

Counting thousands of contributions at each visit would be slow, and counting along while they are written would make
everybody wait for one row. So a chore counts the drafts that triggers name, within seconds; pages read the counts.
"""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from partisipasi.kit.database import Database, Transaction
from partisipasi.kit.invariants import Invariant

_BATCH = 100
#: Answers that the median looks at: the latest ones, so that it says how it is now and never gets slower.
_LATEST = 1000

_COUNTED = """
    SELECT d.id AS draft_id, count(o.contribution_id) AS heard,
           count(*) FILTER (WHERE s.stage IN ('considered', 'answered')) AS considered,
           count(*) FILTER (WHERE s.stage = 'answered') AS answered
    FROM draft d LEFT JOIN owed_contribution o ON o.draft_id = d.id
    LEFT JOIN contribution_stage s ON s.contribution_id = o.contribution_id"""

#: Drafts that are not due and whose counts are not those of their contributions.
PROGRESS_IS_COUNTED = Invariant(
    "draft_progress",
    f"""SELECT n.draft_id FROM ({_COUNTED} GROUP BY d.id) n LEFT JOIN draft_progress p USING (draft_id)
        WHERE (n.heard, n.considered, n.answered)
            IS DISTINCT FROM (coalesce(p.heard, 0), coalesce(p.considered, 0), coalesce(p.answered, 0))
          AND NOT EXISTS (SELECT 1 FROM progress_due u WHERE u.draft_id = n.draft_id)""",
)


class Progress(msgspec.Struct, frozen=True):
    """How many contributions that are owed an answer have reached each right; each includes the ones after it."""

    heard: int = 0
    considered: int = 0
    answered: int = 0

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
        f"""INSERT INTO draft_progress AS p (draft_id, heard, considered, answered)
            {_COUNTED} WHERE d.id = ANY($1::bigint[]) GROUP BY d.id
            ON CONFLICT (draft_id) DO UPDATE SET
              heard = excluded.heard, considered = excluded.considered, answered = excluded.answered
            WHERE (p.heard, p.considered, p.answered)
              IS DISTINCT FROM (excluded.heard, excluded.considered, excluded.answered)
            RETURNING draft_id""",
        drafts,
    )
    if changed:
        tx.changed("home", "drafts", *(f"draft:{draft_id}" for draft_id in changed))


async def progress_of(tx: Transaction, draft_ids: Collection[int]) -> dict[int, Progress]:
    """Draft id → its progress; every draft asked for is there."""
    rows = await tx.rows(
        "SELECT draft_id, heard, considered, answered FROM draft_progress WHERE draft_id = ANY($1::bigint[])",
        list(draft_ids),
    )
    found = {row["draft_id"]: Progress(row["heard"], row["considered"], row["answered"]) for row in rows}
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
