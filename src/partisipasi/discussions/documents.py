"""The talk beside a draft: about it as a whole and about each of its documents, read at once for the draft's page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from partisipasi.kit.database import Transaction


class DocumentLine(msgspec.Struct, frozen=True, kw_only=True):
    """A document in a list: its newest file, and how many public contributions its talk has."""

    number: int
    kind: str
    title: str
    language: str
    format: str
    size: int
    versions: int
    added_at: datetime
    contributions: int


class Beside(msgspec.Struct, frozen=True):
    """Public contributions on the draft as a whole, and its documents that were not withdrawn."""

    contributions: int
    documents: Sequence[DocumentLine]


async def talk_beside(tx: Transaction, draft_id: int) -> Beside:
    """What is talked about beside the clauses of a public draft, in one query."""
    (row,) = await tx.rows(
        """SELECT (SELECT coalesce(sum(y.contributions), 0)::int FROM thread t
                   JOIN thread_tally y ON y.thread_id = t.id
                   WHERE t.draft_id = $1 AND t.clause_id IS NULL AND t.document_id IS NULL) AS contributions,
                  (SELECT json_agg(m ORDER BY m.position, m.number)::text FROM (
                     SELECT x.number, x.kind, x.title, x.language, f.format, k.size, f.number AS versions, f.added_at,
                            coalesce(y.contributions, 0) AS contributions, x.position
                     FROM document x
                     JOIN LATERAL (SELECT number, format, sha256, added_at FROM document_version
                                   WHERE document_id = x.id ORDER BY number DESC LIMIT 1) f ON true
                     JOIN stored_content k ON k.sha256 = f.sha256
                     LEFT JOIN thread t ON t.document_id = x.id LEFT JOIN thread_tally y ON y.thread_id = t.id
                     WHERE x.draft_id = $1 AND x.withdrawn_at IS NULL) m) AS documents""",
        draft_id,
    )
    return Beside(row["contributions"], msgspec.json.decode(row["documents"] or "[]", type=list[DocumentLine]))
