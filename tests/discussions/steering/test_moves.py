"""Split, merge, re-parent: what goes along, what is refused, and that every counter is right afterwards."""

from __future__ import annotations

import asyncio
import random

import pytest

from forum_scene import REASON, Forum, Said, add_thread, make_forum, make_keeper, say
from partisipasi.accounts.rights import GUEST
from partisipasi.discussions.contributing import Target, contribute
from partisipasi.discussions.queries import spot_of, talk_page, thread_view, threads_list
from partisipasi.discussions.steering.merging import merge_thread
from partisipasi.discussions.steering.reparenting import move_reply
from partisipasi.discussions.steering.splitting import split_thread
from partisipasi.discussions.visibility import hide_contribution, restore_contribution
from partisipasi.kit.database import Database, Transaction
from partisipasi.kit.errors import Conflict, Forbidden, Invalid, Refused
from partisipasi.settings import Settings
from talk_scene import broken_rules

TITLE = "Parkir di kantor kelurahan"


async def _shape(tx: Transaction, *said: Said) -> list[tuple[int, int | None, int]]:
    rows = await tx.rows(
        "SELECT thread_id, parent_id, depth FROM contribution WHERE id = ANY($1) ORDER BY id", [one.id for one in said]
    )
    return [(row["thread_id"], row["parent_id"], row["depth"]) for row in rows]


async def test_a_split_takes_replies_along(tx: Transaction, settings: Settings) -> None:
    forum = await make_forum(tx, settings)
    root = await say(tx, settings, forum.thread_id)
    reply = await say(tx, settings, forum.thread_id, "Balasan pertama untuk itu.", parent=root)
    below = await say(tx, settings, forum.thread_id, "Balasan untuk balasan itu.", parent=reply)
    deep = await say(tx, settings, forum.thread_id, "Balasan yang paling dalam.", parent=below)
    made = await split_thread(
        tx, forum.moderator, thread_id=forum.thread_id, receipts=[reply.receipt], title=TITLE, reason=REASON
    )
    assert made.moved == 3
    assert await _shape(tx, root, reply, below, deep) == [
        (forum.thread_id, None, 0),
        (made.id, None, 0),
        (made.id, reply.id, 1),
        (made.id, below.id, 2),
    ]
    spot = await spot_of(tx, GUEST, deep.receipt)
    assert spot is not None
    assert (spot.thread_id, spot.root_id) == (made.id, reply.id)
    assert await tx.value("SELECT kind FROM contribution WHERE id = $1", reply.id) == "comment"
    assert await broken_rules(tx) == []


async def test_what_cannot_be_split(tx: Transaction, settings: Settings) -> None:
    forum = await make_forum(tx, settings)
    root = await say(tx, settings, forum.thread_id)
    _, foreign = await add_thread(tx, settings, forum.topic_id, "Diskusi yang lain sama sekali")

    async def split(*receipts: str, title: str = TITLE, reason: str = REASON, viewer: object = None) -> None:
        await split_thread(
            tx, viewer or forum.moderator, thread_id=forum.thread_id, receipts=list(receipts), title=title,  # type: ignore[arg-type]
            reason=reason,
        )  # fmt: skip

    for receipts, more in (
        ([], {}),
        ([root.receipt], {"title": "x"}),
        ([root.receipt], {"reason": ""}),
        ([root.receipt, forum.first.receipt], {}),
    ):
        with pytest.raises(Invalid):
            await split(*receipts, **more)
    with pytest.raises(Conflict):
        await split(foreign.receipt)
    for viewer in (forum.officer, forum.opener):
        with pytest.raises(Forbidden):
            await split(root.receipt, viewer=viewer)
    await split(root.receipt)
    with pytest.raises(Conflict):
        await split(root.receipt)


