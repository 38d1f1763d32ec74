"""The trace: the same for everybody, more for its owner; what is hidden is a stub with its rule."""

from __future__ import annotations

import pytest

from browser import Browser
from builders import speak
from conftest import new_browser
from loop_scene import FIRST, PART, SECRET, Talked, make_talked, publish_answers, visiting
from partisipasi.kit.codes import owner_key
from partisipasi.kit.database import Database
from partisipasi.settings import Settings


@pytest.fixture
async def talked(database: Database) -> Talked:
    made = await make_talked(database)
    await publish_answers(database, made)
    return made


async def test_a_receipt_typed_into_the_search_leads_to_the_trace(browser: Browser, talked: Talked) -> None:
    typed = talked.first.receipt.lower().replace("-", "+")
    await browser.open(f"/en/cari?q={typed}")
    assert any(link.attributes["href"] == f"/en/jejak/{talked.first.receipt}" for link in browser.all("main a"))
    await browser.open("/en/cari?q=pegawai")
    assert "/jejak/" not in browser.page.css_first("main").html


async def test_a_receipt_typed_anyhow_leads_to_the_trace(browser: Browser, talked: Talked) -> None:
    await browser.open("/en/jejak")
    wrong = await browser.press("main form", {"nomor": "K7PM-3QXD-2"})
    assert wrong.status_code == 422
    assert browser.page.css_first("#f-nomor").attributes["value"] == "K7PM-3QXD-2"
    await browser.press("main form", {"nomor": talked.first.receipt.lower().replace("-", " ")})
    assert browser.answer.url.path == f"/en/jejak/{talked.first.receipt}"


async def test_every_step_has_its_moment_and_its_role(browser: Browser, talked: Talked) -> None:
    await browser.open(f"/en/jejak/{talked.first.receipt}")
    assert browser.page.css_first(".rights").attributes["data-stage"] == "answered"
    steps = [" ".join(node.text(separator=" ").split()) for node in browser.all(".timeline > li")]
    assert FIRST in steps[0]
    assert any("placed in issue M-001" in step and "Analyst, BKPSDM" in step for step in steps)
    assert any("placed in issue M-003" in step and PART in step for step in steps)
    assert any("decision on issue M-001" in step and "Approver, BKPSDM" in step for step in steps)
    assert any("What changed: 1 clause" in step and "2% (dua persen)" in step for step in steps)
    places = [" ".join(node.text(separator=" ").split()) for node in browser.all("section[aria-labelledby=tempat] li")]
    assert ["Version 1" in places[0], "Version 2" in places[1]] == [True, True]
    assert "The clause was reworded" in places[1]


async def test_what_is_hidden_is_a_stub_for_everybody_and_whole_for_its_owner(
    browser: Browser, settings: Settings, talked: Talked
) -> None:
    receipt = talked.hidden.receipt
    await browser.open(f"/en/jejak/{receipt}")
    assert SECRET not in browser.answer.text
    assert "Insult, threat or hatred" in browser.text()
    assert "Anggaran sudah ditetapkan." in browser.text()
    ways = [str(node.attributes["href"]) for node in browser.all("main a") if "how to object" in node.text()]
    assert ways == [f"/en/moderasi/keputusan/{receipt}"], "one way, and to where one can object"
    await browser.open("/en/jejak")
    wrong = await browser.press("main form", {"nomor": receipt, "kunci": owner_key("another secret", receipt)})
    assert wrong.status_code == 422
    await browser.press("main form", {"nomor": receipt, "kunci": owner_key(settings.secret, receipt)})
    assert SECRET in browser.text(".panel")
    assert "no-store" in browser.answer.headers["cache-control"]


async def test_only_the_owner_says_whether_an_answer_answers(
    app: object, browser: Browser, database: Database, settings: Settings, talked: Talked
) -> None:
    receipt = talked.first.receipt
    async with database.transaction(writes=False) as tx:
        notice = await tx.value(
            "SELECT n.id FROM notice n JOIN contribution c ON c.id = n.contribution_id WHERE c.receipt = $1 LIMIT 1",
            receipt,
        )
    path = f"/en/jejak/{receipt}/jawaban/{notice}"
    assert (await browser.post(path, {"satisfied": "no"})).status_code == 404
    async with visiting(app, database, talked.second.viewer or talked.desk.outsider) as other:
        assert (await other.post(path, {"satisfied": "no"})).status_code == 404
    # The owner key does what an account does.
    await browser.open("/en/jejak")
    await browser.press("main form", {"nomor": receipt, "kunci": owner_key(settings.secret, receipt)})
    form = f"form[action='{path}']"
    empty = await browser.press(form, {"reply": "Golongan I masih berat."})
    assert empty.status_code == 422
    assert "Golongan I masih berat." in browser.page.css_first("#f-reply").text()
    await browser.press(form, {"satisfied": "no", "reply": "Golongan I masih berat."})
    assert "You said: no." in browser.text()
    async with database.transaction(writes=False) as tx:
        assert await tx.value("SELECT satisfied FROM notice WHERE id = $1", notice) == "no"


