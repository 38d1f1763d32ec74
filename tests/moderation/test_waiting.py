"""The queue: what waits, in which order, for whom."""

from __future__ import annotations

import pytest

from builders import speak
from partisipasi.accounts.rights import GUEST
from partisipasi.discussions.editing import edit_text
from partisipasi.discussions.screening import HELD_REASONS
from partisipasi.discussions.visibility import hold_contribution
from partisipasi.kit.database import Transaction
from partisipasi.kit.paging import Cursor
from partisipasi.moderation.actions import report_contribution
from partisipasi.moderation.acts import ask_edit
from partisipasi.moderation.claims import claim_case
from partisipasi.moderation.rules import EDIT_HOURS, HELD_NAMES
from partisipasi.moderation.seconds import propose_hiding
from partisipasi.moderation.waiting import Asked, QueueRow, count_waiting, next_case, queue
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


async def test_what_is_due_first_stands_first_and_urgent_things_are_due_sooner(tx: Transaction, scene: Scene) -> None:
    moderator = await make_person(tx, role="moderator")
    old = await _reported(tx, scene, "off_topic", 10)
    urgent = await _reported(tx, scene, "personal_data", 1)
    late = await _reported(tx, scene, "spam", 30)
    rows = await _rows(tx, moderator)
    assert [row.id for row in rows] == [late, urgent, old]
    assert [row.urgent for row in rows] == [False, True, False]
    assert [row.id for row in await _rows(tx, moderator, Asked(late=True))] == [late]
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
    assert await next_case(tx, moderator) == reported, "nothing is forgotten where the author never comes"


async def test_the_next_case_is_nobody_elses_and_not_ones_own_work(tx: Transaction, scene: Scene) -> None:
    first, second = await make_person(tx, role="moderator"), await make_person(tx, role="moderator")
    one, two = await _reported(tx, scene, "spam", 20), await _reported(tx, scene, "spam", 10)
    await claim_case(tx, first, contribution_id=one)
    assert await next_case(tx, first) == one
    assert await next_case(tx, second) == two
    assert [row.id for row in await _rows(tx, first, Asked(mine=True))] == [one]
    await tx.execute("UPDATE moderation_claim SET until = now()")
    assert await next_case(tx, second) == one
    voice = await speak(tx, scene, viewer=second)
    assert voice
    assert await next_case(tx, second) is None


def test_whatever_can_be_held_has_a_name_in_the_queue() -> None:
    assert HELD_NAMES.keys() == HELD_REASONS.keys()


async def test_the_queue_names_the_discussion_a_case_stands_in(tx: Transaction, scene: Scene) -> None:
    moderator = await make_person(tx, role="moderator")
    waiting = await _reported(tx, scene, "spam", 1)
    await tx.execute("UPDATE contribution SET draft_id = NULL WHERE id = $1", waiting)
    thread = await tx.value("SELECT thread_id FROM contribution WHERE id = $1", waiting)
    await tx.execute("UPDATE thread SET title = 'Antrean pagi' WHERE id = $1", thread)
    assert [row.place for row in await _rows(tx, moderator) if row.id == waiting] == ["Antrean pagi"]
