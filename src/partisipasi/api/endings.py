"""Answering early, closing a draft, and the whole graph of what led to what."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import msgspec
from litestar.di import NamedDependency
from litestar.params import JSONBody

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.api.routes import act, read
from partisipasi.api.shapes import SAYS_SOMETHING, Id, PathId, known_ids
from partisipasi.drafts.actions.rounds import LONGEST_INTRODUCTION
from partisipasi.drafts.queries import draft_view
from partisipasi.feedback.closing import LONGEST_REASON, Enacted, Text, close_draft, release_interim
from partisipasi.feedback.queries.graph import Graph, graph_of
from partisipasi.kit.database import Transaction
from partisipasi.kit.text import clean_line

How = Literal["enacted", "unchanged", "withdrawn"]


class Closing(msgspec.Struct, frozen=True):
    """How a draft ends. Number, date and link are of the enacted rule."""

    how: How
    reason: (
        Annotated[str, msgspec.Meta(max_length=LONGEST_REASON, description="Needed unless the draft was enacted.")]
        | None
    ) = None
    number: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    date: date | None = None
    link: Annotated[str, msgspec.Meta(max_length=1000)] | None = None
    version_id: Annotated[
        Id | None,
        msgspec.Meta(
            description="The text that was enacted: the newest published version, or the concept after it, which is "
            "then published first, as the last version. Needed while there is a concept."
        ),
    ] = None
    introduction: (
        Annotated[str, msgspec.Meta(max_length=LONGEST_INTRODUCTION, description="Plain summary of that concept.")]
        | None
    ) = None
    introduction_en: Annotated[str, msgspec.Meta(max_length=LONGEST_INTRODUCTION)] | None = None


class Closed(msgspec.Struct, frozen=True):
    """The draft that was closed."""

    id: Id
    state: How
    release_id: Id


class Interim(msgspec.Struct, frozen=True):
    """Approved decisions to make public before the next version is ready."""

    decision_ids: Annotated[list[int], msgspec.Meta(min_length=1, max_length=1000)]
    reason: Annotated[
        str, msgspec.Meta(max_length=LONGEST_REASON, pattern=SAYS_SOMETHING, description="For everybody to read.")
    ]


class Released(msgspec.Struct, frozen=True):
    """The release that made decisions public."""

    id: Id
    draft_id: Id
    decision_ids: list[Id]


@act("/drafts/{draft_id:int}/close", right=Act.publish_version)
async def post_close(
    tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], draft_id: PathId, data: JSONBody[Closing]
) -> Closed:
    """End a draft and answer everyone who is owed an answer. 409 with the gaps while the gate is closed.

    An enacted text that differs is published first, in the same act, as the draft's last version.
    """
    release_id = await close_draft(
        tx,
        viewer,
        draft_id=draft_id,
        how=data.how,
        reason=data.reason or "",
        enacted=Enacted(number=data.number or "", on=data.date, url=clean_line(data.link or "")),
        text=Text(
            version_id=data.version_id,
            introduction=data.introduction or "",
            introduction_en=data.introduction_en or "",
        )
        if data.version_id is not None
        else None,
    )
    return Closed(draft_id, data.how, release_id)


@act("/drafts/{draft_id:int}/interim", right=Act.publish_version)
async def post_interim(
    tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], draft_id: PathId, data: JSONBody[Interim]
) -> Released:
    """Make approved decisions public without closing the draft."""
    chosen = sorted(set(known_ids(data.decision_ids)))
    release_id = await release_interim(tx, viewer, draft_id=draft_id, decision_ids=chosen, reason=data.reason)
    return Released(release_id, draft_id, chosen)


@read("/drafts/{draft_id:int}/trace")
async def trace(tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], draft_id: PathId) -> Graph:
    """Every contribution, point, issue, decision and change of a draft, and what led to what. Only what is public."""
    await draft_view(tx, viewer, draft_id)
    return await graph_of(tx, draft_id)
