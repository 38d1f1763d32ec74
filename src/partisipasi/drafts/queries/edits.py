"""Who changed what in a concept: its revisions, newest first."""

from __future__ import annotations

from datetime import datetime

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.drafts.queries.visibility import SEES_CONCEPT
from partisipasi.drafts.revisions import Delta
from partisipasi.kit.database import Transaction
from partisipasi.kit.i18n import N_, gettext
from partisipasi.kit.paging import Cursor


class EditView(msgspec.Struct, frozen=True, kw_only=True):
    """One revision. `undone_by` is the revision that took it back, `undoes` the one it took back."""

    id: int
    revision: int
    act: str
    clause_id: int | None
    clause_name: str
    key: str | None
    by_name: str | None
    by_number: int | None
    at: datetime
    undone_by: int | None
    undoes: int | None
    delta_json: str

    @property
    def by(self) -> str | None:
        """Who it was; None for somebody whose account is gone."""
        return self.by_name or (gettext(N_("Resident %(number)s"), number=self.by_number) if self.by_number else None)

    @property
    def delta(self) -> Delta:
        """What it changed."""
        return msgspec.json.decode(self.delta_json, type=Delta)


async def edits_of(
    tx: Transaction, viewer: Viewer, version_id: int, cursor: Cursor, *, limit: int, clause_id: int | None = None
) -> list[EditView]:
    """Revisions of a concept, newest first (oldest first with `cursor.before`); none for who may not see it.

    Args:
        clause_id: only those that touched this clause.
    """
    return await tx.all(
        EditView,
        f"""SELECT e.id, e.revision, e.act, e.clause_id, e.clause_name,
                   x.key, a.display_name AS by_name, a.number AS by_number, e.at, u.revision AS undone_by,
                   w.revision AS undoes, e.delta AS delta_json
            FROM concept_edit e JOIN version v ON v.id = e.version_id JOIN draft d ON d.id = v.draft_id
            LEFT JOIN clause_text x ON x.version_id = e.version_id AND x.clause_id = e.clause_id
            LEFT JOIN account a ON a.id = e.account_id AND a.erased_at IS NULL
            LEFT JOIN concept_edit u ON u.undoes_id = e.id LEFT JOIN concept_edit w ON w.id = e.undoes_id
            WHERE e.version_id = $2 AND {SEES_CONCEPT}
              AND ($3::bigint IS NULL OR e.revision < $3) AND ($4::bigint IS NULL OR e.revision > $4)
              AND ($5::bigint IS NULL OR e.clause_id = $5 OR e.delta::jsonb @? format(
                  '$.before[*] ? (@[0] == %s)', $5)::jsonpath OR e.delta::jsonb @? format(
                  '$.after[*] ? (@[0] == %s)', $5)::jsonpath)
            ORDER BY CASE WHEN $4::bigint IS NULL THEN -e.revision ELSE e.revision END LIMIT $6""",
        viewer.account_id,
        version_id,
        cursor.after,
        cursor.before,
        clause_id,
        limit,
    )
