"""Mail about a draft without an account: asked for by anybody, begun by the button of a mail, ended by another."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

import msgspec

from partisipasi.accounts.people import normalise_address
from partisipasi.accounts.rights import GUEST
from partisipasi.kit.database import Database, Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_
from partisipasi.notifications.following import followable

#: How long the link of a mail can begin a subscription; an address nobody confirmed is forgotten then.
UNCONFIRMED = timedelta(days=3)
OVER = N_("This subscription has ended, or was not confirmed in time.")


class Subscription(msgspec.Struct, frozen=True, kw_only=True):
    """An address and the draft it gets mail about."""

    id: int
    address: str
    language: str
    draft_id: int
    draft_title: str
    draft_slug: str
    confirmed: bool

    @property
    def path(self) -> str:
        """Address of the draft's page, without language."""
        return f"/rancangan/{self.draft_id}-{self.draft_slug}"


_SUBSCRIPTION = """
    SELECT s.id, s.address, s.language, s.draft_id, d.title AS draft_title, d.slug AS draft_slug,
           s.confirmed_at IS NOT NULL AS confirmed
    FROM mail_subscription s JOIN draft d ON d.id = s.draft_id WHERE s.id = ANY ($1::bigint[]) ORDER BY s.id"""


async def ask_for_mail(tx: Transaction, *, draft_id: int, email: str, language: str) -> Subscription:
    """Note that somebody asks for mail about a draft; nothing is sent before the address is confirmed.

    Known and unknown addresses, and those that get it already, are treated alike: the caller mails the link.

    Args:
        email: as typed.

    Raises:
        NotFound: no such public draft.
        Invalid: the address is none (`email`).
    """
    address = normalise_address(email)
    draft = await followable(tx, GUEST, "draft", draft_id)
    id_: int = await tx.value(
        """INSERT INTO mail_subscription (draft_id, address, language) VALUES ($1, $2, $3)
           ON CONFLICT (draft_id, address) DO UPDATE SET language = excluded.language,
             created_at = CASE WHEN mail_subscription.confirmed_at IS NULL THEN now()
                               ELSE mail_subscription.created_at END
           RETURNING id""",
        draft.id,
        address,
        language,
    )
    [found] = await subscriptions(tx, [id_])
    return found


async def subscriptions(tx: Transaction, ids: Collection[int]) -> list[Subscription]:
    """Subscriptions by their ids, as far as they are still there."""
    return await tx.all(Subscription, _SUBSCRIPTION, list(ids))


async def begin_mail(tx: Transaction, *, subscription_id: int) -> Subscription:
    """Begin a subscription, now that its address is confirmed. Only what happens from now on is told.

    Raises:
        NotFound: ended meanwhile, or forgotten.
    """
    begun = await tx.execute(
        """UPDATE mail_subscription SET confirmed_at = coalesce(confirmed_at, now()),
             told_through = CASE WHEN confirmed_at IS NULL THEN (SELECT coalesce(max(id), 0) FROM news)
                                 ELSE told_through END WHERE id = $1""",
        subscription_id,
    )
    if not begun:
        raise NotFound(OVER)
    [found] = await subscriptions(tx, [subscription_id])
    return found


async def end_mail(tx: Transaction, *, subscription_ids: Collection[int]) -> None:
    """End subscriptions and forget their address; for the link in every mail."""
    await tx.execute("DELETE FROM mail_subscription WHERE id = ANY ($1::bigint[])", list(subscription_ids))


async def tidy_subscriptions(database: Database) -> None:
    """Chore: forget addresses that nobody confirmed."""
    async with database.transaction() as tx:
        await tx.execute(
            "DELETE FROM mail_subscription WHERE confirmed_at IS NULL AND created_at < now() - $1::interval",
            UNCONFIRMED,
        )
