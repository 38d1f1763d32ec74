"""Guests write first and prove their address afterwards: the text waits until the button of the mail publishes it."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from partisipasi.accounts.links import Link, make_link
from partisipasi.accounts.names import check_name
from partisipasi.accounts.people import account_for_address, normalise_address
from partisipasi.accounts.restrictions import demand_account_free
from partisipasi.accounts.rights import GUEST
from partisipasi.discussions.anchors import catch_up
from partisipasi.discussions.contributing import Posted, Words, prepare, store
from partisipasi.discussions.contributors import contributor_of
from partisipasi.discussions.pace import keep_thread_slow
from partisipasi.discussions.pacing import TOO_OFTEN, keep_given_pace
from partisipasi.discussions.places import Target
from partisipasi.discussions.screening import AWAITING_WINDOW, MOST_AWAITING, Sender
from partisipasi.discussions.tallies import count_in, counted
from partisipasi.discussions.telling import tell_later
from partisipasi.kit.database import Database, Transaction
from partisipasi.kit.errors import NotFound, TooMany
from partisipasi.kit.i18n import N_
from partisipasi.record.actions import write_record
from partisipasi.settings import Settings

#: Days after which a text nobody confirmed is deleted: its link has been dead for four of them.
UNCONFIRMED_LIFE = timedelta(days=7)


class Awaiting(msgspec.Struct, frozen=True, kw_only=True):
    """A guest's contribution that waits, and the link that goes by mail to `address`."""

    posted: Posted
    link: Link
    address: str


class Confirmed(msgspec.Struct, frozen=True, kw_only=True):
    """A contribution whose author is now known to the program, and the account it belongs to."""

    account_id: int
    receipt: str
    state: str


class _Waiting(msgspec.Struct, frozen=True):
    receipt: str
    state: str
    public_name: str | None
    held_reason: str | None
    thread_id: int
    slow_seconds: int


