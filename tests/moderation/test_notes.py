"""Notes of moderators: who reads them, how one's own is taken back, what of them a person takes away."""

from __future__ import annotations

import msgspec
import pytest

from builders import speak
from partisipasi.accounts.rights import GUEST, Viewer
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Forbidden, Invalid, NotFound, SignInNeeded
from partisipasi.moderation.notes import LONGEST_NOTE, Note, forget_notes, notes_of_case, take_note_back, write_note
from partisipasi.moderation.queries import case
from partisipasi.moderation.reporting import reports_of_account
from talk_scene import Scene, join_team, make_person, make_scene

WORDS = "Penulis pernah menghapus unggahan serupa sendiri."


class Matter(msgspec.Struct):
    """Two things that one person said under one topic, and two moderators."""

    scene: Scene
    author: Viewer
    one: Viewer
    other: Viewer
    first: int
    second: int


async def _matter(tx: Transaction) -> Matter:
    scene = await make_scene(tx)
    author = await make_person(tx, name="Ucok")
    one, other = await make_person(tx, role="moderator"), await make_person(tx, role="moderator")
    first, second = await speak(tx, scene, viewer=author), await speak(tx, scene, viewer=author)
    return Matter(scene, author, one, other, first.id, second.id)


async def _notes(tx: Transaction, viewer: Viewer, contribution_id: int) -> list[Note]:
    found = await case(tx, viewer, contribution_id)
    assert found is not None
    return await notes_of_case(tx, viewer, found)


async def test_a_note_on_a_case_stays_there_and_one_about_the_author_goes_along(tx: Transaction) -> None:
    matter = await _matter(tx)
    await write_note(tx, matter.one, contribution_id=matter.first, about="case", body="Tautannya sudah mati.")
    await write_note(tx, matter.one, contribution_id=matter.first, about="author", body=WORDS)
    here, there = await _notes(tx, matter.other, matter.first), await _notes(tx, matter.other, matter.second)
    assert [(note.body, note.about_author, note.own) for note in here] == [
        (WORDS, True, False),
        ("Tautannya sudah mati.", False, False),
    ]
    assert [note.body for note in there] == [WORDS]
    assert there[0].elsewhere is not None
    assert there[0].case_id == matter.first


async def test_only_moderators_of_the_place_who_do_not_work_on_it_write_and_read_notes(tx: Transaction) -> None:
    matter = await _matter(tx)
    topic = await tx.value("INSERT INTO topic (slug, name) VALUES ('lain-catatan', 'Lain catatan') RETURNING id")
    elsewhere = await make_person(tx, role="moderator", topic_id=topic)
    await join_team(tx, matter.scene, matter.other, "drafter")
    for viewer, refusal in (
        (GUEST, SignInNeeded),
        (matter.author, Forbidden),
        (elsewhere, NotFound),
        (matter.other, Forbidden),
    ):
        with pytest.raises(refusal):
            await write_note(tx, viewer, contribution_id=matter.first, about="case", body=WORDS)
    await write_note(tx, matter.one, contribution_id=matter.first, about="author", body=WORDS)
    assert await _notes(tx, matter.other, matter.first) == []


async def test_a_note_about_the_author_is_not_read_at_a_case_of_another_topic(tx: Transaction) -> None:
    matter = await _matter(tx)
    await write_note(tx, matter.one, contribution_id=matter.first, about="author", body=WORDS)
    other_scene = await make_scene(tx)
    said = await speak(tx, other_scene, viewer=matter.author)
    there = await make_person(tx, role="moderator", topic_id=other_scene.topic_id)
    assert await _notes(tx, there, said.id) == []


@pytest.mark.parametrize(
    ("about", "body", "field"),
    [("case", "  ", "note"), ("case", "a" * (LONGEST_NOTE + 1), "note"), ("nobody", WORDS, "about")],
)
async def test_a_note_needs_words_and_something_to_be_about(tx: Transaction, about: str, body: str, field: str) -> None:
    matter = await _matter(tx)
    with pytest.raises(Invalid) as refused:
        await write_note(tx, matter.one, contribution_id=matter.first, about=about, body=body)
    assert set(refused.value.fields) == {field}


async def test_ones_own_note_is_deleted_at_first_and_struck_out_later(tx: Transaction) -> None:
    matter = await _matter(tx)
    fresh = await write_note(tx, matter.one, contribution_id=matter.first, about="case", body=WORDS)
    with pytest.raises(NotFound):
        await take_note_back(tx, matter.other, note_id=fresh)
    assert await take_note_back(tx, matter.one, note_id=fresh)
    with pytest.raises(NotFound):
        await take_note_back(tx, matter.one, note_id=fresh)
    old = await write_note(tx, matter.one, contribution_id=matter.first, about="case", body=WORDS)
    await tx.execute("UPDATE moderation_note SET at = now() - interval '16 minutes' WHERE id = $1", old)
    assert not await take_note_back(tx, matter.one, note_id=old)
    [note] = await _notes(tx, matter.other, matter.first)
    assert note.body == WORDS
    assert note.struck_at is not None


async def test_a_person_takes_away_what_was_noted_about_them_but_not_who_wrote_it(tx: Transaction) -> None:
    matter = await _matter(tx)
    await write_note(tx, matter.one, contribution_id=matter.first, about="author", body=WORDS)
    await write_note(tx, matter.one, contribution_id=matter.first, about="case", body="Menunggu jawaban dinas.")
    [taken] = (await reports_of_account(tx, matter.author))["notes_about_you"]
    assert taken["body"] == WORDS
    assert set(taken) == {"body", "at", "struck_at"}
    assert (await reports_of_account(tx, matter.one))["notes_about_you"] == []


async def test_erasing_an_account_takes_the_notes_about_it_and_the_name_under_its_own(tx: Transaction) -> None:
    matter = await _matter(tx)
    await write_note(tx, matter.one, contribution_id=matter.first, about="author", body=WORDS)
    await write_note(tx, matter.one, contribution_id=matter.first, about="case", body="Tetap.")
    await forget_notes(tx, account_id=matter.author.account_id or 0, texts="kept")
    await forget_notes(tx, account_id=matter.one.account_id or 0, texts="kept")
    assert [(note.body, note.writer) for note in await _notes(tx, matter.other, matter.first)] == [("Tetap.", None)]
    await forget_notes(tx, account_id=matter.author.account_id or 0, texts="removed")
    assert await _notes(tx, matter.other, matter.first) == []
