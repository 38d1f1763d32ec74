"""Feeds and calendars as programs fetch them: valid, in both languages, sent again only when something has changed."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from xml.etree import ElementTree

import httpx
import pytest

from browser import Browser
from builders import Desk, make_desk, speak
from partisipasi.drafts.actions import open_round
from partisipasi.kit.database import Database
from partisipasi.web.told.feeds import ENTRIES

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
async def desk(database: Database) -> Desk:
    """A draft whose title needs escaping, with a round that is open and a discussion on its topic."""
    async with database.transaction() as tx:
        made = await make_desk(tx)
        await tx.execute("UPDATE draft SET title = 'Jam <kerja> & \u0007disiplin' WHERE id = $1", made.draft_id)
        await open_round(
            tx,
            made.chief,
            version_id=made.scene.version_id,
            opens_at=None,
            closes_at=tx.now + timedelta(days=4),
            introduction="**Potongan** turun & naik.",
        )
        voice = await speak(tx, made.scene, forum=True)
        await tx.execute(
            """UPDATE thread SET title = 'Antrean di loket', slug = 'antrean'
               WHERE id = (SELECT thread_id FROM contribution WHERE id = $1)""",
            voice.id,
        )
        return made


async def _topic(browser: Browser, desk: Desk) -> str:
    answer = await browser.client.get(f"/topik/{desk.scene.topic_id}-x/umpan.atom")
    assert answer.status_code == 308
    return answer.headers["location"].removesuffix("/umpan.atom")


def _sound(answer: httpx.Response) -> ElementTree.Element:
    """The feed, after what RFC 4287 asks of one was looked at."""
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(answer.content)
    assert feed.tag == f"{ATOM}feed"
    links = {link.attrib["rel"]: link.attrib["href"] for link in feed.findall(f"{ATOM}link")}
    assert links["self"] == str(answer.request.url)
    assert links["alternate"].startswith("http://testserver.local/")
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    ids = [feed.findtext(f"{ATOM}id") or ""]
    for entry in feed.findall(f"{ATOM}entry"):
        ids.append(entry.findtext(f"{ATOM}id") or "")
        assert entry.findtext(f"{ATOM}title") and entry.findtext(f"{ATOM}summary")
        assert datetime.fromisoformat(entry.findtext(f"{ATOM}updated") or "").tzinfo
    assert all(one.startswith("tag:testserver.local,2026:") for one in ids) and len(set(ids)) == len(ids)
    return feed


async def test_feeds_of_draft_topic_and_city_are_valid_in_both_languages(browser: Browser, desk: Desk) -> None:
    topic = await _topic(browser, desk)
    for prefix, lang, told in (("", "id", "Versi"), ("/en", "en", "Open for input until")):
        for path in (f"{desk.scene.path}/umpan.atom", f"{topic}/umpan.atom", "/umpan.atom"):
            feed = _sound(await browser.client.get(prefix + path))
            assert feed.attrib["{http://www.w3.org/XML/1998/namespace}lang"] == lang
            titles = [entry.findtext(f"{ATOM}title") or "" for entry in feed.findall(f"{ATOM}entry")]
            assert any("Jam <kerja> & disiplin" in title for title in titles)
            assert lang == "id" or any(title.startswith(told) for title in titles)
            assert any("Antrean" in title for title in titles) is (path == f"{topic}/umpan.atom")
    opened = next(
        entry
        for entry in _sound(await browser.client.get(f"{desk.scene.path}/umpan.atom")).findall(f"{ATOM}entry")
        if "/round_opened/" in (entry.findtext(f"{ATOM}id") or "")
    )
    assert opened.findtext(f"{ATOM}summary") == "Potongan turun & naik."


async def test_a_feed_is_sent_again_only_when_something_has_happened(
    browser: Browser, desk: Desk, database: Database
) -> None:
    path = f"{desk.scene.path}/umpan.atom"
    first = await browser.client.get(path)
    assert first.headers["cache-control"] == "public, no-cache"
    again = await browser.client.get(path, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    since = {"if-modified-since": first.headers["last-modified"]}
    assert (await browser.client.get(path, headers=since)).status_code == 304
    other = {**since, "if-none-match": '"anders"'}
    assert (await browser.client.get(path, headers=other)).status_code == 200, "the ETag counts where there is one"
    async with database.transaction() as tx:
        # Dates in headers are whole seconds.
        await tx.execute(
            "UPDATE draft SET closed_at = now() + interval '2 seconds', closed_how = 'unchanged' WHERE id = $1",
            desk.draft_id,
        )
        tx.changed(f"draft:{desk.draft_id}")
    for _ in range(40):
        changed = await browser.client.get(path, headers=since)
        if changed.status_code == 200:
            break
        await asyncio.sleep(0.05)
    assert changed.status_code == 200 and changed.headers["last-modified"] != first.headers["last-modified"]


async def test_older_entries_stand_on_further_pages(browser: Browser, desk: Desk, database: Database) -> None:
    async with database.transaction() as tx:
        await tx.execute(
            """INSERT INTO round (draft_id, version_id, number, opens_at, closes_at)
               SELECT $1, $2, n, now() - n * interval '2 days', now() - n * interval '2 days' + interval '1 day'
               FROM generate_series(10, 10 + $3::int) n""",
            desk.draft_id,
            desk.scene.version_id,
            ENTRIES,
        )
    path, ids, documents = f"{desk.scene.path}/umpan.atom", [], 0
    while path:
        feed = _sound(await browser.client.get(path))
        ids += [entry.findtext(f"{ATOM}id") for entry in feed.findall(f"{ATOM}entry")]
        links = {link.attrib["rel"]: link.attrib["href"] for link in feed.findall(f"{ATOM}link")}
        path, documents = links.get("next", "").removeprefix("http://testserver.local"), documents + 1
    # The rounds just made, the two before, the version.
    assert len(ids) == len(set(ids)) == 2 * (ENTRIES + 1) + 3 + 1
    assert documents == 3


async def test_pages_name_their_feed_and_calendar_and_both_are_there(browser: Browser, desk: Desk) -> None:
    topic = await _topic(browser, desk)
    for page in (desk.scene.path, topic, "/", "/rancangan"):
        await browser.open(page)
        kinds = {}
        for node in browser.all('head link[rel="alternate"][type]'):
            kinds[node.attributes["type"]] = str(node.attributes["href"])
            assert node.attributes["title"]
        assert set(kinds) == {"application/atom+xml", "text/calendar"}, page
        for address in kinds.values():
            assert (await browser.client.get(address)).status_code == 200
    await browser.open(desk.scene.path)
    assert browser.all(f'main a[href="{desk.scene.path}/tenggat.ics"]')


async def test_the_calendar_has_the_round_in_both_languages(browser: Browser, desk: Desk) -> None:
    topic = await _topic(browser, desk)
    for path in (f"{desk.scene.path}/tenggat.ics", f"{topic}/tenggat.ics", "/tenggat.ics"):
        answer = await browser.client.get(path)
        assert answer.status_code == 200 and answer.headers["content-type"] == "text/calendar; charset=utf-8"
        assert answer.content.startswith(b"BEGIN:VCALENDAR\r\n") and answer.content.endswith(b"END:VCALENDAR\r\n")
        assert "\u0007" not in answer.text
        english = await browser.client.get(f"/en{path}")
        assert "SUMMARY;LANGUAGE=en:Last day for input: Jam <kerja>" in english.text
        uids = [[line for line in one.text.split("\r\n") if line.startswith("UID:")] for one in (answer, english)]
        assert uids[0] == uids[1] and uids[0][0].endswith("@testserver.local")


async def test_nothing_is_told_of_what_is_not_there(browser: Browser, desk: Desk, database: Database) -> None:
    async with database.transaction() as tx:
        secret: int = await tx.value(
            """INSERT INTO draft (topic_id, agency_id, kind, title, slug)
               SELECT topic_id, agency_id, kind, 'Rahasia sekali', 'rahasia' FROM draft WHERE id = $1 RETURNING id""",
            desk.draft_id,
        )
    for name in ("umpan.atom", "tenggat.ics"):
        assert (await browser.client.get(f"/rancangan/{secret}-rahasia/{name}")).status_code == 404
        assert (await browser.client.get(f"/topik/99999999-x/{name}")).status_code == 404
        assert "Rahasia sekali" not in (await browser.client.get(f"/{name}")).text
    old = await browser.client.get("/en/rancangan.atom")
    assert (old.status_code, old.headers["location"]) == (308, "/en/umpan.atom")
    assert (await browser.client.get("/umpan.atom?sesudah=apa")).status_code == 200
