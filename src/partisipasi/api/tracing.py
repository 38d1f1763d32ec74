"""The trace of a contribution by its receipt."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Viewer
from partisipasi.api.addresses import trace_address
from partisipasi.api.routes import Req, read
from partisipasi.api.shapes import (
    AnchorState,
    Channel,
    ContributionKind,
    ContributionState,
    Id,
    Op,
    Outcome,
    ReasonCode,
    Receipt,
    Review,
    Stage,
    Stance,
)
from partisipasi.feedback.queries.traces import Trace, TracePoint, trace_of
from partisipasi.kit.database import Transaction


class TracedAnchor(msgspec.Struct, frozen=True, kw_only=True):
    """Where the contribution belongs in one published version."""

    version: Annotated[int, msgspec.Meta(description="Number of the version.")]
    version_id: Id
    clause: Annotated[Id | None, msgspec.Meta(description="Identity of the clause; null where it is gone.")]
    key: str | None
    state: AnchorState
    review: Review


class TracedDecision(msgspec.Struct, frozen=True, kw_only=True):
    """The decision in force on an issue."""

    id: Id
    outcome: Outcome
    reason_code: ReasonCode | None
    reason: str
    legal_basis: str
    no_text_change: bool
    released_at: datetime


class TracedChange(msgspec.Struct, frozen=True, kw_only=True):
    """What a decision changed in the text."""

    id: Id
    op: Op
    version: int
    key: str
    before: str | None
    after: str | None


class TracedPoint(msgspec.Struct, frozen=True, kw_only=True):
    """A point of the contribution and what became of it."""

    point: Id
    excerpt: Annotated[str | None, msgspec.Meta(description="Its words; null where all of it is meant.")]
    issue: Annotated[str, msgspec.Meta(description="M-014.")]
    issue_id: Id
    issue_title: str
    decision: TracedDecision | None
    changes: list[TracedChange]


class TracedContribution(msgspec.Struct, frozen=True, kw_only=True):
    """A contribution with its way through the answers. Only what is public."""

    receipt: Receipt
    url: str
    kind: ContributionKind
    stance: Stance
    channel: Channel
    state: ContributionState
    hidden_rule: str | None
    stage: Stage
    body: Annotated[str | None, msgspec.Meta(description="Null unless it is published.")]
    proposed_text: str | None
    thread_id: Id
    draft_id: Id | None
    clause_id: Id | None
    follows: Annotated[str | None, msgspec.Meta(description="Receipt of the one whose answer a reply shares.")]
    anchors: list[TracedAnchor]
    trace: list[TracedPoint]


@read("/contributions/{receipt:str}")
async def contribution(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], receipt: FromPath[str]
) -> TracedContribution:
    """A contribution by its receipt, and what became of it point by point."""
    return _traced(request, await trace_of(tx, viewer, receipt))


def _traced(request: Req, trace: Trace) -> TracedContribution:
    shown = trace.state == "published"
    return msgspec.convert(
        {
            **{name: getattr(trace, name, None) for name in TracedContribution.__struct_fields__},
            "url": trace_address(request, trace.receipt),
            "body": trace.source if shown else None,
            "proposed_text": trace.proposed if shown else None,
            "anchors": [
                {
                    "version": one.number,
                    "version_id": one.version_id,
                    "clause": one.clause_id,
                    "key": one.key,
                    "state": one.state,
                    "review": one.review,
                }
                for one in trace.anchors
            ],
            "trace": [_point(point) for point in trace.points],
        },
        TracedContribution,
    )


def _point(point: TracePoint) -> dict[str, object]:
    decision = point.decision
    return {
        "point": point.id,
        "excerpt": point.excerpt,
        "issue": point.issue,
        "issue_id": point.issue_id,
        "issue_title": point.issue_title,
        "decision": decision and {name: getattr(decision, name) for name in TracedDecision.__struct_fields__},
        "changes": [
            {
                "id": one.id,
                "op": one.op,
                "version": one.number,
                "key": one.key,
                "before": one.before,
                "after": one.after,
            }
            for one in (decision.changes if decision else ())
        ],
    }
