"""Reading what was said, by draft and by thread."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from litestar.di import NamedDependency

from partisipasi.accounts.rights import Viewer
from partisipasi.api.addresses import trace_address
from partisipasi.api.routes import Req, read
from partisipasi.api.shapes import (
    Channel,
    ContributionKind,
    ContributionState,
    Cursor,
    Id,
    Limit,
    Listed,
    PathId,
    Receipt,
    Stage,
    Stance,
    after,
    listed,
)
from partisipasi.discussions.queries import thread_view
from partisipasi.discussions.said import Said, said_in_thread, said_on_draft
from partisipasi.drafts.queries import draft_view
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_, gettext

_NO_THREAD = N_("This place to talk does not exist.")


class Contribution(msgspec.Struct, frozen=True, kw_only=True):
    """One thing one person said. Of what is hidden or withdrawn, author and words are null."""

    receipt: Receipt
    url: str
    parent: Annotated[str | None, msgspec.Meta(description="Receipt of what it replies to.")]
    thread_id: Id
    draft_id: Id | None
    clause_id: Id | None
    clause_key: str | None
    document_id: Id | None
    version_id: Id | None
    version_number: int | None
    kind: ContributionKind
    stance: Stance
    channel: Channel
    state: ContributionState
    hidden_rule: str | None
    stage: Stage
    author: str | None
    speaks_for: str | None
    body: str | None
    quote: str | None
    proposed_text: str | None
    at: datetime
    supports: int
    replies: int


class Thread(msgspec.Struct, frozen=True, kw_only=True):
    """A place to talk, with a page of what was said there, first one first."""

    id: Id
    kind: str
    title: str
    topic_id: Id
    draft_id: Id | None
    clause_id: Id | None
    document_id: Id | None
    closed: bool
    created_at: datetime
    contributions: Annotated[int, msgspec.Meta(description="How many there are in all.")]
    items: list[Contribution]
    next: str | None


@read("/drafts/{draft_id:int}/contributions")
async def draft_contributions(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    draft_id: PathId,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Listed[Contribution]:
    """What was said about a draft and its clauses, first one first, replies included."""
    await draft_view(tx, viewer, draft_id)
    rows = await said_on_draft(tx, viewer, draft_id, after=after(cursor), size=limit)
    return _page(request, rows, limit)


@read("/threads/{thread_id:int}")
async def thread(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    thread_id: PathId,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Thread:
    """A thread with what was said in it, first one first, replies included."""
    view = await thread_view(tx, viewer, thread_id)
    if view is None:
        raise NotFound(_NO_THREAD)
    page = _page(request, await said_in_thread(tx, viewer, thread_id, after=after(cursor), size=limit), limit)
    return Thread(
        id=view.id,
        kind=view.kind,
        title=view.title,
        topic_id=view.topic_id,
        draft_id=view.draft_id,
        clause_id=view.clause_id,
        document_id=view.document_id,
        closed=view.closed,
        created_at=view.created_at,
        contributions=view.contributions,
        items=page.items,
        next=page.next,
    )


def _page(request: Req, rows: list[Said], limit: int) -> Listed[Contribution]:
    page = listed(rows, limit, key=lambda one: one.id)
    return Listed([_contribution(request, one) for one in page.items], page.next)


def _contribution(request: Req, said: Said) -> Contribution:
    author = said.name
    if author is None and said.number is not None:
        author = gettext(N_("Resident %(number)s"), number=said.number)
    shared = {
        name: getattr(said, name)
        for name in Contribution.__struct_fields__
        if name not in {"url", "author", "proposed_text"}
    }
    return msgspec.convert(
        {**shared, "url": trace_address(request, said.receipt), "author": author, "proposed_text": said.proposed},
        Contribution,
    )
