"""Searching: what was typed becomes a query over stems; what may be seen is decided here, at the moment of asking."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.orders import BEGUN
from partisipasi.feedback.queries.names import clause_names
from partisipasi.kit.database import Transaction
from partisipasi.kit.markup import plain
from partisipasi.kit.stemming import excerpt
from partisipasi.search import narrowing
from partisipasi.search.operators import Wanted

#: Of contributions, the newest are looked through first: of a word that stands in many, what is newest is enough, and
#: its million places need not be gathered. A word that is rare among the newest is looked up in the index.
_NEWEST, _ENOUGH = 1000, 50
_MOST = 50
_MATCHES = "e.vector @@ websearch_to_tsquery('simple', $1) AND ($2::text IS NULL OR e.kind = $2)"
_FOUND = f"""
    near AS MATERIALIZED (
      SELECT e.kind, e.object_id, e.vector
      FROM (SELECT * FROM search_entry n WHERE n.kind = 'contribution' ORDER BY n.id DESC LIMIT {_NEWEST}) e
      WHERE {_MATCHES}),
    matching AS (
      SELECT e.kind, e.object_id, e.vector FROM search_entry e WHERE e.kind <> 'contribution' AND {_MATCHES}
      UNION ALL
      SELECT * FROM near WHERE (SELECT count(*) FROM near) >= {_ENOUGH}
      UNION ALL
      (SELECT e.kind, e.object_id, e.vector FROM search_entry e
       WHERE (SELECT count(*) FROM near) < {_ENOUGH} AND e.kind = 'contribution' AND {_MATCHES} LIMIT 5000)),
    found AS MATERIALIZED (
      SELECT m.kind, m.object_id, ts_rank(m.vector, websearch_to_tsquery('simple', $1))
             * CASE m.kind WHEN 'draft' THEN 4 WHEN 'clause' THEN 2 ELSE 1 END AS rank
      FROM matching m ORDER BY rank DESC LIMIT 400)"""

_BEGUN = BEGUN.replace("t.id", "h.id")
_SHOWN = f"""SELECT * FROM (
    SELECT f.kind, d.id, d.slug, NULL::int AS number, NULL AS key, NULL AS receipt, d.title, '' AS context,
           d.summary AS body, d.created_at AS at, f.rank, f.object_id
    FROM found f JOIN draft d ON f.kind = 'draft' AND d.id = f.object_id
    WHERE EXISTS (SELECT 1 FROM version v WHERE v.draft_id = d.id AND v.state = 'published')
    UNION ALL
    SELECT f.kind, d.id, d.slug, v.number, t.key, NULL, t.heading, d.title, t.text, v.published_at, f.rank,
           f.object_id
    FROM found f JOIN clause_text t ON f.kind = 'clause' AND t.id = f.object_id
    JOIN version v ON v.id = t.version_id AND v.state = 'published' JOIN draft d ON d.id = v.draft_id
    UNION ALL
    SELECT f.kind, h.id, h.slug, NULL, NULL, NULL, h.title, p.name, '', h.created_at, f.rank, f.object_id
    FROM found f JOIN thread h ON f.kind = 'thread' AND h.id = f.object_id AND (h.audience = 'public' OR $3)
      AND h.merged_into_id IS NULL AND {_BEGUN}
    JOIN topic p ON p.id = h.topic_id
    UNION ALL
    SELECT f.kind, c.id, '', NULL, NULL, c.receipt, coalesce(nullif(h.title, ''), d.title, ''), '', c.html,
           coalesce(c.published_at, c.created_at), f.rank, f.object_id
    FROM found f JOIN contribution c ON f.kind = 'contribution' AND c.id = f.object_id AND c.state = 'published'
    JOIN thread h ON h.id = c.thread_id AND (h.audience = 'public' OR $3) LEFT JOIN draft d ON d.id = h.draft_id
    ) hit
    WHERE $2::text IS NULL OR kind = $2 ORDER BY rank DESC, at DESC LIMIT {_MOST}"""
_PLAIN = f"WITH {_FOUND} {_SHOWN}"
_NARROWED = f"WITH {narrowing.FOUND} {_SHOWN}"
_NARROWED_SOON = f"WITH {narrowing.FOUND_SOON} {_SHOWN}"


class Hit(msgspec.Struct, frozen=True):
    """One thing found. `path` is without language prefix; `pieces` are (words, whether they are a hit)."""

    kind: str
    path: str
    title: str
    context: str
    at: datetime
    pieces: list[tuple[str, bool]]


class _Row(msgspec.Struct, frozen=True):
    kind: str
    id: int
    slug: str
    number: int | None
    key: str | None
    receipt: str | None
    title: str
    context: str
    body: str
    at: datetime
    rank: float
    object_id: int


async def search(tx: Transaction, viewer: Viewer, wanted: Wanted, *, kind: str | None = None) -> list[Hit]:
    """Things found, best first: drafts, clauses of the newest text, threads, contributions.

    Args:
        kind: only these.
    """
    values = (wanted.query, kind, viewer.reads_verified)
    if wanted.narrowed:
        more = narrowing.parameters(wanted)
        rows = await tx.all(_Row, _NARROWED_SOON, *values, *more)
        if len(rows) < _MOST and kind in {None, "contribution"}:
            rows = await tx.all(_Row, _NARROWED, *values, *more)
    elif wanted.query:
        rows = await tx.all(_Row, _PLAIN, *values)
    else:
        return []
    names = await clause_names(tx, [row.object_id for row in rows if row.kind == "clause"])
    return [_hit(row, wanted, names) for row in rows]


def _hit(row: _Row, wanted: Wanted, names: Mapping[int, str]) -> Hit:
    place = f"{row.id}-{row.slug}"
    path = {
        "draft": f"/rancangan/{place}",
        "clause": f"/rancangan/{place}/versi/{row.number}/{row.key}",
        "thread": f"/diskusi/{place}",
        "contribution": f"/jejak/{row.receipt}",
    }[row.kind]
    body = plain(row.body) if row.kind == "contribution" else row.body
    title = " ".join(part for part in (names[row.object_id], row.title) if part) if row.kind == "clause" else row.title
    return Hit(row.kind, path, title, row.context, row.at, excerpt(body, wanted.stems))
