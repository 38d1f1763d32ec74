"""What became of each clause in a concept, and of each contribution's place in it; settled by persons."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar.di import NamedDependency
from litestar.params import JSONBody

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.api.routes import act, read
from partisipasi.api.shapes import (
    AnchorState,
    Cursor,
    Id,
    Listed,
    LongLimit,
    Op,
    PathId,
    Receipt,
    Review,
    key_list,
    sliced,
)
from partisipasi.drafts.queries import AlignmentView, alignment_view, alignments_of, version_view
from partisipasi.feedback.concepts import confirm_alignment, confirm_anchor
from partisipasi.feedback.queries.anchors import anchor_view
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound, called
from partisipasi.kit.i18n import N_

Keys = Annotated[list[Annotated[str, msgspec.Meta(max_length=300)]], msgspec.Meta(max_length=200)]


class Alignment(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one clause text. A split or a merge of n parts is n of these."""

    id: Id
    old: Annotated[str | None, msgspec.Meta(description="Key in the version before.")] = msgspec.field(name="from")
    new: Annotated[str | None, msgspec.Meta(description="Key in this version.")] = msgspec.field(name="to")
    op: Op
    flags: Annotated[list[str], msgspec.Meta(description="What differs: text, place, number, refs.")]
    score: Annotated[float, msgspec.Meta(description="Likeness of the two wordings, 0 to 1.")]
    review: Review
    restores: Annotated[Id | None, msgspec.Meta(description="Clause of an earlier version that this one is like.")]


class Settled(msgspec.Struct, frozen=True):
    """What became of the clause; empty to agree with the line as it is."""

    op: Op | None = None
    old: Keys = msgspec.field(name="from", default_factory=list)
    new: Keys = msgspec.field(name="to", default_factory=list)


class SettledAnchor(msgspec.Struct, frozen=True):
    """Where the contribution belongs; empty to agree with the place found."""

    clause_id: Annotated[Id | None, msgspec.Meta(description="Identity of another clause of the concept.")] = None
    quote: Annotated[str, msgspec.Meta(max_length=2000, description="The words there that are meant.")] | None = None


class Anchor(msgspec.Struct, frozen=True):
    """Where a contribution belongs in a version."""

    id: Id
    version_id: Id
    receipt: Receipt
    clause_id: Id | None
    key: str | None
    quote: str
    state: AnchorState
    review: Review


@read("/versions/{version_id:int}/alignment")
async def alignment(
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    version_id: PathId,
    cursor: Cursor = None,
    limit: LongLimit = 5000,
) -> Listed[Alignment]:
    """The alignment of a version with the one before, in the order of its text; of a concept for who works on it."""
    await version_view(tx, viewer, version_id)
    return sliced([_line(one) for one in await alignments_of(tx, version_id)], cursor, limit)


@act("/alignments/{alignment_id:int}/confirm", right=Act.edit_concept)
async def post_confirm(
    tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], alignment_id: PathId, data: JSONBody[Settled]
) -> Alignment:
    """Settle what became of a clause; the rest of the text is aligned around it. Answers the line as it is now."""
    before = await alignment_view(tx, viewer, alignment_id)
    old, new = key_list(data.old), key_list(data.new)
    with called({"old": "from", "new": "to"}):
        await confirm_alignment(tx, viewer, alignment_id=alignment_id, op=data.op, old=old, new=new)
    lines = await alignments_of(tx, before.version_id)
    olds, news = {*old, before.old_key} - {None}, {*new, before.new_key} - {None}
    # A line between other texts than before is another row.
    for fits in (
        lambda one: one.id == alignment_id,
        lambda one: one.review == "confirmed" and (one.old_key in olds or one.new_key in news),
        lambda one: one.old_key in olds or one.new_key in news,
    ):
        if (found := next(filter(fits, lines), None)) is not None:
            return _line(found)
    raise NotFound(N_("There is no such comparison of clauses."))


@act("/anchors/{anchor_id:int}/confirm", right=Act.place_points)
async def post_confirm_anchor(
    tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], anchor_id: PathId, data: JSONBody[SettledAnchor]
) -> Anchor:
    """Settle where a contribution belongs in a concept."""
    await confirm_anchor(tx, viewer, anchor_id=anchor_id, clause_id=data.clause_id, quote=data.quote)
    return msgspec.convert(await anchor_view(tx, viewer, anchor_id), Anchor, from_attributes=True)


def _line(view: AlignmentView) -> Alignment:
    return Alignment(
        id=view.id,
        old=view.old_key,
        new=view.new_key,
        op=msgspec.convert(view.op, Op),
        flags=view.flags,
        score=view.score,
        review=msgspec.convert(view.review, Review),
        restores=view.restores_clause_id,
    )
