"""The words that changed: stored ones, and for a concept worked out now."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence

from partisipasi.drafts.redline import redline
from partisipasi.feedback.queries.changes import ChangeView, Segments


async def redlines_of(changes: Sequence[ChangeView]) -> dict[int, Segments]:
    """Change id → the redline of its words. Changes with one side only, or with equal words, are left out."""
    wanted = [one for one in changes if one.before is not None and one.after is not None and one.before != one.after]
    stored = {one.id: one.segments for one in wanted if one.segments is not None}
    missing = [one for one in wanted if one.segments is None]
    return stored | (await asyncio.to_thread(_worked_out, missing) if missing else {})


def _worked_out(changes: Iterable[ChangeView]) -> dict[int, Segments]:
    return {one.id: [(part.op, part.text) for part in redline(one.before or "", one.after or "")] for one in changes}
