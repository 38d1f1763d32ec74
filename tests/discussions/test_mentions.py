"""Who can be mentioned: those who took part in the same thread, by the name they had there, and nobody else."""

from __future__ import annotations

import pytest

from builders import Desk, Voice, make_desk, speak
from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.contributing import Target, contribute
from partisipasi.discussions.editing import add_words, edit_text
from partisipasi.discussions.erasing import erase_contributor
from partisipasi.discussions.mentions import MOST, note_mentions
from partisipasi.discussions.visibility import hide_contribution, hold_contribution, release_held, restore_contribution
from partisipasi.kit.database import Transaction
from partisipasi.settings import Settings
from talk_scene import make_person, make_scene


async def mentioned(tx: Transaction, contribution_id: int) -> list[str]:
    """Receipts of the contributions that are linked to, in the order they were noted."""
    return await tx.values(
        """SELECT t.receipt FROM mention m JOIN contribution t ON t.id = m.target_id
           WHERE m.contribution_id = $1 ORDER BY m.id""",
        contribution_id,
    )


async def named(tx: Transaction, desk: Desk, name: str | None, body: str = "Setuju.", **more: object) -> Voice:
    """Something said on a clause by a new person with this name."""
    voice = await speak(tx, desk.scene, body, viewer=await make_person(tx, name=name), **more)  # type: ignore[arg-type]
    await tx.execute("UPDATE contribution SET public_name = $2 WHERE id = $1", voice.id, name)
    return voice


async def says(tx: Transaction, desk: Desk, body: str, *, viewer: Viewer | None = None) -> int:
    """Something said afterwards on the same clause; gives its id."""
    voice = await speak(tx, desk.scene, body, viewer=viewer or await make_person(tx, name="Penanya"))
    await note_mentions(tx, voice.id)
    return voice.id


async def test_who_spoke_here_is_mentioned_by_name_or_number(tx: Transaction) -> None:
    desk = await make_desk(tx)
    budi, longer = await named(tx, desk, "Budi"), await named(tx, desk, "Budi Santoso")
    quiet = await named(tx, desk, None)
    number = await tx.value("SELECT number FROM account WHERE id = $1", quiet.viewer and quiet.viewer.account_id)
    assert await mentioned(tx, await says(tx, desk, "@budi santoso dan @Budi")) == [longer.receipt, budi.receipt]
    assert await mentioned(tx, await says(tx, desk, f"@Warga {number}")) == [quiet.receipt]
    assert await mentioned(tx, await says(tx, desk, f"@Resident {number}")) == [quiet.receipt]
    assert await mentioned(tx, await says(tx, desk, f"@Warga {number}0")) == []


async def test_of_two_with_one_name_the_newest_is_meant_and_their_latest_words_are_linked(tx: Transaction) -> None:
    desk = await make_desk(tx)
    await named(tx, desk, "Budi")
    second = await named(tx, desk, "Budi")
    again = await speak(tx, desk.scene, "Lagi.", viewer=second.viewer)
    await tx.execute("UPDATE contribution SET public_name = 'Budi' WHERE id = $1", again.id)
    other = await speak(tx, desk.scene, "Dengan nama lain.", viewer=second.viewer)
    await tx.execute("UPDATE contribution SET public_name = 'Rahasia' WHERE id = $1", other.id)
    assert await mentioned(tx, await says(tx, desk, "@Budi")) == [again.receipt], "never what has another name"


async def test_nobody_is_mentioned_from_elsewhere_nor_oneself_nor_who_is_hidden(tx: Transaction) -> None:
    desk = await make_desk(tx)
    await named(tx, desk, "Jauh", key="pasal-8")
    hidden = await named(tx, desk, "Hilang")
    await hide_contribution(tx, contribution_id=hidden.id, rule="abuse")
    me = await make_person(tx, name="Aku")
    mine = await speak(tx, desk.scene, "Pertama.", viewer=me)
    await tx.execute("UPDATE contribution SET public_name = 'Aku' WHERE id = $1", mine.id)
    await make_person(tx, name="Pendiam")
    assert await mentioned(tx, await says(tx, desk, "@Jauh @Hilang @Aku @Pendiam", viewer=me)) == []
    later = await says(tx, desk, "@Nanti")
    await named(tx, desk, "Nanti")
    await note_mentions(tx, later)
    assert await mentioned(tx, later) == [], "only who spoke before"


