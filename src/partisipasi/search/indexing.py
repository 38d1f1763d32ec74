"""Filling the index: what is due is read, stemmed and stored, in batches, by a chore."""

from __future__ import annotations

import msgspec

from partisipasi.kit.database import Database, Transaction
from partisipasi.kit.stemming import STEMMER, stems

_BATCH = 500


class _Thing(msgspec.Struct, frozen=True):
    kind: str
    object_id: int
    title: str
    body: str


#: Kind of what is due → query for what to index for the given ids. Nothing comes back for what is not public: its entry
#: is then removed. Visibility is decided again when somebody searches.
_SOURCES = {
    "draft": """SELECT 'draft' AS kind, d.id AS object_id, d.title,
                  d.summary || ' ' || coalesce((SELECT string_agg(x.title, ' ') FROM document x
                                                WHERE x.draft_id = d.id AND x.withdrawn_at IS NULL), '') AS body
                FROM draft d WHERE d.id = ANY($1::bigint[])""",
    "thread": """SELECT 'thread' AS kind, id AS object_id, title, '' AS body FROM thread
                 WHERE id = ANY($1::bigint[]) AND draft_id IS NULL""",
    "version": """SELECT 'clause' AS kind, t.id AS object_id, t.heading AS title, t.label || ' ' || t.text AS body
                  FROM clause_text t JOIN version v ON v.id = t.version_id
                  WHERE v.id = ANY($1::bigint[]) AND v.state = 'published' AND t.text || t.heading <> ''""",
    "contribution": """SELECT 'contribution' AS kind, c.id AS object_id, '' AS title,
                         c.source || ' ' || coalesce((SELECT string_agg(a.source, ' ') FROM addition a
                                                      WHERE a.contribution_id = c.id), '') AS body
                       FROM contribution c WHERE c.id = ANY($1::bigint[]) AND c.state = 'published'""",
}


async def index_due(database: Database) -> None:
    """Chore: index what is due, until nothing is."""
    while True:
        async with database.transaction() as tx:
            if not await _index_some(tx):
                return


async def _index_some(tx: Transaction) -> bool:
    due = await tx.rows(
        """DELETE FROM search_due WHERE (kind, object_id) IN
             (SELECT kind, object_id FROM search_due ORDER BY at LIMIT $1 FOR UPDATE SKIP LOCKED)
           RETURNING kind, object_id""",
        _BATCH,
    )
    by_kind: dict[str, list[int]] = {}
    for row in due:
        by_kind.setdefault(row["kind"], []).append(row["object_id"])
    added = by_kind.pop("addition", [])
    if added:
        by_kind.setdefault("contribution", []).extend(
            await tx.values("SELECT contribution_id FROM addition WHERE id = ANY($1::bigint[])", added)
        )
    for kind, ids in by_kind.items():
        await _index(tx, kind, ids)
    return bool(due)


async def _index(tx: Transaction, kind: str, ids: list[int]) -> None:
    source = _SOURCES[kind]
    things = await tx.all(_Thing, source, ids)
    if kind != "version":
        await tx.execute("DELETE FROM search_entry WHERE kind = $1 AND object_id = ANY($2::bigint[])", kind, ids)
    else:
        # An older version's clauses make room: only the newest text of a draft is found.
        await tx.execute(
            """DELETE FROM search_entry e USING clause_text t, version v, version n
               WHERE e.kind = 'clause' AND e.object_id = t.id AND v.id = t.version_id
                 AND n.id = ANY($1::bigint[]) AND n.draft_id = v.draft_id AND v.number <= n.number""",
            ids,
        )
    await tx.execute_many(
        """INSERT INTO search_entry (kind, object_id, stemmer, vector)
           VALUES ($1, $2, $3, setweight(to_tsvector('simple', $4), 'A') || setweight(to_tsvector('simple', $5), 'B'))
           ON CONFLICT (kind, object_id)
           DO UPDATE SET stemmer = excluded.stemmer, vector = excluded.vector, at = now()""",
        [
            (thing.kind, thing.object_id, STEMMER, " ".join(stems(thing.title)), " ".join(stems(thing.body))[:500_000])
            for thing in things
        ],
    )
