"""Summaries and conclusions: they cite, keep their versions, are masked, and can be objected to and answered."""

from __future__ import annotations

import pytest

from forum_scene import REASON, Forum, add_thread, make_forum, say
from partisipasi.accounts.rights import GUEST
from partisipasi.discussions.steering.closing import close_thread, conclude_thread
from partisipasi.discussions.steering.objecting import answer_objection, object_to_text
from partisipasi.discussions.steering.queries import objections_to, texts_in_force, versions_of
from partisipasi.discussions.steering.splitting import split_thread
from partisipasi.discussions.steering.texts import summarise_thread
from partisipasi.discussions.visibility import hide_contribution, restore_contribution
from partisipasi.kit.codes import new_receipt
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Forbidden, Invalid, NotFound, SignInNeeded
from partisipasi.settings import Settings
from talk_scene import broken_rules, make_person

WRONG = "Ringkasan ini menghilangkan keberatan saya tentang jam sore."


async def _summarise(tx: Transaction, forum: Forum, summary: str) -> int:
    await summarise_thread(tx, forum.officer, thread_id=forum.thread_id, summary=summary)
    return (await texts_in_force(tx, forum.thread_id))["summary"].id


async def test_a_summary_cites_what_is_public_in_its_thread(tx: Transaction, settings: Settings) -> None:
    forum = await make_forum(tx, settings)
    hidden = await say(tx, settings, forum.thread_id)
    await hide_contribution(tx, contribution_id=hidden.id, rule="abuse")
    _, foreign = await add_thread(tx, settings, forum.topic_id, "Diskusi lain di topik ini")
    for summary in (
        "Semua orang setuju, tanpa sumber apa pun.",
        f"Satu orang di {foreign.receipt} menulis hal lain.",
        f"Satu orang di {hidden.receipt} menulis hal ini.",
        "pendek",
        "x" * 8001,
    ):
        with pytest.raises(Invalid) as refused:
            await _summarise(tx, forum, summary)
        assert "summary" in refused.value.fields
    with pytest.raises(Forbidden):
        await summarise_thread(
            tx, forum.opener, thread_id=forum.thread_id, summary=f"Yang saya tulis di {forum.first.receipt}."
        )
    await _summarise(tx, forum, f"Jam kerja dibicarakan di {forum.first.receipt}.")


async def test_a_paragraph_that_cites_what_is_hidden_is_not_shown(tx: Transaction, settings: Settings) -> None:
    forum = await make_forum(tx, settings)
    said = await say(tx, settings, forum.thread_id)
    await _summarise(tx, forum, f"Pertama: {forum.first.receipt} membuka.\n\nKedua: KENARI kata {said.receipt}.")
    assert [masked for _, masked in (await texts_in_force(tx, forum.thread_id))["summary"].parts] == [False, False]
    await hide_contribution(tx, contribution_id=said.id, rule="abuse")
    text = (await texts_in_force(tx, forum.thread_id))["summary"]
    assert [masked for _, masked in text.parts] == [False, True]
    assert "KENARI" not in repr(text)
    await restore_contribution(tx, contribution_id=said.id)
    assert "KENARI" in repr(await texts_in_force(tx, forum.thread_id))
    # It stays masked wherever the contribution goes.
    await split_thread(
        tx, forum.moderator, thread_id=forum.thread_id, receipts=[said.receipt], title="Jam sore saja", reason=REASON
    )
    await hide_contribution(tx, contribution_id=said.id, rule="abuse")
    assert "KENARI" not in repr(await texts_in_force(tx, forum.thread_id))


async def test_earlier_versions_stay(tx: Transaction, settings: Settings) -> None:
    forum = await make_forum(tx, settings)
    await _summarise(tx, forum, f"Ringkasan pertama dari {forum.first.receipt}.")
    await _summarise(tx, forum, f"Ringkasan kedua dari {forum.first.receipt}.")
    versions = await versions_of(tx, forum.thread_id)
    assert [(one.number, one.ended_at is None) for one in versions] == [(2, True), (1, False)]


async def test_a_participant_objects_and_is_answered(tx: Transaction, settings: Settings) -> None:
    forum = await make_forum(tx, settings)
    text_id = await _summarise(tx, forum, f"Semua orang setuju, lihat {forum.first.receipt}.")
    stranger = await make_person(tx)
    with pytest.raises(Forbidden):
        await object_to_text(tx, stranger, settings, text_id=text_id, body=WRONG)
    with pytest.raises(SignInNeeded):
        await object_to_text(tx, GUEST, settings, text_id=text_id, body=WRONG)
    # Also while nothing else can be written there.
    await close_thread(tx, forum.moderator, thread_id=forum.thread_id, reason=REASON)
    posted = await object_to_text(tx, forum.opener, settings, text_id=text_id, body=WRONG)
    assert posted.state == "published"
    with pytest.raises(Conflict) as refused:
        await object_to_text(tx, forum.opener, settings, text_id=text_id, body="Sekali lagi, ini keliru.")
    assert refused.value.code == "twice"
    with pytest.raises(Forbidden):
        await answer_objection(
            tx, forum.opener, contribution_id=posted.id, answer="stays", words="Saya jawab sendiri saja."
        )
    with pytest.raises(Invalid):
        await answer_objection(tx, forum.officer, contribution_id=posted.id, answer="stays", words="Tidak.")
    answer = {"contribution_id": posted.id, "answer": "changed", "words": "Keberatan Anda kini ada di ringkasan."}
    await answer_objection(tx, forum.officer, **answer)  # type: ignore[arg-type]
    with pytest.raises(Conflict):
        await answer_objection(tx, forum.moderator, **answer)  # type: ignore[arg-type]
    shown = await objections_to(tx, forum.thread_id)
    assert [(one.receipt, one.answer) for one in shown] == [(posted.receipt, "changed")]
    await hide_contribution(tx, contribution_id=posted.id, rule="abuse")
    assert await objections_to(tx, forum.thread_id) == []
    assert await broken_rules(tx) == []


async def test_nobody_objects_to_what_was_replaced(tx: Transaction, settings: Settings) -> None:
    forum = await make_forum(tx, settings)
    text_id = await _summarise(tx, forum, f"Ringkasan pertama dari {forum.first.receipt}.")
    await _summarise(tx, forum, f"Ringkasan kedua dari {forum.first.receipt}.")
    with pytest.raises(Conflict):
        await object_to_text(tx, forum.opener, settings, text_id=text_id, body=WRONG)
    with pytest.raises(NotFound):
        await object_to_text(tx, forum.opener, settings, text_id=2**40, body=WRONG)


async def test_a_conclusion_may_do_without_sources(tx: Transaction, settings: Settings) -> None:
    forum = await make_forum(tx, settings)
    with pytest.raises(Invalid):
        await conclude_thread(
            tx, forum.officer, thread_id=forum.thread_id, conclusion=f"Seperti kata orang di {new_receipt()}."
        )
    await conclude_thread(tx, forum.officer, thread_id=forum.thread_id, conclusion="Jam kerja bergeser mulai Januari.")
    await conclude_thread(tx, forum.officer, thread_id=forum.thread_id, conclusion="Jam kerja bergeser mulai Februari.")
    assert (await texts_in_force(tx, forum.thread_id))["conclusion"].number == 2
