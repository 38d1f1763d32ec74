"""A draft as one row of a list, as components/draft.html sets it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from partisipasi.drafts.queries import DraftRound, DraftView
from partisipasi.feedback.progress import Progress
from partisipasi.kit.i18n import href, language


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One draft in a list."""

    title: str
    href: str
    kind: str
    state: str
    agency: str
    stage: str
    summary: str
    round: DraftRound | None
    count: int | None
    considered: float | None
    answered: float | None


def rows_of(drafts: Sequence[DraftView], progress: Mapping[int, Progress]) -> list[Row]:
    """The rows of a list of drafts."""
    return [row_of(draft, progress.get(draft.id, Progress())) for draft in drafts]


def row_of(draft: DraftView, progress: Progress) -> Row:
    """The row of a draft. The mark of the three rights stands there once there is input."""
    return Row(
        title=draft.title,
        href=href(draft.path),
        kind=draft.kind,
        state=shown_state(draft, progress),
        agency=draft.agency_short_name or draft.agency_name,
        stage=draft.stage if draft.closed_how in (None, "enacted") else "",
        summary=draft.summary,
        round=draft.round if draft.closed_at is None else None,
        count=progress.heard if progress.heard or draft.is_open else None,
        considered=progress.considered_share if progress.heard else None,
        answered=progress.answered_share if progress.heard else None,
    )


def shown_state(draft: DraftView, progress: Progress) -> str:
    """The state in words of components/tags.html: after a round the answers are being prepared until all are given."""
    if draft.state != "closed" or not progress.heard:
        return draft.state
    return "answered" if progress.answered == progress.heard else "review"


def topic_title(draft: DraftView) -> str:
    """The name of a draft's topic in the language spoken."""
    return (draft.topic_name_en if language() == "en" else "") or draft.topic_name
