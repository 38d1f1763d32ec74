"""The page of one case: who comes too late, and notes, without script."""

from __future__ import annotations

import pytest

from browser import Browser
from builders import speak
from drawn import paper, picture
from forum_scene import make_forum, say
from partisipasi.discussions.attaching import send_along, take_file
from partisipasi.discussions.contributing import Quote, Target, contribute
from partisipasi.discussions.visibility import hide_contribution, hold_contribution
from partisipasi.kit.database import Database
from partisipasi.moderation.acts import release
from partisipasi.settings import Settings
from sessions import sign_in
from talk_scene import make_person, make_scene

TYPED = "Memuat nomor telepon pribadi orang lain."


async def _case(database: Database) -> int:
    async with database.transaction() as tx:
        return (await speak(tx, await make_scene(tx), viewer=await make_person(tx, name="Ucok"))).id


async def test_who_comes_too_late_keeps_the_words_learns_what_was_decided_and_can_decide_anew(
    browser: Browser, database: Database
) -> None:
    said = await _case(database)
    await sign_in(browser, database, role="moderator")
    await browser.open(f"/moderasi/perkara/{said}")
    async with database.transaction() as tx:
        await release(tx, await make_person(tx, role="moderator"), contribution_id=said)
    asked = {"act": "mask", "words": "bersih", "rule": "personal_data", "public_reason": TYPED}
    await browser.press("main form:has([name=act])", asked)
    assert browser.answer.status_code == 409
    notice = browser.page.css_first(".notice.warning").text()
    assert "moderator" in notice
    assert "WIB" in notice
    assert TYPED in browser.page.css_first("[name=public_reason]").text()
    async with database.transaction() as tx:
        words = await tx.value("SELECT split_part(source, ' ', 1) FROM contribution WHERE id = $1", said)
    await browser.press("main form:has([name=act])", asked | {"words": words})
    assert browser.answer.status_code == 200
    async with database.transaction(writes=False) as tx:
        assert "[disamarkan]" in await tx.value("SELECT source FROM contribution WHERE id = $1", said)


async def test_a_note_is_written_read_by_others_and_taken_back(browser: Browser, database: Database) -> None:
    said = await _case(database)
    await sign_in(browser, database, role="moderator")
    await browser.open(f"/moderasi/perkara/{said}")
    await browser.press("form[action$='/catatan']", {"note": "", "about": "case"})
    assert browser.answer.status_code == 422
    await browser.press("form[action$='/catatan']", {"note": "Sudah ditanyakan ke dinas.", "about": "author"})
    assert "Sudah ditanyakan ke dinas." in browser.text()
    await browser.press("form[action$='/cabut']")
    assert "Sudah ditanyakan ke dinas." not in browser.text()


@pytest.mark.parametrize("state", ["published", "held", "hidden"])
async def test_what_came_with_it_is_shown_and_given_to_moderators_of_its_place_alone(
    browser: Browser, database: Database, state: str
) -> None:
    async with database.transaction() as tx:
        scene, author = await make_scene(tx), await make_person(tx)
        codes = [
            await take_file(tx, author, content=picture(), name="IMG_2041.jpg", alt="Jalan berlubang"),
            await take_file(tx, author, content=paper(), name="Laporan warga.pdf"),
        ]
        said = (await speak(tx, scene, viewer=author)).id
        await send_along(tx, author, contribution_id=said, codes=codes)
        if state == "held":
            await hold_contribution(tx, contribution_id=said, reason="attachment")
        elif state == "hidden":
            await hide_contribution(tx, contribution_id=said, rule="personal_data")
        elsewhere = await make_person(tx, role="moderator", topic_id=(await make_scene(tx)).topic_id)
        here = await make_person(tx, role="moderator", topic_id=scene.topic_id)
    await sign_in(browser, database, viewer=here)
    await browser.open(f"/moderasi/perkara/{said}")
    image, link = browser.page.css_first(".attached img"), browser.page.css_first(".attached a[download]")
    assert (image.attributes["alt"], image.attributes["loading"]) == ("Jalan berlubang", "lazy")
    assert link.text() == "Laporan warga.pdf"
    assert "PDF, " in link.parent.text()
    addresses = [image.attributes["src"], image.parent.attributes["href"], link.attributes["href"]]
    assert [(await browser.client.get(address)).status_code for address in addresses] == [200, 200, 200]
    await sign_in(browser, database, viewer=elsewhere)
    wanted = 200 if state == "published" else 404
    assert [(await browser.client.get(address)).status_code for address in addresses] == [wanted] * 3
    assert (await browser.client.get(f"/moderasi/perkara/{said}")).status_code == 404


async def test_what_a_reply_quotes_is_shown_as_long_as_its_source_is(
    browser: Browser, database: Database, settings: Settings
) -> None:
    async with database.transaction() as tx:
        forum = await make_forum(tx, settings)
        source = await say(tx, settings, forum.thread_id, "Loket dibuka pukul sembilan, antrean sejak pukul tujuh.")
        reply = await contribute(
            tx, await make_person(tx), settings, target=Target(thread_id=forum.thread_id), body="Itu benar.",
            parent=source.receipt, quote=Quote(exact="antrean sejak pukul tujuh"),
        )  # fmt: skip
    await sign_in(browser, database, viewer=forum.moderator)
    await browser.open(f"/moderasi/perkara/{reply.id}")
    assert "antrean sejak pukul tujuh" in browser.text("article figure.quoted blockquote")
    async with database.transaction() as tx:
        await hide_contribution(tx, contribution_id=source.id, rule="abuse")
    await browser.open(f"/moderasi/perkara/{reply.id}")
    assert "antrean sejak pukul tujuh" not in browser.text("article")
    assert browser.page.css_first("article p.quoted") is not None


async def test_the_way_to_steer_its_discussion(browser: Browser, database: Database, settings: Settings) -> None:
    async with database.transaction() as tx:
        forum = await make_forum(tx, settings)
        in_draft = (await speak(tx, await make_scene(tx), viewer=await make_person(tx))).id
    await sign_in(browser, database, viewer=forum.moderator)
    await browser.open(f"/moderasi/perkara/{forum.first.id}")
    link = browser.page.css_first("article a[href$='/atur']")
    await browser.open(str(link.attributes["href"]))
    assert browser.answer.status_code == 200
    assert browser.all("main form") != []
    await sign_in(browser, database, role="moderator")
    await browser.open(f"/moderasi/perkara/{in_draft}")
    assert browser.answer.status_code == 200
    assert browser.all("a[href$='/atur']") == []
