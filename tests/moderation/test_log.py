"""The public log: narrowed by act, rule, topic and time, paged without loss, naming nobody; years in numbers."""

from __future__ import annotations

from datetime import timedelta

import asyncpg
import msgspec
import pytest

from builders import speak
from partisipasi.accounts.rights import GUEST, Viewer
from partisipasi.kit.database import Transaction
from partisipasi.kit.paging import Cursor
from partisipasi.moderation.actions import report_contribution
from partisipasi.moderation.acts import hide, release, restore
from partisipasi.moderation.log import Narrowing, counts_of_year, figures_of_year, log_size, log_topics, public_log
from partisipasi.moderation.objecting import decide_objection, file_objection
from partisipasi.settings import Settings
from talk_scene import Scene, make_person, make_scene

REASON = "Memuat nomor telepon pribadi orang lain."


class Told(msgspec.Struct):
    """A topic with decisions in it."""

    scene: Scene
    author: Viewer
    moderator: Viewer
    narrowing: Narrowing


async def _hidden(tx: Transaction, told: Told, rule: str = "abuse") -> int:
    voice = await speak(tx, told.scene, viewer=told.author)
    return (await hide(tx, told.moderator, contribution_id=voice.id, rule=rule, public_reason=REASON)).id


async def _told(tx: Transaction) -> Told:
    scene = await make_scene(tx)
    author, moderator = await make_person(tx, name="Ucok"), await make_person(tx, role="moderator")
    return Told(scene, author, moderator, Narrowing(topic_id=scene.topic_id))


async def test_the_log_is_narrowed_by_act_rule_topic_and_time(tx: Transaction) -> None:
    told, other = await _told(tx), await _told(tx)
    abuse, spam = await _hidden(tx, told), await _hidden(tx, told, "spam")
    elsewhere = await _hidden(tx, other)
    everything = [row.id for row in await public_log(tx, Narrowing(), Cursor())]
    assert everything[:3] == [elsewhere, spam, abuse]

    async def ids(**more: object) -> list[int]:
        narrowed = msgspec.structs.replace(told.narrowing, **more)
        rows = [row.id for row in await public_log(tx, narrowed, Cursor())]
        assert await log_size(tx, narrowed) == len(rows)
        return rows

    assert await ids() == [spam, abuse]
    assert await ids(rule="abuse") == [abuse]
    assert await ids(act="restore") == []
    assert await ids(since=tx.now) == [spam, abuse]
    assert await ids(until=tx.now) == []
    assert {told.scene.topic_id, other.scene.topic_id} <= {topic.id for topic in await log_topics(tx)}


async def test_paging_by_key_loses_nothing_in_either_direction(tx: Transaction) -> None:
    told = await _told(tx)
    made = [await _hidden(tx, told) for _ in range(5)][::-1]
    first = await public_log(tx, told.narrowing, Cursor(), size=2)
    assert [row.id for row in first] == made[:3], "one row more says that there is a further page"
    second = await public_log(tx, told.narrowing, Cursor(after=made[1]), size=2)
    assert [row.id for row in second] == made[2:5]
    back = await public_log(tx, told.narrowing, Cursor(before=made[2]), size=2)
    assert [row.id for row in back] == [made[1], made[0]]


async def test_a_dismissed_report_is_no_line_of_the_log(tx: Transaction) -> None:
    told = await _told(tx)
    voice = await speak(tx, told.scene, viewer=told.author)
    await report_contribution(tx, GUEST, receipt=voice.receipt, reason="spam", note="", reporter=b"x")
    await release(tx, told.moderator, contribution_id=voice.id)
    assert await public_log(tx, told.narrowing, Cursor()) == []


async def test_the_log_says_how_an_objection_ended_and_names_nobody(tx: Transaction, settings: Settings) -> None:
    told = await _told(tx)
    other = await make_person(tx, role="moderator", name="Tiur")
    decided = await _hidden(tx, told)
    ref = await tx.value("SELECT public_ref FROM moderation_decision WHERE id = $1", decided)
    await file_objection(tx, told.author, settings, ref=ref, body="Ini bukan nomor pribadi, periksa lagi.")
    (row,) = await public_log(tx, told.narrowing, Cursor())
    assert row.objection == "open"
    objection = await tx.value("SELECT id FROM objection WHERE decision_id = $1", decided)
    await decide_objection(tx, other, objection_id=objection, result="upheld", answer="Nomor itu memang pribadi.")
    (row,) = await public_log(tx, told.narrowing, Cursor())
    assert row.objection == "upheld"
    for word in ("Ucok", "Tiur", "bukan nomor pribadi", "memang pribadi"):
        assert word not in repr(row)


async def test_a_year_adds_up(tx: Transaction) -> None:
    told = await _told(tx)
    since, until = tx.now - timedelta(hours=1), tx.now + timedelta(hours=1)
    before = await figures_of_year(tx, since, until, hours=24)
    for hours in (2, 30):
        voice = await speak(tx, told.scene, viewer=told.author)
        await report_contribution(tx, GUEST, receipt=voice.receipt, reason="spam", note="", reporter=bytes([hours]))
        await tx.execute(
            "UPDATE report SET created_at = now() - make_interval(hours => $2) WHERE contribution_id = $1",
            voice.id,
            hours,
        )
        await release(tx, told.moderator, contribution_id=voice.id)
    hidden = await speak(tx, told.scene, viewer=told.author)
    await hide(tx, told.moderator, contribution_id=hidden.id, rule="spam", public_reason=REASON)
    await restore(tx, told.moderator, contribution_id=hidden.id, public_reason="Ternyata bukan iklan sama sekali.")
    after = await figures_of_year(tx, since, until, hours=24)
    assert after.decisions - before.decisions == 4
    assert (after.reports - before.reports, after.dismissed - before.dismissed) == (2, 2)
    assert after.in_time - before.in_time == 1
    acts, rules = await counts_of_year(tx, since, until)
    assert sum(one.count for one in acts) == after.decisions
    assert sum(one.count for one in rules) <= after.decisions


@pytest.mark.parametrize("words", ["UPDATE moderation_decision SET rule = 'spam'", "DELETE FROM moderation_decision"])
async def test_a_decision_is_neither_changed_nor_removed(tx: Transaction, words: str) -> None:
    decided = await _hidden(tx, await _told(tx))
    with pytest.raises(asyncpg.PostgresError):
        await tx.execute(f"{words} WHERE id = $1", decided)
