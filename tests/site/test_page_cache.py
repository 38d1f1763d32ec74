"""Kept pages: for whom, for how long, made how often; and never half of what was written."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from browser import Browser
from conftest import new_browser
from partisipasi.accounts.sessions import start_session
from partisipasi.discussions.contributing import Target, contribute
from partisipasi.discussions.opening import Opened, open_thread
from partisipasi.kit.database import Database, Transaction
from partisipasi.settings import Settings
from partisipasi.site import pages
from partisipasi.site.entry import Entry
from partisipasi.site.page_cache import Kept, Making, PageCache
from partisipasi.site.pages import render_template
from talk_scene import make_person, make_scene

WORDS = "Mesin presensi di kantor lurah sering rusak."


@pytest.fixture
async def thread(database: Database, settings: Settings) -> Opened:
    """A discussion of the forum, committed."""
    async with database.transaction() as tx:
        scene = await make_scene(tx)
        person = await make_person(tx, name="Rondang")
        return await open_thread(
            tx, person, settings, topic_id=scene.topic_id, title="Presensi di kantor lurah", body=WORDS
        )


@pytest.fixture
def path(thread: Opened) -> str:
    return f"/diskusi/{thread.id}-{thread.slug}"


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The templates of the pages that are made."""
    made: list[str] = []

    def noting(template: str, context: Any, *, block: str | None = None) -> str:
        made.append(template)
        return render_template(template, context, block=block)

    monkeypatch.setattr(pages, "render_template", noting)
    yield made


async def test_a_page_that_is_kept_is_made_once(browser: Browser, path: str, rendered: list[str]) -> None:
    first = await browser.open(path)
    again = await browser.open(path)
    assert first.content == again.content
    assert len(rendered) == 1
    assert again.headers["cache-control"] == "public, no-cache"


async def test_of_fifty_who_miss_a_page_at_once_one_makes_it(browser: Browser, path: str, rendered: list[str]) -> None:
    answers = await asyncio.gather(*(browser.client.get(path) for _ in range(50)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert len(rendered) == 1


async def test_a_page_that_cannot_be_kept_is_waited_for_by_nobody(browser: Browser, rendered: list[str]) -> None:
    answers = await asyncio.gather(*(browser.client.get("/masuk") for _ in range(6)))
    assert {answer.status_code for answer in answers} == {200}
    assert len(rendered) == 6


async def test_who_waits_for_a_page_that_fails_makes_it(
    browser: Browser, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = 0

    def failing_once(template: str, context: Any, *, block: str | None = None) -> str:
        nonlocal tries
        if template == "talk/thread.html":
            tries += 1
            if tries == 1:
                raise ValueError
        return render_template(template, context, block=block)

    monkeypatch.setattr(pages, "render_template", failing_once)
    answers = await asyncio.gather(*(browser.client.get(path) for _ in range(5)), return_exceptions=True)
    good = [answer for answer in answers if not isinstance(answer, BaseException) and answer.status_code == 200]
    assert len(good) == 4
    assert (await browser.open(path)).status_code == 200


async def test_a_page_dropped_while_others_wait_for_it_is_made_anew(app: Entry) -> None:
    cache: PageCache = app.site.cache
    making = await cache.get_or_make("lama")
    assert isinstance(making, Making)
    waiting = [asyncio.create_task(cache.get_or_make("lama")) for _ in range(5)]
    await asyncio.sleep(0)
    begun = cache.begin()
    cache._drop({"hal"})
    cache.keep("lama", _kept("hal"), begun=begun)
    making.worth = True
    cache.made("lama", making)
    done, left = await asyncio.wait(waiting, timeout=0.2)
    second = done.pop().result()
    assert isinstance(second, Making), "what was dropped while it was made is not kept"
    assert len(left) == 4
    cache.keep("lama", _kept("hal"), begun=cache.begin())
    second.worth = True
    cache.made("lama", second)
    assert all(isinstance(found, Kept) for found in await asyncio.gather(*left))
    cache._drop({"hal"})


async def test_what_belongs_to_somebody_is_never_kept_and_no_cookie_is_given_on(
    app: object, browser: Browser, database: Database, path: str, rendered: list[str]
) -> None:
    async with database.transaction() as tx:
        person = await make_person(tx, name="Parlindungan")
        token = await start_session(tx, account_id=person.account_id or 0, device="")
    async with new_browser(app) as member:
        member.client.cookies.set("sesi", token)
        for _ in range(2):
            answer = await member.open(path)
            assert answer.headers["cache-control"] == "no-store"
            assert "Parlindungan" in answer.text
        assert len(rendered) == 2
    answer = await browser.open(path)
    assert "Parlindungan" not in answer.text
    assert len(rendered) == 3
    # A guest's cookie, be it ours or not, goes past what is kept, and what it gets is kept for nobody.
    other = await browser.client.get(path, headers={"cookie": "apa=saja"})
    assert len(rendered) == 4
    assert "set-cookie" not in other.headers
    kept = await browser.open(path)
    assert len(rendered) == 4
    assert "set-cookie" not in kept.headers


async def test_a_part_and_a_page_are_two_answers_to_every_cache(
    browser: Browser, path: str, rendered: list[str]
) -> None:
    part = await browser.client.get(path, headers={"hx-request": "true"})
    page = await browser.open(path)
    again = await browser.client.get(path, headers={"hx-request": "true"})
    assert len(rendered) == 3, "what is asked for as a part is neither kept nor given from what is kept"
    assert "<html" in page.text
    for answer in (part, page, again):
        assert "hx-request" in answer.headers["vary"]


async def test_two_who_get_the_same_kept_page_get_no_secret_of_one_visit(browser: Browser, path: str) -> None:
    first, again = await browser.open(path), await browser.open(path)
    for answer in (first, again):
        policy = answer.headers["content-security-policy"]
        assert "nonce-" not in policy
        assert "unsafe-inline" not in policy
        assert "nonce=" not in answer.text


async def test_what_is_half_written_is_on_no_page_and_in_no_cache(
    browser: Browser, database: Database, settings: Settings, thread: Opened, path: str
) -> None:
    def told() -> tuple[bool, int]:
        return "BagianKENARI" in browser.answer.text, len(browser.all("main article"))

    tx: Transaction = await database.begin()
    try:
        person = await make_person(tx, name="Sarma")
        for number in (1, 2):
            await contribute(tx, person, settings, target=Target(thread_id=thread.id), body=f"BagianKENARI {number}.")
            await browser.open(path)
            assert told() == (False, 1)
        await tx.commit()
    finally:
        await database.release(tx)
    for _ in range(100):
        await browser.open(path)
        if told() != (False, 1):
            break
        await asyncio.sleep(0.01)
    assert told() == (True, 3), "both or neither, and within a second"


def _kept(tag: str) -> Kept:
    return Kept(status=200, headers=(), etag=b"", plain=b"", until=1e12, tags=frozenset({tag}))