async def test_a_merged_thread_leads_to_the_other_one(tx: Transaction, settings: Settings) -> None:
    forum = await make_forum(tx, settings)
    other, opening = await add_thread(tx, settings, forum.topic_id, "Diskusi yang serupa dengan itu")
    reply = await say(tx, settings, other, "Balasan di diskusi serupa.", parent=opening)
    last, _ = await add_thread(tx, settings, forum.topic_id, "Diskusi yang ketiga")
    await merge_thread(tx, forum.moderator, thread_id=other, into_id=forum.thread_id, reason=REASON)
    assert await _shape(tx, opening, reply) == [(forum.thread_id, None, 0), (forum.thread_id, opening.id, 1)]
    assert other not in [row.id for row in await threads_list(tx, GUEST, topic_id=forum.topic_id)]
    # Whoever still writes at the old place is taken in at the new one.
    late = await say(tx, settings, other, "Saya menulis di alamat yang lama.")
    assert await _shape(tx, late) == [(forum.thread_id, None, 0)]
    await merge_thread(tx, forum.moderator, thread_id=forum.thread_id, into_id=last, reason=REASON)
    view = await thread_view(tx, GUEST, other)
    assert view is not None
    assert view.merged_into_id == last
    assert await broken_rules(tx) == []
    with pytest.raises(Conflict) as refused:
        await merge_thread(tx, forum.moderator, thread_id=other, into_id=last, reason=REASON)
    assert refused.value.code == "merged"


async def test_what_cannot_be_merged(tx: Transaction, settings: Settings) -> None:
    forum, elsewhere = await make_forum(tx, settings), await make_forum(tx, settings)
    merge = {"thread_id": forum.thread_id, "into_id": elsewhere.thread_id, "reason": REASON}
    for viewer in (forum.moderator, elsewhere.moderator, forum.officer, forum.opener):
        with pytest.raises(Forbidden):
            await merge_thread(tx, viewer, **merge)  # type: ignore[arg-type]
    everywhere = await make_keeper(tx, "moderator", None)
    with pytest.raises(Invalid):
        await merge_thread(tx, everywhere, **{**merge, "into_id": forum.thread_id})  # type: ignore[arg-type]
    await tx.execute("UPDATE thread SET audience = 'verified' WHERE id = $1", elsewhere.thread_id)
    with pytest.raises(Invalid):
        await merge_thread(tx, everywhere, **merge)  # type: ignore[arg-type]
    await tx.execute("UPDATE thread SET audience = 'public' WHERE id = $1", elsewhere.thread_id)
    await merge_thread(tx, everywhere, **merge)  # type: ignore[arg-type]


async def test_a_reply_is_hung_where_it_belongs(tx: Transaction, settings: Settings) -> None:
    forum = await make_forum(tx, settings)
    wrong = await say(tx, settings, forum.thread_id, "Ini sebenarnya balasan untuk yang pertama.")
    below = await say(tx, settings, forum.thread_id, "Balasan untuk yang salah tempat.", parent=wrong)

    async def hang(receipt: str, target: str) -> None:
        await move_reply(tx, forum.moderator, thread_id=forum.thread_id, receipt=receipt, below=target, reason=REASON)

    await hang(wrong.receipt, forum.first.receipt)
    assert await _shape(tx, wrong, below) == [
        (forum.thread_id, forum.first.id, 1),
        (forum.thread_id, wrong.id, 2),
    ]
    assert await tx.value("SELECT own_input FROM contribution WHERE id = $1", wrong.id)
    with pytest.raises(Conflict):
        await hang(wrong.receipt, forum.first.receipt)
    for target in (below.receipt, wrong.receipt, "TIDA-KADA-X"):
        with pytest.raises(Invalid):
            await hang(wrong.receipt, target)
    with pytest.raises(Invalid):
        await hang(forum.first.receipt, wrong.receipt)
    assert await broken_rules(tx) == []
    await hang(below.receipt, "")
    assert await _shape(tx, below) == [(forum.thread_id, None, 0)]
    assert await tx.value("SELECT kind FROM contribution WHERE id = $1", below.id) == "comment"
    with pytest.raises(Forbidden):
        await move_reply(
            tx, forum.officer, thread_id=forum.thread_id, receipt=below.receipt, below=wrong.receipt, reason=REASON
        )
    assert await broken_rules(tx) == []


