"""Topics, the list of drafts, a draft, the feed."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from xml.etree import ElementTree

from browser import Browser
from draft_scene import FIRST, make_team, publish
from example_city import Example, is_sound, queries
from partisipasi.drafts.actions import create_concept, create_draft, open_round
from partisipasi.drafts.sealing import seal_version
from partisipasi.kit.database import Database
from partisipasi.web.drafts.lists import PAGE

ATOM = "{http://www.w3.org/2005/Atom}"


async def test_drafts_are_narrowed_by_topic_agency_and_state(guest: Browser, example: Example, rule: str) -> None:
    answer = await guest.open("/rancangan")
    assert is_sound(guest) and queries(answer) <= 8
    assert len(guest.all(".row")) == 3
    await guest.press("main form", {"topik": "disiplin-dan-tambahan-penghasilan", "status": "open"})
    assert [node.attributes["href"] for node in guest.all(".row h3 a")] == [rule]
    assert guest.text("#hasil").startswith("1 ")
    filters = [str(node.attributes["href"]) for node in guest.all(".filter")]
    assert filters == ["/rancangan?status=open", "/rancangan?topik=disiplin-dan-tambahan-penghasilan"]
    assert guest.page.css_first('option[value="open"]').attributes.keys() >= {"selected"}
    await guest.open("/rancangan?status=ended")
    assert len(guest.all(".row")) == 1
    await guest.open("/rancangan?status=ended&topik=disiplin-dan-tambahan-penghasilan")
    assert not guest.all(".row") and guest.all(".empty a")
    for nonsense in ("?topik=tidak-ada", "?status=apa", "?perangkat=' OR 1=1", "?sesudah=x"):
        assert (await guest.open(f"/rancangan{nonsense}")).status_code == 200
        assert len(guest.all(".row")) == 3, "what is not known narrows nothing"


async def test_the_list_is_paged_by_key_and_loses_nothing(browser: Browser, database: Database) -> None:
    async with database.transaction() as tx:
        team = await make_team(tx)
        await tx.execute("UPDATE topic SET slug = 'halaman' WHERE id = $1", team.topic_id)
        await publish(tx, team, FIRST)
        for number in range(PAGE + 3):
            draft = await create_draft(
                tx,
                team.drafter,
                topic_id=team.topic_id,
                agency_id=team.agency_id,
                title=f"Uji {number}",
                kind="perwali",
            )
            concept = await create_concept(tx, team.drafter, draft_id=draft.id, source=FIRST)
            if number:
                await seal_version(tx, version_id=concept.id, actor_id=team.approver.account_id or 0)
    await browser.open("/rancangan?topik=halaman")
    assert browser.text("#hasil").startswith(f"{PAGE + 3} ")
    first = [node.text() for node in browser.all(".row h3")]
    title = browser.page.css_first("title").text()
    await browser.open(str(browser.page.css_first('a[rel="next"]').attributes["href"]))
    second = [node.text() for node in browser.all(".row h3")]
    assert len(first) == PAGE and len(second) == 3 and not set(first) & set(second)
    assert "Uji 0" not in first + second, "a concept is nobody's to know"
    assert browser.page.css_first("title").text() != title
    await browser.open(str(browser.page.css_first('a[rel="prev"]').attributes["href"]))
    assert [node.text() for node in browser.all(".row h3")] == first


async def test_a_draft_says_what_it_is_where_it_stands_and_has_one_clear_way_in(
    guest: Browser, example: Example, rule: str
) -> None:
    answer = await guest.open(rule)
    assert is_sound(guest) and queries(answer) <= 8
    assert [node.attributes["href"] for node in guest.all("main a.button:not(.second)")] == [f"{rule}/versi/2"]
    links = [str(node.attributes["href"]) for node in guest.all("main a")]
    for wanted in (f"{rule}/bandingkan/1..2", f"{rule}/hasil", f"{rule}/diskusi", f"{rule}/versi/1", "#bantuan"):
        assert wanted in links
    assert f"{rule}/versi/3" not in links
    counted = await example.value(
        "SELECT heard FROM draft_progress WHERE draft_id = $1", int(rule.split("/")[2].split("-")[0])
    )
    assert guest.text(".rights-totals dd") == str(counted)
    assert len(guest.all(".issue-line")) == 10
    assert guest.all("meta[property='og:title']") and guest.all("meta[property='og:description']")


async def test_a_closed_draft_says_how_it_ended_and_why(browser: Browser, database: Database) -> None:
    async with database.transaction() as tx:
        team = await make_team(tx)
        await publish(tx, team, FIRST)
        await tx.execute(
            """UPDATE draft SET closed_at = now(), closed_how = 'withdrawn', closed_reason = 'Aturan pusat berubah.'
               WHERE id = $1""",
            team.draft_id,
        )
    answer = await browser.open(f"/rancangan/{team.draft_id}-disiplin-pegawai")
    assert answer.status_code == 200 and is_sound(browser)
    assert "Aturan pusat berubah." in browser.text(".notice")
    assert not browser.all(".round-box")
    assert (await browser.open(f"/rancangan/{team.draft_id}-disiplin-pegawai/versi/1")).status_code == 200


async def test_a_draft_without_a_published_text_is_not_there(browser: Browser, database: Database) -> None:
    async with database.transaction() as tx:
        team = await make_team(tx)
        await create_concept(tx, team.drafter, draft_id=team.draft_id, source=FIRST)
    for path in (f"/rancangan/{team.draft_id}-disiplin-pegawai", f"/rancangan/{team.draft_id}", "/rancangan/x"):
        assert (await browser.open(path)).status_code == 404


async def test_a_page_that_was_kept_is_dropped_when_its_round_changes(browser: Browser, database: Database) -> None:
    async with database.transaction() as tx:
        team = await make_team(tx)
        concept = await publish(tx, team, FIRST)
    path = f"/rancangan/{team.draft_id}-disiplin-pegawai"
    await browser.open(path)
    assert not browser.all(".round-box.open")
    async with database.transaction() as tx:
        await open_round(
            tx,
            team.approver,
            version_id=concept.id,
            opens_at=None,
            closes_at=tx.now + timedelta(days=9),
            introduction="Putaran pertama.",
        )
    for _ in range(40):
        await browser.open(path)
        if browser.all(".round-box.open"):
            break
        await asyncio.sleep(0.05)
    assert browser.all(".round-box.open")


async def test_topics_lead_to_their_drafts_and_their_forum(guest: Browser, example: Example, rule: str) -> None:
    answer = await guest.open("/topik")
    assert not guest.all("main > .facts"), "nothing is narrowed, so nothing is said of a tag"
    assert is_sound(guest) and queries(answer) <= 8
    topics = {node.text(): str(node.attributes["href"]) for node in guest.all(".topics h2 a")}
    assert len(topics) == 7
    answer = await guest.open(topics["Disiplin dan tambahan penghasilan"])
    assert is_sound(guest) and queries(answer) <= 8
    assert rule in [node.attributes["href"] for node in guest.all(".row h3 a")]
    number = topics["Disiplin dan tambahan penghasilan"].split("/")[-1].split("-")[0]
    moved = await guest.client.get(f"/en/topik/{number}-lama")
    assert moved.status_code == 308 and moved.headers["location"].startswith(f"/en/topik/{number}-")
    assert (await guest.open("/topik/999999-x")).status_code == 404


async def test_the_feed_is_atom_and_tells_of_texts_and_rounds(guest: Browser, rule: str) -> None:
    for prefix in ("", "/en"):
        answer = await guest.client.get(f"{prefix}/umpan.atom")
        assert answer.headers["content-type"].startswith("application/atom+xml")
        feed = ElementTree.fromstring(answer.text)
        entries = feed.findall(f"{ATOM}entry")
        assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == len(entries) > 15
        links = [entry.find(f"{ATOM}link").attrib["href"] for entry in entries]  # type: ignore[union-attr]
        assert f"http://testserver.local{prefix}{rule}/versi/2" in links
        times = [entry.findtext(f"{ATOM}updated") or "" for entry in entries]
        assert times == sorted(times, reverse=True)


async def test_drafts_are_narrowed_by_stage_and_their_page_shows_the_way_so_far(
    guest: Browser, example: Example, rule: str
) -> None:
    await guest.open("/rancangan?tahap=drafting")
    assert len(guest.all(".row")) == 2 and len(guest.all(".filter")) == 1
    await guest.open("/rancangan?tahap=promulgation")
    assert len(guest.all(".row")) == 1
    await guest.open("/rancangan?tahap=planning")
    assert not guest.all(".row") and guest.all(".empty a")
    answer = await guest.open(rule)
    assert is_sound(guest) and queries(answer) <= 8
    steps = [node.attributes["class"] for node in guest.all(".stages li")]
    assert steps == ["done", "now", "next", "next", "next"]
    assert len(guest.all('.stages [aria-current="step"]')) == 1
