"""Anchors: where a contribution belongs in each version. The search itself is `drafts.anchoring`, pure and without I/O.

While a version is a concept its anchors are worked out again at each save, those a person confirmed kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from partisipasi.discussions.places import whole_texts
from partisipasi.drafts.alignment import Pair
from partisipasi.drafts.anchoring import Found, Quote, carry
from partisipasi.kit.database import Transaction


class _Line(msgspec.Struct, frozen=True):
    """One row of the alignment: a clause of the followed version and one it became."""

    old_text_id: int
    old_key: str
    old_clause_id: int
    new_text_id: int | None
    new_key: str | None
    new_clause_id: int | None
    op: str
    flags: list[str]
    score: float
    review: str


class _Placed(msgspec.Struct, frozen=True):
    """An anchor in the followed version."""

    contribution_id: int
    clause_id: int
    exact: str
    prefix: str
    suffix: str
    at: datetime


_COLUMNS = (
    "contribution_id", "version_id", "clause_id", "exact", "prefix", "suffix", "start", "stop", "state", "score",
    "review",
)  # fmt: skip
_Row = tuple[int, int, int | None, str, str, str, int | None, int | None, str, float, str]


async def carry_anchors(tx: Transaction, version_id: int) -> int:
    """Work out where every published contribution on the followed version belongs in this one.

    To be called after each save of a concept. Anchors that a person confirmed are kept, the others replaced.

    Returns:
        How many anchors were written.
    """
    await tx.execute(
        """DELETE FROM anchor a WHERE a.version_id = $1 AND (a.review <> 'confirmed' OR (a.clause_id IS NOT NULL
             AND NOT EXISTS (SELECT 1 FROM clause_text x WHERE x.version_id = $1 AND x.clause_id = a.clause_id)))""",
        version_id,
    )
    return await _carry(tx, version_id, None)


async def complete_anchors(tx: Transaction, version_id: int) -> int:
    """Add the anchors that are missing since the last save: the publishing transaction's last look.

    Returns:
        How many anchors were written.
    """
    return await _carry(tx, version_id, None)


async def catch_up(tx: Transaction, contribution_id: int) -> None:
    """Give a contribution that became public late its anchors in every version made since it was written."""
    later = await tx.values(
        """SELECT v.id FROM contribution c JOIN version o ON o.id = c.version_id
           JOIN version v ON v.draft_id = c.draft_id AND v.number > o.number WHERE c.id = $1 ORDER BY v.number""",
        contribution_id,
    )
    for version_id in later:
        await _carry(tx, version_id, contribution_id)


async def confirm_anchor(
    tx: Transaction, *, anchor_id: int, account_id: int, clause_id: int | None = None, quote: str | None = None
) -> None:
    """Keep an anchor as a person has looked at it, perhaps with another clause or other words.

    The right, and that the version is still a concept, are the caller's to check.

    Args:
        clause_id: the clause it belongs to; None agrees with the one found.
        quote: the words in the new text; None keeps what was found.
    """
    await tx.execute(
        """UPDATE anchor SET clause_id = coalesce($2, clause_id), exact = coalesce($3, exact), review = 'confirmed',
                  state = CASE WHEN state = 'deleted' AND $2 IS NOT NULL THEN 'moved' ELSE state END,
                  confirmed_by = $4, confirmed_at = now() WHERE id = $1""",
        anchor_id,
        clause_id,
        quote,
        account_id,
    )


async def _carry(tx: Transaction, version_id: int, contribution_id: int | None) -> int:
    placed = await tx.all(
        _Placed,
        """SELECT a.contribution_id, a.clause_id, o.exact, o.prefix, o.suffix, c.created_at AS at
           FROM version v
           JOIN anchor a ON a.version_id = v.follows_id AND a.clause_id IS NOT NULL
           JOIN contribution c ON c.id = a.contribution_id AND c.state IN ('published', 'hidden')
           JOIN anchor o ON o.contribution_id = c.id AND o.version_id = c.version_id
           WHERE v.id = $1 AND ($2::bigint IS NULL OR c.id = $2)
             AND NOT EXISTS (SELECT 1 FROM anchor k WHERE k.contribution_id = c.id AND k.version_id = v.id)
           UNION ALL
           SELECT a.contribution_id, b.clause_id, o.exact, o.prefix, o.suffix, c.created_at
           FROM version v
           JOIN anchor a ON a.version_id = v.follows_id AND a.clause_id IS NULL
           JOIN contribution c ON c.id = a.contribution_id AND c.state IN ('published', 'hidden')
           JOIN anchor o ON o.contribution_id = c.id AND o.version_id = c.version_id
           CROSS JOIN LATERAL (SELECT e.clause_id FROM anchor e JOIN version w ON w.id = e.version_id
             WHERE e.contribution_id = c.id AND e.clause_id IS NOT NULL AND w.number < v.number
             ORDER BY w.number DESC LIMIT 1) b
           JOIN clause_text n ON n.version_id = v.id AND n.clause_id = b.clause_id
           WHERE v.id = $1 AND ($2::bigint IS NULL OR c.id = $2)
             AND NOT EXISTS (SELECT 1 FROM anchor k WHERE k.contribution_id = c.id AND k.version_id = v.id)""",
        version_id,
        contribution_id,
    )
    if not placed:
        return 0
    lines = await _lines(tx, version_id, sorted({anchor.clause_id for anchor in placed}))
    quoting = {anchor.clause_id for anchor in placed if anchor.exact}
    texts = await _texts(tx, [line for clause_id in quoting for line in lines[clause_id]])
    # Hundreds of people comment on a clause without a quote, or quote the same words: each place is looked for once.
    places: dict[tuple[int, str, str, str], Found] = {}
    rows: list[_Row] = []
    for anchor in placed:
        place = (anchor.clause_id, anchor.exact, anchor.prefix if anchor.exact else "", anchor.suffix)
        if place not in places:
            places[place] = _follow(anchor, lines[anchor.clause_id], texts)
        rows.append(_row(version_id, anchor, lines[anchor.clause_id], places[place]))
    tx.queries += 1
    await tx.raw.copy_records_to_table("anchor", records=rows, columns=_COLUMNS)
    return len(rows)


async def _lines(tx: Transaction, version_id: int, clause_ids: list[int]) -> Mapping[int, list[_Line]]:
    """What became of these clauses: by the alignment, or since the last version that had them if they are back."""
    found = await tx.all(
        _Line,
        """SELECT o.id AS old_text_id, o.key AS old_key, o.clause_id AS old_clause_id, n.id AS new_text_id,
                  n.key AS new_key, n.clause_id AS new_clause_id, l.op, l.flags, l.score, l.review
           FROM alignment l JOIN clause_text o ON o.id = l.old_text_id LEFT JOIN clause_text n ON n.id = l.new_text_id
           WHERE l.version_id = $1 AND o.clause_id = ANY($2::bigint[])
           UNION ALL
           SELECT x.id, x.key, x.clause_id, n.id, n.key, n.clause_id,
                  CASE WHEN x.fingerprint = n.fingerprint THEN 'same' ELSE 'reworded' END, l.flags, 1.0, l.review
           FROM alignment l JOIN version v ON v.id = l.version_id JOIN clause_text n ON n.id = l.new_text_id
           CROSS JOIN LATERAL (SELECT y.* FROM clause_text y JOIN version w ON w.id = y.version_id
             WHERE y.clause_id = n.clause_id AND w.number < v.number ORDER BY w.number DESC LIMIT 1) x
           WHERE l.version_id = $1 AND l.old_text_id IS NULL AND n.clause_id = ANY($2::bigint[])
           ORDER BY new_text_id""",
        version_id,
        clause_ids,
    )
    by_clause: dict[int, list[_Line]] = defaultdict(list)
    for line in found:
        by_clause[line.old_clause_id].append(line)
    return by_clause


async def _texts(tx: Transaction, lines: Sequence[_Line]) -> dict[int, str]:
    ids = {line.old_text_id for line in lines} | {line.new_text_id for line in lines if line.new_text_id}
    return await whole_texts(tx, sorted(ids)) if ids else {}


def _row(version_id: int, anchor: _Placed, lines: list[_Line], found: Found) -> _Row:
    clause_id = next((line.new_clause_id for line in lines if found.key and line.new_key == found.key), None)
    return (
        anchor.contribution_id, version_id, clause_id, anchor.exact, anchor.prefix, anchor.suffix, found.start,
        found.end, found.state, found.score, found.review,
    )  # fmt: skip


def _follow(anchor: _Placed, lines: list[_Line], texts: Mapping[int, str]) -> Found:
    if not lines:
        return Found(state="deleted", key=None, review="open")
    quote = Quote(exact=anchor.exact, prefix=anchor.prefix, suffix=anchor.suffix) if anchor.exact else None
    return carry(
        quote,
        lines[0].old_key,
        [_pair(line) for line in lines],
        {line.new_key: texts.get(line.new_text_id, "") for line in lines if line.new_key and line.new_text_id},
        texts.get(lines[0].old_text_id, ""),
    )


def _pair(line: _Line) -> Pair:
    return msgspec.convert(
        {
            "old": line.old_key,
            "new": line.new_key,
            "op": line.op,
            "flags": line.flags,
            "score": line.score,
            "review": line.review,
        },
        Pair,
    )
