"""Mails about what happened: at once to who wants it so, else one a day with everything, none where there is nothing.

A mail is made due, and what it tells is marked as mailed, in one transaction: whatever crashes, nobody gets anything
twice. What may no longer be seen is left out at that moment.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from partisipasi.kit.database import Database, Transaction
from partisipasi.kit.mail import Letter, post_letter
from partisipasi.notifications.news import USUAL
from partisipasi.notifications.queries import NEWS_COLUMNS, NEWS_IS_PUBLIC, NEWS_JOINS, SHOWN, Told
from partisipasi.settings import Settings

#: When the daily mail goes out, by the city's clock.
HOUR = time(7)
#: What is older than this when a mail is written was missed by mail and stands on the site alone.
LOST = timedelta(days=3)
#: People written to in one transaction.
BATCH = 100
#: Lines that one mail holds; more are told of as a number.
MOST_LINES = 60

_USUAL = " ".join(f"WHEN '{family}' THEN '{choice}'" for family, choice in USUAL.items())
#: Notices of answers go out in full by themselves to who wants answers at once (`notices`).
_DUE = f"""
    WITH due AS (
      SELECT t.id, t.account_id FROM notification t JOIN news n ON n.id = t.news_id
      LEFT JOIN notification_choice k ON k.account_id = t.account_id AND k.family = n.family
      WHERE t.mailed_at IS NULL AND t.read_at IS NULL AND t.created_at <= $2
        AND n.at > $2::timestamptz - $3::interval
        AND coalesce(k.choice, CASE n.family {_USUAL} END) = $1 AND ($1 <> 'now' OR n.kind <> 'answered')),
    people AS (
      SELECT a.id, e.address, a.language FROM account a
      JOIN LATERAL (SELECT e.address FROM email_address e
                    WHERE e.account_id = a.id AND e.confirmed_at IS NOT NULL ORDER BY e.id LIMIT 1) e ON true
      WHERE a.disabled_at IS NULL AND a.erased_at IS NULL AND a.id IN (SELECT account_id FROM due)
      ORDER BY a.id LIMIT $4)
    UPDATE notification t SET mailed_at = now() FROM people p
    WHERE t.account_id = p.id AND t.id IN (SELECT id FROM due) AND t.mailed_at IS NULL
    RETURNING t.id, t.account_id, p.address, p.language"""
_LINES = f"""
    SELECT t.account_id, t.id, {NEWS_COLUMNS}
    FROM notification t JOIN news n ON n.id = t.news_id {NEWS_JOINS}
    WHERE t.id = ANY ($1::bigint[]) AND {SHOWN}
    ORDER BY t.account_id, n.draft_id NULLS LAST, t.id DESC"""
#: Addresses without an account, each with the drafts that have news for them.
_SUBSCRIBED = """
    SELECT s.id, s.address, s.language, s.draft_id, s.told_through FROM mail_subscription s
    WHERE s.confirmed_at IS NOT NULL AND s.address IN (
      SELECT o.address FROM mail_subscription o
      WHERE o.confirmed_at IS NOT NULL AND EXISTS (
        SELECT 1 FROM news n WHERE n.draft_id = o.draft_id AND n.id > o.told_through
          AND n.family IN ('rounds', 'drafts') AND n.issue_id IS NULL AND n.at <= $1)
      ORDER BY o.address LIMIT $2)
    ORDER BY s.address, s.id FOR UPDATE"""
_NEWS_OF_DRAFTS = f"""
    SELECT n.id, s.id AS subscription_id, {NEWS_COLUMNS}
    FROM mail_subscription s JOIN news n ON n.draft_id = s.draft_id AND n.id > s.told_through {NEWS_JOINS}
    WHERE s.id = ANY ($1::bigint[]) AND n.family IN ('rounds', 'drafts') AND n.issue_id IS NULL AND n.at <= $2
      AND {NEWS_IS_PUBLIC}
    ORDER BY n.draft_id, n.id DESC"""


class Digest(msgspec.Struct, frozen=True, kw_only=True):
    """One mail: for whom, in which language, and what it tells, grouped by draft and latest first.

    Either `account_id` or `subscriptions` (ids) says who can stop such mails. `daily`: it is the one mail of the day.
    """

    address: str
    language: str
    told: tuple[Told, ...]
    daily: bool
    account_id: int | None = None
    subscriptions: tuple[int, ...] = ()

    @property
    def families(self) -> tuple[str, ...]:
        """What such a mail is about, for the link that stops it."""
        return tuple(sorted({told.family for told in self.told}))


Write = Callable[[Digest], Awaitable[Letter]]


class _Person(msgspec.Struct, frozen=True):
    id: int
    account_id: int
    address: str
    language: str


class _Subscription(msgspec.Struct, frozen=True):
    id: int
    address: str
    language: str
    draft_id: int
    told_through: int


def last_hour(now: datetime, zone: ZoneInfo) -> datetime:
    """When the latest daily mail was due: what happened before is in it, what happens later waits for the next."""
    local = now.astimezone(zone)
    due = datetime.combine(local.date(), HOUR, tzinfo=zone)
    return due if due <= local else datetime.combine(local.date() - timedelta(days=1), HOUR, tzinfo=zone)


async def mail_at_once(database: Database, settings: Settings, write: Write) -> int:
    """Chore: write to people who want to know at once. Returns how many mails are due."""
    return await _mail(database, settings, write, "now", None)


async def mail_daily(database: Database, settings: Settings, write: Write, zone: ZoneInfo) -> int:
    """Chore: the one mail of the day, to people with an account and to addresses without. Returns how many are due."""
    async with database.transaction(writes=False) as tx:
        through = last_hour(tx.now, zone)
    people = await _mail(database, settings, write, "daily", through)
    return people + await _mail_subscribed(database, settings, write, through)


async def _mail(database: Database, settings: Settings, write: Write, choice: str, through: datetime | None) -> int:
    written = 0
    while True:
        async with database.transaction() as tx:
            taken, digests = await take_batch(tx, choice=choice, through=through or tx.now)
            for digest in digests:
                await post_letter(tx, settings, await write(digest))
        written += len(digests)
        if not taken:
            return written


async def take_batch(tx: Transaction, *, choice: str, through: datetime, size: int = BATCH) -> tuple[int, list[Digest]]:
    """Take the next people to be written to, and mark what they are told as mailed.

    Args:
        choice: now or daily. through: what happened later waits.

    Returns:
        How many notifications were taken, 0 at the end; and the mails. Who may see none of it any more gets none.
    """
    taken = await tx.all(_Person, _DUE, choice, through, LOST, size)
    lines = _by(await tx.rows(_LINES, [one.id for one in taken]), "account_id")
    people = {one.account_id: one for one in taken}
    digests = [
        Digest(
            address=people[account_id].address,
            language=people[account_id].language,
            told=told,
            daily=choice == "daily",
            account_id=account_id,
        )
        for account_id, told in lines.items()
    ]
    return len(taken), digests


async def _mail_subscribed(database: Database, settings: Settings, write: Write, through: datetime) -> int:
    written = 0
    while True:
        async with database.transaction() as tx:
            taken, digests = await take_subscribed(tx, through=through)
            for digest in digests:
                await post_letter(tx, settings, await write(digest))
        written += len(digests)
        if not taken:
            return written


async def take_subscribed(tx: Transaction, *, through: datetime, size: int = BATCH) -> tuple[int, list[Digest]]:
    """Take the next addresses without an account to be written to, and note what they have been told.

    Returns:
        As `take_batch`.
    """
    taken = await tx.all(_Subscription, _SUBSCRIBED, through, size)
    ids = [one.id for one in taken]
    rows = await tx.rows(_NEWS_OF_DRAFTS, ids, through)
    await tx.execute(
        """UPDATE mail_subscription s SET mailed_at = now(), told_through = greatest(s.told_through, coalesce(
             (SELECT max(n.id) FROM news n WHERE n.draft_id = s.draft_id AND n.at <= $2), 0))
           WHERE s.id = ANY ($1::bigint[])""",
        ids,
        through,
    )
    found = _by(rows, "subscription_id")
    digests = []
    for address in dict.fromkeys(one.address for one in taken):
        own = [one for one in taken if one.address == address]
        told = tuple(line for one in own for line in found.get(one.id, ()))
        if told:
            digests.append(
                Digest(
                    address=address,
                    language=own[-1].language,
                    told=told,
                    daily=True,
                    subscriptions=tuple(one.id for one in own if one.id in found),
                )
            )
    return len(taken), digests


def _by(rows: list[dict[str, Any]], name: str) -> Mapping[int, tuple[Told, ...]]:
    found: dict[int, list[Told]] = {}
    for row in rows:
        owner = row.pop(name)
        found.setdefault(owner, []).append(Told(**row))
    return {owner: tuple(told) for owner, told in found.items()}
