"""The temperature check: one answer each, bound to one wording, counted as a plain recount counts."""

from __future__ import annotations

import asyncio
import random
from collections import Counter

import pytest

from musyawarah_scene import WORDING, make_musyawarah
from partisipasi.accounts.rights import GUEST, Viewer
from partisipasi.discussions.contributing import Target, contribute
from partisipasi.discussions.editing import add_words, edit_text
from partisipasi.discussions.erasing import erase_contributor
from partisipasi.discussions.visibility import hide_contribution, restore_contribution
from partisipasi.discussions.withdrawing import withdraw_contribution
from partisipasi.kit.database import Database, Transaction
from partisipasi.kit.errors import Conflict, Forbidden, Invalid, Refused, SignInNeeded
from partisipasi.musyawarah.answering import answer_check, forget_answers, own_musyawarah, take_answer_back
from partisipasi.musyawarah.conclusions import end_unconcluded
from partisipasi.musyawarah.invariants import INVARIANTS
from partisipasi.musyawarah.opening import open_musyawarah
from partisipasi.musyawarah.queries import voices_of, wordings_of
from partisipasi.musyawarah.wordings import change_wording, current_wording
from partisipasi.settings import Settings
from talk_scene import broken_rules, make_person, make_scene

NEW = "Kantor kecamatan membuka loket sampai pukul 18.00 satu hari seminggu."


async def _broken(tx: Transaction) -> list[str]:
    return await broken_rules(tx) + [rule.name for rule in INVARIANTS if await tx.rows(rule.sql)]


async def test_officers_and_moderators_of_the_topic_open_and_nobody_else(tx: Transaction, settings: Settings) -> None:
    scene = await make_scene(tx)

    async def opens(viewer: Viewer) -> None:
        await open_musyawarah(
            tx, viewer, settings, topic_id=scene.topic_id, question="Pertanyaan yang cukup panjang",
            background="Latar.", wording=WORDING,
        )  # fmt: skip

    for role in ("officer", "moderator"):
        await opens(await make_person(tx, role=role))
    with pytest.raises(Forbidden):
        await opens(await make_person(tx))
    with pytest.raises(SignInNeeded):
        await opens(GUEST)
    with pytest.raises(Invalid) as refused:
        await open_musyawarah(
            tx, await make_person(tx, role="officer"), settings, topic_id=scene.topic_id, question="X", background=" ",
            wording="",
        )  # fmt: skip
    assert set(refused.value.fields) == {"question", "background", "wording"}
    assert await _broken(tx) == []


async def test_arguments_belong_into_a_musyawarah_and_are_on_a_side(tx: Transaction, settings: Settings) -> None:
    m = await make_musyawarah(tx, settings)
    citizen = await make_person(tx)
    for side in ("for", "middle", "against", "against"):
        await m.argue(tx, citizen, side)
    panel = await m.panel(tx)
    assert (panel.arguments_for, panel.arguments_middle, panel.arguments_against) == (1, 1, 2)
    for target, stance in (
        (Target(thread_id=m.thread_id), "none"),
        (Target(draft_id=m.scene.draft_id), "agree"),
    ):
        with pytest.raises(Invalid) as refused:
            await contribute(tx, citizen, settings, target=target, body="Apa?", kind="argument", stance=stance)
        assert "kind" in refused.value.fields
    with pytest.raises(Invalid):
        await contribute(tx, citizen, settings, target=Target(thread_id=m.thread_id), body="Rumusan.", kind="statement")
    assert await _broken(tx) == []


async def test_one_current_answer_with_a_reason_where_one_does_not_agree(tx: Transaction, settings: Settings) -> None:
    m = await make_musyawarah(tx, settings)
    citizen, other = await make_person(tx), await make_person(tx)
    await m.answer(tx, citizen, "agree", "")
    await m.answer(tx, other, "agree")
    for choice in ("unsure", "object"):
        with pytest.raises(Invalid) as refused:
            await m.answer(tx, citizen, choice, "tidak")
        assert set(refused.value.fields) == {"reason"}
    with pytest.raises(Invalid):
        await m.answer(tx, citizen, "maybe")
    assert await m.counts(tx) == (2, 0, 0)
    await m.answer(tx, citizen, "object")
    await m.answer(tx, citizen, "object")
    assert await m.counts(tx) == (1, 0, 1)
    # The same reason is not said twice.
    assert await tx.value("SELECT count(*) FROM contribution WHERE thread_id = $1 AND depth = 1", m.thread_id) == 2
    await take_answer_back(tx, citizen, thread_id=m.thread_id)
    assert await m.counts(tx) == (1, 0, 0)
    with pytest.raises(Conflict):
        await take_answer_back(tx, citizen, thread_id=m.thread_id)
    with pytest.raises(SignInNeeded):
        await m.answer(tx, GUEST, "agree")
    with pytest.raises(Forbidden):
        await m.answer(tx, await make_person(tx, confirmed=False), "agree")
    with pytest.raises(Forbidden):
        await m.answer(tx, m.leader, "agree")
    assert await _broken(tx) == []


