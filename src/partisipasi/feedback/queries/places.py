"""What clauses are called, for those who know their version and key only."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from partisipasi.feedback.queries.names import clause_names
from partisipasi.kit.database import Transaction

Place = tuple[int | None, str | None]


class _Text(msgspec.Struct, frozen=True):
    id: int
    number: int
    key: str


async def names_at(tx: Transaction, draft_id: int, places: Collection[Place]) -> dict[Place, str]:
    """(Number of a version, key) → the clause's name there. Places without a clause are left out."""
    wanted = sorted({(number, key) for number, key in places if number is not None and key})
    if not wanted:
        return {}
    texts = await tx.all(
        _Text,
        """SELECT t.id, v.number, t.key FROM version v
           JOIN unnest($2::int[], $3::text[]) AS w(number, key) ON w.number = v.number
           JOIN clause_text t ON t.version_id = v.id AND t.key = w.key WHERE v.draft_id = $1""",
        draft_id,
        [number for number, _ in wanted],
        [key for _, key in wanted],
    )
    names = await clause_names(tx, [text.id for text in texts])
    return {(text.number, text.key): names[text.id] for text in texts}
