"""Reading the stages of a draft: which it has reached, since when, and who said so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import msgspec

from partisipasi.drafts.tables import STAGES
from partisipasi.kit.database import Transaction


class StageMove(msgspec.Struct, frozen=True, kw_only=True):
    """That a draft reached a stage. `name` of who said so is for the workbench; None where the program moved it."""

    id: int
    stage: str
    began_on: date
    note: str
    at: datetime
    name: str | None


class StageStep(msgspec.Struct, frozen=True):
    """One of the five stages of a draft: `state` is done, now or next; `since` the day it was last reached."""

    stage: str
    state: str
    since: date | None


async def stages_of(tx: Transaction, draft_id: int) -> list[StageMove]:
    """Every stage a draft reached, oldest first."""
    return await tx.all(
        StageMove,
        """SELECT s.id, s.stage, s.began_on, s.note, s.at, a.display_name AS name
           FROM draft_stage s LEFT JOIN account a ON a.id = s.moved_by WHERE s.draft_id = $1 ORDER BY s.id""",
        draft_id,
    )


def steps_of(moves: Sequence[StageMove]) -> list[StageStep]:
    """The five stages in order, seen from the one reached last. What a draft skipped is done without a day."""
    current = STAGES.index(moves[-1].stage) if moves else 0
    since = {move.stage: move.began_on for move in moves}
    return [
        StageStep(
            stage,
            "done" if at < current else "now" if at == current else "next",
            since.get(stage) if at <= current else None,
        )
        for at, stage in enumerate(STAGES)
    ]
