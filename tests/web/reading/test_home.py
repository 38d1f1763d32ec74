"""The home page: proof before the ask, for somebody who has never been here."""

from __future__ import annotations

import httpx

from browser import Browser
from conftest import new_browser, started
from example_city import Example, is_sound, queries
from partisipasi.kit.database import Database
from partisipasi.settings import Settings


async def test_what_is_open_stands_first_soonest_closing_on_top_and_near_for_the_keyboard(
    guest: Browser, example: Example
) -> None:
    answer = await guest.open("/")
    assert answer.status_code == 200 and is_sound(guest)
    assert queries(answer) <= 8
    shown = [node.text() for node in guest.all("section[aria-labelledby=dibuka] .row h3 a")]
    assert shown == await example.values(
        """SELECT d.title FROM draft d JOIN round r ON r.draft_id = d.id AND now() BETWEEN r.opens_at AND r.closes_at
           WHERE d.closed_at IS NULL ORDER BY r.closes_at"""
    )
    stops = guest.all("a[href], button, input, summary")
    first = next(at for at, node in enumerate(stops) if node.text() == shown[0])
    assert first <= 13
    assert [node.attributes.get("role") for node in guest.all("form")] == ["search"]


async def test_the_latest_change_shows_its_words_its_cause_and_the_input_behind_it(guest: Browser, rule: str) -> None:
    await guest.open("/")
    assert guest.all(".example ins") and guest.all(".example del")
    links = [node.attributes["href"] for node in guest.all("section[aria-labelledby=dijawab] a")]
    assert f"{rule}/bandingkan/1..2" in links
    assert any(str(link).startswith(f"{rule}/pokok/") for link in links)
    assert any(str(link).startswith(f"{rule}/versi/2/pasal-") for link in links)
    outcomes = [node.text() for node in guest.all(".answers .tag")]
    assert len(outcomes) == 3 == len(set(outcomes)), "different answers, not only pleasant ones"


async def test_the_figures_are_those_of_the_database(guest: Browser, example: Example) -> None:
    await guest.open("/")
    counts = [
        await example.value(
            f"""SELECT count(*) FROM owed_contribution o JOIN contribution_stage s USING (contribution_id)
                WHERE s.stage = ANY(ARRAY[{stages}])"""
        )
        for stages in ("'heard', 'considered', 'answered'", "'considered', 'answered'", "'answered'")
    ]
    assert [int(node.text()) for node in guest.all(".rights-totals dd")] == counts
    share = guest.text(".stats dd")
    assert share.startswith(str(round(100 * counts[2] / counts[0])))


async def test_english_is_the_same_page_below_en(guest: Browser) -> None:
    await guest.open("/en")
    assert guest.page.css_first("html").attributes["lang"] == "en"
    inside = [str(node.attributes["href"]) for node in guest.all("main a")]
    assert inside and all(link.startswith("/en") for link in inside)
    assert guest.page.css_first(".example .words").attributes["lang"] == "id"


async def test_an_empty_city_says_what_will_stand_here(fresh_database: Database, settings: Settings) -> None:
    async with started(settings, fresh_database) as app, new_browser(app) as visitor:
        for path in ("/", "/rancangan", "/topik", "/en/rancangan"):
            assert (await visitor.open(path)).status_code == 200
            assert is_sound(visitor)
            assert visitor.all(".empty a"), f"{path} names no next step"
        feed: httpx.Response = await visitor.open("/umpan.atom")
        assert feed.status_code == 200 and "<entry>" not in feed.text