async def contribute_awaiting(
    tx: Transaction,
    settings: Settings,
    *,
    target: Target,
    version_id: int | None,
    words: Words,
    email: str,
    public_name: str | None,
    parent: str | None = None,
    sure: bool = False,
    quick: bool = False,
) -> Awaiting:
    """Take in what a guest says. It is stored and has its receipt at once; nobody sees it until it is confirmed.

    Known and unknown addresses are treated alike. The caller mails the link.

    Args:
        email: as typed. public_name: as typed, empty for "Warga" and a number.
        sure, quick: see `screening.screen`.

    Raises:
        Invalid, Conflict, NotFound: as `contribute`; fields `email` and `public_name` too.
        TooMany: too many texts wait for this address.
    """
    address = normalise_address(email)
    name = check_name(public_name, field="public_name")
    waiting = await tx.value(
        """SELECT count(*) FROM login_link
           WHERE address = $1 AND purpose = 'confirm_contribution' AND created_at > now() - $2::interval""",
        address,
        AWAITING_WINDOW,
    )
    if waiting >= MOST_AWAITING:
        minutes = int(AWAITING_WINDOW.total_seconds() // 60)
        raise TooMany(TOO_OFTEN, wait=minutes * 60, minutes=minutes)
    ready = await prepare(
        tx, GUEST, target=target, version_id=version_id, words=words, parent=parent,
        sender=Sender(new=True), sure=sure, asks=True, quick=quick,
    )  # fmt: skip
    posted = await store(tx, settings, ready, state="awaiting", contributor_id=None, public_name=name)
    if ready.verdict.outcome == "hold":
        await tx.execute("UPDATE contribution SET held_reason = $2 WHERE id = $1", posted.id, ready.verdict.reason)
    link = await make_link(
        tx,
        settings,
        purpose="confirm_contribution",
        address=address,
        subject_id=posted.id,
        next_path=f"/masukan/{posted.receipt}",
    )
    return Awaiting(posted=posted, link=link, address=address)


async def confirm_contribution(tx: Transaction, *, contribution_id: int, address: str, language: str) -> Confirmed:
    """Publish what waited, now that its author has shown that they read the address; makes the account if need be.

    What was handed in within a round counts for that round, even if it is confirmed a day later. Confirming twice does
    nothing twice.

    Raises:
        NotFound: withdrawn or forgotten meanwhile.
        Forbidden: the account was closed by an administrator, or is suspended.
        TooMany: the discussion is slowed, or this person was given a pace; the same link works again later.
    """
    waiting = await tx.one(
        _Waiting,
        """SELECT c.receipt, c.state, c.public_name, c.held_reason, c.thread_id, t.slow_seconds
           FROM contribution c JOIN thread t ON t.id = c.thread_id WHERE c.id = $1 FOR UPDATE OF c""",
        contribution_id,
    )
    if waiting is None or waiting.state == "withdrawn":
        raise NotFound(N_("This input was withdrawn, or not confirmed in time and deleted."))
    account_id = await account_for_address(tx, address=address, language=language, display_name=waiting.public_name)
    if waiting.state != "awaiting":
        return Confirmed(account_id=account_id, receipt=waiting.receipt, state=waiting.state)
    await demand_account_free(tx, account_id)
    contributor_id = await contributor_of(tx, account_id=account_id)
    await keep_given_pace(tx, contributor_id)
    if waiting.slow_seconds:
        await keep_thread_slow(tx, waiting.thread_id, waiting.slow_seconds, contributor_id)
    state = "held" if waiting.held_reason else "published"
    await tx.execute(
        """UPDATE contribution SET contributor_id = $2, state = $3::text,
                  published_at = CASE WHEN $3::text = 'published' THEN now() END,
                  held_at = CASE WHEN $3::text = 'held' THEN now() END WHERE id = $1""",
        contribution_id,
        contributor_id,
        state,
    )
    if state == "published":
        await count_in(tx, await counted(tx, contribution_id))
        await catch_up(tx, contribution_id)
        await tell_later(tx, contribution_id)
    await write_record(
        tx,
        "contribution.confirmed",
        actor_id=account_id,
        subject=("contribution", contribution_id),
        details={"state": state},
    )
    return Confirmed(account_id=account_id, receipt=waiting.receipt, state=state)


async def new_link(tx: Transaction, settings: Settings, *, contribution_id: int) -> tuple[Link, str] | None:
    """Another link for a contribution that still waits; the one before it ends.

    Returns:
        The link and the address it goes to; None where nothing waits any more.
    """
    waiting = await tx.rows(
        """SELECT c.receipt, l.address FROM contribution c JOIN login_link l ON l.subject_id = c.id
             AND l.purpose = 'confirm_contribution' WHERE c.id = $1 AND c.state = 'awaiting'
           ORDER BY l.id DESC LIMIT 1""",
        contribution_id,
    )
    if not waiting:
        return None
    address = str(waiting[0]["address"])
    link = await make_link(
        tx,
        settings,
        purpose="confirm_contribution",
        address=address,
        subject_id=contribution_id,
        next_path=f"/masukan/{waiting[0]['receipt']}",
    )
    return link, address


async def tidy_unconfirmed(database: Database) -> None:
    """Chore: delete texts that nobody confirmed."""
    async with database.transaction() as tx:
        await forget_unconfirmed(tx)


async def forget_unconfirmed(tx: Transaction) -> int:
    """Delete texts that nobody confirmed, with what hangs on them; at most a thousand at a time.

    Returns:
        How many.
    """
    over: list[int] = await tx.values(
        """SELECT id FROM contribution WHERE state = 'awaiting' AND created_at < now() - $1::interval
           ORDER BY id LIMIT 1000 FOR UPDATE SKIP LOCKED""",
        UNCONFIRMED_LIFE,
    )
    await delete_unpublished(tx, over)
    return len(over)


async def delete_unpublished(tx: Transaction, ids: list[int]) -> None:
    """Delete contributions that were never public and that nothing can refer to."""
    await tx.execute("DELETE FROM suggestion WHERE contribution_id = ANY($1::bigint[])", ids)
    await tx.execute("DELETE FROM anchor WHERE contribution_id = ANY($1::bigint[])", ids)
    await tx.execute("DELETE FROM contribution_quote WHERE contribution_id = ANY($1::bigint[])", ids)
    await tx.execute("DELETE FROM contribution WHERE id = ANY($1::bigint[])", ids)
