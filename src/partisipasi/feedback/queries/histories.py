"""One clause over all published versions of its draft: how each of them worded it, what was said on that wording."""

from __future__ import annotations

from datetime import datetime

import msgspec

from partisipasi.feedback.queries.names import NAME_CHAIN, name_of_chain
from partisipasi.kit.database import Transaction


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A published version that has the clause. `parts` are the ids of its wording and of all that stands in it.

    `words` as (label, text) of each of them, only in the first version that has it; `said`: published contributions
    made on this wording or on what stands in it.
    """

    number: int
    published_at: datetime
    clause_id: int
    key: str
    name: str
    heading: str
    parts: list[int]
    words: list[tuple[str, str]]
    said: int


async def standings_of(tx: Transaction, draft_id: int, *, number: int, key: str) -> list[Standing]:
    """The published versions that have a clause, first one first.

    Args:
        number, key: any version that has it, and its key there.

    Returns:
        Nothing where that version is not published or has no such clause.
    """
    rows = await tx.rows(
        f"""WITH RECURSIVE top AS MATERIALIZED (
              SELECT x.*, v.number, v.published_at FROM clause_text x
              JOIN version v ON v.id = x.version_id AND v.state = 'published' AND v.draft_id = $1
              WHERE x.clause_id = (SELECT y.clause_id FROM clause_text y JOIN version w ON w.id = y.version_id
                WHERE w.draft_id = $1 AND w.state = 'published' AND w.number = $2 AND y.key = $3)),
            part AS (
              SELECT t.id, t.version_id, t.clause_id FROM top t
              UNION ALL
              SELECT y.id, y.version_id, y.clause_id FROM clause_text y JOIN part p ON y.parent_id = p.id)
            SELECT bottom.number, bottom.published_at, bottom.clause_id, bottom.key, bottom.heading,
                   {NAME_CHAIN} AS chain,
                   array(SELECT p.id FROM part p WHERE p.version_id = bottom.version_id) AS parts,
                   CASE WHEN bottom.number = (SELECT min(t.number) FROM top t) THEN (
                     SELECT json_agg(json_build_array(y.label, y.text) ORDER BY y.position)::text
                     FROM part p JOIN clause_text y ON y.id = p.id WHERE p.version_id = bottom.version_id) END AS words,
                   (SELECT count(*) FROM part p JOIN thread t ON t.clause_id = p.clause_id AND t.audience = 'public'
                    JOIN contribution c ON c.thread_id = t.id AND c.version_id = p.version_id
                    WHERE p.version_id = bottom.version_id AND c.state = 'published' AND c.kind <> 'official') AS said
            FROM top bottom ORDER BY bottom.number""",
        draft_id,
        number,
        key,
    )
    return [
        Standing(
            name=name_of_chain(row.pop("chain")) or "",
            words=msgspec.json.decode(row.pop("words") or "[]", type=list[tuple[str, str]]),
            **row,
        )
        for row in rows
    ]