@pytest.mark.parametrize("seed", range(5))
async def test_any_sequence_of_moves_keeps_every_rule(tx: Transaction, settings: Settings, seed: int) -> None:
    dice = random.Random(seed)
    forum = await make_forum(tx, settings)
    other, opening = await add_thread(tx, settings, forum.topic_id, "Diskusi kedua topik ini")
    threads, said = [forum.thread_id, other], [forum.first, opening]
    for step in range(50):
        try:
            async with tx.savepoint():
                await _step(tx, settings, dice, forum, threads, said, step)
        except Refused:
            continue
        assert await broken_rules(tx) == [], step
    assert len(threads) > 2
    for thread_id in threads:
        read: set[int] = set()
        last = 0
        while page := await talk_page(tx, GUEST, thread_id, after=last):
            read |= {entry.id for entry in page}
            last = max(entry.id for entry in page if entry.depth == 0)
        shown = await tx.values(
            "SELECT id FROM contribution WHERE thread_id = $1 AND state IN ('published', 'hidden') AND depth = 0",
            thread_id,
        )
        assert read >= set(shown)


async def _step(  # type: ignore[no-untyped-def]
    tx: Transaction, settings: Settings, dice: random.Random, forum: Forum, threads, said, step: int
) -> None:
    thread_id = dice.choice(threads)
    match dice.choice(("say", "say", "reply", "reply", "hide", "show", "split", "merge", "hang", "hang")):
        case "say":
            said.append(await say(tx, settings, thread_id, f"Kata nomor {step} dalam diskusi ini."))
        case "reply":
            said.append(await say(tx, settings, 0, f"Balasan nomor {step} di sini.", parent=dice.choice(said)))
        case "hide":
            await hide_contribution(tx, contribution_id=dice.choice(said).id, rule="spam")
        case "show":
            await restore_contribution(tx, contribution_id=dice.choice(said).id)
        case "split":
            thread_id = await tx.value("SELECT thread_id FROM contribution WHERE id = $1", dice.choice(said).id)
            here = "SELECT receipt FROM contribution WHERE thread_id = $1 ORDER BY id"
            receipts = dice.sample(await tx.values(here, thread_id), 1)
            made = await split_thread(
                tx, forum.moderator, thread_id=thread_id, receipts=receipts, title=f"Pecahan ke-{step}", reason=REASON
            )
            threads.append(made.id)
        case "merge":
            await merge_thread(tx, forum.moderator, thread_id=thread_id, into_id=dice.choice(threads), reason=REASON)
        case _:
            below = dice.choice(said).receipt if dice.random() < 0.8 else ""
            await move_reply(
                tx, forum.moderator, thread_id=thread_id, receipt=dice.choice(said).receipt, below=below, reason=REASON
            )


async def test_two_merges_against_each_other_and_people_who_write_meanwhile(
    database: Database, settings: Settings
) -> None:
    async with database.transaction() as tx:
        forum = await make_forum(tx, settings)
        other, opening = await add_thread(tx, settings, forum.topic_id, "Diskusi yang akan digabung")
        people = [await say(tx, settings, forum.thread_id, f"Saya orang nomor {n} di sini.") for n in range(4)]

    async def merge(thread_id: int, into_id: int) -> None:
        async with database.transaction() as tx:
            await merge_thread(tx, forum.moderator, thread_id=thread_id, into_id=into_id, reason=REASON)

    async def write(one: Said, thread_id: int, parent: Said) -> None:
        async with database.transaction() as tx:
            await contribute(
                tx, one.viewer, settings, target=Target(thread_id=thread_id), body=f"Sambil digabung, {one.receipt}.",
                parent=parent.receipt if one.id % 2 else None,
            )  # fmt: skip

    done = await asyncio.gather(
        merge(forum.thread_id, other),
        *(write(one, forum.thread_id, forum.first) for one in people[:2]),
        merge(other, forum.thread_id),
        *(write(one, other, opening) for one in people[2:]),
        return_exceptions=True,
    )
    refused = [one for one in done if isinstance(one, BaseException)]
    assert [type(one) for one in refused] == [Conflict]
    async with database.transaction() as tx:
        assert await broken_rules(tx) == []
        left = await tx.value(
            "SELECT count(DISTINCT thread_id) FROM contribution WHERE thread_id = ANY($1)", [forum.thread_id, other]
        )
        assert left == 1
