"""Texts that were not sent: kept for their author alone, both of two windows' texts, gone when sent, old or erased."""

from __future__ import annotations

import pytest

from partisipasi.accounts.rights import GUEST
from partisipasi.discussions.erasing import erase_contributor
from partisipasi.discussions.own_data import own_words
from partisipasi.discussions.saving import (
    MOST_BESIDE,
    drop_draft,
    forget_sent,
    save_draft,
    saved_here,
    saved_list,
    tidy_drafts,
)
from partisipasi.discussions.screening import LONGEST_TEXT
from partisipasi.kit.database import Database, Transaction
from partisipasi.kit.errors import Invalid, NotFound, SignInNeeded
from talk_scene import make_person

PLACE = "/diskusi/1-parkir/tulis"


async def test_two_windows_keep_both_texts(tx: Transaction) -> None:
    author = await make_person(tx)
    first = await save_draft(tx, author, place=PLACE, title="Parkir", body="Satu")
    first = await save_draft(
        tx, author, place=PLACE, title="Parkir", body="Satu dua", draft_id=first.id, sequence=first.sequence
    )
    assert (first.sequence, first.apart) == (2, False)
    other = await save_draft(tx, author, place=PLACE, title="Parkir", body="Lain", draft_id=first.id, sequence=1)
    assert other.id != first.id
    assert other.apart
    assert {one.body for one in await saved_here(tx, author, PLACE)} == {"Satu dua", "Lain"}
    emptied = await save_draft(
        tx, author, place=PLACE, title="Parkir", body=" ", draft_id=other.id, sequence=other.sequence
    )
    assert emptied.id is None
    assert [one.body for one in await saved_here(tx, author, PLACE)] == ["Satu dua"]


async def test_they_are_their_authors_alone_and_few(tx: Transaction) -> None:
    author, other = await make_person(tx), await make_person(tx)
    saved = await save_draft(tx, author, place=PLACE, title="Parkir", body="Rahasia")
    assert await saved_here(tx, other, PLACE) == []
    assert await saved_here(tx, GUEST, PLACE) == []
    assert await saved_list(tx, other) == []
    with pytest.raises(SignInNeeded):
        await saved_list(tx, GUEST)
    with pytest.raises(SignInNeeded):
        await save_draft(tx, GUEST, place=PLACE, title="", body="x")
    with pytest.raises(NotFound):
        await drop_draft(tx, other, draft_id=saved.id or 0)
    assert not await forget_sent(tx, other, draft_id=saved.id)
    stolen = await save_draft(tx, other, place=PLACE, title="", body="x", draft_id=saved.id, sequence=1)
    assert stolen.id != saved.id
    with pytest.raises(Invalid):
        await save_draft(tx, author, place=PLACE, title="", body="x" * (2 * LONGEST_TEXT + 1))
    for n in range(MOST_BESIDE + 2):
        await save_draft(tx, author, place=PLACE, title="", body=f"Teks {n}")
    assert len(await saved_here(tx, author, PLACE)) == MOST_BESIDE


async def test_they_are_in_ones_own_data_and_gone_with_the_account(tx: Transaction) -> None:
    author = await make_person(tx)
    await save_draft(tx, author, place=PLACE, title="Parkir", body="Belum")
    assert (await own_words(tx, author))["texts_not_sent"][0]["body"] == "Belum"
    await erase_contributor(tx, account_id=author.account_id or 0, texts="kept")
    assert await tx.value("SELECT count(*) FROM saved_draft") == 0


async def test_what_nobody_wrote_on_for_ninety_days_is_deleted(database: Database) -> None:
    async with database.transaction() as tx:
        author = await make_person(tx)
        old = await save_draft(tx, author, place=PLACE, title="", body="Lama")
        await save_draft(tx, author, place=PLACE, title="", body="Baru")
        await tx.execute("UPDATE saved_draft SET updated_at = now() - interval '91 days' WHERE id = $1", old.id)
    await tidy_drafts(database)
    async with database.transaction(writes=False) as tx:
        assert [one.body for one in await saved_here(tx, author, PLACE)] == ["Baru"]
