"""A clause over all versions on one page, and on its own page why it changed."""

from __future__ import annotations

import pytest

from browser import Browser
from builders import change_of, make_concept
from example_city import Example, is_sound, queries
from loop_scene import make_talked, publish_answers
from partisipasi.feedback.changes import set_change
from partisipasi.kit.database import Database


@pytest.fixture
async def complaints(example: Example) -> str:
    """The path of the example rule with three versions."""
    return await example.path("Tata Cara Pengelolaan%")


def _said(browser: Browser, number: int) -> str:
    """What the history tells of a version."""
    found = [node for node in browser.all(".timeline > li") if f"Version {number}" in node.css_first("h2").text()]
    assert len(found) == 1
    return " ".join(found[0].text(separator=" ").split())


async def test_every_version_newest_first_with_sentence_words_and_reasons(guest: Browser, rule: str) -> None:
    answer = await guest.open(f"/en{rule}/versi/2/pasal-12.ayat-2/riwayat")
    assert answer.status_code == 200 and is_sound(guest) and queries(answer) <= 8
    heads = [" ".join(node.text().split()) for node in guest.all(".timeline > li > h2")]
    assert heads == ["Version 2: Pasal 12 ayat (2)", "Version 1: Pasal 12 ayat (2)"]
    assert "“2% (dua persen)” becomes “1% (satu persen)”." in guest.text(".change .sentence")
    assert guest.all(".change ins") and guest.all(".change .links a[href*='/pokok/']")
    assert guest.page.css_first("a[href$='/versi/2/pasal-12.ayat-2/perubahan']")
    assert "comments on this wording" in _said(guest, 1)
    assert guest.page.css_first("a[href$='/versi/1/pasal-12.ayat-2#bicara']")


async def test_a_clause_that_went_and_came_back_is_found_from_every_version(guest: Browser, complaints: str) -> None:
    for number in (1, 3):
        await guest.open(f"/en{complaints}/versi/{number}/pasal-4.ayat-3/riwayat")
        assert "after it was deleted in version 2" in _said(guest, 3)
        assert "Pasal 4 ayat (3) is deleted." in _said(guest, 2)
        assert "This is how it began." in _said(guest, 1)
    assert (await guest.open(f"/en{complaints}/versi/2/pasal-4.ayat-3/riwayat")).status_code == 404


async def test_parts_of_a_split_lead_to_each_other(guest: Browser, complaints: str) -> None:
    await guest.open(f"/en{complaints}/versi/2/pasal-7/riwayat")
    assert guest.page.css_first(f"a[href='/en{complaints}/versi/1/pasal-7/riwayat']")
    # The larger part goes on as the clause that was split.
    await guest.open(f"/en{complaints}/versi/1/pasal-7/riwayat")
    assert guest.page.css_first(f"a[href='/en{complaints}/versi/2/pasal-7/riwayat']")
    assert _said(guest, 2).count("is split into") == 1


async def test_what_was_merged_is_one_change_and_what_moved_says_whereto(guest: Browser, complaints: str) -> None:
    await guest.open(f"/en{complaints}/versi/3/pasal-7/riwayat")
    assert _said(guest, 3).count("are merged into Pasal 7 ayat (1)") == 1
    assert "Unchanged." in _said(guest, 2)
    await guest.open(f"/en{complaints}/versi/3/pasal-6/riwayat")
    assert "moves from Bab" in _said(guest, 3)


async def test_it_asks_a_constant_number_of_times(guest: Browser, complaints: str) -> None:
    asked = {
        queries(await guest.open(f"{complaints}/versi/{number}/{key}/riwayat"))
        for number, key in ((1, "pasal-1"), (3, "bab-2"), (3, "pasal-7"), (1, "pasal-4.ayat-3"))
    }
    assert len(asked) == 1 and asked.pop() <= 8


async def test_a_deleted_clause_is_reached_from_comparison_and_old_version(guest: Browser, complaints: str) -> None:
    await guest.open(f"{complaints}/bandingkan/1..2")
    assert guest.page.css_first(f".op-deleted a[href='{complaints}/versi/1/pasal-4.ayat-3/riwayat']")
    await guest.open(f"{complaints}/versi/1/pasal-4.ayat-3")
    assert guest.page.css_first(f"a[href='{complaints}/versi/1/pasal-4.ayat-3/riwayat']")


async def test_the_page_of_a_changed_clause_says_why(guest: Browser, rule: str) -> None:
    for prefix in ("", "/en"):
        answer = await guest.open(f"{prefix}{rule}/versi/2/pasal-12.ayat-2")
        assert is_sound(guest) and queries(answer) <= 8
        why = guest.page.css_first("section[aria-labelledby=mengapa]")
        assert why.css_first(".sentence") and why.css_first("a[href*='/pokok/']")
        behind = why.css_first(f"a[href='{prefix}{rule}/versi/2/pasal-12.ayat-2/perubahan']")
        assert any(sign.isdigit() for sign in behind.text().split("–")[0])
    await guest.open(f"{rule}/versi/2/pasal-1")
    assert not guest.all("section[aria-labelledby=mengapa]")


async def test_nothing_of_a_concept_is_in_it(browser: Browser, database: Database) -> None:
    talked = await make_talked(database)
    await publish_answers(database, talked)
    async with database.transaction() as tx:
        version_id = await make_concept(tx, talked.desk, {"pasal-7.ayat-1": "Rahasia yang belum terbit sama sekali."})
        await set_change(
            tx,
            talked.desk.analyst,
            change_id=await change_of(tx, version_id, "pasal-7.ayat-1"),
            cause="editorial",
            explanation="Rahasia.",
            sentence="Rahasia.",
        )
    for rest in ("/riwayat", ""):
        await browser.open(f"{talked.public}/versi/2/pasal-7.ayat-1{rest}")
        assert "Rahasia" not in browser.text("body")
    assert (await browser.open(f"{talked.public}/versi/3/pasal-7.ayat-1/riwayat")).status_code == 404
