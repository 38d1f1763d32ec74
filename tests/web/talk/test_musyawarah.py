"""A musyawarah as people meet it: on its page, with the forms below it, and in what they are told."""

from __future__ import annotations

import asyncio
import re

import pytest

from browser import Browser
from conftest import new_browser
from musyawarah_scene import WORDING, Musyawarah, age_conclusion, make_musyawarah
from partisipasi.accounts.rights import Viewer
from partisipasi.accounts.sessions import start_session
from partisipasi.discussions.visibility import hide_contribution
from partisipasi.kit.database import Database
from partisipasi.musyawarah.finishing import finish_conclusions
from partisipasi.musyawarah.wordings import change_wording
from partisipasi.notifications.musyawarah_news import tell_conclusion, tell_temperature
from partisipasi.settings import Settings
from talk_scene import join_team, make_person

NEW = "Kantor kecamatan membuka loket sampai pukul 18.00 satu hari seminggu."


@pytest.fixture
async def m(database: Database, settings: Settings) -> Musyawarah:
    """A musyawarah, committed."""
    async with database.transaction() as tx:
        return await make_musyawarah(tx, settings)


async def _person(database: Database, role: str = "") -> Viewer:
    async with database.transaction() as tx:
        return await make_person(tx, name="Parlindungan", role=role)


async def _sign_in(visitor: Browser, database: Database, person: Viewer) -> None:
    async with database.transaction() as tx:
        token = await start_session(tx, account_id=person.account_id or 0, device="")
    visitor.client.cookies.set("sesi", token)


async def test_an_argument_is_written_on_a_side_and_read_there(
    app: object, database: Database, browser: Browser, m: Musyawarah
) -> None:
    async with new_browser(app) as visitor:
        await _sign_in(visitor, database, await _person(database))
        await visitor.open(f"{m.path}/tulis?pihak=against")
        await visitor.press("main form[method=post]", {"body": "Petugas di tempat kami hanya dua orang."})
    page = (await browser.open(m.path)).text
    assert "Petugas di tempat kami" in page
    side = (await browser.open(f"{m.path}/pihak/against")).text
    assert "Petugas di tempat kami" in side
    assert "Petugas di tempat kami" not in (await browser.open(f"{m.path}/pihak/for")).text


async def test_who_answers_a_wording_that_has_changed_meanwhile_sees_both_and_keeps_the_words(
    app: object, database: Database, settings: Settings, m: Musyawarah
) -> None:
    async with new_browser(app) as visitor:
        await _sign_in(visitor, database, await _person(database))
        await visitor.open(f"{m.path}/suhu")
        async with database.transaction() as tx:
            await change_wording(tx, m.leader, settings, thread_id=m.thread_id, seen=1, body=NEW, reason="Usul warga.")
        answer = await visitor.press(
            "main form[method=post]", {"choice": "object", "reason": "Alasan saya yang tidak boleh hilang."}
        )
        assert answer.status_code == 409
        assert "Alasan saya yang tidak boleh hilang." in answer.text
        assert WORDING in answer.text
        assert NEW in answer.text
        assert (
            await visitor.press(
                "main form[method=post]", {"choice": "object", "reason": "Alasan saya yang tidak boleh hilang."}
            )
        ).status_code == 200
    async with database.transaction(writes=False) as tx:
        assert await m.counts(tx) == (0, 0, 1)


async def test_hidden_reasons_and_wordings_are_on_no_page(
    browser: Browser, database: Database, settings: Settings, m: Musyawarah
) -> None:
    person = await _person(database)
    async with database.transaction() as tx:
        await m.answer(tx, person, "object", "Kenari bernyanyi di kantor.")
        said = await m.argue(tx, person, "for", "Kenari kedua di pasar.")
    pages = (m.path, f"{m.path}/rumusan", f"{m.path}/pihak/for", f"{m.path}/alasan/object")
    assert "Kenari" in (await browser.open(m.path)).text
    async with database.transaction() as tx:
        for one in await tx.values("SELECT id FROM contribution WHERE thread_id = $1 AND depth = 1", m.thread_id):
            await hide_contribution(tx, contribution_id=one, rule="insult")
        await hide_contribution(tx, contribution_id=said.id, rule="insult")
        await hide_contribution(
            tx,
            contribution_id=await tx.value("SELECT contribution_id FROM wording WHERE thread_id = $1", m.thread_id),
            rule="insult",
        )
    # Kept pages are dropped within a second.
    for path in pages:
        for _ in range(20):
            text = (await browser.open(path)).text
            if "Kenari" not in text and WORDING not in text:
                break
            await asyncio.sleep(0.05)
        else:
            pytest.fail(path)


