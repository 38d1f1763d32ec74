"""Changes as components/change.html shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from partisipasi.feedback.queries.changes import ChangeView, Segments
from partisipasi.kit.i18n import href


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """One change; see the header of components/change.html. Without `before` and `after` the redline stands alone.

    `compare`: where the two versions are compared, at this clause; `why`: where everyone behind it stands.
    """

    id: int
    op: str
    sentence: str
    label: str
    href: str | None
    former_label: str | None
    cause: str | None
    explanation: str
    before: str | None
    after: str | None
    parts: Segments | None
    decisions: list[tuple[str, str, str]]
    number: int
    old_number: int | None
    technical: bool
    compare: str
    why: str


def card_of(
    change: ChangeView, redlines: Mapping[int, Segments], draft_path: str, *, whole: bool = False, told: bool = True
) -> Card:
    """A change as a card.

    Args:
        redlines: change id → redline.
        draft_path: public path of the draft, without language.
        whole: with both wordings beside each other, not the redline alone.
        told: with the decisions behind it; on an issue's own page they would only say what the page says.
    """
    number = change.number if change.new_key else change.old_number
    heading = f" {change.heading}" if change.heading and change.heading not in change.name else ""
    return Card(
        id=change.id,
        op=change.op,
        sentence=change.sentence(redlines.get(change.id)),
        label=f"{change.name}{heading}",
        href=href(f"{draft_path}/versi/{number}/{change.key}") if number is not None else None,
        former_label=change.former_name,
        cause=change.cause,
        explanation=change.explanation,
        before=change.before if whole else None,
        after=change.after if whole else None,
        parts=redlines.get(change.id) or _one_side(change, whole=whole),
        decisions=[(one.issue, href(f"{draft_path}/pokok/{one.issue_number}"), one.outcome) for one in change.decisions]
        if told
        else [],
        number=change.number,
        old_number=change.old_number,
        technical=change.technical,
        compare=href(f"{draft_path}/bandingkan/{change.old_number}..{change.number}#{change.key}"),
        why=href(f"{draft_path}/versi/{change.number}/{change.key}/perubahan"),
    )


def cards_of(
    changes: Sequence[ChangeView], redlines: Mapping[int, Segments], draft_path: str, *, told: bool = True
) -> list[Card]:
    """Changes as cards with their redlines alone."""
    return [card_of(change, redlines, draft_path, told=told) for change in changes]


def _one_side(change: ChangeView, *, whole: bool) -> Segments | None:
    """The words of a clause that came, went, or stayed as they were; none where both wordings are shown anyway."""
    words = change.after if change.after is not None else change.before
    if whole or not words:
        return None
    return [("ins" if change.before is None else "del" if change.after is None else "same", words)]
