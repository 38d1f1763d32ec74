"""Saying something: a comment, a suggestion of other words, a question, a reply, an official reply."""

from __future__ import annotations

import msgspec

from partisipasi.accounts.names import check_name
from partisipasi.accounts.restrictions import demand_free
from partisipasi.accounts.rights import Act, Viewer, demand
from partisipasi.discussions.contributors import contributor_of, office_of, sender_of
from partisipasi.discussions.pace import keep_slow
from partisipasi.discussions.pacing import keep_pace
from partisipasi.discussions.places import Floor, Place, Target, find_floor, find_place, thread_of
from partisipasi.discussions.quoting import found_words, quotable, store_quote
from partisipasi.discussions.screening import (
    LONGEST_PROPOSAL,
    LONGEST_QUOTE,
    LONGEST_TEXT,
    Sender,
    Verdict,
    asked_at,
    screen,
)
from partisipasi.discussions.tables import CHANNELS, STANCES, Anchor, Contribution, Suggestion
from partisipasi.discussions.tallies import count_in, counted
from partisipasi.discussions.telling import tell_later
from partisipasi.discussions.watching import watched_words
from partisipasi.drafts.anchoring import Quote, locate
from partisipasi.drafts.wording import normalise
from partisipasi.kit.codes import new_receipt, owner_key
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Forbidden, Invalid, NotFound
from partisipasi.kit.i18n import N_, language
from partisipasi.kit.markup import VERSION, render
from partisipasi.kit.text import clean_line, clean_text
from partisipasi.record.actions import write_record
from partisipasi.settings import Settings

__all__ = ["Posted", "Quote", "Target", "Words", "contribute"]