async def test_a_contested_line_stands_with_its_words_and_becomes_an_issue_that_leads_back(
    app: object, browser: Browser, database: Database, settings: Settings, m: Musyawarah
) -> None:
    person, officer = await _person(database), await _person(database, "officer")
    async with database.transaction() as tx:
        await join_team(tx, m.scene, officer, "analyst")
        said = await m.argue(tx, person, "for")
        line = await m.conclude(tx, said.receipt)
    async with new_browser(app) as visitor:
        await _sign_in(visitor, database, person)
        await visitor.open(f"{m.path}/kesimpulan/{line}/bantah")
        assert (
            await visitor.press("main form[method=post]", {"body": "Kami belum sepakat tentang ini."})
        ).status_code == 200
    assert "Kami belum sepakat" in (await browser.open(f"{m.path}/kesimpulan")).text
    async with database.transaction() as tx:
        await age_conclusion(tx, m.thread_id, 7 * 24 * 3600)
        await tx.execute("UPDATE contest SET at = now() - interval '3 days' WHERE line_id = $1", line)
    await finish_conclusions(database)
    async with new_browser(app) as visitor:
        await _sign_in(visitor, database, officer)
        await visitor.open(f"{m.path}/kesimpulan/{line}/pokok")
        made = await visitor.press(
            "main form[method=post]", {"owner": f"d{m.scene.draft_id}", "title": "Sampai jam berapa loket buka?"}
        )
        assert made.status_code == 200, re.sub(r"<[^>]+>", " ", made.text)[:800]
        again = await visitor.open(f"{m.path}/kesimpulan/{line}/pokok")
        assert "/ruang-kerja/pokok/" in again.text
    async with database.transaction(writes=False) as tx:
        rows = await tx.rows(
            """SELECT i.id, i.number, (SELECT count(*) FROM point p WHERE p.issue_id = i.id) AS points
               FROM conclusion_line l JOIN issue i ON i.id = l.issue_id WHERE l.id = $1""",
            line,
        )
    assert [row["points"] for row in rows] == [1]
    issue = await browser.open(f"{m.scene.path}/pokok/{rows[0]['number']}")
    assert f"{m.path}/kesimpulan#butir-{line}" in issue.text


async def test_who_answered_is_asked_again_and_who_took_part_is_told_of_the_conclusion_once(
    database: Database, settings: Settings, m: Musyawarah
) -> None:
    answered, spoke, stranger = [await _person(database) for _ in range(3)]
    async with database.transaction() as tx:
        await m.answer(tx, answered, "agree", "")
        said = await m.argue(tx, spoke, "for")
        await change_wording(tx, m.leader, settings, thread_id=m.thread_id, seen=1, body=NEW, reason="Usul warga.")
        wording = await tx.value("SELECT max(id) FROM wording WHERE thread_id = $1", m.thread_id)
    for _ in range(2):
        await tell_temperature(database, {"wording": wording})
    async with database.transaction() as tx:
        await m.conclude(tx, said.receipt)
        conclusion = await tx.value("SELECT max(id) FROM conclusion WHERE thread_id = $1", m.thread_id)
    for _ in range(2):
        await tell_conclusion(database, {"conclusion": conclusion})
    async with database.transaction(writes=False) as tx:
        told = {
            person.account_id: await tx.values(
                """SELECT n.kind FROM notification t JOIN news n ON n.id = t.news_id
                   WHERE t.account_id = $1 AND n.family = 'musyawarah' ORDER BY n.id""",
                person.account_id,
            )
            for person in (answered, spoke, stranger, m.leader)
        }
    assert told == {
        answered.account_id: ["temperature_asked", "conclusion_proposed"],
        spoke.account_id: ["conclusion_proposed"],
        stranger.account_id: [],
        m.leader.account_id: [],
    }


async def test_a_long_musyawarah_is_read_in_a_fixed_number_of_queries(
    app: object, browser: Browser, database: Database, m: Musyawarah
) -> None:
    person = await _person(database)
    async with database.transaction() as tx:
        for side in ("for", "middle", "against"):
            await m.argue(tx, person, side)
        await m.answer(tx, person, "object")
    for path in ("", "/rumusan", "/pihak/for", "/alasan/object"):
        answer = await browser.open(m.path + path)
        assert int(answer.headers["server-timing"].split('"')[1]) <= 8, path
    async with new_browser(app) as visitor:
        await _sign_in(visitor, database, person)
        answer = await visitor.open(m.path)
        assert int(answer.headers["server-timing"].split('"')[1]) <= 12
