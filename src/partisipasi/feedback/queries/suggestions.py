"""Other words that people suggested for a clause, beside what has become of the clause in a concept."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.drafts.queries.visibility import SEES_CONCEPT
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_

_NONE = N_("There is no such suggestion for this concept, or its clause is gone.")
_SELECT = """SELECT c.id, c.receipt, g.proposed, b.text AS base, w.number AS base_number, x.clause_id, x.key,
       x.text AS current, x.heading, EXISTS (SELECT 1 FROM taken_suggestion t
         WHERE t.contribution_id = c.id AND t.version_id = v.id) AS taken,
       array(SELECT DISTINCT p.issue_id FROM counted_point p WHERE p.contribution_id = c.id) AS issues
  FROM version v JOIN draft d ON d.id = v.draft_id
  JOIN contribution c ON c.draft_id = d.id AND c.state = 'published'
  JOIN suggestion g ON g.contribution_id = c.id
  JOIN clause_text b ON b.id = g.base_text_id JOIN version w ON w.id = b.version_id
  LEFT JOIN anchor a ON a.contribution_id = c.id AND a.version_id = v.id
  JOIN clause_text x ON x.version_id = v.id AND x.clause_id = coalesce(a.clause_id, c.clause_id)"""


class SuggestedWords(msgspec.Struct, frozen=True, kw_only=True):
    """A suggestion and its clause in a concept. An empty `proposed` asks for the clause to be deleted.

    `base` is the wording it was written for, `current` the concept's now; `issues` those its points are in.
    """

    id: int
    receipt: str
    proposed: str
    base: str
    base_number: int
    clause_id: int
    key: str
    current: str
    heading: str
    taken: bool
    issues: list[int]

    @property
    def moved_on(self) -> bool:
        """Whether the clause is no longer worded as it was when the suggestion was written."""
        return " ".join(self.base.split()) != " ".join(self.current.split())


async def suggestion_for(tx: Transaction, viewer: Viewer, version_id: int, receipt: str) -> SuggestedWords:
    """A suggestion beside the clause of a concept that it belongs to.

    Raises:
        NotFound: there is none, it was withdrawn or hidden, its clause is gone, or the viewer sees no concept.
    """
    found = await tx.one(
        SuggestedWords,
        f"{_SELECT} WHERE v.id = $2 AND c.receipt = $3 AND v.state = 'concept' AND {SEES_CONCEPT}",
        viewer.account_id,
        version_id,
        receipt,
    )
    if found is None:
        raise NotFound(_NONE)
    return found


async def suggestions_for(
    tx: Transaction, viewer: Viewer, version_id: int, clause_id: int, *, limit: int = 20
) -> Sequence[SuggestedWords]:
    """The suggestions for one clause of a concept, the newest first."""
    return await tx.all(
        SuggestedWords,
        f"{_SELECT} WHERE v.id = $2 AND x.clause_id = $3 AND {SEES_CONCEPT} ORDER BY c.id DESC LIMIT $4",
        viewer.account_id,
        version_id,
        clause_id,
        limit,
    )
