"""The words that changed, for changes picked from anywhere: stored ones, and for a concept worked out now."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence

import msgspec

from partisipasi.drafts.redline import redline
from partisipasi.feedback.queries.changes import ChangeView
from partisipasi.kit.database import Transaction

Segments = list[tuple[str, str]]


async def redlines_of(tx: Transaction, changes: Sequence[ChangeView]) -> dict[int, Segments]:
    """Change id → the redline of its words. Changes with one side only, or with equal words, are left out."""
    wanted = [one for one in changes if one.before is not None and one.after is not None and one.before != one.after]
    if not wanted:
        return {}
    rows = await tx.rows(
        """SELECT r.old_text_id, r.new_text_id, r.segments FROM redline r
           JOIN unnest($1::bigint[], $2::bigint[]) AS n(old, new) ON r.old_text_id = n.old AND r.new_text_id = n.new""",
        [one.old_text_id for one in wanted],
        [one.new_text_id for one in wanted],
    )
    stored = {
        (row["old_text_id"], row["new_text_id"]): msgspec.json.decode(row["segments"], type=Segments) for row in rows
    }
    missing = [one for one in wanted if (one.old_text_id, one.new_text_id) not in stored]
    made = await asyncio.to_thread(_worked_out, missing) if missing else {}
    return {one.id: stored.get((one.old_text_id, one.new_text_id)) or made[one.id] for one in wanted}


def _worked_out(changes: Iterable[ChangeView]) -> dict[int, Segments]:
    return {one.id: [(part.op, part.text) for part in redline(one.before or "", one.after or "")] for one in changes}
