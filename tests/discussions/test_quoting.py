"""Quoting in replies: true words alone, with their source, and gone with it."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from forum_scene import Said, make_forum, say
from partisipasi.accounts.rights import GUEST, Viewer
from partisipasi.discussions.contributing import Quote, Target, contribute
from partisipasi.discussions.editing import add_words, edit_text
from partisipasi.discussions.erasing import erase_contributor
from partisipasi.discussions.masking import MASK, mask_words, take_one_mask_off, unmask
from partisipasi.discussions.mending import open_for_edit
from partisipasi.discussions.own_data import own_words
from partisipasi.discussions.queries import entry_of
from partisipasi.discussions.quoting import Quoted, found_words, opening_of
from partisipasi.discussions.said import said_in_thread
from partisipasi.discussions.screening import LONGEST_QUOTE
from partisipasi.discussions.visibility import hide_contribution, hold_contribution, release_held, restore_contribution
from partisipasi.discussions.withdrawing import withdraw_contribution
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Invalid
from partisipasi.kit.markup import render
from partisipasi.settings import Settings
from talk_scene import make_person

WORDS = "Loket dibuka pukul sembilan, padahal antrean sudah mulai pukul tujuh. Pak Ucok di Jalan Mawar tahu."


async def quote(tx: Transaction, settings: Settings, thread_id: int, source: Said, exact: str, **more: object) -> Said:
    """Somebody new replies to something and quotes words of it."""
    person = more.pop("viewer", None) or await make_person(tx)
    assert isinstance(person, Viewer)
    posted = await contribute(
        tx, person, settings, target=Target(thread_id=thread_id), body="Itu juga pengalaman saya.",
        parent=source.receipt, quote=Quote(exact=exact),
    )  # fmt: skip
    return Said(posted.id, posted.receipt, person)


async def shown(tx: Transaction, said: Said) -> str | None:
    """The words that everybody sees quoted in a contribution; None where nothing is quoted."""
    entry = await entry_of(tx, GUEST, said.receipt)
    assert entry is not None
    return msgspec.json.decode(entry.quoted_json, type=Quoted).exact if entry.quoted_json else None


def test_words_are_found_as_whole_words_however_they_are_set() -> None:
    texts = ['Pegawai "tetap" hadir - tiap hari.', "Nomor dua."]
    assert found_words("pegawai", texts) is None
    assert found_words('  Pegawai\n"tetap"   hadir – tiap ', texts) == 'Pegawai "tetap" hadir - tiap'
    assert found_words("egawai", texts) is found_words("Pegawa", texts) is found_words(" ", texts) is None
    assert found_words("Pegawai […] tiap hari.", texts) == "Pegawai […] tiap hari."
    assert found_words("Pegawai [...] hari", texts) == "Pegawai […] hari"
    assert found_words("hadir […] Pegawai", texts) is None, "in another order it is another sentence"
    assert found_words("Pegawai […] dua", texts) is None, "nor across two texts"


def test_what_a_form_proposes_can_be_sent() -> None:
    long = render("Kalimat yang panjang **sekali**.\n\n" * 60)
    assert len(opening_of(long)) <= LONGEST_QUOTE
    assert not opening_of(long).endswith(" ")
    assert opening_of(render("Pendek & *jelas*.")) == "Pendek & jelas."


async def test_a_quote_is_kept_apart_with_its_source(tx: Transaction, settings: Settings) -> None:
    forum = await make_forum(tx, settings)
    source = await say(tx, settings, forum.thread_id, WORDS)
    reply = await quote(tx, settings, forum.thread_id, source, "antrean sudah  mulai\npukul tujuh")
    assert await shown(tx, reply) == "antrean sudah mulai pukul tujuh"
    entry = await entry_of(tx, GUEST, reply.receipt)
    assert entry is not None and "antrean" not in entry.html
    assert "antrean" not in await tx.value("SELECT source FROM contribution WHERE id = $1", reply.id)
    told = {one.receipt: one.quote for one in await said_in_thread(tx, GUEST, forum.thread_id)}
    assert told[reply.receipt] == "antrean sudah mulai pukul tujuh"
    own = (await own_words(tx, reply.viewer))["contributions"]
    assert [one["quoted"] for one in own] == ["antrean sudah mulai pukul tujuh"]
    assert await shown(tx, source) is None


async def test_words_that_are_not_there_are_refused(tx: Transaction, settings: Settings) -> None:
    forum = await make_forum(tx, settings)
    source = await say(tx, settings, forum.thread_id, WORDS)
    for exact in ("Loket dibuka pukul enam", "oket dibuka", f"Loket {'x' * LONGEST_QUOTE}"):
        with pytest.raises(Invalid) as refused:
            await quote(tx, settings, forum.thread_id, source, exact)
        assert list(refused.value.fields) == ["quote_exact"]
    reply = await quote(tx, settings, forum.thread_id, source, "Loket dibuka")
    with pytest.raises(Invalid):
        await quote(tx, settings, forum.thread_id, reply, "Loket dibuka")
    assert await tx.value("SELECT count(*) FROM contribution_quote WHERE source_id = $1", reply.id) == 0


async def test_earlier_texts_and_additions_can_be_quoted(tx: Transaction, settings: Settings) -> None:
    forum = await make_forum(tx, settings)
    source = await say(tx, settings, forum.thread_id, WORDS)
    await edit_text(tx, source.viewer, settings, receipt=source.receipt, body="Kata yang sudah diganti semuanya.")
    await add_words(tx, source.viewer, settings, receipt=source.receipt, body="Tambahan di kemudian hari.")
    for exact in ("antrean sudah mulai", "sudah diganti", "di kemudian hari"):
        assert await shown(tx, await quote(tx, settings, forum.thread_id, source, exact)) == exact


async def test_the_words_are_gone_with_their_source(tx: Transaction, settings: Settings) -> None:
    forum = await make_forum(tx, settings)
    source = await say(tx, settings, forum.thread_id, WORDS)
    reply = await quote(tx, settings, forum.thread_id, source, "padahal antrean sudah mulai")

    async def everywhere() -> str:
        entry = await entry_of(tx, GUEST, reply.receipt)
        return repr((entry, await said_in_thread(tx, GUEST, forum.thread_id), await own_words(tx, reply.viewer)))

    assert "padahal" in await everywhere()
    await hide_contribution(tx, contribution_id=source.id, rule="abuse")
    assert (await shown(tx, reply), "padahal" in await everywhere()) == ("", False)
    entry = await entry_of(tx, GUEST, reply.receipt)
    assert entry is not None and source.receipt not in str(entry.quoted_json), "nor does anything lead to it"
    await restore_contribution(tx, contribution_id=source.id)
    assert await shown(tx, reply) == "padahal antrean sudah mulai"
    await hold_contribution(tx, contribution_id=source.id, reason="links")
    assert (await shown(tx, reply), "padahal" in await everywhere()) == ("", False)
    await release_held(tx, contribution_id=source.id)
    await tx.execute(
        "UPDATE contribution SET thread_id = $2 WHERE id = $1", source.id, (await make_forum(tx, settings)).thread_id
    )
    assert await shown(tx, reply) == "padahal antrean sudah mulai"
    await tx.execute(
        "UPDATE thread SET audience = 'verified' WHERE id = (SELECT thread_id FROM contribution WHERE id = $1)",
        source.id,
    )
    assert await shown(tx, reply) == "", "moved to where not everybody reads"
    await withdraw_contribution(tx, source.viewer, settings, receipt=source.receipt)
    assert (await shown(tx, reply), "padahal" in await everywhere()) == ("", False)


@pytest.mark.parametrize("texts", ["kept", "removed"])
async def test_erasure_takes_the_name_or_the_words_too(tx: Transaction, settings: Settings, texts: str) -> None:
    forum = await make_forum(tx, settings)
    author = await make_person(tx, name="Rosmaida")
    source = await say(tx, settings, forum.thread_id, WORDS, viewer=author)
    reply = await quote(tx, settings, forum.thread_id, source, "padahal antrean")
    entry = await entry_of(tx, GUEST, reply.receipt)
    assert entry is not None and "Rosmaida" in str(entry.quoted_json)
    await erase_contributor(tx, account_id=author.account_id or 0, texts=texts)  # type: ignore[arg-type]
    entry = await entry_of(tx, GUEST, reply.receipt)
    assert entry is not None and "Rosmaida" not in str(entry.quoted_json)
    assert await shown(tx, reply) == ("padahal antrean" if texts == "kept" else "")
    stored = await tx.value("SELECT exact FROM contribution_quote WHERE contribution_id = $1", reply.id)
    assert stored == ("padahal antrean" if texts == "kept" else ""), "not only not shown"


async def test_masked_words_are_masked_where_they_are_quoted_and_come_back(tx: Transaction, settings: Settings) -> None:
    forum = await make_forum(tx, settings)
    source = await say(tx, settings, forum.thread_id, WORDS)
    quotes = {
        "Pak Ucok di Jalan Mawar tahu.": f"Pak {MASK} tahu.",
        "tujuh. Pak Ucok di": f"tujuh. Pak {MASK}",
        "pukul sembilan […] Mawar tahu": f"pukul sembilan […] {MASK} tahu",
        "antrean sudah": "antrean sudah",
    }
    replies = {exact: await quote(tx, settings, forum.thread_id, source, exact) for exact in quotes}
    await mask_words(tx, contribution_id=source.id, phrases=["ucok di jalan mawar"])
    assert {exact: await shown(tx, reply) for exact, reply in replies.items()} == quotes
    assert await unmask(tx, contribution_id=source.id)
    assert {exact: await shown(tx, reply) for exact, reply in replies.items()} == {exact: exact for exact in quotes}


@pytest.mark.parametrize("objected", [True, False])
async def test_of_two_masks_one_comes_off_where_it_is_quoted_too(
    tx: Transaction, settings: Settings, objected: bool
) -> None:
    forum = await make_forum(tx, settings)
    source = await say(tx, settings, forum.thread_id, WORDS)
    replies = [
        await quote(tx, settings, forum.thread_id, source, exact)
        for exact in ("Pak Ucok di Jalan Mawar tahu.", "tujuh. Pak Ucok di", "Jalan Mawar tahu")
    ]
    await mask_words(tx, contribution_id=source.id, phrases=["Ucok di"])
    await tx.execute("UPDATE masked_text SET masked_at = now() - interval '1 hour'")
    await mask_words(tx, contribution_id=source.id, phrases=["Jalan Mawar"])
    both = [f"Pak {MASK} {MASK} tahu.", f"tujuh. Pak {MASK}", f"{MASK} tahu"]
    assert [await shown(tx, reply) for reply in replies] == both
    if objected:
        assert await take_one_mask_off(tx, contribution_id=source.id, masked_at=tx.now)
    else:
        assert await unmask(tx, contribution_id=source.id, since=tx.now)
    one = [f"Pak {MASK} Jalan Mawar tahu.", f"tujuh. Pak {MASK}", "Jalan Mawar tahu"]
    assert [await shown(tx, reply) for reply in replies] == one
    assert await take_one_mask_off(tx, contribution_id=source.id, masked_at=tx.now - timedelta(hours=1))
    assert [await shown(tx, reply) for reply in replies] == [
        "Pak Ucok di Jalan Mawar tahu.", "tujuh. Pak Ucok di", "Jalan Mawar tahu"
    ]  # fmt: skip
    assert await tx.value("SELECT count(*) FROM contribution_quote WHERE unmasked IS NOT NULL") == 0


async def test_a_quote_never_says_what_its_source_no_longer_does(tx: Transaction, settings: Settings) -> None:
    forum = await make_forum(tx, settings)
    source = await say(tx, settings, forum.thread_id, WORDS)
    await add_words(tx, source.viewer, settings, receipt=source.receipt, body="Pak Ucok juga datang.")
    reply = await quote(tx, settings, forum.thread_id, source, "Pak Ucok di Jalan Mawar")
    await mask_words(tx, contribution_id=source.id, phrases=["Ucok"])
    await open_for_edit(tx, contribution_id=source.id, decision_ref="K-1")
    await edit_text(tx, source.viewer, settings, receipt=source.receipt, body="Loket dibuka terlambat.")
    await unmask(tx, contribution_id=source.id)
    earlier = await tx.value("SELECT source FROM contribution_edit WHERE contribution_id = $1", source.id)
    assert "Ucok" not in earlier
    assert await shown(tx, reply) == f"Pak {MASK} di Jalan Mawar"
