"""Rounds: opening one on a published version, extending it, closing it early."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec
from litestar.di import NamedDependency
from litestar.params import JSONBody

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.api.routes import act, change
from partisipasi.api.shapes import SAYS_SOMETHING, Id, Moment, PathId, begun, future
from partisipasi.drafts.actions import change_round, open_round
from partisipasi.drafts.actions.rounds import LONGEST_INTRODUCTION, LONGEST_REASON
from partisipasi.drafts.queries import round_view
from partisipasi.feedback.promises import promise_answers, promised_day
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import called

Introduction = Annotated[
    str,
    msgspec.Meta(
        max_length=LONGEST_INTRODUCTION,
        description="The plain summary, for everybody to read: what changes, for whom, from when. Needed to open a "
        "round, unless the version was published with one.",
    ),
]


AnswersBy = Annotated[
    date | None,
    msgspec.Meta(
        description="The day by which everything said in the round is promised its answer, in the city's zone; not "
        "before the round closes."
    ),
]


class NewRound(msgspec.Struct, frozen=True):
    """A round to open."""

    closes_at: Moment
    opens_at: Annotated[Moment | None, msgspec.Meta(description="Left out or past: now.")] = None
    introduction: Introduction | None = None
    answers_by: AnswersBy = None


class ChangedRound(msgspec.Struct, frozen=True):
    """Another end of a round: later extends it, now or earlier closes it."""

    closes_at: Moment
    reason: Annotated[
        str, msgspec.Meta(max_length=LONGEST_REASON, pattern=SAYS_SOMETHING, description="For everybody to read.")
    ]


class Round(msgspec.Struct, frozen=True):
    """A time in which one version is open for input."""

    id: Id
    version_id: Id
    opens_at: datetime
    closes_at: datetime
    state: Literal["planned", "open", "closed"]
    answers_by: AnswersBy


@act("/versions/{version_id:int}/rounds", right=Act.manage_rounds)
async def post_round(
    tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], version_id: PathId, data: JSONBody[NewRound]
) -> Round:
    """Open the newest published version for input. Drafters and approvers of its team do this.

    Without a plain summary, here or of the version: 422 at `introduction`.
    """
    made = await open_round(
        tx,
        viewer,
        version_id=version_id,
        opens_at=begun(data.opens_at),
        closes_at=future(data.closes_at, field="closes_at"),
        introduction=data.introduction or "",
    )
    if data.answers_by is not None:
        with called({"promised_on": "answers_by"}):
            await promise_answers(tx, viewer, round_id=made.id, promised_on=data.answers_by)
    return await round_shape(tx, made.id)


@change("/rounds/{round_id:int}", right=Act.manage_rounds)
async def patch_round(
    tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], round_id: PathId, data: JSONBody[ChangedRound]
) -> Round:
    """Extend a round, or close it early; the reason is told to everybody."""
    ends = None if data.closes_at.year < 2000 else future(data.closes_at, field="closes_at")
    await change_round(tx, viewer, round_id=round_id, closes_at=ends, reason=data.reason)
    return await round_shape(tx, round_id)


async def round_shape(tx: Transaction, round_id: int) -> Round:
    """A round as it is answered."""
    found = await round_view(tx, round_id)
    shown = {name: getattr(found, name) for name in ("id", "version_id", "opens_at", "closes_at", "state")}
    return msgspec.convert({**shown, "answers_by": await promised_day(tx, round_id)}, Round)
