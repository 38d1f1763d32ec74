"""What a concept's changes can be linked with, and which of its anchors wait for a person."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.drafts.queries.visibility import SEES_CONCEPT
from partisipasi.feedback.gate import issue_label
from partisipasi.feedback.queries.names import clause_names
from partisipasi.kit.database import Transaction


class TakingDecision(msgspec.Struct, frozen=True, kw_only=True):
    """A decision that accepts, in full or in part: it can cause a change. `clauses`: where its points were made."""

    id: int
    issue_id: int
    number: int
    title: str
    outcome: str
    state: str
    no_text_change: bool
    clauses: list[int]
    links: int

    @property
    def label(self) -> str:
        """M-014."""
        return issue_label(self.number)


class WaitingAnchor(msgspec.Struct, frozen=True, kw_only=True):
    """A contribution whose place in the concept a person must confirm: its words, the words it quoted, the clause
    before, and the clause found for it in the concept (none where it is gone).
    """

    id: int
    contribution_id: int
    receipt: str
    hidden_rule: str | None
    html: str
    proposed: str | None
    quote: str
    state: str
    old_text_id: int | None
    old_key: str | None
    old_number: int | None
    before: str | None
    new_text_id: int | None
    new_clause_id: int | None
    new_key: str | None
    after: str | None
    old_name: str = ""
    new_name: str = ""


async def taking_decisions(tx: Transaction, viewer: Viewer, draft_id: int) -> list[TakingDecision]:
    """The decisions of a draft that accept something, approved ones and public ones, for who works on it."""
    return await tx.all(
        TakingDecision,
        f"""SELECT x.id, x.issue_id, i.number, i.title, x.outcome, x.state, x.no_text_change,
                   array(SELECT DISTINCT c.clause_id FROM counted_point k
                         JOIN contribution c ON c.id = k.contribution_id
                         WHERE k.issue_id = i.id AND c.clause_id IS NOT NULL) AS clauses,
                   (SELECT count(*) FROM decision_change l WHERE l.decision_id = x.id) AS links
            FROM decision x JOIN issue i ON i.id = x.issue_id JOIN draft d ON d.id = i.draft_id
            WHERE i.draft_id = $2 AND x.outcome IN ('accepted', 'partly') AND x.state IN ('approved', 'released')
              AND {SEES_CONCEPT}
            ORDER BY x.state, i.number""",
        viewer.account_id,
        draft_id,
    )


async def waiting_anchors(tx: Transaction, viewer: Viewer, version_id: int, *, limit: int = 30) -> list[WaitingAnchor]:
    """The anchors of a concept that wait for a person, for who works on the draft."""
    rows = await tx.all(
        WaitingAnchor,
        f"""SELECT a.id, c.id AS contribution_id, c.receipt, c.hidden_rule, c.html, g.proposed, a.exact AS quote,
                   a.state, o.id AS old_text_id, o.key AS old_key, w.number AS old_number, o.text AS before,
                   n.id AS new_text_id, n.clause_id AS new_clause_id, n.key AS new_key, n.text AS after
            FROM anchor a JOIN version v ON v.id = a.version_id JOIN draft d ON d.id = v.draft_id
            JOIN contribution c ON c.id = a.contribution_id AND c.state IN ('published', 'hidden', 'held')
            LEFT JOIN suggestion g ON g.contribution_id = c.id
            LEFT JOIN version w ON w.id = v.follows_id
            LEFT JOIN anchor b ON b.contribution_id = c.id AND b.version_id = w.id
            LEFT JOIN clause_text o ON o.version_id = w.id AND o.clause_id = b.clause_id
            LEFT JOIN clause_text n ON n.version_id = v.id AND n.clause_id = a.clause_id
            WHERE a.version_id = $2 AND a.review = 'open' AND {SEES_CONCEPT} ORDER BY a.id LIMIT $3""",
        viewer.account_id,
        version_id,
        limit,
    )
    return await _named(tx, rows)


async def _named(tx: Transaction, rows: Sequence[WaitingAnchor]) -> list[WaitingAnchor]:
    names = await clause_names(tx, [id_ for row in rows for id_ in (row.old_text_id, row.new_text_id)])
    return [
        msgspec.structs.replace(
            row, old_name=names.get(row.old_text_id or 0, ""), new_name=names.get(row.new_text_id or 0, "")
        )
        for row in rows
    ]
