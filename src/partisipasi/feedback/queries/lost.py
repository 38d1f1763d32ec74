"""Lost changes: what the team said about changes that a later text of the concept no longer has."""

from __future__ import annotations

from datetime import datetime

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.drafts.queries.visibility import SEES_CONCEPT
from partisipasi.feedback.gate import issue_label
from partisipasi.kit.database import Transaction


class LostDecision(msgspec.Struct, frozen=True):
    """A decision that a lost change carried. `elsewhere`: other changes it is linked with now."""

    id: int
    issue_id: int
    number: int
    title: str
    outcome: str
    elsewhere: int

    @property
    def label(self) -> str:
        """M-014."""
        return issue_label(self.number)


class LostView(msgspec.Struct, frozen=True, kw_only=True):
    """A lost change. `likely_id`: a change of substance of the same clause or the same old wording, if there is one."""

    id: int
    clause_name: str
    cause: str | None
    explanation: str
    sentence: str
    sentence_en: str
    before: str
    after: str
    lost_at: datetime
    discarded_at: datetime | None
    discarded_by: str | None
    likely_id: int | None
    decisions: list[LostDecision]


async def lost_changes(tx: Transaction, viewer: Viewer, version_id: int) -> list[LostView]:
    """The lost changes of a version, those still listed first, for who works on the draft or reads it."""
    rows = await tx.rows(
        f"""SELECT l.id, l.clause_name, l.cause, l.explanation, l.sentence, l.sentence_en, l.before,
                  l.after, l.lost_at, l.discarded_at,
                   b.display_name AS discarded_by,
                   (SELECT h.id FROM change h WHERE h.version_id = l.version_id AND NOT h.technical
                      AND (h.clause_id = l.clause_id OR h.old_text_id = l.old_text_id)
                    ORDER BY h.clause_id = l.clause_id DESC, h.id LIMIT 1) AS likely_id,
                   (SELECT json_agg(json_build_array(x.id, i.id, i.number, i.title, x.outcome,
                             (SELECT count(*) FROM decision_change k JOIN change h ON h.id = k.change_id
                              JOIN decision y ON y.id = k.decision_id
                              WHERE y.issue_id = i.id AND h.version_id = l.version_id)) ORDER BY i.number)::text
                    FROM decision x JOIN issue i ON i.id = x.issue_id WHERE x.id = ANY (l.decision_ids)) AS decisions
            FROM lost_change l JOIN version v ON v.id = l.version_id JOIN draft d ON d.id = v.draft_id
            LEFT JOIN account b ON b.id = l.discarded_by
            WHERE l.version_id = $2 AND {SEES_CONCEPT}
            ORDER BY l.discarded_at IS NOT NULL, l.id LIMIT 200""",
        viewer.account_id,
        version_id,
    )
    return [_view(row) for row in rows]


def _view(row: dict[str, object]) -> LostView:
    found = msgspec.json.decode(str(row.pop("decisions") or "[]"), type=list[tuple[int, int, int, str, str, int]])
    return msgspec.convert({**row, "decisions": [LostDecision(*one) for one in found]}, type=LostView)
