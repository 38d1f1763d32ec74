"""Each person is told once about each release, says whether it answers them, and leaves no words behind when erased."""

from __future__ import annotations

import asyncio

import pytest

from builders import Desk, Voice, breaches, change_of, decide, make_concept, make_desk, raise_issue, speak
from partisipasi.accounts.rights import GUEST
from partisipasi.discussions.erasing import erase_contributor
from partisipasi.feedback.changes import set_change
from partisipasi.feedback.closing import release_interim
from partisipasi.feedback.notices import answer_notice, forget_texts, notices_of, take_mail_batch
from partisipasi.feedback.points import place_point
from partisipasi.feedback.publishing import publish_version
from partisipasi.kit.codes import owner_key
from partisipasi.kit.database import Database, Transaction
from partisipasi.kit.errors import Conflict, Invalid, NotFound
from partisipasi.settings import Settings
from talk_scene import make_person


@pytest.fixture
async def desk(tx: Transaction) -> Desk:
    return await make_desk(tx)


async def released(tx: Transaction, desk: Desk, *voices: Voice, outcome: str = "noted") -> int:
    """One issue with these voices, answered. Returns the release."""
    decision = await decide(tx, desk, await raise_issue(tx, desk, *voices), outcome)
    return await release_interim(tx, desk.chief, draft_id=desk.draft_id, decision_ids=[decision], reason="Mendesak.")


async def test_one_mail_per_person_and_release_with_all_their_answers_and_not_a_word_of_theirs(
    tx: Transaction, desk: Desk
) -> None:
    person = await make_person(tx)
    own = [await speak(tx, desk.scene, f"Kalimat saya nomor {n}.", viewer=person) for n in range(3)]
    other = await speak(tx, desk.scene)
    first, second = await raise_issue(tx, desk, *own[:2], other), await raise_issue(tx, desk, own[2])
    await decide(tx, desk, first, "accepted")
    await decide(tx, desk, second, "rejected")
    version_id = await make_concept(tx, desk, {"pasal-7.ayat-1": "Potongan sebesar 1%."})
    change_id = await change_of(tx, version_id, "pasal-7.ayat-1")
    await set_change(tx, desk.analyst, change_id=change_id, cause="public_input", issue_numbers=[1])
    release_id = (await publish_version(tx, desk.chief, version_id=version_id)).release_id
    batch = await take_mail_batch(tx, release_id=release_id)
    assert len(batch) == 2
    mail = next(one for one in batch if one.address == f"orang{person.account_id}@example.org")
    assert [(answer.issue, answer.outcome) for answer in mail.answers] == [
        ("M-001", "accepted"), ("M-001", "accepted"), ("M-002", "rejected"),
    ]  # fmt: skip
    assert [(change.key, change.after) for change in mail.changes] == [("pasal-7.ayat-1", "Potongan sebesar 1%.")]
    assert "Kalimat saya" not in repr(batch)
    assert await take_mail_batch(tx, release_id=release_id) == []


async def test_people_without_an_address_and_input_withdrawn_meanwhile_get_no_mail(tx: Transaction, desk: Desk) -> None:
    nobody = await speak(tx, desk.scene, anonymous=True)
    unconfirmed = await speak(tx, desk.scene, viewer=await make_person(tx, confirmed=False))
    gone = await speak(tx, desk.scene)
    release_id = await released(tx, desk, nobody, unconfirmed, gone)
    await tx.execute("UPDATE contribution SET state = 'withdrawn' WHERE id = $1", gone.id)
    assert await tx.value("SELECT count(*) FROM notice WHERE release_id = $1", release_id) == 3
    assert await take_mail_batch(tx, release_id=release_id) == []


async def test_a_batch_that_crashed_is_taken_again_and_two_workers_tell_nobody_twice(fresh_database: Database) -> None:
    async with fresh_database.transaction() as tx:
        desk = await make_desk(tx)
        voices = [await speak(tx, desk.scene) for _ in range(7)]
        release_id = await released(tx, desk, *voices)
    crashed = await fresh_database.begin()
    assert len(await take_mail_batch(crashed, release_id=release_id, size=3)) == 3
    await crashed.rollback()
    await fresh_database.release(crashed)
    told: list[int] = []

    async def work() -> None:
        while True:
            async with fresh_database.transaction() as tx:
                batch = await take_mail_batch(tx, release_id=release_id, size=3)
                await asyncio.sleep(0.01)
            if not batch:
                return
            told.extend(one.contributor_id for one in batch)

    await asyncio.gather(work(), work())
    await work()
    assert len(told) == len(set(told)) == 7