async def test_a_new_wording_restarts_the_check_and_the_earlier_one_stays_with_its_counts(
    tx: Transaction, settings: Settings
) -> None:
    m = await make_musyawarah(tx, settings)
    citizen, other = await make_person(tx), await make_person(tx)
    await m.answer(tx, citizen, "object")
    await m.answer(tx, other, "agree")
    with pytest.raises(Forbidden):
        await change_wording(tx, citizen, settings, thread_id=m.thread_id, seen=1, body=NEW, reason="Karena.")
    for body, reason, wrong in ((WORDING, "Karena.", "wording"), ("", "Karena.", "wording"), (NEW, " ", "reason")):
        with pytest.raises(Invalid) as refused:
            await change_wording(tx, m.leader, settings, thread_id=m.thread_id, seen=1, body=body, reason=reason)
        assert set(refused.value.fields) == {wrong}
    assert await change_wording(tx, m.leader, settings, thread_id=m.thread_id, seen=1, body=NEW, reason="Usul.") == 2
    with pytest.raises(Conflict) as stale:
        await change_wording(tx, m.leader, settings, thread_id=m.thread_id, seen=1, body="Lain.", reason="Usul.")
    assert stale.value.code == "newer_wording"
    assert await m.counts(tx) == (0, 0, 0)
    assert (await m.panel(tx, citizen)).asked_again
    with pytest.raises(Conflict) as moved:
        await m.answer(tx, citizen, "agree", seen=1)
    assert moved.value.code == "newer_wording"
    assert (await current_wording(tx, m.thread_id)).source == NEW
    await m.answer(tx, citizen, "agree", seen=2)
    assert not (await m.panel(tx, citizen)).asked_again
    assert [(w.number, w.agree, w.unsure, w.object) for w in await wordings_of(tx, m.thread_id)] == [
        (2, 1, 0, 0),
        (1, 1, 0, 1),
    ]
    assert await _broken(tx) == []


async def test_a_wording_can_neither_be_edited_nor_added_to(tx: Transaction, settings: Settings) -> None:
    m = await make_musyawarah(tx, settings)
    receipt = (await current_wording(tx, m.thread_id)).receipt
    with pytest.raises(Conflict):
        await edit_text(tx, m.leader, settings, receipt=receipt, body="Lain.")
    with pytest.raises(Conflict):
        await add_words(tx, m.leader, settings, receipt=receipt, body="Lagi.")


async def test_hidden_and_withdrawn_reasons_are_not_read_and_their_answers_still_count(
    tx: Transaction, settings: Settings
) -> None:
    m = await make_musyawarah(tx, settings)
    citizen, other = await make_person(tx), await make_person(tx)
    await m.answer(tx, citizen, "object", "Kenari pertama bernyanyi.")
    await m.answer(tx, other, "unsure", "Kenari kedua bernyanyi.")
    wording = (await m.panel(tx)).wording_id
    assert len(await voices_of(tx, m.thread_id, wording)) == 2
    first, second = [
        (row["id"], row["receipt"])
        for row in await tx.rows(
            "SELECT id, receipt FROM contribution WHERE thread_id = $1 AND depth = 1 ORDER BY id", m.thread_id
        )
    ]
    await hide_contribution(tx, contribution_id=first[0], rule="insult")
    await withdraw_contribution(tx, other, settings, receipt=second[1])
    assert await voices_of(tx, m.thread_id, wording) == []
    assert await m.counts(tx) == (0, 1, 1)
    await restore_contribution(tx, contribution_id=first[0])
    assert [voice.receipt for voice in await voices_of(tx, m.thread_id, wording)] == [first[1]]


async def test_a_hidden_wording_is_not_shown_and_not_answered(tx: Transaction, settings: Settings) -> None:
    m = await make_musyawarah(tx, settings)
    now = await current_wording(tx, m.thread_id)
    await hide_contribution(tx, contribution_id=now.contribution_id, rule="insult")
    with pytest.raises(Conflict):
        await m.answer(tx, await make_person(tx), "agree")
    assert (await m.panel(tx)).html == ""
    assert (await wordings_of(tx, m.thread_id))[0].source == ""


async def test_erased_people_stay_in_the_counts_and_nowhere_else(tx: Transaction, settings: Settings) -> None:
    m = await make_musyawarah(tx, settings)
    citizen = await make_person(tx)
    await m.answer(tx, citizen, "object")
    assert len(await own_musyawarah(tx, citizen)) == 1
    await erase_contributor(tx, account_id=citizen.account_id or 0, texts="removed")
    await forget_answers(tx, account_id=citizen.account_id or 0)
    assert await m.counts(tx) == (0, 0, 1)
    assert await voices_of(tx, m.thread_id, (await m.panel(tx)).wording_id) == []
    assert await own_musyawarah(tx, citizen) == []
    assert await _broken(tx) == []


