"""Storing the clauses of a concept: a clause that stays keeps its row, and so all that hangs on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from partisipasi.drafts.outline import Clause
from partisipasi.drafts.queries.clauses import ClauseView
from partisipasi.drafts.wording import fingerprint
from partisipasi.kit.database import Transaction


async def store_clauses(
    tx: Transaction,
    *,
    draft_id: int,
    version_id: int,
    clauses: Sequence[Clause],
    identities: Mapping[str, int | None],
    before: Sequence[ClauseView],
) -> dict[str, int]:
    """Make these the clauses of a concept.

    Args:
        clauses: in document order.
        identities: key → identity; None or missing for a clause that is born now.
        before: the clauses of the concept as it was saved before; empty for a new one.

    Returns:
        Key → clause text id.
    """
    ids = await _identified(tx, draft_id, version_id, clauses, identities)
    rows = {clause.id: clause.text_id for clause in before}
    if before:
        await _make_way(tx, version_id, [row for identity, row in rows.items() if identity not in ids.values()])
    staying = [(clause, rows[ids[clause.key]]) for clause in clauses if ids[clause.key] in rows]
    coming = [clause for clause in clauses if ids[clause.key] not in rows]
    order = {clause.key: at for at, clause in enumerate(clauses)}
    depths = _depths(clauses)
    if staying:
        await _rewrite(tx, staying, order, depths)
    text_ids = {clause.key: row for clause, row in staying}
    if coming:
        text_ids |= await _insert(tx, version_id, coming, ids, order, depths)
    below = [clause for clause in clauses if clause.parent]
    await tx.execute(
        """UPDATE clause_text x SET parent_id = n.parent_id
           FROM unnest($1::bigint[], $2::bigint[]) AS n(id, parent_id) WHERE x.id = n.id""",
        [text_ids[clause.key] for clause in below],
        [text_ids[clause.parent or ""] for clause in below],
    )
    return text_ids


def clause_fingerprint(clause: Clause | ClauseView) -> str:
    """Fingerprint of a clause's heading and words in canonical spelling."""
    return fingerprint(f"{clause.heading}\n{clause.text}")


async def _identified(
    tx: Transaction,
    draft_id: int,
    version_id: int,
    clauses: Sequence[Clause],
    identities: Mapping[str, int | None],
) -> dict[str, int]:
    unborn = [clause.key for clause in clauses if identities.get(clause.key) is None]
    born = await tx.values(
        """INSERT INTO clause (draft_id, born_version_id) SELECT $1, $2 FROM generate_series(1, $3) RETURNING id""",
        draft_id,
        version_id,
        len(unborn),
    )
    known = {key: identity for key, identity in identities.items() if identity is not None}
    return known | dict(zip(unborn, sorted(born), strict=True))


async def _make_way(tx: Transaction, version_id: int, gone: Sequence[int]) -> None:
    """Free keys and places of the rows that stay and remove the others; the unique rules count at every statement."""
    await tx.execute(
        """UPDATE clause_text SET key = '~' || id, position = -1 - position, parent_id = NULL
           WHERE version_id = $1""",
        version_id,
    )
    await tx.execute("UPDATE alignment SET runner_up_id = NULL WHERE version_id = $1", version_id)
    await tx.execute(
        "DELETE FROM alignment WHERE version_id = $1 AND new_text_id = ANY($2::bigint[])", version_id, gone
    )
    await tx.execute("DELETE FROM clause_text WHERE id = ANY($1::bigint[])", gone)


async def _rewrite(
    tx: Transaction,
    staying: Sequence[tuple[Clause, int]],
    order: Mapping[str, int],
    depths: Mapping[str, int],
) -> None:
    clauses = [clause for clause, _ in staying]
    await tx.execute(
        """UPDATE clause_text x SET position = n.position, depth = n.depth, line = n.line, kind = n.kind, key = n.key,
                  label = n.label, path = n.path, heading = n.heading, text = n.text, fingerprint = n.fingerprint
           FROM unnest($1::bigint[], $2::int[], $3::int[], $4::int[], $5::text[], $6::text[], $7::text[], $8::text[],
                       $9::text[], $10::text[], $11::text[])
             AS n(id, position, depth, line, kind, key, label, path, heading, text, fingerprint)
           WHERE x.id = n.id""",
        [row for _, row in staying],
        *_columns(clauses, order, depths),
    )


async def _insert(
    tx: Transaction,
    version_id: int,
    coming: Sequence[Clause],
    ids: Mapping[str, int],
    order: Mapping[str, int],
    depths: Mapping[str, int],
) -> dict[str, int]:
    rows = await tx.rows(
        """INSERT INTO clause_text (version_id, clause_id, position, depth, line, kind, key, label, path, heading, text,
                                    fingerprint)
           SELECT $1, n.* FROM unnest($2::bigint[], $3::int[], $4::int[], $5::int[], $6::text[], $7::text[], $8::text[],
                                      $9::text[], $10::text[], $11::text[], $12::text[]) AS n
           RETURNING id, key""",
        version_id,
        [ids[clause.key] for clause in coming],
        *_columns(coming, order, depths),
    )
    return {row["key"]: row["id"] for row in rows}


def _columns(
    clauses: Sequence[Clause], order: Mapping[str, int], depths: Mapping[str, int]
) -> tuple[Sequence[object], ...]:
    """Columns of clause texts from position to fingerprint."""
    return (
        [order[clause.key] for clause in clauses],
        [depths[clause.key] for clause in clauses],
        [clause.line for clause in clauses],
        [clause.kind for clause in clauses],
        [clause.key for clause in clauses],
        [clause.label for clause in clauses],
        [clause.path for clause in clauses],
        [clause.heading for clause in clauses],
        [clause.text for clause in clauses],
        [clause_fingerprint(clause) for clause in clauses],
    )


def _depths(clauses: Sequence[Clause]) -> dict[str, int]:
    depths: dict[str, int] = {}
    for clause in clauses:
        depths[clause.key] = depths[clause.parent] + 1 if clause.parent else 0
    return depths
