"""Reading what became of each clause from the version before: for the gate, for the review page, for comparisons."""

from __future__ import annotations

from datetime import datetime

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.drafts.queries.visibility import SEES_VERSION
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_

_COLUMNS = """s.id, s.version_id, s.old_text_id, s.new_text_id, o.key AS old_key, n.key AS new_key,
    o.clause_id AS old_clause_id, n.clause_id AS new_clause_id, s.op, s.flags, s.score, s.method, s.review,
    s.runner_up_id, r.key AS runner_up_key, r.version_id = s.version_id AS runner_up_is_new,
    s.confirmed_by, s.confirmed_at, n.position AS new_position, o.position AS old_position,
    s.restores_id, s.restores_score, b.clause_id AS restores_clause_id"""
_SOURCE = """FROM alignment s JOIN version v ON v.id = s.version_id JOIN draft d ON d.id = v.draft_id
    LEFT JOIN clause_text o ON o.id = s.old_text_id LEFT JOIN clause_text n ON n.id = s.new_text_id
    LEFT JOIN clause_text r ON r.id = s.runner_up_id LEFT JOIN clause_text b ON b.id = s.restores_id"""
_NO_ALIGNMENT = N_("There is no such comparison of clauses.")


class AlignmentView(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one clause text. A split or merge of n parts is n of these.

    `restores_id`: the wording of an earlier version that an inserted clause is like; `restores_clause_id` its identity.
    """

    id: int
    version_id: int
    old_text_id: int | None
    new_text_id: int | None
    old_key: str | None
    new_key: str | None
    old_clause_id: int | None
    new_clause_id: int | None
    op: str
    flags: list[str]
    score: float
    method: str
    review: str
    runner_up_id: int | None
    runner_up_key: str | None
    runner_up_is_new: bool | None
    confirmed_by: int | None
    confirmed_at: datetime | None
    new_position: int | None
    old_position: int | None
    restores_id: int | None = None
    restores_score: float | None = None
    restores_clause_id: int | None = None

    @property
    def changed(self) -> bool:
        """Whether anything differs at all."""
        return self.op != "same" or bool(self.flags)

    @property
    def technical(self) -> bool:
        """Whether nothing of the substance changed: only numbers and references."""
        return self.op in ("same", "renumbered") and bool(self.flags) and {"number", "refs"}.issuperset(self.flags)


class Restorable(msgspec.Struct, frozen=True, kw_only=True):
    """A clause that an earlier version had and the one before the concept has not: it may come back."""

    clause_id: int
    number: int
    text_id: int
    parent_id: int | None
    kind: str
    label: str
    heading: str
    path: str
    text: str

    @property
    def key(self) -> str:
        """A name of its own among clauses of several versions, whose keys may be the same."""
        return str(self.text_id)

    @property
    def parent(self) -> str | None:
        """The same of what it stands in."""
        return str(self.parent_id) if self.parent_id is not None else None


async def alignments_of(tx: Transaction, version_id: int) -> list[AlignmentView]:
    """The alignment of a version with the one it follows, in the order of the new text, deletions where they stood.

    Whoever asks has read the version as its viewer before.
    """
    rows = await tx.all(
        AlignmentView,
        f"SELECT {_COLUMNS} {_SOURCE} WHERE s.version_id = $1 ORDER BY n.position, o.position",
        version_id,
    )
    return _in_text_order(rows)


async def alignment_view(tx: Transaction, viewer: Viewer, alignment_id: int) -> AlignmentView:
    """One line of an alignment.

    Raises:
        NotFound: it is not there, or it belongs to a concept the viewer may not see.
    """
    found = await tx.one(
        AlignmentView,
        f"SELECT {_COLUMNS} {_SOURCE} WHERE s.id = $2 AND {SEES_VERSION}",
        viewer.account_id,
        alignment_id,
    )
    if found is None:
        raise NotFound(_NO_ALIGNMENT)
    return found


async def restorable_clauses(tx: Transaction, version_id: int) -> list[Restorable]:
    """Clauses of earlier published versions that neither the version before this concept nor the concept has."""
    return await tx.all(
        Restorable,
        """SELECT clause_id, number, text_id, parent_id, kind, label, heading, path, text FROM (
             SELECT DISTINCT ON (x.clause_id) x.clause_id, e.number, x.id AS text_id, x.parent_id, x.kind,
                  x.label, x.heading, x.path, x.text, x.position
           FROM version v JOIN version e ON e.draft_id = v.draft_id AND e.state = 'published' AND e.number < v.number
           JOIN clause_text x ON x.version_id = e.id
           WHERE v.id = $1 AND NOT EXISTS (SELECT 1 FROM clause_text y
               WHERE y.clause_id = x.clause_id AND y.version_id IN (v.id, v.follows_id))
           ORDER BY x.clause_id, e.number DESC) gone ORDER BY number DESC, position""",
        version_id,
    )


def _in_text_order(rows: list[AlignmentView]) -> list[AlignmentView]:
    """Put each deletion after the line of the old clause that stood before it."""
    by_old = sorted(
        (row for row in rows if row.old_position is not None), key=lambda row: (row.old_position, row.new_position or 0)
    )
    reached = -1.0
    places: dict[int, tuple[float, int]] = {}
    for row in by_old:
        if row.new_position is None:
            places[row.id] = (reached + 0.5, row.old_position or 0)
        else:
            reached = float(row.new_position)
    return sorted(rows, key=lambda row: places.get(row.id) or (float(row.new_position or 0), row.old_position or 0))
