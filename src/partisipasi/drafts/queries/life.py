"""What a draft's timeline tells beside its versions and rounds: stages reached, and rounds that end on another day."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from partisipasi.drafts.queries.rounds import RoundChangeView
from partisipasi.drafts.queries.stages import StageMove
from partisipasi.kit.database import Transaction


class Life(msgspec.Struct, frozen=True, kw_only=True):
    """Stages reached, oldest first; round id → how its end was changed, oldest first."""

    stages: list[StageMove]
    round_changes: dict[int, list[RoundChangeView]]


class _Row(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    stage: str | None
    began_on: date | None
    words: str
    at: datetime
    round_id: int | None
    closed_before: datetime | None
    closes_at: datetime | None


async def life_of(tx: Transaction, draft_id: int) -> Life:
    """What happened to a draft and its rounds, without naming who did it: fit for everybody."""
    rows = await tx.all(
        _Row,
        """SELECT s.id, s.stage, s.began_on, s.note AS words, s.at, NULL::bigint AS round_id,
                  NULL::timestamptz AS closed_before, NULL::timestamptz AS closes_at
           FROM draft_stage s WHERE s.draft_id = $1
           UNION ALL
           SELECT x.id, NULL, NULL, x.reason, x.at, x.round_id, x.closed_before, x.closes_at
           FROM round_change x JOIN round r ON r.id = x.round_id WHERE r.draft_id = $1
           ORDER BY id""",
        draft_id,
    )
    changes: dict[int, list[RoundChangeView]] = {}
    stages = []
    for row in rows:
        if row.stage is not None and row.began_on is not None:
            stages.append(
                StageMove(id=row.id, stage=row.stage, began_on=row.began_on, note=row.words, at=row.at, name=None)
            )
        elif row.round_id is not None and row.closed_before is not None and row.closes_at is not None:
            told = RoundChangeView(row.closed_before, row.closes_at, row.words, row.at)
            changes.setdefault(row.round_id, []).append(told)
    return Life(stages=stages, round_changes=changes)
