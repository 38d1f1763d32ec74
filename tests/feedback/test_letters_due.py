"""What everybody will be told, before it is told: the preview is what the release then says, each text once."""

from __future__ import annotations

import pytest

from builders import Desk, Voice, change_of, decide, make_concept, make_desk, propose, raise_issue, speak
from partisipasi.accounts.rights import GUEST
from partisipasi.feedback.changes import set_change
from partisipasi.feedback.closing import release_interim
from partisipasi.feedback.decisions import approve_decision, propose_decision
from partisipasi.feedback.notices import PersonMail, answer_notice, notices_of, take_mail_batch
from partisipasi.feedback.publishing import publish_version
from partisipasi.feedback.queries.letters_due import LettersDue, count_letters_due, letters_due
from partisipasi.feedback.queries.satisfaction import Satisfied, satisfaction_of, unconvinced
from partisipasi.kit.database import Transaction
from partisipasi.settings import Settings
from talk_scene import make_person

MILD = "Pegawai yang terlambat dikenai pemotongan sebesar 1% (satu persen) setiap hari."


@pytest.fixture
async def desk(tx: Transaction) -> Desk:
    return await make_desk(tx)


def _told(mail: PersonMail) -> tuple[object, ...]:
    """What a letter says, without whom it is for."""
    answers = [(one.issue, one.outcome, one.reason, one.answers_anew) for one in mail.answers]
    return (*answers, *((one.decision_id, one.name, one.before, one.after) for one in mail.changes))


async def test_the_release_says_to_each_person_what_was_previewed(tx: Transaction, desk: Desk) -> None:
    person, other = await make_person(tx), await make_person(tx)
    own = [await speak(tx, desk.scene, f"Kalimat {n}.", viewer=person) for n in range(2)]
    twin = await speak(tx, desk.scene, viewer=other)
    nobody = await speak(tx, desk.scene, anonymous=True)
    first = await raise_issue(tx, desk, own[0], twin, nobody)
    second = await raise_issue(tx, desk, own[1], title="Kapan berlaku?")
    accepted = await decide(tx, desk, first, "accepted")
    await decide(tx, desk, second, "rejected")
    version_id = await make_concept(tx, desk, {"pasal-7.ayat-1": MILD})
    await set_change(
        tx,
        desk.analyst,
        change_id=await change_of(tx, version_id, "pasal-7.ayat-1"),
        cause="public_input",
        explanation="Turun.",
        decision_ids=[accepted],
    )
    due = await letters_due(tx, desk.chief, desk.draft_id, concept_id=version_id)
    assert sorted((len({one.issue for one in text.mail.answers}), text.people, text.mails) for text in due) == [
        (1, 2, 1),
        (2, 1, 1),
    ]
    assert await count_letters_due(tx, desk.chief, desk.draft_id) == LettersDue(2, 3, 2, 0)
    previewed = {_told(text.mail) for text in due}
    release_id = (await publish_version(tx, desk.chief, version_id=version_id)).release_id
    mails = await take_mail_batch(tx, release_id=release_id)
    assert {_told(mail) for mail in mails} == previewed
    assert await letters_due(tx, desk.chief, desk.draft_id) == []


async def test_only_approved_answers_are_previewed_and_only_to_who_works_on_the_draft(
    tx: Transaction, desk: Desk
) -> None:
    voice, hidden = await speak(tx, desk.scene), await speak(tx, desk.scene, state="hidden")
    await propose(tx, desk, await raise_issue(tx, desk, voice))
    await decide(tx, desk, await raise_issue(tx, desk, hidden, title="Iklan?"))
    await tx.execute("UPDATE contribution SET hidden_rule = 'spam' WHERE id = $1", hidden.id)
    assert await letters_due(tx, desk.chief, desk.draft_id) == []
    await decide(tx, desk, await raise_issue(tx, desk, voice, title="Kedua?"))
    assert len(await letters_due(tx, desk.reader, desk.draft_id)) == 1
    for viewer in (desk.outsider, GUEST):
        assert await letters_due(tx, viewer, desk.draft_id) == []
        assert await count_letters_due(tx, viewer, desk.draft_id) == LettersDue(0, 0, 0, 0)


async def test_texts_are_paged_both_ways_without_gap_or_double(tx: Transaction, desk: Desk) -> None:
    for number in range(5):
        voices = [await speak(tx, desk.scene) for _ in range(2)]
        await decide(tx, desk, await raise_issue(tx, desk, *voices, title=f"Pokok {number}?"))
    keys = [text.key for text in await letters_due(tx, desk.chief, desk.draft_id)]
    assert len(keys) == 5 and keys == sorted(keys)
    forward = await letters_due(tx, desk.chief, desk.draft_id, after=keys[1], limit=2)
    assert [text.key for text in forward] == keys[2:4]
    back = await letters_due(tx, desk.chief, desk.draft_id, before=keys[3], limit=2)
    assert [text.key for text in back] == [keys[2], keys[1]]


async def _answered(tx: Transaction, desk: Desk) -> tuple[list[Voice], int, int]:
    voices = [await speak(tx, desk.scene) for _ in range(4)]
    issue = await raise_issue(tx, desk, *voices)
    decision = await decide(tx, desk, issue, "rejected")
    await release_interim(tx, desk.chief, draft_id=desk.draft_id, decision_ids=[decision], reason="Mendesak.")
    return voices, issue.id, decision


async def test_what_is_said_of_answers_is_counted_and_shown_until_a_newer_answer(
    tx: Transaction, desk: Desk, settings: Settings
) -> None:
    voices, issue_id, _ = await _answered(tx, desk)
    for voice, satisfied, reply in zip(voices, (True, False, False), ("", "Belum jelas.", ""), strict=False):
        (notice,) = await notices_of(tx, contribution_id=voice.id)
        await answer_notice(tx, voice.viewer or GUEST, settings, notice_id=notice.id, satisfied=satisfied, reply=reply)
    assert await satisfaction_of(tx, desk.draft_id) == {issue_id: Satisfied(1, 2, 4)}
    rows = await unconvinced(tx, desk.analyst, desk.draft_id)
    assert {(row.receipt, row.reply) for row in rows} == {(voices[1].receipt, "Belum jelas."), (voices[2].receipt, "")}
    assert [row.id for row in await unconvinced(tx, desk.analyst, desk.draft_id, after=rows[0].id)] == [rows[1].id]
    assert await unconvinced(tx, desk.outsider, desk.draft_id) == []
    await tx.execute("UPDATE contribution SET state = 'withdrawn' WHERE id = $1", voices[1].id)
    assert not any(row.reply for row in await unconvinced(tx, desk.analyst, desk.draft_id))
    await tx.execute("UPDATE contribution SET state = 'published' WHERE id = $1", voices[1].id)
    proposed = await propose_decision(
        tx, desk.analyst, issue_id=issue_id, outcome="deferred", reason="Ditinjau tahun depan."
    )
    assert {row.pending for row in await unconvinced(tx, desk.analyst, desk.draft_id)} == {"proposed"}
    await approve_decision(tx, desk.deputy, decision_id=proposed.id)
    # Everybody is told anew, and what was said of the earlier answer no longer counts.
    assert await satisfaction_of(tx, desk.draft_id) == {issue_id: Satisfied(0, 0, 4)}
    assert await unconvinced(tx, desk.analyst, desk.draft_id) == []
