"""Changes as components/change.html shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from partisipasi.feedback.queries.changes import ChangeView, Segments
from partisipasi.kit.i18n import href


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """One change; see the header of components/change.html. Without `before` and `after` the redline stands alone.

    `credits`: who is named for the words, and where they stand. `compare`: where the two versions are compared, at this
    clause; `why`: where everyone behind it stands; `history`: the clause over all versions.
    """

    id: int
    op: str
    sentence: str
    key: str
    label: str
    href: str | None
    former_label: str | None
    cause: str | None
    explanation: str
    before: str | None
    after: str | None
    parts: Segments | None
    decisions: list[tuple[str, str, str]]
    credits: list[tuple[str, str]]
    number: int
    old_number: int | None
    technical: bool
    people: int
    compare: str
    why: str
    history: str


class Words(msgspec.Struct, frozen=True):
    """The words of one clause in a card of several. `source`: of a clause that was merged into it."""

    key: str
    label: str
    parts: Segments
    source: bool = False


class Whole(Card, frozen=True, kw_only=True):
    """A clause that came or went with what stands in it, as one card: all their words, in `lines`."""

    lines: list[Words]


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
        key=change.key,
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
        credits=[(one.shown, href(f"/jejak/{one.receipt}")) for one in change.credits],
        number=change.number,
        old_number=change.old_number,
        technical=change.technical,
        people=change.people,
        compare=href(f"{draft_path}/bandingkan/{change.old_number}..{change.number}#{change.key}"),
        why=href(f"{draft_path}/versi/{change.number}/{change.key}/perubahan"),
        history=href(f"{draft_path}/versi/{number}/{change.key}/riwayat"),
    )


def cards_of(
    changes: Sequence[ChangeView], redlines: Mapping[int, Segments], draft_path: str, *, told: bool = True
) -> list[Card]:
    """Changes as cards with their redlines alone."""
    return [card_of(change, redlines, draft_path, told=told) for change in changes]


def gathered(cards: Sequence[Card]) -> list[Card]:
    """Cards in which what came or went with the clause it stands in is told there, once, and a merger is one card."""
    found: list[Card] = []
    for card in cards:
        if found and _told_there(found[-1], card):
            found[-1] = _with(found[-1], card)
        else:
            found.append(card)
    return found


def _told_there(holder: Card, card: Card) -> bool:
    if card.op == "merged":
        return (card.op, card.number, card.key) == (holder.op, holder.number, holder.key)
    if card.op not in ("inserted", "deleted") or (card.op, card.number) != (holder.op, holder.number):
        return False
    same = not card.cause or (card.cause, card.decisions) == (holder.cause, holder.decisions)
    return same and card.key.startswith(f"{holder.key}.")


def _with(holder: Card, card: Card) -> Whole:
    own = holder.lines if isinstance(holder, Whole) else [Words("", "", holder.parts)] if holder.parts else []
    fields = {name: getattr(holder, name) for name in Card.__struct_fields__}
    if card.op == "merged":
        # The words are there once; of each further source what became part of them is marked, and what went.
        parts = [("moved" if op == "same" else op, words) for op, words in card.parts or [] if op != "ins"]
        added = Words("", card.former_label or "", parts, source=True)
        fields["decisions"] = [*holder.decisions, *(one for one in card.decisions if one not in holder.decisions)]
    else:
        added = Words("", card.label, card.parts or [])
    if card.explanation not in holder.explanation:
        fields["explanation"] = f"{holder.explanation} {card.explanation}".strip()
    return Whole(**fields, lines=[*own, added])


def _one_side(change: ChangeView, *, whole: bool) -> Segments | None:
    """The words of a clause that came, went, or stayed as they were; none where both wordings are shown anyway."""
    words = change.after if change.after is not None else change.before
    if whole or not words:
        return None
    return [("ins" if change.before is None else "del" if change.after is None else "same", words)]
