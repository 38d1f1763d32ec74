"""What a moderator restricts in a thread is a decision; what others open again is none. Followers hear of it."""

from __future__ import annotations

import pytest

from forum_scene import REASON, add_thread, make_forum, say
from partisipasi.discussions.steering.closing import conclude_thread
from partisipasi.discussions.steering.merging import merge_thread
from partisipasi.discussions.steering.splitting import split_thread
from partisipasi.discussions.steering.standing import TELL_THREAD
from partisipasi.kit.database import Database, Transaction
from partisipasi.kit.errors import Conflict
from partisipasi.moderation.threads import decide_lock, decide_move, decide_slow, decide_unlock
from partisipasi.notifications.following import follow, follows
from partisipasi.notifications.telling_threads import tell_thread
from partisipasi.settings import Settings
from partisipasi.topics.tables import Topic
from talk_scene import make_person


async def _decided(tx: Transaction, thread_id: int) -> list[str]:
    return await tx.values("SELECT act FROM moderation_decision WHERE thread_id = $1 ORDER BY id", thread_id)


async def test_restrictions_are_decisions(tx: Transaction, settings: Settings) -> None:
    forum = await make_forum(tx, settings)
    act = {"thread_id": forum.thread_id, "reason": REASON}
    other = await tx.add(Topic(slug=f"keputusan-{id(tx)}", name=f"Keputusan {id(tx)}"))
    await decide_slow(tx, forum.moderator, seconds=60, **act)  # type: ignore[arg-type]
    await decide_slow(tx, forum.moderator, seconds=60, **act)  # type: ignore[arg-type]
    await decide_slow(tx, forum.moderator, seconds=0, **act)  # type: ignore[arg-type]
    await decide_lock(tx, forum.moderator, **act)  # type: ignore[arg-type]
    with pytest.raises(Conflict):
        await decide_lock(tx, forum.moderator, **act)  # type: ignore[arg-type]
    await decide_unlock(tx, forum.moderator, **act)  # type: ignore[arg-type]
    await decide_move(tx, forum.moderator, topic_id=other.id, **act)  # type: ignore[arg-type]
    assert await _decided(tx, forum.thread_id) == ["slow", "lift", "lock", "unlock", "move"]


async def test_what_the_opener_does_is_no_decision(tx: Transaction, settings: Settings) -> None:
    forum = await make_forum(tx, settings)
    await conclude_thread(tx, forum.opener, thread_id=forum.thread_id, conclusion="Kami sudah sepakat di sini.")
    await decide_unlock(tx, forum.opener, thread_id=forum.thread_id, reason=REASON)
    assert await _decided(tx, forum.thread_id) == []


async def _last_event(tx: Transaction, thread_id: int) -> int:
    found: int = await tx.value("SELECT max(id) FROM thread_event WHERE thread_id = $1", thread_id)
    return found


async def test_followers_are_told_once_and_go_along(database: Database, settings: Settings) -> None:
    async with database.transaction() as tx:
        forum = await make_forum(tx, settings)
        other, _ = await add_thread(tx, settings, forum.topic_id, "Diskusi yang akan digabung itu")
        reader = await make_person(tx)
        await follow(tx, reader, what="thread", thing_id=other)
        root = await say(tx, settings, other)
        made = await split_thread(
            tx, forum.moderator, thread_id=other, receipts=[root.receipt], title="Bagian yang lain", reason=REASON
        )
        split = await _last_event(tx, other)
        await merge_thread(tx, forum.moderator, thread_id=other, into_id=forum.thread_id, reason=REASON)
        merged = await _last_event(tx, forum.thread_id)
        waiting = await tx.value("SELECT count(*) FROM pgqueuer WHERE entrypoint = $1", TELL_THREAD)
        assert waiting >= 2
    for _ in range(2):
        for event in (split, merged):
            await tell_thread(database, {"event": event, "actor": forum.moderator.account_id})
    async with database.transaction() as tx:
        assert await follows(tx, reader, what="thread", thing_id=made.id)
        assert await follows(tx, reader, what="thread", thing_id=forum.thread_id)
        assert not await follows(tx, reader, what="thread", thing_id=other)
        told = await tx.values(
            """SELECT n.kind FROM notification t JOIN news n ON n.id = t.news_id
               WHERE t.account_id = $1 ORDER BY n.id""",
            reader.account_id,
        )
        assert told == ["thread_changed", "thread_changed"]
