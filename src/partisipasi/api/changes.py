"""The changes between two versions, with their causes."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar.di import NamedDependency
from litestar.params import JSONBody

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.api.routes import change, read
from partisipasi.api.shapes import Cause, Cursor, Id, Listed, LongLimit, Op, PathId, known_ids, sliced
from partisipasi.feedback.changes import LONGEST_EXPLANATION, LONGEST_SENTENCE, set_change
from partisipasi.feedback.queries.changes import ChangeView, Segments, change_view, changes_of
from partisipasi.feedback.queries.redlines import redlines_of
from partisipasi.kit.database import Transaction
from partisipasi.kit.i18n import speaking


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
    sentence: Annotated[
        str, msgspec.Meta(description="What is different, plainly: in the team's words, or made of it.")
    ]
    sentence_en: Annotated[str, msgspec.Meta(description="The same in English; names and quotations stay as they are.")]
    decision_ids: list[Id]


_Sentence = Annotated[
    str, msgspec.Meta(max_length=LONGEST_SENTENCE, description="In the team's own words; empty: made of the words.")
]


class ToldChange(msgspec.Struct, frozen=True):
    """Why a clause changes. What is left out stays; `decision_ids` replaces the decisions linked before."""

    cause: Cause | msgspec.UnsetType | None = msgspec.UNSET
    explanation: Annotated[str, msgspec.Meta(max_length=LONGEST_EXPLANATION)] | msgspec.UnsetType | None = msgspec.UNSET
    decision_ids: Annotated[list[int], msgspec.Meta(max_length=1000)] | msgspec.UnsetType | None = msgspec.UNSET
    sentence: _Sentence | msgspec.UnsetType | None = msgspec.UNSET
    sentence_en: _Sentence | msgspec.UnsetType | None = msgspec.UNSET


@read("/versions/{version_id:int}/changes")
async def changes(
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    version_id: PathId,
    cursor: Cursor = None,
    limit: LongLimit = 5000,
) -> Listed[Change]:
    """The changes of a version in the order of its text; of a concept only for who works on it or reads all."""
    found = sliced(await changes_of(tx, viewer, version_id), cursor, limit)
    lines = await redlines_of(found.items)
    return Listed([_change(one, lines.get(one.id)) for one in found.items], found.next)


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
        sentence=_told(data.sentence),
        sentence_en=_told(data.sentence_en),
    )
    after = await change_view(tx, viewer, change_id)
    return _change(after, (await redlines_of([after])).get(after.id))


def _told(sent: str | msgspec.UnsetType | None) -> str | None:
    """What is to be written; None to leave it as it is."""
    return None if isinstance(sent, msgspec.UnsetType) else sent or ""


def _change(view: ChangeView, words: Segments | None) -> Change:
    with speaking("en"):
        english = view.sentence(words)
    with speaking("id"):
        indonesian = view.sentence(words)
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
        sentence=indonesian,
        sentence_en=english,
        decision_ids=[one.decision_id for one in view.decisions],
    )
