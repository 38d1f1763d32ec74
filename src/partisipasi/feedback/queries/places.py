"""What clauses are called, for those who know their version and key only."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from partisipasi.feedback.queries.names import NAME_CHAIN, name_of_chain
from partisipasi.kit.database import Transaction

Place = tuple[int | None, str | None]


class _Named(msgspec.Struct, frozen=True):
    number: int
    key: str
    chain: str


async def names_at(tx: Transaction, draft_id: int, places: Collection[Place]) -> dict[Place, str]:
    """(Number of a version, key) → the clause's name there. Places without a clause are left out."""
    wanted = sorted({(number, key) for number, key in places if number is not None and key})
    if not wanted:
        return {}
    rows = await tx.all(
        _Named,
        f"""SELECT v.number, bottom.key, {NAME_CHAIN} AS chain FROM version v
            JOIN unnest($2::int[], $3::text[]) AS w(number, key) ON w.number = v.number
            JOIN clause_text bottom ON bottom.version_id = v.id AND bottom.key = w.key WHERE v.draft_id = $1""",
        draft_id,
        [number for number, _ in wanted],
        [key for _, key in wanted],
    )
    return {(row.number, row.key): name_of_chain(row.chain) or "" for row in rows}
