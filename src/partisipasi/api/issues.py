"""Issues, the points in them, and the decisions on them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from litestar.di import NamedDependency
from litestar.params import JSONBody

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.api.routes import act, make, read
from partisipasi.api.shapes import (
    SAYS_SOMETHING,
    Cursor,
    DecisionState,
    Id,
    Limit,
    Listed,
    Outcome,
    PathId,
    ReasonCode,
    SentReceipt,
    after,
    listed,
)
from partisipasi.drafts.queries import draft_view
from partisipasi.feedback.decisions import LONGEST_BASIS, LONGEST_REASON, approve_decision, propose_decision
from partisipasi.feedback.gate import issue_label
from partisipasi.feedback.issues import LONGEST_SUMMARY, LONGEST_TITLE, create_issue
from partisipasi.feedback.points import LONGEST_EXCERPT, place_point
from partisipasi.feedback.queries.issues import IssueRow, issues_of
from partisipasi.kit.database import Transaction

Number = Annotated[str, msgspec.Meta(description="How the issue is called, for good: M-014.")]


class PublicDecision(msgspec.Struct, frozen=True, kw_only=True):
    """The decision in force on an issue."""

    id: Id
    outcome: Outcome
    reason_code: ReasonCode | None
    reason: str
    legal_basis: str
    no_text_change: bool
    released_at: datetime


class Issue(msgspec.Struct, frozen=True, kw_only=True):
    """What several points amount to, as one question to decide."""

    id: Id
    number: Number
    title: str
    summary: str
    stage: Literal["considered", "answered"]
    points: int
    contributions: int
    people: int
    merged_into: Annotated[str | None, msgspec.Meta(description="Number of the issue that took its points.")]
    decision: PublicDecision | None


class NewIssue(msgspec.Struct, frozen=True):
    """An issue to make, with whole contributions as its first points."""

    title: Annotated[str, msgspec.Meta(max_length=LONGEST_TITLE, pattern=SAYS_SOMETHING)]
    summary: Annotated[str, msgspec.Meta(max_length=LONGEST_SUMMARY)] | None = None
    receipts: Annotated[list[SentReceipt], msgspec.Meta(max_length=5000)] | None = None


class MadeIssue(msgspec.Struct, frozen=True):
    """The issue that was made."""

    id: Id
    number: Number


class NewPoint(msgspec.Struct, frozen=True):
    """A contribution, or words of it, to place in an issue."""

    receipt: SentReceipt
    excerpt: (
        Annotated[str, msgspec.Meta(max_length=LONGEST_EXCERPT, description="Words of it; left out: all of it.")] | None
    ) = None


class MadePoint(msgspec.Struct, frozen=True):
    """The point that was placed, or was there already."""

    id: Id
    issue_id: Id


class NewDecision(msgspec.Struct, frozen=True):
    """What to answer to an issue."""

    outcome: Outcome
    reason: Annotated[
        str, msgspec.Meta(max_length=LONGEST_REASON, pattern=SAYS_SOMETHING, description="For everybody to read.")
    ]
    reason_code: Annotated[ReasonCode | None, msgspec.Meta(description="Needed where it is rejected.")] = None
    legal_basis: Annotated[str, msgspec.Meta(max_length=LONGEST_BASIS)] | None = None
    no_text_change: Annotated[
        bool | None, msgspec.Meta(description="Accepted, in full or in part, and the text need not change for it.")
    ] = None


class Decision(msgspec.Struct, frozen=True):
    """A decision and the state it is in now."""

    id: Id
    state: DecisionState


@read("/drafts/{draft_id:int}/issues")
async def issues(
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    draft_id: PathId,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Listed[Issue]:
    """The issues of a draft by number: those with a point or a public decision; for who works on it all."""
    await draft_view(tx, viewer, draft_id)
    # Numbers of issues are small; no issue lies behind a cursor that is larger than they can be.
    begin = min(after(cursor), 2**31 - 1)
    rows = await issues_of(tx, viewer, draft_id, after=begin, limit=limit + 1)
    page = listed(rows, limit, key=lambda one: one.number)
    return Listed([_issue(one) for one in page.items], page.next)


@make("/drafts/{draft_id:int}/issues", right=Act.place_points)
async def post_issue(
    tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], draft_id: PathId, data: JSONBody[NewIssue]
) -> MadeIssue:
    """Make an issue of a draft, with whole contributions as its first points."""
    made = await create_issue(
        tx,
        viewer,
        draft_id=draft_id,
        title=data.title,
        summary=data.summary or "",
        receipts=data.receipts or (),
    )
    return MadeIssue(made.id, made.label)


@make("/issues/{issue_id:int}/points", right=Act.place_points)
async def post_point(
    tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], issue_id: PathId, data: JSONBody[NewPoint]
) -> MadePoint:
    """Place a contribution, or an excerpt of it, in an issue."""
    point_id = await place_point(tx, viewer, issue_id=issue_id, receipt=data.receipt, excerpt=data.excerpt)
    return MadePoint(point_id, issue_id)


@make("/issues/{issue_id:int}/decisions", right=Act.propose_decision)
async def post_decision(
    tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], issue_id: PathId, data: JSONBody[NewDecision]
) -> Decision:
    """Propose what to answer to an issue, or word anew what is proposed. Not public before it is released."""
    made = await propose_decision(
        tx,
        viewer,
        issue_id=issue_id,
        outcome=data.outcome,
        reason=data.reason,
        reason_code=data.reason_code,
        legal_basis=data.legal_basis or "",
        no_text_change=bool(data.no_text_change),
    )
    return Decision(made.id, msgspec.convert(made.state, DecisionState))


@act("/decisions/{decision_id:int}/approve", right=Act.approve_decision)
async def post_approve(
    tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], decision_id: PathId
) -> Decision:
    """Approve a proposal of somebody else. One that supersedes a public decision is public at once."""
    made = await approve_decision(tx, viewer, decision_id=decision_id)
    return Decision(made.id, msgspec.convert(made.state, DecisionState))


def _issue(row: IssueRow) -> Issue:
    decision = None
    if row.decision_id is not None and row.released_at is not None:
        decision = PublicDecision(
            id=row.decision_id,
            outcome=msgspec.convert(row.outcome, Outcome),
            reason_code=msgspec.convert(row.reason_code, ReasonCode | None),
            reason=row.reason or "",
            legal_basis=row.legal_basis or "",
            no_text_change=bool(row.no_text_change),
            released_at=row.released_at,
        )
    return Issue(
        id=row.id,
        number=row.label,
        title=row.title,
        summary=row.summary,
        stage="answered" if row.outcome else "considered",
        points=row.points,
        contributions=row.contributions,
        people=row.people,
        merged_into=None if row.merged_into is None else issue_label(row.merged_into),
        decision=decision,
    )
