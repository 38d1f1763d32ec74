"""A trace as its page tells it: the steps in order, each with its moment and the role that took it."""

from __future__ import annotations

from datetime import datetime

import msgspec
from markupsafe import Markup

from partisipasi.feedback.queries.redlines import redlines_of
from partisipasi.feedback.queries.traces import Trace, TraceAnchor, TraceDecision, TracePoint
from partisipasi.kit.i18n import N_, gettext, href
from partisipasi.moderation.rules import rule_in_words
from partisipasi.web.answers.cards import Card, card_of
from partisipasi.web.answers.words import reason_in_words, role_in_words
from partisipasi.web.talk.posts import author_of, words_of_change


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """The contribution as components/contribution.html shows it."""

    receipt: str
    href: str
    author: str
    at: datetime
    kind: str
    stance: str
    stage: str
    state: str
    channel: str
    html: Markup
    redline: list[tuple[str, str]] | None
    additions: list[tuple[datetime, Markup]]
    clause_label: str
    clause_href: str
    hidden_rule: str | None
    hidden_href: str


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """A decision on a point, with the clauses it changed.

    `given_with`, `given_why`: with what it became public (version, closing, interim, superseding), and why just then.
    """

    outcome: str
    reason_label: str | None
    reason: Markup
    legal_basis: str
    text_stays: bool
    at: datetime
    role: str
    version: int | None
    given_with: str
    given_why: str
    changes: list[Card]


class Placed(msgspec.Struct, frozen=True, kw_only=True):
    """A point: the issue it stands in, since when, by which role; its decision now and what came before."""

    issue: str
    title: str
    href: str
    excerpt: str | None
    at: datetime
    role: str
    others: int
    decision: Decided | None
    earlier: list[Decided]


class Reply(msgspec.Struct, frozen=True):
    """An official reply."""

    html: Markup
    at: datetime
    role: str


class Whereabouts(msgspec.Struct, frozen=True):
    """Where the contribution belongs in one version, and what became of its place since the version before."""

    number: int
    at: datetime
    name: str
    href: str | None
    state: str


class Steps(msgspec.Struct, frozen=True, kw_only=True):
    """All steps. `about` names what the contribution is about; `considered_role` and `answered_role` who acted."""

    about: str
    about_href: str | None
    considered_role: str | None
    answered_role: str | None
    points: list[Placed]
    replies: list[Reply]
    places: list[Whereabouts]


def said_of(trace: Trace) -> Said:
    """The contribution itself; a stub where its words are not public."""
    first = trace.anchors[0] if trace.anchors else None
    return Said(
        receipt=trace.receipt,
        href=href(f"/masukan/{trace.receipt}/di"),
        author=author_of(trace.name, trace.number),
        at=trace.heard_at,
        kind=trace.kind,
        stance=trace.stance,
        stage="",
        state=trace.state,
        channel=trace.channel,
        html=Markup(trace.html),  # noqa: S704 - sanitised when it was written
        redline=words_of_change(trace.base_text, trace.proposed),
        additions=[(one.at, Markup(one.html)) for one in trace.additions],  # noqa: S704 - sanitised when it was written
        clause_label=first.name if first else trace.document_title or "",
        clause_href=_clause_href(trace, first) or _document_href(trace) or "",
        hidden_rule=rule_in_words(trace.hidden_rule),
        hidden_href=href(f"/moderasi/keputusan/{trace.receipt}"),
    )


async def steps_of(trace: Trace) -> Steps:
    """The steps of a trace."""
    lines = await redlines_of([change for point in trace.points for one in point.decisions for change in one.changes])
    cards = {
        change.id: card_of(change, lines, _draft_path(trace, point), whole=True, told=False)
        for point in trace.points
        for one in point.decisions
        for change in one.changes
    }
    points = [_placed(trace, point, cards) for point in trace.points]
    replies = [_reply(html, office, at) for html, office, at in ((r.html, r.speaks_for, r.at) for r in trace.replies)]
    first = trace.anchors[0] if trace.anchors else None
    answered = next((point.decision.role for point in points if point.decision), None)
    return Steps(
        about=", ".join(filter(None, (first.name if first else trace.document_title, trace.draft_title))),
        about_href=_clause_href(trace, first) or _document_href(trace) or _draft_href(trace),
        considered_role=points[0].role if points else replies[0].role if replies else None,
        answered_role=replies[0].role if replies else answered,
        points=points,
        replies=replies,
        places=[_whereabouts(trace, anchor) for anchor in trace.anchors],
    )


def _placed(trace: Trace, point: TracePoint, cards: dict[int, Card]) -> Placed:
    decided = [(one, _decided(one, point.agency, cards)) for one in point.decisions]
    return Placed(
        issue=point.issue,
        title=point.issue_title,
        href=href(point.path),
        excerpt=point.excerpt,
        at=point.placed_at,
        role=role_in_words(point.placed_role, point.agency),
        others=point.with_others,
        decision=next((told for one, told in decided if one.in_force), None),
        earlier=[told for one, told in decided if not one.in_force],
    )


def _decided(one: TraceDecision, agency: str, cards: dict[int, Card]) -> Decided:
    return Decided(
        outcome=one.outcome,
        reason_label=reason_in_words(one.reason_code),
        reason=Markup(one.reason_html),  # noqa: S704 - sanitised when it was written
        legal_basis=one.legal_basis,
        text_stays=one.no_text_change,
        at=one.released_at,
        role=role_in_words("approver", agency),
        version=one.release_number,
        given_with=one.release_kind,
        given_why=one.release_reason,
        changes=[cards[change.id] for change in one.changes],
    )


def _reply(html: str, office: str | None, at: datetime) -> Reply:
    role = gettext(N_("Policy team, %(agency)s"), agency=office) if office else gettext(N_("Policy team"))
    return Reply(Markup(html), at, role)  # noqa: S704 - sanitised when it was written


def _whereabouts(trace: Trace, anchor: TraceAnchor) -> Whereabouts:
    first = anchor.number == trace.version_number
    return Whereabouts(
        anchor.number, anchor.published_at, anchor.name, _clause_href(trace, anchor), "first" if first else anchor.state
    )


def _clause_href(trace: Trace, anchor: TraceAnchor | None) -> str | None:
    if anchor is None or anchor.key is None:
        return None
    return href(f"{_draft_path(trace)}/versi/{anchor.number}/{anchor.key}")


def _document_href(trace: Trace) -> str | None:
    return href(f"{_draft_path(trace)}/dokumen/{trace.document_number}") if trace.document_number else None


def _draft_href(trace: Trace) -> str | None:
    return href(_draft_path(trace)) if trace.draft_id else None


def _draft_path(trace: Trace, point: TracePoint | None = None) -> str:
    """Path of the contribution's draft, or of that in which a point of it was placed (from a forum)."""
    if point is not None and point.draft_id != trace.draft_id:
        return f"/rancangan/{point.draft_id}-{point.draft_slug}"
    return f"/rancangan/{trace.draft_id}-{trace.draft_slug}"
