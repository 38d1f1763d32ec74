"""Reports and decisions of moderators."""

from __future__ import annotations

import pytest

from builders import speak
from partisipasi.accounts.rights import GUEST, Viewer
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Forbidden, Invalid, NotFound, TooMany
from partisipasi.kit.paging import Cursor
from partisipasi.moderation.actions import report_contribution
from partisipasi.moderation.acts import hide, release, restore
from partisipasi.moderation.log import Narrowing, public_log
from partisipasi.moderation.queries import case
from partisipasi.moderation.rules import REPORTS_PER_HOUR
from partisipasi.moderation.waiting import queue
from talk_scene import Scene, join_team, make_person, make_scene

REASON = "Memuat nomor telepon pribadi orang lain."


async def _said(tx: Transaction) -> tuple[Scene, Viewer, int, str]:
    scene = await make_scene(tx)
    author = await make_person(tx, name="Ucok")
    voice = await speak(tx, scene, viewer=author)
    return scene, author, voice.id, voice.receipt


async def test_a_report_puts_a_contribution_into_the_queue_once_per_person(tx: Transaction) -> None:
    _, _, said, receipt = await _said(tx)
    moderator = await make_person(tx, role="moderator")
    for who in (b"one", b"one", b"two"):
        await report_contribution(tx, GUEST, receipt=receipt, reason="spam", note="", reporter=who)
    row = next(row for row in await queue(tx, moderator, Cursor()) if row.id == said)
    assert row.reports == 2
    assert row.reasons == ["spam"]


async def test_a_report_never_hides_anything(tx: Transaction) -> None:
    _, _, said, receipt = await _said(tx)
    for number in range(50):
        await report_contribution(tx, GUEST, receipt=receipt, reason="abuse", note="", reporter=bytes([number]))
    assert await tx.value("SELECT state FROM contribution WHERE id = $1", said) == "published"


async def test_nobody_reports_what_is_not_public_or_their_own(tx: Transaction) -> None:
    _, author, said, receipt = await _said(tx)
    with pytest.raises(Forbidden):
        await report_contribution(tx, author, receipt=receipt, reason="spam", note="", reporter=b"x")
    await tx.execute("UPDATE contribution SET state = 'awaiting' WHERE id = $1", said)
    with pytest.raises(NotFound):
        await report_contribution(tx, GUEST, receipt=receipt, reason="spam", note="", reporter=b"x")


async def test_somebody_who_reports_everything_has_to_wait(tx: Transaction) -> None:
    scene, author, _, _ = await _said(tx)
    for _ in range(REPORTS_PER_HOUR):
        voice = await speak(tx, scene, viewer=author)
        await report_contribution(tx, GUEST, receipt=voice.receipt, reason="spam", note="", reporter=b"busy")
    voice = await speak(tx, scene, viewer=author)
    with pytest.raises(TooMany):
        await report_contribution(tx, GUEST, receipt=voice.receipt, reason="spam", note="", reporter=b"busy")


async def test_hiding_needs_a_rule_and_a_real_reason(tx: Transaction) -> None:
    _, _, said, _ = await _said(tx)
    moderator = await make_person(tx, role="moderator")
    with pytest.raises(Invalid) as no_rule:
        await hide(tx, moderator, contribution_id=said, rule="", public_reason=REASON)
    assert "rule" in no_rule.value.fields
    with pytest.raises(Invalid) as no_reason:
        await hide(tx, moderator, contribution_id=said, rule="spam", public_reason="Spam.")
    assert "public_reason" in no_reason.value.fields


async def test_hidden_and_restored_both_stand_in_the_public_log(tx: Transaction) -> None:
    _, _, said, _ = await _said(tx)
    moderator = await make_person(tx, role="moderator")
    made = []
    made.append(
        (
            await hide(
                tx, moderator, contribution_id=said, rule="personal_data", public_reason=REASON, private_note="rahasia"
            )
        ).id
    )
    assert await tx.value("SELECT state FROM contribution WHERE id = $1", said) == "hidden"
    made.append(
        (await restore(tx, moderator, contribution_id=said, public_reason="Nomornya ternyata nomor kantor.")).id
    )
    assert await tx.value("SELECT state FROM contribution WHERE id = $1", said) == "published"
    rows = [row for row in await public_log(tx, Narrowing(), Cursor()) if row.id in made]
    assert [row.act for row in rows] == ["restore", "hide"]
    assert "rahasia" not in repr(rows)


async def test_nobody_moderates_their_own_words_or_a_draft_they_work_on(tx: Transaction) -> None:
    scene, author, said, _ = await _said(tx)
    colleague = await make_person(tx, role="moderator")
    await join_team(tx, scene, colleague, "analyst")
    with pytest.raises(Forbidden):
        await hide(tx, colleague, contribution_id=said, rule="spam", public_reason=REASON)
    await tx.execute("INSERT INTO role_grant (account_id, role) VALUES ($1, 'moderator')", author.account_id)
    with pytest.raises(Forbidden):
        await hide(tx, author, contribution_id=said, rule="spam", public_reason=REASON)


async def test_a_moderator_of_another_topic_does_not_even_see_the_case(tx: Transaction) -> None:
    scene, _, said, receipt = await _said(tx)
    other = await make_scene(tx)
    await report_contribution(tx, GUEST, receipt=receipt, reason="spam", note="", reporter=b"x")
    moderator = await make_person(tx)
    await tx.execute(
        "INSERT INTO role_grant (account_id, role, topic_id) VALUES ($1, 'moderator', $2)",
        moderator.account_id,
        other.topic_id,
    )
    assert scene.topic_id != other.topic_id
    assert await case(tx, moderator, said) is None
    assert said not in [row.id for row in await queue(tx, moderator, Cursor())]


async def test_a_case_is_decided_once(tx: Transaction) -> None:
    _, _, said, _ = await _said(tx)
    one, two = await make_person(tx, role="moderator"), await make_person(tx, role="moderator")
    await hide(tx, one, contribution_id=said, rule="spam", public_reason=REASON)
    with pytest.raises(Conflict):
        await hide(tx, two, contribution_id=said, rule="spam", public_reason=REASON)
    with pytest.raises(Conflict):
        await release(tx, two, contribution_id=said)
