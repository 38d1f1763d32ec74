"""Jobs: what happened in the rooms below becomes news for those who follow it. Each may run twice and tells once."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from partisipasi.kit.database import Database, Transaction
from partisipasi.kit.jobs import Payload
from partisipasi.notifications.news import FRESH, tell
from partisipasi.notifications.tables import News

#: How long before a round closes people are told that it does.
CLOSING = timedelta(days=3)
#: How long what was told is kept.
KEPT = timedelta(days=366)


_SAID = """
    SELECT c.id, c.kind, c.thread_id, c.draft_id, c.clause_id, c.parent_id, p.account_id, c.entered_by,
           c.published_at, c.published_at < now() - $2::interval AS stale,
           t.kind = 'service' AS service, t.draft_id IS NULL AND NOT EXISTS (
             SELECT 1 FROM contribution o WHERE o.thread_id = t.id AND o.id < c.id) AS opens
    FROM contribution c JOIN thread t ON t.id = c.thread_id
    LEFT JOIN contributor p ON p.id = c.contributor_id
    WHERE c.id = $1 AND c.state = 'published' AND c.published_at IS NOT NULL"""


class _Said(msgspec.Struct, frozen=True):
    id: int
    kind: str
    thread_id: int
    draft_id: int | None
    clause_id: int | None
    parent_id: int | None
    account_id: int | None
    entered_by: int | None
    published_at: datetime
    service: bool
    opens: bool
    stale: bool


class _Round(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    draft_id: int
    version_id: int
    opens_at: datetime
    closes_at: datetime
    actor_id: int | None


class _Change(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    round_id: int
    draft_id: int
    version_id: int
    at: datetime
    actor_id: int | None
    closes_at: datetime
    extended: bool


class _Released(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    draft_id: int | None
    kind: str
    version_id: int | None
    actor_id: int | None
    at: datetime
    decides: bool


async def tell_contribution(database: Database, payload: Payload) -> None:
    """Job: something was said. Its author follows the place from now on; who is replied to and who follows is told.

    Args:
        payload: `contribution`, its id.
    """
    async with database.transaction() as tx:
        said = await tx.one(_Said, _SAID, payload["contribution"], FRESH)
        if said is None or said.stale:
            return
        await _follow_own(tx, said)
        if said.parent_id is not None:
            await tell(tx, _news_of(said, kind := _kind_of(said), f"{kind} {said.id}"))
        await _tell_mentions(tx, said)
        if said.opens:
            await tell(tx, _news_of(said, "thread", f"thread {said.thread_id}"))
        else:
            await tell(tx, _news_of(said, "talk", f"talk {said.id}"))


def _kind_of(said: _Said) -> str:
    """What kind of news a reply is. What an agency answers about its service is told as that, and not twice."""
    if said.kind != "official":
        return "reply"
    return "service_answered" if said.service else "official"


async def tell_mentions(database: Database, payload: Payload) -> None:
    """Job: somebody was mentioned by an edit of what was said, or by an addition to it.

    Args:
        payload: `contribution`, its id, and `addition`, the id of the addition or null.
    """
    async with database.transaction() as tx:
        said = await tx.one(_Said, _SAID, payload["contribution"], FRESH)
        if said is not None:
            await _tell_mentions(tx, said, payload["addition"])


async def _tell_mentions(tx: Transaction, said: _Said, addition_id: int | None = None) -> None:
    noted = await tx.value(
        "SELECT 1 FROM mention WHERE contribution_id = $1 AND addition_id IS NOT DISTINCT FROM $2 LIMIT 1",
        said.id,
        addition_id,
    )
    if noted:
        news = _news_of(said, "mention", f"mention {said.id} {addition_id or 0}")
        if addition_id is not None:
            news.at = tx.now
        await tell(tx, news)


async def _follow_own(tx: Transaction, said: _Said) -> None:
    """Who posts follows the clause or thread, and the draft. What an office replies makes nobody a follower."""
    if said.account_id is None or said.kind == "official":
        return
    follow = "INSERT INTO follow (account_id, {column}) VALUES ($1, $2) ON CONFLICT DO NOTHING"
    if said.clause_id is not None:
        await tx.execute(follow.format(column="clause_id"), said.account_id, said.clause_id)
    else:
        await tx.execute(follow.format(column="thread_id"), said.account_id, said.thread_id)
    if said.draft_id is not None:
        await tx.execute(follow.format(column="draft_id"), said.account_id, said.draft_id)


def _news_of(said: _Said, kind: str, once: str) -> News:
    return News(
        kind=kind,
        once=once,
        at=said.published_at,
        actor_id=said.account_id or said.entered_by,
        draft_id=said.draft_id,
        thread_id=said.thread_id,
        contribution_id=said.id,
    )


async def tell_round(database: Database, payload: Payload) -> None:
    """Job: a round has opened.

    Args:
        payload: `round`, its id.
    """
    async with database.transaction() as tx:
        found = await tx.one(
            _Round,
            "SELECT id, draft_id, version_id, opens_at, closes_at, opened_by AS actor_id FROM round WHERE id = $1",
            payload["round"],
        )
        if found is not None and found.opens_at <= tx.now < found.closes_at:
            await tell(tx, _news_of_round(found, "round_opened", f"round_opened {found.id}", found.opens_at))


async def tell_round_change(database: Database, payload: Payload) -> None:
    """Job: a round was extended, or closed early.

    Args:
        payload: `change`, the id of the change.
    """
    async with database.transaction() as tx:
        found = await tx.one(
            _Change,
            """SELECT x.id, r.id AS round_id, r.draft_id, r.version_id, x.at, x.changed_by AS actor_id, x.closes_at,
                      x.closes_at > x.closed_before AS extended
               FROM round_change x JOIN round r ON r.id = x.round_id WHERE x.id = $1""",
            payload["change"],
        )
        if found is not None:
            news = News(
                kind="round_extended" if found.extended else "round_shortened",
                once=f"round_change {found.id}",
                at=found.at,
                actor_id=found.actor_id,
                draft_id=found.draft_id,
                version_id=found.version_id,
                round_id=found.round_id,
                round_change_id=found.id,
                closes_at=found.closes_at,
            )
            await tell(tx, news)


async def tell_closing(database: Database) -> None:
    """Chore: rounds that close within three days. A round that was extended is told of again."""
    async with database.transaction() as tx:
        closing = await tx.all(
            _Round,
            """SELECT r.id, r.draft_id, r.version_id, r.opens_at, r.closes_at, NULL::bigint AS actor_id
               FROM round r JOIN draft d ON d.id = r.draft_id AND d.closed_at IS NULL
               WHERE r.closes_at > now() AND r.closes_at <= now() + $1::interval
                 AND r.opens_at < r.closes_at - $1::interval
                 AND NOT EXISTS (SELECT 1 FROM news n WHERE n.round_id = r.id AND n.kind = 'round_closing'
                                   AND n.closes_at = r.closes_at)
               ORDER BY r.id""",
            CLOSING,
        )
        for one in closing:
            once = f"round_closing {one.id} {one.closes_at.isoformat()}"
            await tell(tx, _news_of_round(one, "round_closing", once, tx.now))


async def tell_release(database: Database, payload: Payload) -> None:
    """Job: decisions became public, with a version, with the end of a draft, or by themselves.

    Args:
        payload: `release`, its id.
    """
    async with database.transaction() as tx:
        found = await tx.one(
            _Released,
            """SELECT id, draft_id, kind, version_id, released_by AS actor_id, at,
                      EXISTS (SELECT 1 FROM decision x WHERE x.release_id = r.id) AS decides
               FROM release r WHERE id = $1""",
            payload["release"],
        )
        if found is None:
            return
        await tell(tx, _news_of_release(found, "answered", f"answered {found.id}"))
        for issue_id in await tx.values(
            """SELECT DISTINCT x.issue_id FROM decision x WHERE x.release_id = $1
                 AND EXISTS (SELECT 1 FROM issue i JOIN follow f ON f.issue_id = i.id OR f.agency_id = i.agency_id
                             WHERE i.id = x.issue_id) ORDER BY 1""",
            found.id,
        ):
            news = _news_of_release(found, "decided", f"decided {found.id} {issue_id}")
            news.issue_id = issue_id
            await tell(tx, news)
        kind = {"version": "version", "closing": "closed"}.get(found.kind, "decided")
        # An agency's decision is told by its issue alone: there is nothing around it that could be followed.
        if found.draft_id is not None and (kind != "decided" or found.decides):
            await tell(tx, _news_of_release(found, kind, f"{kind} {found.id}"))


async def forget_news(database: Database) -> None:
    """Chore: drop what people were told more than a year ago, and what is left of accounts erased meanwhile."""
    async with database.transaction() as tx:
        await tx.execute("DELETE FROM notification WHERE created_at < now() - $1::interval", KEPT)
        await tx.execute(
            "DELETE FROM notification t USING account a WHERE a.id = t.account_id AND a.erased_at IS NOT NULL"
        )
        await tx.execute(
            """DELETE FROM news n WHERE n.at < now() - $1::interval
                 AND NOT EXISTS (SELECT 1 FROM notification t WHERE t.news_id = n.id)""",
            KEPT,
        )


def _news_of_round(found: _Round, kind: str, once: str, at: datetime) -> News:
    return News(
        kind=kind,
        once=once,
        at=at,
        actor_id=found.actor_id,
        draft_id=found.draft_id,
        version_id=found.version_id,
        round_id=found.id,
        closes_at=found.closes_at,
    )


def _news_of_release(found: _Released, kind: str, once: str) -> News:
    return News(
        kind=kind,
        once=once,
        at=found.at,
        actor_id=found.actor_id,
        draft_id=found.draft_id,
        version_id=found.version_id,
        release_id=found.id,
    )
