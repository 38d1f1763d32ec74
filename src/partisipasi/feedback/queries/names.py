"""What clauses are called in a sentence, for texts picked from anywhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

import msgspec

from partisipasi.drafts.naming import full_label
from partisipasi.kit.database import Transaction


class _Link(msgspec.Struct, frozen=True):
    bottom: int
    kind: str
    label: str
    heading: str
    path: str


async def clause_names(tx: Transaction, text_ids: Collection[int | None]) -> dict[int, str]:
    """Clause text id → its name, "Pasal 7 ayat (2)". Ids that are None are passed over."""
    wanted = sorted({id_ for id_ in text_ids if id_ is not None})
    if not wanted:
        return {}
    links = await tx.all(
        _Link,
        """WITH RECURSIVE up AS (
             SELECT id AS bottom, id, parent_id, 0 AS height FROM clause_text WHERE id = ANY ($1::bigint[])
             UNION ALL
             SELECT u.bottom, t.id, t.parent_id, u.height + 1 FROM up u JOIN clause_text t ON t.id = u.parent_id)
           SELECT u.bottom, t.kind, t.label, t.heading, t.path FROM up u JOIN clause_text t ON t.id = u.id
           ORDER BY u.bottom, u.height DESC""",
        wanted,
    )
    chains: defaultdict[int, list[_Link]] = defaultdict(list)
    for link in links:
        chains[link.bottom].append(link)
    return {bottom: full_label(chain) for bottom, chain in chains.items()}