async def test_the_owner_says_whether_it_answers_by_account_or_by_key_and_nobody_else(
    tx: Transaction, desk: Desk, settings: Settings
) -> None:
    voice = await speak(tx, desk.scene)
    await released(tx, desk, voice)
    (notice,) = await notices_of(tx, contribution_id=voice.id)
    assert notice.in_force and notice.outcome == "noted"
    await answer_notice(tx, voice.viewer or GUEST, settings, notice_id=notice.id, satisfied=False, reply="Belum.")
    key = owner_key(settings.secret, voice.receipt)
    await answer_notice(tx, GUEST, settings, notice_id=notice.id, satisfied=True, reply="Sudah.", key=key)
    row = (await notices_of(tx, contribution_id=voice.id))[0]
    assert (row.satisfied, row.reply) == ("yes", "Sudah.")
    for viewer, wrong in ((desk.analyst, ""), (GUEST, ""), (GUEST, "AAAA-AAAA-AAAA-AAAA")):
        with pytest.raises(NotFound):
            await answer_notice(tx, viewer, settings, notice_id=notice.id, satisfied=True, key=wrong)
    with pytest.raises(Invalid):
        await answer_notice(tx, GUEST, settings, notice_id=notice.id, satisfied=True, reply="x" * 3000, key=key)


async def test_an_answer_that_was_replaced_is_kept_and_no_longer_rated(
    tx: Transaction, desk: Desk, settings: Settings
) -> None:
    voice = await speak(tx, desk.scene)
    issue = await raise_issue(tx, desk, voice)
    old = await decide(tx, desk, issue, "rejected")
    await release_interim(tx, desk.chief, draft_id=desk.draft_id, decision_ids=[old], reason="Mendesak.")
    (before,) = await notices_of(tx, contribution_id=voice.id)
    await decide(tx, desk, issue, "deferred")
    newest, oldest = await notices_of(tx, contribution_id=voice.id)
    assert (oldest.id, oldest.in_force, newest.in_force, newest.outcome) == (before.id, False, True, "deferred")
    with pytest.raises(Conflict):
        await answer_notice(tx, voice.viewer or GUEST, settings, notice_id=before.id, satisfied=True)


async def test_erasing_a_person_leaves_the_sums_and_takes_their_words(
    tx: Transaction, desk: Desk, settings: Settings
) -> None:
    voice = await speak(tx, desk.scene, "Nama saya Budi dan potongan itu berat.")
    issue = await raise_issue(tx, desk)
    await place_point(tx, desk.analyst, issue_id=issue.id, receipt=voice.receipt, excerpt="Nama saya Budi")
    decision = await decide(tx, desk, issue)
    await release_interim(tx, desk.chief, draft_id=desk.draft_id, decision_ids=[decision], reason="Mendesak.")
    (notice,) = await notices_of(tx, contribution_id=voice.id)
    viewer = voice.viewer or GUEST
    await answer_notice(tx, viewer, settings, notice_id=notice.id, satisfied=True, reply="Salam, Budi")
    ids = await erase_contributor(tx, account_id=viewer.account_id or 0, texts="removed")
    await forget_texts(tx, contribution_ids=ids)
    words = await tx.values(
        "SELECT excerpt FROM point UNION ALL SELECT reply FROM notice UNION ALL SELECT source FROM contribution"
    )
    assert not [word for word in words if word and "Budi" in word]
    whose = "SELECT p.account_id FROM notice n LEFT JOIN contributor p ON p.id = n.contributor_id WHERE n.id = $1"
    assert await tx.value(whose, notice.id) is None
    assert await tx.value("SELECT count(*) FROM point WHERE excerpt = ''") == 1
    assert await breaches(tx) == {}