async def test_closing_without_a_conclusion_needs_a_reason_and_ends_the_check(
    tx: Transaction, settings: Settings
) -> None:
    m = await make_musyawarah(tx, settings)
    with pytest.raises(Invalid):
        await end_unconcluded(tx, m.leader, thread_id=m.thread_id, reason="  ")
    with pytest.raises(Forbidden):
        await end_unconcluded(tx, await make_person(tx), thread_id=m.thread_id, reason="Sudah.")
    await end_unconcluded(tx, m.leader, thread_id=m.thread_id, reason="Pertanyaannya sudah diputus provinsi.")
    with pytest.raises(Conflict):
        await m.answer(tx, await make_person(tx), "agree")
    assert await tx.value("SELECT reason FROM thread_event WHERE thread_id = $1 AND kind = 'closed'", m.thread_id)


async def test_a_moderator_who_took_no_side_leads_too(tx: Transaction, settings: Settings) -> None:
    m = await make_musyawarah(tx, settings)
    neutral, partial = await make_person(tx, role="moderator"), await make_person(tx, role="moderator")
    await m.argue(tx, partial, "for")
    with pytest.raises(Forbidden):
        await change_wording(tx, partial, settings, thread_id=m.thread_id, seen=1, body=NEW, reason="Usul.")
    with pytest.raises(Forbidden):
        officer = await make_person(tx, role="officer")
        await change_wording(tx, officer, settings, thread_id=m.thread_id, seen=1, body=NEW, reason="Usul.")
    await change_wording(tx, neutral, settings, thread_id=m.thread_id, seen=1, body=NEW, reason="Usul.")


async def test_many_answers_and_a_new_wording_at_once_lose_no_answer(
    fresh_database: Database, settings: Settings
) -> None:
    database = fresh_database  # every count there is must be right, so nobody else's may be in it
    async with database.transaction() as tx:
        m = await make_musyawarah(tx, settings)
        people = [await make_person(tx) for _ in range(6)]

    async def press(who: Viewer, choice: str) -> None:
        async with database.transaction() as own:
            await answer_check(
                own, who, settings, thread_id=m.thread_id, seen=1, choice=choice, reason="Saya begitu adanya."
            )

    async def word() -> None:
        async with database.transaction() as own:
            await change_wording(own, m.leader, settings, thread_id=m.thread_id, seen=1, body=NEW, reason="Usul.")

    pressed = [press(person, choice) for person in people for choice in ("agree", "object")]
    done = await asyncio.gather(*pressed, word(), return_exceptions=True)
    assert all(one is None or isinstance(one, Conflict) for one in done)
    async with database.transaction(writes=False) as tx:
        assert await _broken(tx) == []
        assert await tx.value("SELECT max(number) FROM wording WHERE thread_id = $1", m.thread_id) == 2


@pytest.mark.parametrize("seed", range(4))
async def test_counts_equal_a_plain_recount_whatever_people_do(tx: Transaction, settings: Settings, seed: int) -> None:
    dice = random.Random(seed)
    m = await make_musyawarah(tx, settings)
    # People with a role may write more often.
    people = [await make_person(tx, role="officer") for _ in range(5)]
    model: dict[tuple[int, int], str] = {}
    number = 1
    for step in range(60):
        who = dice.choice(people)
        act = dice.choice(("answer", "answer", "answer", "back", "word", "hide"))
        try:
            async with tx.savepoint():
                if act == "answer":
                    choice = dice.choice(("agree", "unsure", "object"))
                    await m.answer(tx, who, choice, f"Alasan yang ke-{dice.randrange(9)} saya.", seen=number)
                    model[number, who.account_id or 0] = choice
                elif act == "back":
                    await take_answer_back(tx, who, thread_id=m.thread_id)
                    del model[number, who.account_id or 0]
                elif act == "word" and step % 3 == 0:
                    number = await change_wording(
                        tx, m.leader, settings, thread_id=m.thread_id, seen=number, body=f"Rumusan ke-{step}.",
                        reason="Usul.",
                    )  # fmt: skip
                elif act == "hide":
                    said = await tx.value(
                        """SELECT id FROM contribution WHERE thread_id = $1 AND depth = 1 AND state = 'published'
                           ORDER BY id LIMIT 1""",
                        m.thread_id,
                    )
                    if said:
                        await hide_contribution(tx, contribution_id=said, rule="spam")
        except Refused:
            continue
    counted = Counter((at, choice) for (at, _), choice in model.items())
    for view in await wordings_of(tx, m.thread_id):
        assert (view.agree, view.unsure, view.object) == tuple(
            counted[view.number, choice] for choice in ("agree", "unsure", "object")
        )
    assert model
    assert await _broken(tx) == []
