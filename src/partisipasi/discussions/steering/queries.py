"""Reading what is written about a thread as a whole. A paragraph that cites what is no longer public is not shown."""

from __future__ import annotations

from datetime import datetime

import msgspec

from partisipasi.kit.database import Transaction


class TextView(msgspec.Struct, frozen=True, kw_only=True):
    """A conclusion or summary. `parts_json`: html and whether it is masked, by paragraph; `cited`: contributions."""

    id: int
    kind: str
    number: int
    by_role: str
    at: datetime
    ended_at: datetime | None
    parts_json: str
    cited: list[int]

    @property
    def parts(self) -> list[tuple[str, bool]]:
        """Paragraphs: html (empty where masked), and whether something it cites is not public any more."""
        return msgspec.json.decode(self.parts_json, type=list[tuple[str, bool]])


class ObjectionView(msgspec.Struct, frozen=True, kw_only=True):
    """An objection that is public, with its answer."""

    contribution_id: int
    receipt: str
    number: int
    html: str
    name: str | None
    resident: int | None
    at: datetime
    answer: str | None
    words: str
    answered_at: datetime | None


_TEXT = """
    SELECT x.id, x.kind, x.number, x.by_role, x.at, x.ended_at,
           coalesce((SELECT json_agg(json_build_array(CASE WHEN q.masked THEN '' ELSE p.html END, q.masked)
                                     ORDER BY p.position)
              FROM thread_text_part p CROSS JOIN LATERAL (
                SELECT EXISTS (SELECT 1 FROM thread_citation z JOIN contribution c ON c.id = z.contribution_id
                               WHERE z.part_id = p.id AND c.state <> 'published') AS masked) q
              WHERE p.text_id = x.id), '[]')::text AS parts_json,
           coalesce((SELECT array_agg(DISTINCT z.contribution_id) FROM thread_text_part p
                     JOIN thread_citation z ON z.part_id = p.id WHERE p.text_id = x.id), '{}') AS cited
    FROM thread_text x WHERE x.thread_id = $1"""


async def texts_in_force(tx: Transaction, thread_id: int) -> dict[str, TextView]:
    """Kind → the conclusion and the summary of a thread that count now."""
    rows = await tx.all(TextView, f"{_TEXT} AND x.ended_at IS NULL", thread_id)
    return {row.kind: row for row in rows}


async def versions_of(tx: Transaction, thread_id: int) -> list[TextView]:
    """Every conclusion and summary a thread has had, newest first; at most a hundred."""
    return await tx.all(TextView, f"{_TEXT} ORDER BY x.at DESC, x.id DESC LIMIT 100", thread_id)


async def source_of(tx: Transaction, thread_id: int, kind: str) -> str:
    """The words of the text in force as they were typed, for whoever writes it anew; empty without one."""
    found: str | None = await tx.value(
        "SELECT source FROM thread_text WHERE thread_id = $1 AND kind = $2 AND ended_at IS NULL", thread_id, kind
    )
    return found or ""


async def objections_to(tx: Transaction, thread_id: int) -> list[ObjectionView]:
    """Public objections to the texts of a thread, open ones first; at most a hundred."""
    return await tx.all(
        ObjectionView,
        """SELECT o.contribution_id, c.receipt, x.number, c.html, c.public_name AS name,
                  coalesce(a.number, p.number) AS resident, coalesce(c.published_at, c.created_at) AS at, o.answer,
                  o.words, o.answered_at
           FROM thread_text x JOIN thread_objection o ON o.text_id = x.id
           JOIN contribution c ON c.id = o.contribution_id AND c.state = 'published'
           LEFT JOIN contributor p ON p.id = c.contributor_id LEFT JOIN account a ON a.id = p.account_id
           WHERE x.thread_id = $1 ORDER BY o.answer IS NOT NULL, c.id DESC LIMIT 100""",
        thread_id,
    )
