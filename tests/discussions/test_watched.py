"""Watched words: found however they are disguised, in bounded time; who keeps the list."""

from __future__ import annotations

import time

import pytest

from partisipasi.discussions.contributing import Target, contribute
from partisipasi.discussions.opening import open_thread
from partisipasi.discussions.screening import LONGEST_PROPOSAL, LONGEST_TEXT, MOST_WATCHED, Sender, screen
from partisipasi.discussions.watched import Watched, find_watched
from partisipasi.discussions.watching import unwatch_word, watch_word, watched_list, watched_words
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Forbidden, Invalid, NotFound
from partisipasi.settings import Settings
from talk_scene import make_person, make_scene

BANDAR = Watched(word="bandar judi", outcome="hold", reason="Judi dilarang.")
JUDI = Watched(word="judi", kind="stem", reason="Judi dilarang.")
KNOWN = Sender(new=False)


@pytest.mark.parametrize(
    "text",
    [
        "Bandar Judi di sini",
        "BANDAR  JUDI!!!",
        "bändar júdi",
        "b4nd4r jud1",
        "ban\u200bdar ju\u2060di",
        "bandar-judi",
        "lihat https://bandar-judi.example/daftar",
        "lihat https://situsbandarjudi88.example",
        "bandaaaar judiii",
        "b\u0430ndar judi",
    ],
)
def test_a_phrase_is_found_in_every_disguise(text: str) -> None:
    assert find_watched(text, [BANDAR]) == [BANDAR]


@pytest.mark.parametrize("text", ["berjudi", "perjudian itu", "penjudi", "judi", "j.u.d.i", "j u d i"])
def test_a_stem_is_found_with_its_affixes(text: str) -> None:
    assert find_watched(text, [JUDI]) == [JUDI]


@pytest.mark.parametrize("text", ["judul bandara", "Pasal 10 ayat (1)", "bandar udara dan judisial", "", "1001"])
def test_other_words_are_left_alone(text: str) -> None:
    assert find_watched(text, [BANDAR, JUDI]) == []


def test_whoever_is_asked_can_stand_by_it_and_what_is_held_is_held() -> None:
    asked = screen("main judi", KNOWN, watched=[JUDI])
    assert (asked.outcome, asked.reason, asked.values["word"]) == ("ask", "watched_word", "judi")
    assert screen("main judi", KNOWN, watched=[JUDI], sure=True).outcome == "accept"
    assert screen("main judi", KNOWN, watched=[JUDI], asks=False).outcome == "hold"
    assert screen("bandar judi", KNOWN, watched=[JUDI, BANDAR], sure=True).outcome == "hold"
    assert screen("bandar judi", Sender(new=False, vouched=True), watched=[BANDAR]).outcome == "accept"


def test_a_full_list_reads_the_longest_text_in_a_blink() -> None:
    listed = [Watched(word=f"kata{n} buruk", kind="stem" if n % 2 else "word") for n in range(MOST_WATCHED)]
    started = time.perf_counter()
    for part in ("a", "a ", "@", "1", "judi", "www.a", "aa0 ", "\u0301a", "memper"):
        find_watched(part * ((LONGEST_TEXT + LONGEST_PROPOSAL) // len(part)), listed)
    find_watched(" ".join(f"pemper{n:x}kan" for n in range(2500)), listed)
    assert time.perf_counter() - started < 5


async def test_the_list_is_kept_by_moderators_and_administrators(tx: Transaction) -> None:
    keeper, admin = await make_person(tx, role="moderator"), await make_person(tx, role="administrator")
    made = await watch_word(tx, keeper, word=" Slot Gacor ", kind="word", outcome="hold", reason="Judi dilarang.")
    with pytest.raises(Conflict):
        await watch_word(tx, admin, word="slot gacor", kind="word", outcome="ask", reason="Judi dilarang.")
    with pytest.raises(Invalid) as wrong:
        await watch_word(tx, keeper, word="..", kind="x", outcome="y", reason="")
    assert set(wrong.value.fields) == {"word", "kind", "outcome", "reason"}
    for other in (await make_person(tx), await make_person(tx, role="officer")):
        with pytest.raises(Forbidden):
            await watch_word(tx, other, word="lain", kind="word", outcome="ask", reason="Judi dilarang.")
        with pytest.raises(Forbidden):
            await watched_list(tx, other)
    assert [one.word for one in await watched_words(tx)] == ["slot gacor"]
    await unwatch_word(tx, admin, word_id=made)
    with pytest.raises(NotFound):
        await unwatch_word(tx, admin, word_id=made)


async def test_a_watched_word_holds_a_contribution_and_asks_about_another(tx: Transaction, settings: Settings) -> None:
    scene = await make_scene(tx)
    keeper, citizen = await make_person(tx, role="moderator"), await make_person(tx)
    await watch_word(tx, keeper, word="gacor", kind="word", outcome="hold", reason="Judi dilarang.")
    await watch_word(tx, keeper, word="bodoh", kind="stem", outcome="ask", reason="Ini menghina orang.")
    target = Target(clause_id=scene.clauses["pasal-8"])
    held = await contribute(tx, citizen, settings, target=target, body="Situs g4c0r!", asks=True)
    assert held.state == "held"
    with pytest.raises(Invalid) as asked:
        await contribute(tx, citizen, settings, target=target, body="Aturan bodoh.", asks=True)
    assert asked.value.fields.keys() == {"sure"}
    assert asked.value.values["reason"] == "Ini menghina orang."
    stood = await contribute(tx, citizen, settings, target=target, body="Aturan bodoh.", asks=True, sure=True)
    assert stood.state == "published"


async def test_the_title_of_a_discussion_is_looked_at_with_its_first_words(tx: Transaction, settings: Settings) -> None:
    scene = await make_scene(tx)
    keeper, citizen = await make_person(tx, role="moderator"), await make_person(tx)
    await watch_word(tx, keeper, word="gacor", kind="word", outcome="hold", reason="Judi dilarang.")
    held = await open_thread(
        tx, citizen, settings, topic_id=scene.topic_id, title="Situs g4c0r untuk semua", body="Silakan.", asks=True
    )
    assert held.posted.state == "held"
    with pytest.raises(Invalid) as asked:
        await open_thread(
            tx,
            citizen,
            settings,
            topic_id=scene.topic_id,
            title="Hubungi 0812 3456 7890",
            body="Ya.",
            asks=True,
        )
    assert asked.value.fields.keys() == {"sure"}
