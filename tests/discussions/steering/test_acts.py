"""Pinning, announcing, rules, slow mode, closing, concluding, times: done rightly, by the wrong person, late, twice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from forum_scene import REASON, Forum, add_thread, make_forum, make_keeper, say
from partisipasi.accounts.queries import viewer_of_account
from partisipasi.accounts.rights import GUEST
from partisipasi.accounts.tables import RoleGrant
from partisipasi.discussions.editing import add_words
from partisipasi.discussions.opening import open_thread
from partisipasi.discussions.queries import leading_threads, thread_view, threads_list
from partisipasi.discussions.steering.closing import close_thread, conclude_thread, reopen_thread
from partisipasi.discussions.steering.moving import move_thread
from partisipasi.discussions.steering.pinning import MOST_PINNED, announce_thread, pin_thread, set_rules
from partisipasi.discussions.steering.slowing import slow_thread
from partisipasi.discussions.steering.timing import schedule_thread, tell_times
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Forbidden, Invalid, NotFound, SignInNeeded, TooMany
from partisipasi.settings import Settings
from partisipasi.topics.tables import Topic
from talk_scene import broken_rules

DAY = timedelta(days=1)


async def _events(tx: Transaction, forum: Forum) -> list[str]:
    return await tx.values("SELECT kind FROM thread_event WHERE thread_id = $1 ORDER BY id", forum.thread_id)


async def test_a_pinned_thread_leads_its_topic_and_is_listed_once(tx: Transaction, settings: Settings) -> None:
    forum = await make_forum(tx, settings)
    other, _ = await add_thread(tx, settings, forum.topic_id, "Diskusi yang lebih baru")
    await pin_thread(tx, forum.moderator, thread_id=forum.thread_id, on=True, reason="")
    leading = await leading_threads(tx, GUEST, topic_id=forum.topic_id)
    listed = await threads_list(tx, GUEST, topic_id=forum.topic_id)
    assert [row.id for row in leading] == [forum.thread_id]
    assert [row.id for row in listed] == [other]
    everywhere = await threads_list(tx, GUEST)
    assert forum.thread_id in [row.id for row in everywhere]
    await pin_thread(tx, forum.officer, thread_id=forum.thread_id, on=False)
    await pin_thread(tx, forum.officer, thread_id=forum.thread_id, on=False)
    assert await _events(tx, forum) == ["pinned", "unpinned"]
    assert await leading_threads(tx, GUEST, topic_id=forum.topic_id) == []


async def test_only_so_many_are_pinned(tx: Transaction, settings: Settings) -> None:
    forum = await make_forum(tx, settings)
    for number in range(MOST_PINNED):
        thread_id, _ = await add_thread(tx, settings, forum.topic_id, f"Diskusi nomor {number}")
        await pin_thread(tx, forum.moderator, thread_id=thread_id, on=True)
    with pytest.raises(Conflict) as refused:
        await pin_thread(tx, forum.moderator, thread_id=forum.thread_id, on=True)
    assert refused.value.code == "full"


async def test_an_announced_thread_leads_every_list_until_its_day(tx: Transaction, settings: Settings) -> None:
    forum = await make_forum(tx, settings)
    with pytest.raises(Invalid):
        await announce_thread(tx, forum.officer, thread_id=forum.thread_id, until=tx.now - DAY)
    await announce_thread(tx, forum.officer, thread_id=forum.thread_id, until=tx.now + DAY)
    assert forum.thread_id in [row.id for row in await leading_threads(tx, GUEST)]
    assert forum.thread_id not in [row.id for row in await threads_list(tx, GUEST)]
    await tx.execute("UPDATE thread SET announced_until = now() WHERE id = $1", forum.thread_id)
    assert forum.thread_id not in [row.id for row in await leading_threads(tx, GUEST)]
    assert forum.thread_id in [row.id for row in await threads_list(tx, GUEST)]


async def test_who_may_not_steer(tx: Transaction, settings: Settings) -> None:
    forum = await make_forum(tx, settings)
    stranger = await make_keeper(tx, "moderator", (await tx.add(Topic(slug=f"lain-{id(tx)}", name=f"L{id(tx)}"))).id)
    for viewer in (forum.opener, stranger, await make_keeper(tx, "administrator", None)):
        with pytest.raises(Forbidden):
            await pin_thread(tx, viewer, thread_id=forum.thread_id, on=True)
        with pytest.raises(Forbidden):
            await slow_thread(tx, viewer, thread_id=forum.thread_id, seconds=60, reason=REASON)
    with pytest.raises(SignInNeeded):
        await close_thread(tx, GUEST, thread_id=forum.thread_id, reason=REASON)
    with pytest.raises(Forbidden):
        await close_thread(tx, forum.officer, thread_id=forum.thread_id, reason=REASON)
    with pytest.raises(NotFound):
        await close_thread(tx, forum.moderator, thread_id=2**40, reason=REASON)


async def test_a_moderator_does_not_steer_what_they_opened(tx: Transaction, settings: Settings) -> None:
    forum = await make_forum(tx, settings)
    opened = await open_thread(
        tx, forum.moderator, settings, topic_id=forum.topic_id, title="Dibuka moderator", body="Kata pertama saya."
    )
    for act in (
        close_thread(tx, forum.moderator, thread_id=opened.id, reason=REASON),
        slow_thread(tx, forum.moderator, thread_id=opened.id, seconds=60, reason=REASON),
        pin_thread(tx, forum.moderator, thread_id=opened.id, on=True),
    ):
        with pytest.raises(Forbidden, match="opened this discussion"):
            await act
    await tx.add(RoleGrant(account_id=forum.opener.account_id or 0, role="moderator"))
    opener = await viewer_of_account(tx, forum.opener.account_id or 0)
    with pytest.raises(Forbidden):
        await close_thread(tx, opener, thread_id=forum.thread_id, reason=REASON)


async def test_whoever_saw_an_older_state_is_told(tx: Transaction, settings: Settings) -> None:
    forum = await make_forum(tx, settings)
    await pin_thread(tx, forum.moderator, thread_id=forum.thread_id, on=True, seen=0)
    with pytest.raises(Conflict) as refused:
        await close_thread(tx, forum.moderator, thread_id=forum.thread_id, reason=REASON, seen=0)
    assert refused.value.code == "changed"
    await close_thread(tx, forum.moderator, thread_id=forum.thread_id, reason=REASON, seen=1)


async def test_rules_are_rendered_and_taken_away(tx: Transaction, settings: Settings) -> None:
    forum = await make_forum(tx, settings)
    await set_rules(tx, forum.officer, thread_id=forum.thread_id, rules="Sebut **tempat** dan waktunya.")
    view = await thread_view(tx, GUEST, forum.thread_id)
    assert view is not None
    assert "<strong>tempat</strong>" in view.rules_html
    with pytest.raises(Invalid):
        await set_rules(tx, forum.officer, thread_id=forum.thread_id, rules="x" * 2001)
    await set_rules(tx, forum.officer, thread_id=forum.thread_id, rules="")
    assert await _events(tx, forum) == ["rules_changed", "rules_changed"]


async def test_slow_mode_lets_each_person_wait(tx: Transaction, settings: Settings) -> None:
    forum = await make_forum(tx, settings)
    await slow_thread(tx, forum.moderator, thread_id=forum.thread_id, seconds=300, reason=REASON)
    said = await say(tx, settings, forum.thread_id)
    with pytest.raises(TooMany) as refused:
        await say(tx, settings, forum.thread_id, "Sekali lagi, dengan kata lain.", viewer=said.viewer)
    assert 290 <= refused.value.wait <= 300
    # Adding words, speaking as staff and speaking elsewhere do not wait.
    await add_words(tx, said.viewer, settings, receipt=said.receipt, body="Tambahan: ini terjadi kemarin.")
    await say(tx, settings, forum.thread_id, "Saya moderator di sini.", viewer=forum.moderator)
    await say(tx, settings, forum.thread_id, "Saya tambahkan satu hal lagi.", viewer=forum.moderator)
    other, _ = await add_thread(tx, settings, forum.topic_id, "Diskusi yang lain")
    await say(tx, settings, other, "Di sini saya boleh menulis.", viewer=said.viewer)
    await tx.execute("UPDATE contribution SET created_at = now() - interval '5 minutes' WHERE id = $1", said.id)
    await say(tx, settings, forum.thread_id, "Sekarang boleh lagi.", viewer=said.viewer)


async def test_slow_mode_needs_a_reason_and_a_known_pace(tx: Transaction, settings: Settings) -> None:
    forum = await make_forum(tx, settings)
    for seconds, reason in ((60, "pendek"), (61, REASON)):
        with pytest.raises(Invalid):
            await slow_thread(tx, forum.moderator, thread_id=forum.thread_id, seconds=seconds, reason=reason)
    assert await slow_thread(tx, forum.moderator, thread_id=forum.thread_id, seconds=60, reason=REASON)
    assert not await slow_thread(tx, forum.moderator, thread_id=forum.thread_id, seconds=60, reason=REASON)
    assert await slow_thread(tx, forum.moderator, thread_id=forum.thread_id, seconds=0, reason=REASON)
    assert await _events(tx, forum) == ["slowed", "unslowed"]


async def test_nothing_is_written_in_a_closed_thread(tx: Transaction, settings: Settings) -> None:
    forum = await make_forum(tx, settings)
    await close_thread(tx, forum.moderator, thread_id=forum.thread_id, reason=REASON)
    with pytest.raises(Conflict) as refused:
        await say(tx, settings, forum.thread_id)
    assert refused.value.code == "round_closed"
    with pytest.raises(Conflict):
        await close_thread(tx, forum.moderator, thread_id=forum.thread_id, reason=REASON)
    with pytest.raises(Forbidden):
        await reopen_thread(tx, forum.opener, thread_id=forum.thread_id, reason=REASON)
    with pytest.raises(Forbidden):
        await reopen_thread(tx, forum.officer, thread_id=forum.thread_id, reason=REASON)
    await reopen_thread(tx, forum.moderator, thread_id=forum.thread_id, reason=REASON)
    await say(tx, settings, forum.thread_id)
    with pytest.raises(Conflict):
        await reopen_thread(tx, forum.moderator, thread_id=forum.thread_id, reason=REASON)


async def test_the_opener_concludes_and_opens_again(tx: Transaction, settings: Settings) -> None:
    forum = await make_forum(tx, settings)
    with pytest.raises(Invalid) as refused:
        await conclude_thread(tx, forum.opener, thread_id=forum.thread_id, conclusion="Ya.")
    assert "conclusion" in refused.value.fields
    conclusion = f"Kami sepakat jam kerja bergeser, seperti diusulkan di {forum.first.receipt}."
    await conclude_thread(tx, forum.opener, thread_id=forum.thread_id, conclusion=conclusion)
    view = await thread_view(tx, GUEST, forum.thread_id)
    assert view is not None
    assert view.closed
    in_force = "SELECT source FROM thread_text WHERE thread_id = $1 AND kind = 'conclusion' AND ended_at IS NULL"
    assert await tx.value(in_force, forum.thread_id) == conclusion
    await reopen_thread(tx, forum.opener, thread_id=forum.thread_id, reason=REASON)
    assert await tx.value(in_force, forum.thread_id) is None
    assert await tx.value("SELECT count(*) FROM thread_text WHERE thread_id = $1", forum.thread_id) == 1
    assert await _events(tx, forum) == ["concluded", "reopened"]


async def test_the_opener_does_not_conclude_what_others_closed(tx: Transaction, settings: Settings) -> None:
    forum = await make_forum(tx, settings)
    await close_thread(tx, forum.moderator, thread_id=forum.thread_id, reason=REASON)
    with pytest.raises(Forbidden):
        await conclude_thread(
            tx, forum.opener, thread_id=forum.thread_id, conclusion="Kesimpulan saya tentang diskusi ini."
        )
    await conclude_thread(tx, forum.officer, thread_id=forum.thread_id, conclusion="Kesimpulan dari kantor kami.")


async def test_the_clock_opens_and_closes_at_its_second(tx: Transaction, settings: Settings) -> None:
    forum = await make_forum(tx, settings)
    await schedule_thread(tx, forum.officer, thread_id=forum.thread_id, opens_at=None, closes_at=tx.now + DAY)
    await say(tx, settings, forum.thread_id)
    assert await tell_times(tx) == 0
    # The time has come, and nobody has told it yet: the clock decides.
    await tx.execute("UPDATE thread SET closes_at = now() WHERE id = $1", forum.thread_id)
    with pytest.raises(Conflict):
        await say(tx, settings, forum.thread_id)
    await tx.execute("UPDATE thread SET closes_at = now() + interval '1 microsecond' WHERE id = $1", forum.thread_id)
    await say(tx, settings, forum.thread_id)
    await tx.execute("UPDATE thread SET closes_at = now() WHERE id = $1", forum.thread_id)
    assert await tell_times(tx) == 1
    assert await tell_times(tx) == 0
    with pytest.raises(Conflict):
        await say(tx, settings, forum.thread_id)
    await schedule_thread(tx, forum.moderator, thread_id=forum.thread_id, opens_at=tx.now + DAY, closes_at=None)
    with pytest.raises(Conflict):
        await say(tx, settings, forum.thread_id)
    await tx.execute("UPDATE thread SET opens_at = now() WHERE id = $1", forum.thread_id)
    await say(tx, settings, forum.thread_id)
    assert await tell_times(tx) == 1
    assert await tell_times(tx) == 0
    await say(tx, settings, forum.thread_id)
    assert await _events(tx, forum) == ["scheduled", "closed", "scheduled", "reopened"]


async def test_times_that_do_not_fit(tx: Transaction, settings: Settings) -> None:
    forum = await make_forum(tx, settings)
    for opens, closes in ((None, tx.now), (tx.now + 2 * DAY, tx.now + DAY), (None, tx.now + 400 * DAY)):
        with pytest.raises(Invalid):
            await schedule_thread(tx, forum.officer, thread_id=forum.thread_id, opens_at=opens, closes_at=closes)
    await close_thread(tx, forum.moderator, thread_id=forum.thread_id, reason=REASON)
    with pytest.raises(Invalid):
        await schedule_thread(tx, forum.officer, thread_id=forum.thread_id, opens_at=None, closes_at=tx.now + DAY)


async def test_a_moved_thread_is_counted_in_its_new_topic(tx: Transaction, settings: Settings) -> None:
    forum = await make_forum(tx, settings)
    other = await tx.add(Topic(slug=f"tujuan-{id(tx)}", name=f"Tujuan {id(tx)}"))
    await pin_thread(tx, forum.moderator, thread_id=forum.thread_id, on=True)
    with pytest.raises(Conflict):
        await move_thread(tx, forum.moderator, thread_id=forum.thread_id, topic_id=forum.topic_id, reason=REASON)
    with pytest.raises(Forbidden):
        await move_thread(tx, forum.officer, thread_id=forum.thread_id, topic_id=other.id, reason=REASON)
    await move_thread(tx, forum.moderator, thread_id=forum.thread_id, topic_id=other.id, reason=REASON)
    assert [row.id for row in await threads_list(tx, GUEST, topic_id=other.id)] == [forum.thread_id]
    assert await threads_list(tx, GUEST, topic_id=forum.topic_id) == []
    assert await broken_rules(tx) == []