OWN_KINDS = ("comment", "suggestion", "question")
#: The side an argument in a musyawarah is on, kept as the stance of its author.
STANCE_OF_SIDE = {"for": "agree", "middle": "agree_with_changes", "against": "disagree"}
SIDE_OF_STANCE = {stance: side for side, stance in STANCE_OF_SIDE.items()}


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody says, as it was typed.

    Attributes:
        quote: words of the clause; for a reply, of what it answers, once it is prepared as they stand there.
        proposed_text: other words for the clause; None or the clause's own words mean that none are proposed, an empty
            text proposes to delete it.
        own_input: for a reply: it is input of its own and owed an answer of its own.
        credit: its author wishes to be named where the proposed words are taken over.
        title: of the thread these words open; it is screened with them.
    """

    body: str = ""
    kind: str = "comment"
    stance: str = "none"
    quote: Quote | None = None
    proposed_text: str | None = None
    own_input: bool = False
    credit: bool = False
    statement: bool = False
    title: str = ""


class Posted(msgspec.Struct, frozen=True, kw_only=True):
    """A contribution just taken in: its id and public receipt, the key only its author gets, and its state."""

    id: int
    receipt: str
    owner_key: str
    state: str


class Parent(msgspec.Struct, frozen=True):
    """What a reply answers."""

    id: int
    root_id: int
    depth: int
    thread_id: int


class Ready(msgspec.Struct, frozen=True, kw_only=True):
    """Words that may be stored: checked, with their place found and the outcome of the screening."""

    place: Place
    floor: Floor
    parent: Parent | None
    kind: str
    stance: str
    source: str
    proposed: str | None
    quote: Quote | None
    own_input: bool
    verdict: Verdict
    credit: bool = False


async def contribute(
    tx: Transaction,
    viewer: Viewer,
    settings: Settings,
    *,
    target: Target,
    version_id: int | None = None,
    body: str = "",
    kind: str = "comment",
    stance: str = "none",
    quote: Quote | None = None,
    proposed_text: str | None = None,
    channel: str = "online",
    parent: str | None = None,
    public_name: str | None = None,
    own_input: bool = False,
    credit: bool = False,
    sure: bool = False,
    asks: bool = False,
    quick: bool = False,
    statement: bool = False,
    title: str = "",
    files: int = 0,
) -> Posted:
    """Take in what a confirmed account says; it is public at once unless the screening holds it.

    Args:
        target: what it is about; a reply may name its parent alone.
        version_id: the version the author saw; None takes the one that is open.
        parent: receipt of the contribution that is answered.
        public_name: a name for this contribution; None takes the account's.
        credit: whether its author wishes to be named where the proposed words are taken over.
        statement: whether it is a statement that others answer; the room above that asks for it has checked the right.
        title: as in `Words`.
        sure, asks, quick, files: see `screening.screen`; `asks` is for pages, which can put the question to the author.

    Raises:
        SignInNeeded, Forbidden: not a confirmed account, or without the right to reply officially.
        NotFound: the place, version or parent is not there for this viewer.
        Conflict: `round_closed` or `newer_version`.
        Invalid: field by field; `sure` when the author is asked whether personal data may be public.
        TooMany: too often.
    """
    demand_confirmed(viewer)
    words = Words(
        body=body, kind="statement" if statement else kind, stance=stance, quote=quote, proposed_text=proposed_text,
        own_input=own_input, credit=credit, statement=statement, title=title,
    )  # fmt: skip
    contributor_id = await contributor_of(tx, account_id=viewer.account_id or 0)
    sender = await sender_of(tx, contributor_id=contributor_id, source=clean_text(body))
    await keep_pace(tx, contributor_id, sender)
    ready = await prepare(
        tx, viewer, target=target, version_id=version_id, words=words, parent=parent, sender=sender,
        sure=sure, asks=asks, quick=quick, files=files,
    )  # fmt: skip
    if channel not in CHANNELS:
        raise Invalid({"channel": N_("This value cannot be used here.")})
    office = await office_of(tx, viewer, ready.place) if kind == "official" else None
    if ready.place.slow_seconds and not viewer.is_staff:
        await keep_slow(tx, ready.place, contributor_id)
    name = check_name(public_name, field="public_name") if public_name is not None else viewer.display_name
    state = "held" if ready.verdict.outcome == "hold" and office is None else "published"
    posted = await store(
        tx, settings, ready, state=state, channel=channel, contributor_id=contributor_id, public_name=name,
        speaks_for=office,
    )  # fmt: skip
    await write_record(
        tx,
        "contribution.made",
        actor_id=viewer.account_id,
        subject=("contribution", posted.id),
        details={"kind": ready.kind, "state": state, "version": ready.floor.version_id},
    )
    return posted


def demand_confirmed(viewer: Viewer) -> None:
    """Refuse whoever is no account with a confirmed address.

    Raises:
        SignInNeeded, Forbidden: a guest; an account that has not answered a mail yet, or is suspended.
    """
    demand(viewer, Act.support)
    demand_free(viewer)
    if not viewer.confirmed:
        raise Forbidden(N_("Please confirm your e-mail address first."))


async def prepare(
    tx: Transaction,
    viewer: Viewer,
    *,
    target: Target,
    version_id: int | None,
    words: Words,
    parent: str | None = None,
    sender: Sender,
    sure: bool = False,
    asks: bool = False,
    quick: bool = False,
    files: int = 0,
    floor: Floor | None = None,
) -> Ready:
    """Find the place and check the words, without storing anything. Arguments and refusals as in `contribute`."""
    answered = await _parent(tx, parent) if parent else None
    if answered is not None:
        target = Target(thread_id=answered.thread_id)
    place = await find_place(tx, viewer, target)
    if answered is not None and parent:
        # It may have been moved while its thread was being locked.
        while (answered := await _parent(tx, parent)).thread_id != place.thread_id:
            place = await find_place(tx, viewer, Target(thread_id=answered.thread_id))
    if floor is None:
        floor = await find_floor(tx, place, version_id=version_id, official=words.kind == "official")
    source = clean_text(words.body)
    follows = answered is not None and not words.own_input
    proposed = None if follows else _proposal(words.proposed_text, floor)
    kind = _kind(words.kind, follows, proposed)
    exact = words.quote.exact.strip() if words.quote is not None else ""
    found = found_words(exact, await quotable(tx, answered.id)) if answered is not None and exact else None
    _check(
        words, _allowed(words, kind, place, follows), source, proposed,
        misquoted=_misquoted(words.quote, answered, found, floor), on_text=floor.version_id is not None,
    )  # fmt: skip
    watched = await watched_words(tx)
    text = f"{words.title}\n{source}\n{proposed or ''}"
    verdict = screen(text.lstrip("\n"), sender, sure=sure, asks=asks, quick=quick, watched=watched, files=files)
    if verdict.outcome == "ask":
        raise Invalid({asked_at(verdict): verdict.message}, **verdict.values)
    quote = Quote(exact=found) if found else words.quote if words.quote is not None and exact else None
    return Ready(
        place=place,
        floor=floor,
        parent=answered,
        kind=kind,
        stance=words.stance,
        source=source,
        proposed=proposed,
        quote=quote,
        own_input=answered is not None and kind in OWN_KINDS,
        verdict=verdict,
        credit=words.credit,
    )


async def store(
    tx: Transaction,
    settings: Settings,
    ready: Ready,
    *,
    state: str,
    channel: str = "online",
    contributor_id: int | None,
    public_name: str | None,
    speaks_for: str | None = None,
    entered_by: int | None = None,
) -> Posted:
    """Store prepared words in a state, with their place in the text, and count them if they are public."""
    receipt = new_receipt()
    thread_id = await thread_of(tx, ready.place)
    parent = ready.parent
    row = await tx.add(
        Contribution(
            receipt=receipt,
            thread_id=thread_id,
            draft_id=ready.place.draft_id,
            clause_id=ready.place.clause_id,
            version_id=ready.floor.version_id,
            round_id=ready.floor.round_id,
            parent_id=parent.id if parent else None,
            root_id=parent.root_id if parent else None,
            depth=min(parent.depth + 1, 2) if parent else 0,
            contributor_id=contributor_id,
            entered_by=entered_by,
            kind=ready.kind,
            stance=ready.stance,
            own_input=ready.own_input,
            channel=channel,
            state=state,
            public_name=public_name,
            speaks_for=speaks_for,
            language=language(),
            source=ready.source,
            html=render(ready.source),
            markup_version=VERSION,
            held_reason=ready.verdict.reason if state == "held" else None,
            held_at=tx.now if state == "held" else None,
            published_at=tx.now if state == "published" else None,
        )
    )
    if ready.proposed is not None and ready.floor.text_id is not None:
        base = ready.floor.text_id
        await tx.add(
            Suggestion(contribution_id=row.id, base_text_id=base, proposed=ready.proposed, credit=ready.credit)
        )
    await _anchor(tx, row.id, ready)
    if parent is not None and ready.quote is not None:
        await store_quote(tx, contribution_id=row.id, source_id=parent.id, exact=ready.quote.exact)
    if state == "published":
        await count_in(tx, await counted(tx, row.id))
        await tell_later(tx, row.id)
    return Posted(id=row.id, receipt=receipt, owner_key=owner_key(settings.secret, receipt), state=state)


def differs(proposed: str, text: str) -> bool:
    """Whether other words are really other words: not when only spaces and typographic signs differ."""
    return normalise(proposed) != normalise(text)


async def _anchor(tx: Transaction, contribution_id: int, ready: Ready) -> None:
    place, floor = ready.place, ready.floor
    follows = ready.parent is not None and not ready.own_input
    if place.clause_id is None or floor.version_id is None or follows or ready.kind == "official":
        return
    quote = ready.quote if ready.parent is None else None
    span = locate(quote, floor.whole_text) if quote else None
    await tx.add(
        Anchor(
            contribution_id=contribution_id,
            version_id=floor.version_id,
            clause_id=place.clause_id,
            exact=clean_text(quote.exact) if quote else "",
            prefix=clean_line(quote.prefix)[-60:] if quote else "",
            suffix=clean_line(quote.suffix)[:60] if quote else "",
            start=span[0] if span else None,
            stop=span[1] if span else None,
        )
    )


def _proposal(typed: str | None, floor: Floor) -> str | None:
    if typed is None or floor.text_id is None:
        return None
    proposed = clean_text(typed)
    return proposed if differs(proposed, floor.text) else None


def _kind(wanted: str, follows: bool, proposed: str | None) -> str:
    """A comment with other words is a suggestion, one without is a comment; what follows another input is a reply."""
    if wanted == "official":
        return wanted
    if follows:
        return "reply"
    if wanted in {"comment", "suggestion"}:
        return "suggestion" if proposed is not None else "comment"
    return wanted


def _allowed(words: Words, kind: str, place: Place, follows: bool) -> str:
    """The kind, or nothing where it cannot be used: arguments belong into a musyawarah and are on a side."""
    if kind == "argument":
        return kind if place.kind == "musyawarah" and not follows and words.stance in SIDE_OF_STANCE else ""
    return kind if kind in {*OWN_KINDS, "reply", "official"} or words.statement else ""


def _misquoted(quote: Quote | None, answered: Parent | None, found: str | None, floor: Floor) -> str:
    """What is wrong with a quote (msgid): its words must stand in what is answered, else in the clause; or nothing."""
    if quote is None or not quote.exact.strip():
        return ""
    if answered is not None:
        if found and len(quote.exact) <= LONGEST_QUOTE:
            return ""
        return N_("These words are not in what you reply to. Please copy them exactly, or leave this out.")
    if len(quote.exact.strip()) <= LONGEST_QUOTE and locate(quote, floor.whole_text):
        return ""
    return N_("These words are not in this clause. Please copy them exactly, or leave this out.")


def _check(words: Words, kind: str, source: str, proposed: str | None, *, misquoted: str, on_text: bool) -> None:
    wrong: dict[str, str] = {}
    if not kind:
        wrong["kind"] = N_("This value cannot be used here.")
    if words.stance not in STANCES:
        wrong["stance"] = N_("This value cannot be used here.")
    if len(source) > LONGEST_TEXT:
        wrong["body"] = N_("This text is too long. Please shorten it, or hand it in as a letter.")
    if proposed is not None and len(proposed) > LONGEST_PROPOSAL:
        wrong["proposed_text"] = N_("The proposed words are too long.")
    bare = kind == "comment" and words.stance != "none" and on_text
    if not source and proposed is None and not bare:
        wrong["body"] = N_("Write something, choose where you stand, or propose other words.")
    if misquoted:
        wrong["quote_exact"] = misquoted
    if wrong:
        raise Invalid(wrong)


async def _parent(tx: Transaction, receipt: str) -> Parent:
    found = await tx.one(
        Parent,
        """SELECT id, coalesce(root_id, id) AS root_id, depth, thread_id FROM contribution
           WHERE receipt = $1 AND state = 'published'""",
        receipt,
    )
    if found is None:
        raise NotFound(N_("What you want to reply to is not there, or no longer shown."))
    return found
