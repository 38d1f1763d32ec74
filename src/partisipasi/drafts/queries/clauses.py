"""Reading clauses: a whole version in order, one clause with what is above and below it, its life over the versions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import takewhile

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.drafts.naming import full_label
from partisipasi.drafts.queries.visibility import SEES_VERSION
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_

_COLUMNS = """x.clause_id AS id, x.id AS text_id, x.parent_id AS parent_text_id, p.clause_id AS parent_id,
    p.key AS parent, x.position, x.depth, x.kind, x.key, x.label, x.path, x.heading, x.text, x.line, x.fingerprint"""
_SOURCE = "FROM clause_text x LEFT JOIN clause_text p ON p.id = x.parent_id"
_NO_CLAUSE = N_("There is no such clause in this version.")


class ClauseView(msgspec.Struct, frozen=True, kw_only=True):
    """A clause as one version words it. `id` is its identity over all versions, `text_id` this wording of it.

    `parent_id`, `parent_text_id` and `parent` (a key) name the clause it stands in.
    """

    id: int
    text_id: int
    parent_id: int | None
    parent_text_id: int | None
    parent: str | None
    position: int
    depth: int
    kind: str
    key: str
    label: str
    path: str
    heading: str
    text: str
    line: int
    fingerprint: str


class ClauseNode(msgspec.Struct, frozen=True):
    """A clause with the clauses in it."""

    clause: ClauseView
    children: list[ClauseNode]


class ClauseInPlace(msgspec.Struct, frozen=True, kw_only=True):
    """One clause with its surroundings: `above` from the top down, `below` in order, full text of each.

    `before` and `after` are the keys of what stands just before it and just after all that is below it.
    """

    clause: ClauseView
    above: list[ClauseView]
    below: list[ClauseView]
    full_label: str
    before: str | None
    after: str | None


class ClauseWording(msgspec.Struct, frozen=True, kw_only=True):
    """How one version worded a clause, and what had become of it since the version before."""

    version_id: int
    number: int
    state: str
    published_at: datetime | None
    text_id: int
    key: str
    label: str
    heading: str
    text: str
    op: str | None
    flags: list[str] | None
    old_text_id: int | None


async def clauses_of(tx: Transaction, version_id: int) -> list[ClauseView]:
    """The clauses of a version in the order of the text. Whoever asks has read the version as its viewer before."""
    return await tx.all(
        ClauseView, f"SELECT {_COLUMNS} {_SOURCE} WHERE x.version_id = $1 ORDER BY x.position", version_id
    )


def nested(clauses: Sequence[ClauseView]) -> list[ClauseNode]:
    """Clauses in document order as a tree."""
    roots: list[ClauseNode] = []
    by_text: dict[int, ClauseNode] = {}
    for clause in clauses:
        node = by_text[clause.text_id] = ClauseNode(clause, [])
        above = by_text.get(clause.parent_text_id or 0)
        (above.children if above else roots).append(node)
    return roots


def full_labels(clauses: Sequence[ClauseView]) -> dict[int, str]:
    """Clause text id → its name in a sentence, for all clauses of a version."""
    by_text = {clause.text_id: clause for clause in clauses}
    return {clause.text_id: full_label(_chain(clause, by_text)) for clause in clauses}


async def clause_in_place(tx: Transaction, viewer: Viewer, version_id: int, key: str) -> ClauseInPlace:
    """One clause of a version by its key, with its surroundings.

    Raises:
        NotFound: there is no such clause, or the viewer may not see the version.
    """
    rows = await tx.all(
        ClauseView,
        f"""WITH RECURSIVE t AS (
              SELECT y.id, y.parent_id, y.position, y.depth FROM clause_text y
              JOIN version v ON v.id = y.version_id JOIN draft d ON d.id = v.draft_id
              WHERE y.version_id = $2 AND y.key = $3 AND {SEES_VERSION}),
            above AS (SELECT id, parent_id FROM t UNION ALL
              SELECT y.id, y.parent_id FROM clause_text y JOIN above a ON y.id = a.parent_id),
            bounds AS MATERIALIZED (SELECT t.position - 1 AS first, coalesce((SELECT min(y.position) FROM clause_text y
              WHERE y.version_id = $2 AND y.position > t.position AND y.depth <= t.depth), 2147483647) AS last FROM t)
            SELECT {_COLUMNS} {_SOURCE} CROSS JOIN bounds b
            WHERE x.version_id = $2 AND (x.position BETWEEN b.first AND b.last OR x.id IN (SELECT id FROM above))
            ORDER BY x.position""",
        viewer.account_id,
        version_id,
        key,
    )
    clause = next((row for row in rows if row.key == key), None)
    if clause is None:
        raise NotFound(_NO_CLAUSE)
    chain = _chain(clause, {row.text_id: row for row in rows})
    later = [row for row in rows if row.position > clause.position]
    below = list(takewhile(lambda row: row.depth > clause.depth, later))
    return ClauseInPlace(
        clause=clause,
        above=chain[:-1],
        below=below,
        full_label=full_label(chain),
        before=next((row.key for row in rows if row.position == clause.position - 1), None),
        after=later[len(below)].key if len(later) > len(below) else None,
    )


async def clause_of_id(tx: Transaction, viewer: Viewer, clause_id: int, version_id: int) -> ClauseView:
    """A clause by its identity, as one version words it.

    Raises:
        NotFound: the version has no such clause, or the viewer may not see the version.
    """
    found = await tx.one(
        ClauseView,
        f"""SELECT {_COLUMNS} {_SOURCE} JOIN version v ON v.id = x.version_id JOIN draft d ON d.id = v.draft_id
            WHERE x.version_id = $2 AND x.clause_id = $3 AND {SEES_VERSION}""",
        viewer.account_id,
        version_id,
        clause_id,
    )
    if found is None:
        raise NotFound(_NO_CLAUSE)
    return found


async def clause_history(tx: Transaction, viewer: Viewer, clause_id: int) -> list[ClauseWording]:
    """How each version the viewer may see words a clause, first version first. Empty for an unknown clause."""
    return await tx.all(
        ClauseWording,
        f"""SELECT v.id AS version_id, v.number, v.state, v.published_at, x.id AS text_id, x.key, x.label, x.heading,
                   x.text, s.op, s.flags, s.old_text_id
            FROM clause_text x JOIN version v ON v.id = x.version_id JOIN draft d ON d.id = v.draft_id
            LEFT JOIN LATERAL (SELECT y.op, y.flags, y.old_text_id FROM alignment y
                LEFT JOIN clause_text o ON o.id = y.old_text_id
                WHERE y.new_text_id = x.id ORDER BY (o.clause_id = x.clause_id) DESC NULLS LAST, y.id LIMIT 1) s ON true
            WHERE x.clause_id = $2 AND {SEES_VERSION} ORDER BY v.number""",
        viewer.account_id,
        clause_id,
    )


def _chain(clause: ClauseView, by_text: dict[int, ClauseView]) -> list[ClauseView]:
    chain = [clause]
    while chain[-1].parent_text_id is not None:
        chain.append(by_text[chain[-1].parent_text_id])
    return chain[::-1]
