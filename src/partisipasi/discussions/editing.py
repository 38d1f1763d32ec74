"""Mending one's words: for a quarter of an hour the text itself, afterwards only by adding to it."""

from __future__ import annotations

from datetime import timedelta

from partisipasi.accounts.restrictions import demand_account_free
from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.contributors import sender_of
from partisipasi.discussions.mending import edit_is_asked, note_edit
from partisipasi.discussions.mentions import note_mentions, tell_mentions_later
from partisipasi.discussions.ownership import Owned, demand_owned
from partisipasi.discussions.screening import HELD_REASONS, LONGEST_TEXT, Sender, asked_at, screen
from partisipasi.discussions.tables import Addition, ContributionEdit
from partisipasi.discussions.tallies import count_out, counted, tell
from partisipasi.discussions.watching import watched_words
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Invalid
from partisipasi.kit.i18n import N_
from partisipasi.kit.markup import VERSION, render
from partisipasi.kit.text import clean_text
from partisipasi.record.actions import write_record
from partisipasi.settings import Settings

#: Time for typing errors; once others may have read and quoted a text it stands fast.
EDIT_WINDOW = timedelta(minutes=15)
#: Additions to one contribution: enough for corrections and for what one learns later.
MOST_ADDITIONS = 10


async def edit_text(
    tx: Transaction, viewer: Viewer, settings: Settings, *, receipt: str, body: str, key: str = "", sure: bool = False
) -> str:
    """Replace one's text while it does not stand fast yet; the earlier text of a public one stays readable.

    Args:
        key: the owner key, where the viewer is not its account.
        sure: the author stands by personal data in it.

    Returns:
        The state it is in now: a text that the screening holds is held.

    Raises:
        NotFound: not one's own.
        Conflict: `stands_fast`: the time is over, or somebody has supported it or replied.
        Invalid: no text, too long, or the author is asked.
    """
    owned = await demand_owned(tx, viewer, settings, receipt=receipt, key=key)
    await demand_account_free(tx, owned.account_id)
    if not await can_edit(tx, owned):
        raise Conflict(N_("This text can no longer be changed. You can still add words to it."), code="stands_fast")
    source = _checked(body)
    verdict = screen(source, await _sender(tx, owned, source), sure=sure, watched=await watched_words(tx))
    if verdict.outcome == "ask":
        raise Invalid({asked_at(verdict): verdict.message}, **verdict.values)
    if source == owned.source:
        return owned.state
    if owned.state == "published":
        await tx.add(ContributionEdit(contribution_id=owned.id, source=owned.source, html=owned.html))
    state = "held" if verdict.outcome == "hold" and owned.state == "published" else owned.state
    reason = verdict.reason or None
    await tx.execute(
        """UPDATE contribution SET source = $2, html = $3, markup_version = $4, state = $5::text,
                  edited_at = CASE WHEN published_at IS NOT NULL THEN now() END,
                  held_reason = CASE WHEN $5::text IN ('held', 'awaiting') THEN coalesce($6, held_reason) END,
                  held_at = CASE WHEN state <> 'held' AND $5::text = 'held' THEN now() ELSE held_at END
           WHERE id = $1""",
        owned.id,
        source,
        render(source),
        VERSION,
        state,
        reason,
    )
    # What was masked in the text before is no longer part of it.
    await tx.execute("DELETE FROM masked_text WHERE contribution_id = $1 AND part = 'text'", owned.id)
    await note_edit(tx, owned.id)
    if await note_mentions(tx, owned.id):
        await tell_mentions_later(tx, owned.id)
    thing = await counted(tx, owned.id)
    if state != owned.state:
        await count_out(tx, thing)
    tell(tx, thing)
    await write_record(
        tx,
        "contribution.edited",
        actor_id=owned.account_id,
        subject=("contribution", owned.id),
        details={"state": state},
    )
    return state


async def add_words(
    tx: Transaction, viewer: Viewer, settings: Settings, *, receipt: str, body: str, key: str = "", sure: bool = False
) -> None:
    """Add words to one's public text. What belongs to a round can grow while the round is open.

    Raises:
        NotFound: not one's own.
        Conflict: `not_public`, `round_closed`, or `too_many_additions`.
        Invalid: no text, too long, or not one to publish unseen.
    """
    owned = await demand_owned(tx, viewer, settings, receipt=receipt, key=key)
    await demand_account_free(tx, owned.account_id)
    if owned.state != "published" or owned.kind == "statement":
        raise Conflict(N_("Words can be added to input that is public."), code="not_public")
    if owned.round_id is not None and not await round_is_open(tx, owned.round_id):
        raise Conflict(N_("The round is closed: nothing can be added to this input any more."), code="round_closed")
    made = await tx.value("SELECT count(*) FROM addition WHERE contribution_id = $1", owned.id)
    if made >= MOST_ADDITIONS:
        raise Conflict(N_("Nothing more can be added to this input."), code="too_many_additions")
    source = _checked(body)
    verdict = screen(source, await _sender(tx, owned, source), sure=sure, watched=await watched_words(tx))
    if verdict.outcome == "ask":
        raise Invalid({asked_at(verdict): verdict.message}, **verdict.values)
    if verdict.outcome == "hold":
        # An addition cannot wait for a moderator by itself, so its author is told what would have held it.
        raise Invalid({"body": HELD_REASONS[verdict.reason]})
    added = await tx.add(Addition(contribution_id=owned.id, source=source, html=render(source)))
    if await note_mentions(tx, owned.id, addition_id=added.id):
        await tell_mentions_later(tx, owned.id, addition_id=added.id)
    tell(tx, await counted(tx, owned.id))
    await write_record(tx, "contribution.added_to", actor_id=owned.account_id, subject=("contribution", owned.id))


async def can_edit(tx: Transaction, owned: Owned) -> bool:
    """Whether the text does not stand fast yet, or a moderator asked for other words.

    A statement never changes: others answer its very words.
    """
    if owned.state in {"held", "published"} and owned.kind != "statement" and await edit_is_asked(tx, owned.id):
        return True
    if (
        owned.kind == "statement"
        or owned.state not in {"awaiting", "held", "published"}
        or tx.now - owned.created_at > EDIT_WINDOW
    ):
        return False
    answered = await tx.value(
        """SELECT EXISTS (SELECT 1 FROM support WHERE contribution_id = $1)
               OR EXISTS (SELECT 1 FROM contribution WHERE parent_id = $1)""",
        owned.id,
    )
    return not answered


async def round_is_open(tx: Transaction, round_id: int) -> bool:
    """Whether a round is open now."""
    found: bool = await tx.value("SELECT opens_at <= now() AND closes_at > now() FROM round WHERE id = $1", round_id)
    return found


async def _sender(tx: Transaction, owned: Owned, source: str) -> Sender:
    if owned.contributor_id is None:
        return Sender(new=True)
    return await sender_of(tx, contributor_id=owned.contributor_id, source=source)


def _checked(body: str) -> str:
    source = clean_text(body)
    if not source:
        raise Invalid({"body": N_("Please write something.")})
    if len(source) > LONGEST_TEXT:
        raise Invalid({"body": N_("This text is too long. Please shorten it, or hand it in as a letter.")})
    return source
