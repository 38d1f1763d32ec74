"""The queue: what waits, in which order, for whom."""

from __future__ import annotations

from datetime import time
from zoneinfo import ZoneInfo

import pytest

from builders import speak
from partisipasi.accounts.rights import GUEST, Viewer
from partisipasi.discussions.editing import edit_text
from partisipasi.discussions.screening import HELD_REASONS
from partisipasi.discussions.visibility import hold_contribution
from partisipasi.kit.database import Transaction
from partisipasi.kit.paging import Cursor
from partisipasi.moderation.actions import report_contribution
from partisipasi.moderation.acts import ask_edit, hide
from partisipasi.moderation.claims import claim_case
from partisipasi.moderation.objecting import file_objection
from partisipasi.moderation.rules import EDIT_HOURS, HELD_NAMES
from partisipasi.moderation.seconds import propose_hiding
from partisipasi.moderation.waiting import (
    Asked,
    QueueRow,
    count_waiting,
    next_case,
    queue,
    waiting_cases,
    waiting_topics,
)
from partisipasi.settings import Settings
from talk_scene import Scene, make_person, make_scene

REASON = "Memuat nomor telepon pribadi orang lain."


@pytest.fixture
async def scene(tx: Transaction) -> Scene:
    await tx.execute("UPDATE report SET closed_at = now() WHERE closed_at IS NULL")
    return await make_scene(tx)


async def _reported(tx: Transaction, scene: Scene, reason: str, hours: int) -> int:
    voice = await speak(tx, scene, viewer=await make_person(tx))
    await report_contribution(tx, GUEST, receipt=voice.receipt, reason=reason, note="", reporter=b"r")
    await tx.execute(
        "UPDATE report SET created_at = now() - make_interval(hours => $2) WHERE contribution_id = $1", voice.id, hours
    )
    return voice.id


async def _rows(tx: Transaction, viewer: object, asked: Asked | None = None) -> list[QueueRow]:
    return await queue(tx, viewer, Cursor(), asked)  # type: ignore[arg-type]


async def _next(tx: Transaction, viewer: Viewer) -> int | None:
    row = await next_case(tx, viewer)
    return row.id if row else None


async def test_what_is_due_first_stands_first_and_urgent_things_are_due_sooner(tx: Transaction, scene: Scene) -> None:
    moderator = await make_person(tx, role="moderator")
    old = await _reported(tx, scene, "off_topic", 10)
    urgent = await _reported(tx, scene, "personal_data", 1)
    late = await _reported(tx, scene, "spam", 30)
    rows = await _rows(tx, moderator)
    assert [row.id for row in rows] == [late, urgent, old]
    assert [row.urgent for row in rows] == [False, True, False]
    assert [row.id for row in await _rows(tx, moderator, Asked(within=0))] == [late]
    assert [row.id for row in await _rows(tx, moderator, Asked(reason="spam"))] == [late]
    assert await count_waiting(tx, moderator) == 3
    later = await queue(tx, moderator, Cursor(after=rows[0].key))
    assert [row.id for row in later] == [urgent, old]
    before = await queue(tx, moderator, Cursor(before=rows[2].key))
    assert [row.id for row in before] == [urgent, late]


async def test_each_kind_of_waiting_is_named(tx: Transaction, scene: Scene, settings: Settings) -> None:
    first, second = await make_person(tx, role="moderator"), await make_person(tx, role="moderator")
    author = await make_person(tx)
    held, edited, proposed = [await speak(tx, scene, viewer=author) for _ in range(3)]
    reported = await _reported(tx, scene, "abuse", 1)
    await hold_contribution(tx, contribution_id=held.id, reason="links")
    await ask_edit(tx, first, contribution_id=edited.id, rule="abuse", public_reason=REASON)
    await edit_text(tx, author, settings, receipt=edited.receipt, body="Kata-kata yang lebih baik.")
    await propose_hiding(tx, first, items=[proposed.id], why="batch", rule="abuse", public_reason=REASON)
    kinds = {row.id: row.kind for row in await _rows(tx, second)}
    assert kinds == {held.id: "held", edited.id: "edited", proposed.id: "proposed", reported: "reported"}
    own = {row.id for row in await _rows(tx, first) if row.proposed_by_me}
    assert own == {proposed.id}


async def test_a_case_whose_author_was_asked_for_other_words_waits_for_them_first(
    tx: Transaction, scene: Scene
) -> None:
    moderator = await make_person(tx, role="moderator")
    reported = await _reported(tx, scene, "abuse", 1)
    await ask_edit(tx, moderator, contribution_id=reported, rule="abuse", public_reason=REASON)
    assert await next_case(tx, moderator) is None and await count_waiting(tx, moderator) == 0
    await tx.execute("UPDATE edit_request SET asked_at = now() - make_interval(hours => $1)", EDIT_HOURS + 1)
    assert await _next(tx, moderator) == reported, "nothing is forgotten where the author never comes"


