"""Decisions that wait for somebody of the team: to be proposed, approved, worded anew, or put into the next text."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.kit.database import Transaction


class Waiting(msgspec.Struct, frozen=True):
    """How many decisions of a draft wait. `proposed`: for an approver, less those the viewer worded; `returned`: for
    who proposes; `undecided`: issues with points and no decision yet; `untaken`: approved ones whose change
    no text holds.
    """

    proposed: int = 0
    returned: int = 0
    undecided: int = 0
    untaken: int = 0


async def decisions_waiting(tx: Transaction, viewer: Viewer, draft_ids: Collection[int]) -> dict[int, Waiting]:
    """Draft id → what waits there; every draft asked for is there. Only for who works on these drafts."""
    rows = await tx.rows(
        """SELECT i.draft_id,
                  count(*) FILTER (WHERE d.state = 'proposed' AND d.proposed_by IS DISTINCT FROM $2
                                     AND $2 <> ALL (d.proposers)) AS proposed,
                  count(*) FILTER (WHERE d.state = 'returned') AS returned,
                  count(*) FILTER (WHERE d.state IS NULL
                                     AND EXISTS (SELECT FROM counted_point k WHERE k.issue_id = i.id)) AS undecided,
                  count(*) FILTER (WHERE d.state = 'approved' AND d.outcome IN ('accepted', 'partly')
                                     AND NOT d.no_text_change
                                     AND NOT EXISTS (SELECT FROM decision_change l WHERE l.decision_id = d.id))
                    AS untaken
           FROM issue i
           LEFT JOIN LATERAL (SELECT id, state, outcome, no_text_change, proposed_by, proposers
                              FROM decision d WHERE d.issue_id = i.id ORDER BY d.id DESC LIMIT 1) d ON true
           WHERE i.draft_id = ANY ($1::bigint[]) AND i.merged_into_id IS NULL GROUP BY i.draft_id""",
        list(draft_ids),
        viewer.account_id,
    )
    found = {
        row["draft_id"]: Waiting(row["proposed"], row["returned"], row["undecided"], row["untaken"]) for row in rows
    }
    return {draft_id: found.get(draft_id, Waiting()) for draft_id in draft_ids}


async def next_undecided(tx: Transaction, draft_id: int, *, after: int) -> int | None:
    """The id of the first issue numbered above `after` with no decision on it. Only for who works on the draft."""
    found: int | None = await tx.value(
        """SELECT i.id FROM issue i WHERE i.draft_id = $1 AND i.number > $2 AND i.merged_into_id IS NULL
             AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.issue_id = i.id AND d.state <> 'superseded')
           ORDER BY i.number LIMIT 1""",
        draft_id,
        after,
    )
    return found
