"""What clauses are called in a sentence, for texts picked from anywhere."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from partisipasi.drafts.naming import full_label
from partisipasi.kit.database import Transaction


class Link(msgspec.Struct, frozen=True):
    """A clause in the chain from the top of a text down to the clause to be named."""

    kind: str
    label: str
    heading: str
    path: str


#: The chain of a clause text as JSON, for a query in which its row is called `bottom`; NULL where there is no row.
NAME_CHAIN = """(
    WITH RECURSIVE up AS (
      SELECT bottom.id, bottom.parent_id, bottom.kind, bottom.label, bottom.heading, bottom.path, 0 AS height
      WHERE bottom.id IS NOT NULL
      UNION ALL
      SELECT a.id, a.parent_id, a.kind, a.label, a.heading, a.path, up.height + 1
      FROM up JOIN clause_text a ON a.id = up.parent_id)
    SELECT json_agg(json_build_array(up.kind, up.label, up.heading, up.path) ORDER BY up.height DESC)::text FROM up)"""

#: The same for the place of a contribution `c`: a document beside the draft is a chain of its title alone.
PLACE_CHAIN = f"""coalesce({NAME_CHAIN}, (SELECT json_build_array(json_build_array('document', '', w.title, ''))::text
    FROM thread w WHERE w.id = c.thread_id AND w.document_id IS NOT NULL))"""


class _Chain(msgspec.Struct, frozen=True):
    id: int
    chain: str


async def clause_names(tx: Transaction, text_ids: Collection[int | None]) -> dict[int, str]:
    """Clause text id → its name, "Pasal 7 ayat (2)". Ids that are None are passed over."""
    wanted = sorted({id_ for id_ in text_ids if id_ is not None})
    if not wanted:
        return {}
    rows = await tx.all(
        _Chain, f"SELECT bottom.id, {NAME_CHAIN} AS chain FROM clause_text bottom WHERE id = ANY ($1::bigint[])", wanted
    )
    return {row.id: name_of_chain(row.chain) or "" for row in rows}


async def names_of_keys(tx: Transaction, version_id: int, keys: Collection[str]) -> dict[str, str]:
    """Key → the name of its clause in a version; keys that the version does not have are left out."""
    if not keys:
        return {}
    rows = await tx.rows(
        f"""SELECT bottom.key, {NAME_CHAIN} AS chain FROM clause_text bottom
            WHERE bottom.version_id = $1 AND bottom.key = ANY ($2::text[])""",
        version_id,
        sorted(keys),
    )
    return {row["key"]: name_of_chain(row["chain"]) or "" for row in rows}


def chain_of(chain: str | None) -> list[Link]:
    """A chain read by `NAME_CHAIN`, from the top down; empty for none."""
    return [Link(*one) for one in msgspec.json.decode(chain)] if chain else []


def name_of_chain(chain: str | None) -> str | None:
    """The name that a chain read by `NAME_CHAIN` or `PLACE_CHAIN` amounts to; None for none."""
    links = chain_of(chain)
    if links and links[0].kind == "document":
        return links[0].heading
    return full_label(links) if links else None