async def test_the_next_case_is_nobody_elses_and_not_ones_own_work(tx: Transaction, scene: Scene) -> None:
    first, second = await make_person(tx, role="moderator"), await make_person(tx, role="moderator")
    one, two = await _reported(tx, scene, "spam", 20), await _reported(tx, scene, "spam", 10)
    await claim_case(tx, first, contribution_id=one)
    assert (await _next(tx, first)) == one
    assert (await _next(tx, second)) == two
    assert [row.id for row in await _rows(tx, first, Asked(mine=True))] == [one]
    await tx.execute("UPDATE moderation_claim SET until = now()")
    assert (await _next(tx, second)) == one
    voice = await speak(tx, scene, viewer=second)
    assert voice
    assert (await _next(tx, second)) is None


def test_whatever_can_be_held_has_a_name_in_the_queue() -> None:
    assert HELD_NAMES.keys() == HELD_REASONS.keys()


async def test_the_queue_names_the_discussion_a_case_stands_in(tx: Transaction, scene: Scene) -> None:
    moderator = await make_person(tx, role="moderator")
    waiting = await _reported(tx, scene, "spam", 1)
    await tx.execute("UPDATE contribution SET draft_id = NULL WHERE id = $1", waiting)
    thread = await tx.value("SELECT thread_id FROM contribution WHERE id = $1", waiting)
    await tx.execute("UPDATE thread SET title = 'Antrean pagi' WHERE id = $1", thread)
    assert [row.place for row in await _rows(tx, moderator) if row.id == waiting] == ["Antrean pagi"]


async def test_an_objection_stands_among_the_cases_by_the_end_of_its_last_day(
    tx: Transaction, scene: Scene, settings: Settings
) -> None:
    await tx.execute("UPDATE objection SET decided_at = now(), result = 'upheld' WHERE decided_at IS NULL")
    first, second = await make_person(tx, role="moderator"), await make_person(tx, role="moderator")
    author = await make_person(tx)
    voice = await speak(tx, scene, viewer=author)
    made = await hide(tx, first, contribution_id=voice.id, rule="spam", public_reason=REASON)
    await file_objection(tx, author, settings, ref=made.public_ref, body="Ini bukan iklan sama sekali.")
    await tx.execute("UPDATE objection SET due_on = (now() AT TIME ZONE 'Asia/Jakarta')::date WHERE decided_at IS NULL")
    soon, late = await _reported(tx, scene, "spam", 30), await _reported(tx, scene, "spam", 0)
    await tx.execute("UPDATE report SET created_at = now() + interval '5 hours' WHERE contribution_id = $1", late)
    rows = await _rows(tx, second)
    assert [row.kind for row in rows] == ["reported", "objection", "reported"]
    assert (rows[0].id, rows[1].receipt, rows[1].act, rows[1].rule) == (soon, made.public_ref, "hide", "spam")
    assert rows[1].due.astimezone(ZoneInfo("Asia/Jakarta")).time() == time(23, 59, 59)
    assert [row.own_work for row in await _rows(tx, first, Asked(kind="objection"))] == [True]
    objection = rows[1].objection_id
    row = await next_case(tx, second, Asked(kind="objection"))
    assert row is not None
    assert row.objection_id == objection
    assert await next_case(tx, first, Asked(kind="objection")) is None
    assert await waiting_cases(tx, second, Asked(), most=10) == [soon, late]


async def test_one_proposal_about_several_is_one_line(tx: Transaction, scene: Scene) -> None:
    first, second = await make_person(tx, role="moderator"), await make_person(tx, role="moderator")
    items = [await _reported(tx, scene, "spam", 1) for _ in range(3)]
    proposal = await propose_hiding(tx, first, items=items, why="batch", rule="spam", public_reason=REASON)
    (row,) = await _rows(tx, second)
    assert (row.proposal_id, row.size, row.kind, row.waiting) == (proposal, 3, "proposed", 1)
    await tx.execute("UPDATE contribution SET state = 'withdrawn' WHERE id = $1", items[0])
    assert [row.proposal_id for row in await _rows(tx, second)] == [proposal]


async def test_the_queue_is_narrowed_by_topic_language_and_time_left(tx: Transaction, scene: Scene) -> None:
    moderator, other = await make_person(tx, role="moderator"), await make_scene(tx)
    here, there = await _reported(tx, scene, "spam", 22), await _reported(tx, other, "spam", 1)
    await tx.execute("UPDATE contribution SET language = 'en' WHERE id = $1", there)
    for asked, wanted in (
        (Asked(topic_id=other.topic_id), there),
        (Asked(topic_id=scene.topic_id), here),
        (Asked(language="en"), there),
        (Asked(within=4), here),
    ):
        assert [row.id for row in await _rows(tx, moderator, asked)] == [wanted]
    assert await _rows(tx, moderator, Asked(within=0)) == []
    assert {topic.id for topic in await waiting_topics(tx, moderator)} == {scene.topic_id, other.topic_id}
    await tx.execute("UPDATE role_grant SET topic_id = $2 WHERE account_id = $1", moderator.account_id, other.topic_id)
    assert [topic.id for topic in await waiting_topics(tx, moderator)] == [other.topic_id]
