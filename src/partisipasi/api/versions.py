"""Versions: which there are, their clauses, the gate before a concept, publishing it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec
from litestar.di import NamedDependency
from litestar.params import JSONBody

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.api.addresses import address
from partisipasi.api.rounds import Introduction, Round, round_shape
from partisipasi.api.routes import Req, act, read
from partisipasi.api.shapes import (
    SAYS_SOMETHING,
    Cursor,
    Id,
    Limit,
    Listed,
    LongLimit,
    Moment,
    PathId,
    begun,
    future,
    sliced,
)
from partisipasi.drafts.queries import VersionView, clauses_of, draft_view, version_view, versions_of
from partisipasi.feedback.facts import gate_of_version
from partisipasi.feedback.gate import Code, ItemKind
from partisipasi.feedback.publishing import LONGEST_REASON, Opening, Promised, publish_version
from partisipasi.feedback.standing import demand_workbench
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Invalid, called
from partisipasi.kit.i18n import N_

_PUBLISHED = N_("This version is published already.")
#: Names of fields in the forms of pages.
_MEMBERS = {"remainder_reason": "remainder.reason", "promised_on": "remainder.promised_on"}
_NO_END = N_("Say when the round closes.")


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """A version without its text."""

    id: Id
    draft_id: Id
    number: int
    state: Literal["concept", "published"]
    revision: int
    title: str
    introduction: str
    summary: Annotated[str, msgspec.Meta(description="What it changed, in Markdown, with the team's own words.")]
    url: str
    counts: dict[str, int]
    clauses: int
    published_at: datetime | None
    sha256: Annotated[str, msgspec.Meta(description="Of its canonical text, once published.")]


class Clause(msgspec.Struct, frozen=True):
    """A clause as one version words it."""

    id: Annotated[Id, msgspec.Meta(description="Its identity, the same in all versions.")]
    text_id: Annotated[Id, msgspec.Meta(description="This wording of it.")]
    key: Annotated[str, msgspec.Meta(description="Its place in this version, as in addresses.")]
    kind: str
    label: str
    path: str
    heading: str
    text: str
    parent_id: Annotated[Id | None, msgspec.Meta(description="Identity of the clause it stands in.")]
    position: int


class GapItem(msgspec.Struct, frozen=True):
    """A thing that keeps a gap open. `label`: a receipt, M-014, a clause's key, the number of a round."""

    kind: ItemKind
    id: Id
    label: str


class Gap(msgspec.Struct, frozen=True):
    """One reason why a concept cannot be published yet."""

    code: Code
    count: int
    items: list[GapItem]


class Publisher(msgspec.Struct, frozen=True):
    """Somebody who may publish this concept."""

    account_id: Id
    name: str


class Gate(msgspec.Struct, frozen=True):
    """Whether a concept may be published, what stands in the way, and who may do it."""

    ready: bool
    gaps: list[Gap]
    publishers: list[Publisher]


class Remainder(msgspec.Struct, frozen=True):
    """Why some points stay unanswered for now, and by which day they will be answered."""

    reason: Annotated[str, msgspec.Meta(max_length=LONGEST_REASON, pattern=SAYS_SOMETHING)]
    promised_on: date


class Publication(msgspec.Struct, frozen=True):
    """How a concept is published: with `closes_at` a round opens on it."""

    opens_at: Annotated[Moment | None, msgspec.Meta(description="Of the round; left out or past: now.")] = None
    closes_at: Moment | None = None
    introduction: Introduction | None = None
    remainder: Remainder | None = None


class PublishedVersion(msgspec.Struct, frozen=True):
    """The version that was published."""

    id: Id
    number: int
    state: Literal["published"]
    url: str
    round: Round | None


@read("/drafts/{draft_id:int}/versions")
async def versions(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    draft_id: PathId,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Listed[Version]:
    """The versions of a draft, first one first; its concept only for who works on it or reads all."""
    await draft_view(tx, viewer, draft_id)
    rows = [_version(request, one) for one in await versions_of(tx, viewer, draft_id)]
    return sliced(rows, cursor, limit)


@read("/versions/{version_id:int}/clauses")
async def clauses(
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    version_id: PathId,
    cursor: Cursor = None,
    limit: LongLimit = 5000,
) -> Listed[Clause]:
    """The clauses of a version in the order of its text; of a concept only for who works on it or reads all."""
    await version_view(tx, viewer, version_id)
    rows = [msgspec.convert(one, Clause, from_attributes=True) for one in await clauses_of(tx, version_id)]
    return sliced(rows, cursor, limit)


@read("/versions/{version_id:int}/gate", refusals=(409,))
async def gate(tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], version_id: PathId) -> Gate:
    """What stands between a concept and its publication, for who works on it or reads all."""
    view = await version_view(tx, viewer, version_id)
    await demand_workbench(tx, viewer, view.draft_id)
    if view.state == "published":
        raise Conflict(_PUBLISHED, code="published")
    return msgspec.convert(await gate_of_version(tx, version_id), Gate, from_attributes=True)


@act("/versions/{version_id:int}/publish", right=Act.publish_version)
async def post_publish(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    version_id: PathId,
    data: JSONBody[Publication],
) -> PublishedVersion:
    """Publish a concept with its decisions and answers; by an approver who made and proposed none of it.

    While the gate has gaps that nothing excuses: 409 with the gaps. A round without a plain summary: 422 at
    `introduction`.
    """
    promised = None
    if data.remainder is not None:
        promised = Promised(data.remainder.reason, data.remainder.promised_on)
    with called(_MEMBERS):
        published = await publish_version(
            tx,
            viewer,
            version_id=version_id,
            introduction=data.introduction or "",
            remainder=promised,
            opening=_opening(data),
        )
    view = await version_view(tx, viewer, version_id)
    return PublishedVersion(
        id=version_id,
        number=view.number,
        state="published",
        url=address(request, view.path),
        round=None if published.round_id is None else await round_shape(tx, published.round_id),
    )


def _opening(data: Publication) -> Opening | None:
    if data.closes_at is None:
        if data.opens_at is not None:
            raise Invalid({"closes_at": _NO_END})
        return None
    return Opening(
        closes_at=future(data.closes_at, field="closes_at"),
        opens_at=begun(data.opens_at),
    )


def _version(request: Req, view: VersionView) -> Version:
    return Version(
        id=view.id,
        draft_id=view.draft_id,
        number=view.number,
        state="published" if view.state == "published" else "concept",
        revision=view.revision,
        title=view.title,
        introduction=view.plain_summary,
        summary=view.summary,
        url=address(request, view.path),
        counts=view.counts,
        clauses=view.clauses,
        published_at=view.published_at,
        sha256=view.sha256,
    )
