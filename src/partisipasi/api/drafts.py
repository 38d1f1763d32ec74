"""Drafts and their teams."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec
from litestar.di import NamedDependency
from litestar.params import JSONBody

from partisipasi.accounts.people import normalise_address
from partisipasi.accounts.queries import account_of_address
from partisipasi.accounts.rights import Act, Viewer
from partisipasi.api.addresses import address
from partisipasi.api.routes import Req, make, read, replace
from partisipasi.api.shapes import (
    SAYS_SOMETHING,
    Cursor,
    DraftKind,
    Id,
    Limit,
    Listed,
    PathId,
    TeamRole,
    after,
    listed,
)
from partisipasi.drafts.actions import create_draft, may_name_team, name_team
from partisipasi.drafts.actions.drafts import LONGEST_TITLE
from partisipasi.drafts.queries import DraftView, draft_view, drafts_list, team_of, team_roles
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Forbidden, Invalid
from partisipasi.kit.i18n import N_
from partisipasi.topics.queries import agency_view, topic_view

_UNKNOWN = N_("Nobody here has the address %(address)s.")
_NOT_YOURS = N_("The team is named by the draft's maker, a drafter of it, or an administrator outside it.")

State = Literal["concept", "planned", "open", "closed", "published", "enacted", "unchanged", "withdrawn"]
Stage = Literal["planning", "drafting", "deliberation", "adoption", "promulgation"]
RoundState = Literal["planned", "open", "closed"]


class NewDraft(msgspec.Struct, frozen=True):
    """A draft to make."""

    topic_id: Id
    agency_id: Id
    title: Annotated[str, msgspec.Meta(max_length=LONGEST_TITLE, pattern=SAYS_SOMETHING)]
    kind: DraftKind


class MadeDraft(msgspec.Struct, frozen=True):
    """The draft that was made."""

    id: Id
    slug: str
    url: Annotated[str, msgspec.Meta(description="Its page, public once a version is.")]


class RoundOfDraft(msgspec.Struct, frozen=True):
    """The round that matters now: the open one, else the next, else the last."""

    id: Id
    version_id: Id
    opens_at: datetime
    closes_at: datetime
    state: RoundState


class Concept(msgspec.Struct, frozen=True):
    """The version in the making, for who may see it."""

    id: Id
    number: int
    revision: int


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A rule or paper in the making."""

    id: Id
    slug: str
    url: str
    title: str
    kind: DraftKind
    summary: str
    topic_id: Id
    agency_id: Id
    state: Annotated[State, msgspec.Meta(description="Of its round; `concept` before a version is public; its end.")]
    stage: Annotated[Stage, msgspec.Meta(description="How far the rule has come from planning to promulgation.")]
    stage_since: date | None
    version_id: Annotated[Id | None, msgspec.Meta(description="The newest published version.")]
    version_number: int | None
    published_at: datetime | None
    round: RoundOfDraft | None
    concept: Concept | None
    closed_at: datetime | None
    closed_reason: str


class Member(msgspec.Struct, frozen=True):
    """A person to be in the team, by the address of an account."""

    email: Annotated[str, msgspec.Meta(min_length=3, max_length=254)]
    roles: Annotated[list[TeamRole], msgspec.Meta(min_length=1, max_length=20)]


class NewTeam(msgspec.Struct, frozen=True):
    """The whole team; roles that are not in it end."""

    members: Annotated[list[Member], msgspec.Meta(max_length=200)]


class TeamMember(msgspec.Struct, frozen=True):
    """A member of a team. Addresses are not told again."""

    account_id: Id
    name: str
    roles: list[TeamRole]


class Team(msgspec.Struct, frozen=True):
    """The team of a draft as it is now."""

    id: Annotated[Id, msgspec.Meta(description="The draft.")]
    members: list[TeamMember]


@read("/drafts")
async def drafts(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Listed[Draft]:
    """The drafts that the viewer may know of, newest first."""
    rows = await drafts_list(tx, viewer, after=after(cursor) or None, size=limit)
    return listed([_draft(request, row) for row in rows], limit, key=lambda one: one.id)


@read("/drafts/{draft_id:int}")
async def draft(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], draft_id: PathId
) -> Draft:
    """One draft."""
    return _draft(request, await draft_view(tx, viewer, draft_id))


@make("/drafts", right=Act.create_draft)
async def post_draft(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], data: JSONBody[NewDraft]
) -> MadeDraft:
    """Make a draft. Its maker is a drafter of its team until another team is named."""
    await topic_view(tx, data.topic_id)
    await agency_view(tx, data.agency_id)
    made = await create_draft(
        tx, viewer, topic_id=data.topic_id, agency_id=data.agency_id, title=data.title, kind=data.kind
    )
    return MadeDraft(made.id, made.slug, address(request, f"/rancangan/{made.id}-{made.slug}"))


@replace("/drafts/{draft_id:int}/team", right=Act.name_team)
async def put_team(
    tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], draft_id: PathId, data: JSONBody[NewTeam]
) -> Team:
    """Name the whole team of a draft: by its maker, a drafter of it, or an administrator who is not in it."""
    found = await draft_view(tx, viewer, draft_id)
    roles = await team_roles(tx, draft_id, viewer.account_id)
    # Before any address is looked up: whoever may not name a team learns nothing about addresses here.
    if not may_name_team(viewer, created_by=found.created_by, roles=roles):
        raise Forbidden(_NOT_YOURS)
    members: dict[int, set[str]] = {}
    for place, member in enumerate(data.members):
        members.setdefault(await _account(tx, member.email, f"members[{place}].email"), set()).update(member.roles)
    await name_team(tx, viewer, draft_id=draft_id, members=members)
    team = await team_of(tx, draft_id)
    return Team(
        draft_id,
        [TeamMember(one.account_id, one.name, msgspec.convert(one.roles, list[TeamRole])) for one in team],
    )


async def _account(tx: Transaction, typed: str, field: str) -> int:
    account_id = await account_of_address(tx, normalise_address(typed, field=field))
    if account_id is None:
        raise Invalid({field: _UNKNOWN}, address=typed.strip())
    return account_id


def _draft(request: Req, view: DraftView) -> Draft:
    shown = view.round
    concept = None
    if view.concept_id is not None:
        concept = Concept(view.concept_id, view.concept_number or 0, view.concept_revision or 0)
    return Draft(
        id=view.id,
        slug=view.slug,
        url=address(request, view.path),
        title=view.title,
        kind=msgspec.convert(view.kind, DraftKind),
        summary=view.summary,
        topic_id=view.topic_id,
        agency_id=view.agency_id,
        state=msgspec.convert(view.state, State),
        stage=msgspec.convert(view.stage, Stage),
        stage_since=view.stage_since,
        version_id=view.version_id,
        version_number=view.version_number,
        published_at=view.published_at,
        round=None if shown is None else msgspec.convert(shown, RoundOfDraft, from_attributes=True),
        concept=concept,
        closed_at=view.closed_at,
        closed_reason=view.closed_reason,
    )
