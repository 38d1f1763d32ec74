"""Taking in what people say."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from litestar.di import NamedDependency
from litestar.params import JSONBody

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.api.addresses import trace_address
from partisipasi.api.routes import Req, make
from partisipasi.api.shapes import (
    Channel,
    ContributionState,
    Id,
    Receipt,
    Stance,
)
from partisipasi.discussions.contributing import Posted, Target, Words, contribute
from partisipasi.discussions.offline import LONGEST_NAME, Giver, enter_offline
from partisipasi.discussions.screening import LONGEST_PROPOSAL, LONGEST_QUOTE, LONGEST_TEXT
from partisipasi.drafts.anchoring import Quote
from partisipasi.drafts.queries import clause_history, rounds_of, version_view
from partisipasi.drafts.queries.documents import document_by_id
from partisipasi.kit.codes import parse_receipt
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Invalid, NotFound, called
from partisipasi.kit.i18n import N_
from partisipasi.moderation.reporting import refuse_who_reported
from partisipasi.site.exchange import exchange_of

#: Names of fields in the forms of pages.
_MEMBERS = {"quote_exact": "quote.exact", "giver_kind": "giver.kind", "giver_name": "giver.name"}
_NO_PARENT = N_("Say which contribution is replied to.")
_NOT_A_REPLY = N_("Only what is said on a draft or a clause can be entered for somebody else.")
_NO_ROUND = N_("This text has not been open for input.")


class Quoted(msgspec.Struct, frozen=True):
    """Words of a clause, with a little of what stands around them to tell them from the same words elsewhere; for a
    reply, words of what it replies to."""

    exact: Annotated[str, msgspec.Meta(max_length=LONGEST_QUOTE)]
    prefix: Annotated[str, msgspec.Meta(max_length=500)] | None = None
    suffix: Annotated[str, msgspec.Meta(max_length=500)] | None = None


class GivenBy(msgspec.Struct, frozen=True):
    """Who gave input that came by letter, in a meeting, by telephone or at the desk."""

    kind: Literal["person", "organisation"] = "person"
    name: (
        Annotated[str, msgspec.Meta(max_length=LONGEST_NAME, description="Public; a person's only if they agreed.")]
        | None
    ) = None
    speaks_for: Annotated[str, msgspec.Meta(max_length=LONGEST_NAME)] | None = None


class NewContribution(msgspec.Struct, frozen=True, kw_only=True):
    """What is said in a thread, on a clause, document or draft, or as a reply; the narrowest one named counts."""

    thread_id: Id | None = None
    clause_id: Id | None = None
    document_id: Annotated[Id, msgspec.Meta(description="A supporting document of a draft.")] | None = None
    draft_id: Id | None = None
    version_id: Annotated[Id, msgspec.Meta(description="The version that was read; left out: the open one.")] | None = (
        None
    )
    body: Annotated[str, msgspec.Meta(max_length=LONGEST_TEXT, description="Markdown.")] | None = None
    kind: Literal["comment", "suggestion", "question", "reply", "official"] | None = None
    stance: Stance | None = None
    quote: Quoted | None = None
    proposed_text: (
        Annotated[str, msgspec.Meta(max_length=LONGEST_PROPOSAL, description="Other words for the clause.")] | None
    ) = None
    channel: Annotated[
        Channel | None, msgspec.Meta(description="Other than online: entered by the draft's team for who said it.")
    ] = None
    parent: Annotated[str, msgspec.Meta(max_length=40, description="Receipt of what is replied to.")] | None = None
    giver: GivenBy | None = None


class Received(msgspec.Struct, frozen=True):
    """What the author gets. The key is for the author alone and is not told again."""

    receipt: Receipt
    owner_key: str
    url: Annotated[str, msgspec.Meta(description="The public page of its trace.")]
    state: ContributionState


@make("/contributions", right=Act.support)
async def post_contribution(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    data: JSONBody[NewContribution],
) -> Received:
    """Say something, as a confirmed account; public at once unless the screening holds it.

    With a `channel` other than online, the draft's team enters what somebody said elsewhere.
    """
    target = _target(data)
    words = Words(
        body=data.body or "",
        kind=data.kind or "comment",
        stance=data.stance or "none",
        quote=_quote(data.quote),
        proposed_text=data.proposed_text,
    )
    with called(_MEMBERS):
        if data.channel in (None, "online"):
            posted = await _say(request, tx, viewer, data, target, words)
        else:
            posted = await _enter(request, tx, viewer, data, target, words)
    return Received(
        posted.receipt,
        posted.owner_key,
        trace_address(request, posted.receipt),
        msgspec.convert(posted.state, ContributionState),
    )


def _target(data: NewContribution) -> Target:
    """The narrowest place that was named: whoever names a clause may name its draft too."""
    if data.kind == "reply" and data.parent is None:
        raise Invalid({"parent": _NO_PARENT})
    if data.thread_id is not None:
        return Target(thread_id=data.thread_id)
    if data.clause_id is not None:
        return Target(clause_id=data.clause_id)
    return Target(document_id=data.document_id) if data.document_id is not None else Target(draft_id=data.draft_id)


def _quote(sent: Quoted | None) -> Quote | None:
    return None if sent is None else Quote(exact=sent.exact, prefix=sent.prefix or "", suffix=sent.suffix or "")


def _parent(data: NewContribution) -> str | None:
    """The receipt of what is answered as it is stored; what is no receipt names nothing that is there."""
    return None if data.parent is None else parse_receipt(data.parent) or "-"


async def _say(
    request: Req, tx: Transaction, viewer: Viewer, data: NewContribution, target: Target, words: Words
) -> Posted:
    parent = _parent(data)
    if parent is not None:
        await refuse_who_reported(tx, viewer, parent)
    return await contribute(
        tx,
        viewer,
        exchange_of(request).site.settings,
        target=target,
        version_id=data.version_id,
        parent=parent,
        body=words.body,
        kind=words.kind,
        stance=words.stance,
        quote=words.quote,
        proposed_text=words.proposed_text,
    )


async def _enter(
    request: Req, tx: Transaction, viewer: Viewer, data: NewContribution, target: Target, words: Words
) -> Posted:
    if data.parent is not None or data.thread_id is not None:
        raise Invalid({"channel": _NOT_A_REPLY})
    giver = data.giver or GivenBy()
    return await enter_offline(
        tx,
        viewer,
        exchange_of(request).site.settings,
        target=target,
        round_id=await _round(tx, viewer, data),
        words=words,
        channel=data.channel or "",
        giver=Giver(kind=giver.kind, name=giver.name or "", speaks_for=giver.speaks_for or ""),
    )


async def _round(tx: Transaction, viewer: Viewer, data: NewContribution) -> int:
    """The latest round that has begun, of the version named or of any."""
    draft_id = data.draft_id or 0
    if data.clause_id is not None:
        wordings = await clause_history(tx, viewer, data.clause_id)
        draft_id = (await version_view(tx, viewer, wordings[-1].version_id)).draft_id if wordings else 0
    elif data.document_id is not None:
        draft_id = (await document_by_id(tx, viewer, data.document_id)).draft_id
    begun = [
        one.id
        for one in await rounds_of(tx, draft_id)
        if one.state != "planned" and data.version_id in (None, one.version_id)
    ]
    if not begun:
        raise NotFound(_NO_ROUND)
    return begun[-1]