async def test_an_office_is_mentioned_by_its_name(tx: Transaction) -> None:
    desk = await make_desk(tx)
    reply = await speak(tx, desk.scene, "Terima kasih.", viewer=desk.analyst, kind="official")
    await tx.execute("UPDATE contribution SET speaks_for = 'BKPSDM', public_name = 'Analis' WHERE id = $1", reply.id)
    assert await mentioned(tx, await says(tx, desk, "@bkpsdm, kapan? @Analis")) == [reply.receipt]


async def test_one_text_mentions_at_most_so_many(tx: Transaction) -> None:
    desk = await make_desk(tx)
    names = [f"Orang {number:02}" for number in range(MOST + 3)]
    for name in names:
        await named(tx, desk, name)
    text = " ".join(f"@{name}" for name in names)
    assert len(await mentioned(tx, await says(tx, desk, text))) == MOST


async def test_what_is_held_mentions_nobody_before_it_is_public(tx: Transaction) -> None:
    desk = await make_desk(tx)
    await named(tx, desk, "Budi")
    voice = await speak(tx, desk.scene, "@Budi", state="held")
    assert await note_mentions(tx, voice.id) == 0
    await release_held(tx, contribution_id=voice.id)
    assert len(await mentioned(tx, voice.id)) == 1
    await hold_contribution(tx, contribution_id=voice.id, reason="reported")
    await release_held(tx, contribution_id=voice.id)
    await hide_contribution(tx, contribution_id=voice.id, rule="abuse")
    await restore_contribution(tx, contribution_id=voice.id)
    assert len(await mentioned(tx, voice.id)) == 1, "noted again, not twice"


async def test_posting_editing_and_adding_note_whom_the_words_mention(tx: Transaction, settings: Settings) -> None:
    scene = await make_scene(tx)
    budi = await make_person(tx, name="Budi")
    siti = await make_person(tx, name="Siti")
    clause = Target(clause_id=scene.clauses["pasal-8"])
    first = await contribute(tx, budi, settings, target=clause, body="Saya setuju dengan pasal ini.")
    second = await contribute(tx, siti, settings, target=clause, body="Saya tidak setuju, @Budi.")
    assert await mentioned(tx, second.id) == [first.receipt]
    third = await contribute(tx, budi, settings, target=clause, body="Saya juga bertanya kepada @Siti.")
    await edit_text(tx, budi, settings, receipt=third.receipt, body="Saya bertanya kepada semua orang.")
    assert await mentioned(tx, third.id) == []
    await edit_text(tx, budi, settings, receipt=third.receipt, body="Saya bertanya kepada @Siti saja.")
    assert await mentioned(tx, third.id) == [second.receipt]
    await add_words(tx, budi, settings, receipt=third.receipt, body="Bagaimana, @Siti?")
    assert await mentioned(tx, third.id) == [second.receipt, second.receipt]


@pytest.mark.parametrize("texts", ["kept", "removed"])
async def test_erasing_leaves_no_mention_by_whose_texts_are_gone(
    tx: Transaction, settings: Settings, texts: str
) -> None:
    scene = await make_scene(tx)
    budi, siti = await make_person(tx, name="Budi"), await make_person(tx, name="Siti")
    clause = Target(clause_id=scene.clauses["pasal-8"])
    await contribute(tx, budi, settings, target=clause, body="Saya setuju dengan pasal ini.")
    second = await contribute(tx, siti, settings, target=clause, body="Saya tidak setuju, @Budi.")
    await add_words(tx, siti, settings, receipt=second.receipt, body="Sekali lagi, @Budi.")
    await erase_contributor(tx, account_id=siti.account_id or 0, texts=texts)  # type: ignore[arg-type]
    assert len(await mentioned(tx, second.id)) == (2 if texts == "kept" else 0)
