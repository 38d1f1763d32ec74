"""The changes between two versions, with their causes."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar.di import NamedDependency
from litestar.params import JSONBody

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.api.routes import change, read
from partisipasi.api.shapes import Cause, Cursor, Id, Listed, LongLimit, Op, PathId, known_ids, sliced
from partisipasi.feedback.changes import LONGEST_EXPLANATION, set_change
from partisipasi.feedback.queries.changes import ChangeView, change_view, changes_of
from partisipasi.kit.database import Transaction


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One clause-level difference from the version before."""

    id: Id
    op: Op
    old: Annotated[str | None, msgspec.Meta(description="Key in the version before.")] = msgspec.field(name="from")
    new: Annotated[str | None, msgspec.Meta(description="Key in this version.")] = msgspec.field(name="to")
    clause_id: Id
    technical: Annotated[bool, msgspec.Meta(description="Only numbers or references shifted.")]
    before: str | None
    after: str | None
    cause: Cause | None
    explanation: str
    decision_ids: list[Id]


class ToldChange(msgspec.Struct, frozen=True):
    """Why a clause changes. What is left out stays; `decision_ids` replaces the decisions linked before."""

    cause: Cause | msgspec.UnsetType | None = msgspec.UNSET
    explanation: Annotated[str, msgspec.Meta(max_length=LONGEST_EXPLANATION)] | msgspec.UnsetType | None = msgspec.UNSET
    decision_ids: Annotated[list[int], msgspec.Meta(max_length=1000)] | msgspec.UnsetType | None = msgspec.UNSET


@read("/versions/{version_id:int}/changes")
async def changes(
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    version_id: PathId,
    cursor: Cursor = None,
    limit: LongLimit = 5000,
) -> Listed[Change]:
    """The changes of a version in the order of its text; of a concept only for who works on it or reads all."""
    return sliced([_change(one) for one in await changes_of(tx, viewer, version_id)], cursor, limit)


@change("/changes/{change_id:int}", right=Act.place_points)
async def patch_change(
    tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], change_id: PathId, data: JSONBody[ToldChange]
) -> Change:
    """Say why a clause of a concept changes, and link the decisions that caused it."""
    before = await change_view(tx, viewer, change_id)
    linked = [one.decision_id for one in before.decisions]
    await set_change(
        tx,
        viewer,
        change_id=change_id,
        cause=before.cause if data.cause is msgspec.UNSET else data.cause,
        explanation=before.explanation if data.explanation is msgspec.UNSET else data.explanation or "",
        decision_ids=linked if data.decision_ids is msgspec.UNSET else known_ids(data.decision_ids or []),
    )
    return _change(await change_view(tx, viewer, change_id))


def _change(view: ChangeView) -> Change:
    return Change(
        id=view.id,
        op=msgspec.convert(view.op, Op),
        old=view.old_key,
        new=view.new_key,
        clause_id=view.clause_id,
        technical=view.technical,
        before=view.before,
        after=view.after,
        cause=msgspec.convert(view.cause, Cause | None),
        explanation=view.explanation,
        decision_ids=[one.decision_id for one in view.decisions],
    )
