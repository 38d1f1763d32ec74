"""Issues with their decisions as components/decision.html shows them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec
from markupsafe import Markup

from partisipasi.feedback.queries.changes import ChangeView
from partisipasi.feedback.queries.issues import IssueRow
from partisipasi.feedback.queries.outcomes import Source
from partisipasi.kit.i18n import href
from partisipasi.web.answers.cards import Card
from partisipasi.web.answers.words import reason_in_words


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """An issue with its decision as components/decision.html shows it, and what hangs on it."""

    issue_number: str
    issue_title: str
    issue_href: str
    outcome: str | None
    stage: str
    reason: Markup | None
    reason_label: str | None
    legal_basis: str | None
    text_stays: bool
    decided_at: datetime | None
    role: str | None
    points: int
    sources: list[Source]
    contributions: int
    changes: list[Card]


def behind(issue: IssueRow, changes: Sequence[ChangeView]) -> list[ChangeView]:
    """The changes that an issue's decisions caused."""
    return [one for one in changes if any(decision.issue_id == issue.id for decision in one.decisions)]


def answer_of(issue: IssueRow, changes: list[Card], sources: list[Source], path: str) -> Answer:
    """An issue with what hangs on it, ready for the page. `path`: where it is read, without language."""
    return Answer(
        issue_number=issue.label,
        issue_title=issue.title,
        issue_href=href(path),
        outcome=issue.outcome,
        stage=issue.stage,
        reason=Markup(issue.reason_html) if issue.reason_html else None,  # noqa: S704 - sanitised when written
        reason_label=reason_in_words(issue.reason_code),
        legal_basis=issue.legal_basis,
        text_stays=bool(issue.no_text_change),
        decided_at=issue.released_at,
        role=None,
        points=issue.points,
        sources=sources,
        contributions=issue.contributions,
        changes=changes,
    )