async def test_what_waits_shows_that_it_was_received_and_nothing_more(browser: Browser, database: Database) -> None:
    talked = await make_talked(database)
    async with database.transaction() as tx:
        voice = await speak(tx, talked.desk.scene, SECRET, state="held")
    await browser.open(f"/en/jejak/{voice.receipt}")
    assert "It is waiting" in browser.text()
    assert SECRET not in browser.answer.text


async def test_my_input_lists_mine_alone_what_changed_last_first(
    app: object, database: Database, talked: Talked
) -> None:
    mine = talked.first.viewer
    assert mine is not None
    async with database.transaction() as tx:
        later = [await speak(tx, talked.desk.scene, f"Nomor {n}", viewer=mine) for n in range(25)]
    async with visiting(app, database, mine) as visitor:
        await visitor.open("/en/akun/masukan")
        assert "26 contributions" in visitor.text()
        seen = [str(link.attributes["href"]) for link in visitor.all(".row a")]
        await visitor.open(str(visitor.page.css_first("a[rel=next]").attributes["href"]))
        seen += [str(link.attributes["href"]) for link in visitor.all(".row a")]
        assert len(seen) == len(set(seen)) == 26
        assert {link.rsplit("/", 1)[1] for link in seen} == {talked.first.receipt, *(one.receipt for one in later)}
        await visitor.open(str(visitor.page.css_first("a[rel=prev]").attributes["href"]))
        assert [str(link.attributes["href"]) for link in visitor.all(".row a")] == seen[:20]


async def test_words_added_later_stand_in_the_trace_and_on_the_receipt(
    app: object, browser: Browser, database: Database, talked: Talked
) -> None:
    receipt = talked.first.receipt
    async with database.transaction() as tx:
        await tx.execute(
            """INSERT INTO addition (contribution_id, source, html, created_at)
               SELECT id, 'Juga bagi honorer.', '<p>Juga bagi honorer.</p>', now()
               FROM contribution WHERE receipt = $1""",
            receipt,
        )
    await browser.open(f"/en/jejak/{receipt}")
    assert "Juga bagi honorer." in browser.text(".timeline .addition")
    async with visiting(app, database, talked.first.viewer or talked.desk.outsider) as owner:
        await owner.open(f"/en/masukan/{receipt}")
        assert "Juga bagi honorer." in owner.text(".addition")


async def test_a_reply_to_what_is_answered_is_input_of_its_own_unless_its_author_says_otherwise(
    app: object, database: Database, talked: Talked
) -> None:
    async with database.transaction() as tx:
        await tx.execute("UPDATE round SET closes_at = now() + interval '1 day' WHERE closes_at < now()")
    async with visiting(app, database, talked.second.viewer or talked.desk.outsider) as reader:
        await reader.open(f"/en/masukan/{talked.first.receipt}/balas")
        assert "checked" in reader.page.css_first("#f-own").attributes
        assert "has its answer already" in reader.text("#h-own")


async def test_without_an_account_what_was_opened_with_its_owner_key_is_listed_with_its_stage(
    app: object, browser: Browser, settings: Settings, talked: Talked
) -> None:
    await browser.open("/en/jejak")
    assert not browser.all("#terbuka")
    for voice in (talked.hidden, talked.first):
        await browser.open("/en/jejak")
        await browser.press("main form", {"nomor": voice.receipt, "kunci": owner_key(settings.secret, voice.receipt)})
    await browser.open("/en/jejak")
    listed = [str(node.attributes["href"]) for node in browser.all("section[aria-labelledby=terbuka] .row-title a")]
    assert sorted(listed) == sorted(f"/en/jejak/{voice.receipt}" for voice in (talked.hidden, talked.first))
    assert SECRET in browser.text("section[aria-labelledby=terbuka]")
    assert "Accepted" in browser.text("section[aria-labelledby=terbuka]")
    async with new_browser(app) as stranger:
        await stranger.open("/en/jejak")
        assert SECRET not in stranger.answer.text and not stranger.all("#terbuka")


async def test_the_trace_is_walked_from_both_ends(browser: Browser, talked: Talked) -> None:
    await browser.open(f"/en/jejak/{talked.second.receipt}")
    [why] = [str(node.attributes["href"]) for node in browser.all('a[href$="/perubahan"]')]
    await browser.open(why)
    assert browser.all(f'a[href="/en/jejak/{talked.second.receipt}"]')
    assert browser.all(f'a[href="/en/jejak/{talked.first.receipt}"]')
    await browser.open(f"{talked.public}/bandingkan/1..2")
    assert [str(node.attributes["href"]) for node in browser.all('a[href$="/perubahan"]')] == [why]
    await browser.open(f"{talked.public}/bandingkan/2..1")
    assert not browser.all('a[href$="/perubahan"]')
