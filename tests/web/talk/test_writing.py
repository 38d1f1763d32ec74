"""Writing first: three loads to a receipt, the mail's button publishes in any browser, nothing typed is ever lost."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser

from browser import Browser
from conftest import new_browser
from partisipasi.accounts.sessions import start_session
from partisipasi.discussions.contributing import Target, contribute
from partisipasi.drafts.tables import Round
from partisipasi.kit.database import Database
from partisipasi.settings import Settings
from talk_scene import PASAL, Scene, make_person, make_scene, make_version, publish

CANARY = "<script>alert(1)</script><img src=x onerror=alert(1)>[klik](javascript:alert(1))"


@pytest.fixture
async def scene(database: Database) -> Scene:
    """A draft open for input, committed."""
    async with database.transaction() as tx:
        return await make_scene(tx)


async def _write(visitor: Browser, scene: Scene, email: str, **fields: str) -> httpx.Response:
    await visitor.open(scene.clause_path() + "/tanggapi")
    await visitor.press("main form", {"body": "Terlalu berat bagi golongan rendah.", "stance": "disagree", **fields})
    return await visitor.press("main form", {"public_name": "", "email": email}, button="step=send")


async def _letter(database: Database, address: str) -> str:
    async with database.transaction(writes=False) as tx:
        text: str = await tx.value("SELECT text FROM mail WHERE to_address = $1 ORDER BY id DESC LIMIT 1", address)
        return text


async def test_a_guest_has_the_receipt_on_the_third_load_and_publishes_from_another_browser(
    app: object, browser: Browser, database: Database, scene: Scene
) -> None:
    await browser.open(scene.clause_path())
    link = browser.page.css_first("a.button[href$='/tanggapi']")
    assert link is not None
    documents: list[str] = []
    browser.client.event_hooks["response"] = [_note(documents)]
    await browser.open(str(link.attributes["href"]))
    await browser.press(
        "main form",
        {
            "body": "Dua persen sehari terlalu berat.",
            "stance": "agree_with_changes",
            "proposed": PASAL["pasal-7.ayat-1"][2].replace("2% (dua persen)", "1% (satu persen)"),
            "quote_exact": "setiap hari",
        },
    )
    assert "1% (satu persen)" in browser.text("ins")
    answer = await browser.press(
        "main form", {"public_name": "Butet Sinaga", "email": "Butet@Example.org"}, button="step=send"
    )
    assert answer.status_code == 200
    assert len(documents) == 3, documents
    receipt, key = browser.text("p.receipt"), browser.text("#kunci-isi")
    assert re.fullmatch(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]", receipt)
    assert re.fullmatch(r"([2-9A-Z]{4}-){3}[2-9A-Z]{4}", key)
    assert "butet@example.org" in browser.text()

    async with new_browser(app) as other:
        await other.open(scene.clause_path())
        assert "Dua persen sehari" not in other.answer.text
        assert "Butet" not in other.answer.text
        letter = await _letter(database, "butet@example.org")
        assert receipt in letter
        assert key in letter
        assert "Dua persen sehari" not in letter
        path = re.search(r"http://testserver\.local(/tautan/\S+)", letter)
        assert path is not None
        await other.open(path.group(1))
        await other.open(path.group(1))
        async with database.transaction(writes=False) as tx:
            assert await tx.value("SELECT state FROM contribution WHERE receipt = $1", receipt) == "awaiting"
        await other.press("main form")
        assert other.answer.status_code == 200
        assert receipt in other.text("p.receipt")
        await other.open("/akun")
        assert other.answer.status_code == 200

    await browser.open(scene.clause_path())
    article = browser.text(f"#m-{receipt}")
    assert "Butet Sinaga" in article
    assert "Dua persen sehari terlalu berat." in article
    assert "setiap hari" in article
    assert "1% (satu persen)" in browser.text(f"#m-{receipt} ins")


async def test_the_six_digits_do_what_the_button_does(browser: Browser, database: Database, scene: Scene) -> None:
    await _write(browser, scene, "digit@example.org")
    receipt = browser.text("p.receipt")
    letter = await _letter(database, "digit@example.org")
    code = re.search(r"^(\d{6})$", letter, re.M)
    assert code is not None
    await browser.press("form[action$='/masuk/kode']", {"code": code.group(1)})
    assert browser.text("p.receipt") == receipt
    async with database.transaction(writes=False) as tx:
        assert await tx.value("SELECT state FROM contribution WHERE receipt = $1", receipt) == "published"


async def test_known_and_unknown_addresses_get_the_same_pages(
    app: object, browser: Browser, database: Database, scene: Scene
) -> None:
    async def skeleton(address: str) -> str:
        async with new_browser(app) as visitor:
            await _write(visitor, scene, address)
            main = visitor.page.css_first("main")
            assert main is not None
            known = {visitor.text("p.receipt"), visitor.text("#kunci-isi"), address}
            text = main.html or ""
            for word in known:
                text = text.replace(word, "…")
            return re.sub(r'value="[^"]*"|<time.*?</time>', "", text)

    await _write(browser, scene, "kenal@example.org")
    letter = await _letter(database, "kenal@example.org")
    path = re.search(r"http://testserver\.local(/tautan/\S+)", letter)
    assert path is not None
    await browser.open(path.group(1))
    await browser.press("main form")
    assert await skeleton("kenal@example.org") == await skeleton("tidakkenal@example.org")


async def test_twenty_presses_of_one_form_make_one_contribution(
    browser: Browser, database: Database, scene: Scene
) -> None:
    await browser.open(scene.clause_path() + "/tanggapi")
    await browser.press("main form", {"body": "Hanya sekali.", "stance": "none"})
    node = browser.page.css_first("main form")
    assert node is not None
    sent = {
        str(field.attributes["name"]): field.attributes.get("value") or ""
        for field in node.css("input")
        if field.attributes.get("name")
    }
    sent |= {"email": "duapuluh@example.org", "public_name": "", "step": "send"}
    action = str(node.attributes["action"])
    answers = await asyncio.gather(
        *(browser.client.post(action, data=sent, headers={"sec-fetch-site": "same-origin"}) for _ in range(20))
    )
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.headers["location"] for answer in answers}) == 1
    async with database.transaction(writes=False) as tx:
        assert await tx.value("SELECT count(*) FROM contribution WHERE source = 'Hanya sekali.'") == 1
        assert await tx.value("SELECT count(*) FROM mail WHERE to_address = 'duapuluh@example.org'") == 1


async def test_what_is_wrong_is_said_before_the_address_is_asked_for_and_the_text_is_kept(
    browser: Browser, scene: Scene
) -> None:
    await browser.open(scene.clause_path() + "/tanggapi")
    answer = await browser.press("main form", {"body": "", "stance": "none"})
    assert answer.status_code == 422
    assert browser.page.css_first("#errors") is not None
    answer = await browser.press("main form", {"body": "Halo ini teks saya.", "quote_exact": "kata yang tidak ada"})
    assert answer.status_code == 422
    assert browser.page.css_first("#f-body") is not None
    assert "Halo ini teks saya." in browser.text("#f-body")
    await browser.press("main form", {"quote_exact": ""})
    answer = await browser.press("main form", {"email": "bukan alamat"}, button="step=send")
    assert answer.status_code == 422
    assert "Halo ini teks saya." in answer.text
    await browser.press("main form", button="step=edit")
    assert "Halo ini teks saya." in browser.text("#f-body")


async def test_personal_data_is_asked_about_once(browser: Browser, scene: Scene) -> None:
    await browser.open(scene.clause_path() + "/tanggapi")
    answer = await browser.press("main form", {"body": "Hubungi saya di 0812 3456 7890."})
    assert answer.status_code == 422
    assert browser.page.css_first("#f-sure") is not None
    answer = await browser.press("main form", {"sure": "1"})
    assert answer.status_code == 200
    assert browser.page.css_first("#f-email") is not None


async def test_a_form_that_a_program_filled_in_comes_back_with_its_text(browser: Browser, scene: Scene) -> None:
    await browser.open(scene.clause_path() + "/tanggapi")
    answer = await browser.press("main form", {"body": "Beli sekarang.", "website": "http://spam.example"})
    assert answer.status_code == 422
    assert "Beli sekarang." in browser.text("#f-body")
    await browser.open(scene.clause_path() + "/tanggapi")
    answer = await browser.press("main form", {"body": "Halo.", "stamp": "palsu.palsu"})
    assert answer.status_code == 422
    answer = await browser.press("main form", {"body": "Halo."})
    assert answer.status_code == 200


async def test_after_closing_the_text_is_refused_and_kept(browser: Browser, database: Database, scene: Scene) -> None:
    await browser.open(scene.clause_path() + "/tanggapi")
    async with database.transaction() as tx:
        await tx.execute("UPDATE round SET closes_at = now() - interval '1 second' WHERE id = $1", scene.round_id)
    answer = await browser.press("main form", {"body": "Sedetik terlambat."})
    assert answer.status_code == 409
    assert "Sedetik terlambat." in browser.text("#f-body")
    assert browser.page.css_first("main form[method=post]") is None


async def test_who_wrote_on_an_older_version_sees_both_wordings_and_sends_on_the_new_one(
    browser: Browser, database: Database, scene: Scene
) -> None:
    await browser.open(scene.clause_path() + "/tanggapi")
    async with database.transaction() as tx:
        text = PASAL["pasal-7.ayat-1"][2].replace("2% (dua", "1% (satu")
        words = {**PASAL, "pasal-7.ayat-1": ("ayat", "(1)", text)}
        newer, _, _ = await make_version(
            tx, scene.draft_id, 2, words, follows=scene.version_id, identities=scene.clauses
        )
        await publish(tx, newer)
        await tx.execute("UPDATE round SET closes_at = now() - interval '1 hour' WHERE id = $1", scene.round_id)
        day = timedelta(days=1)
        await tx.add(
            Round(draft_id=scene.draft_id, version_id=newer, number=2, opens_at=tx.now - day, closes_at=tx.now + day)
        )
    answer = await browser.press("main form", {"body": "Dua persen itu berat."})
    assert answer.status_code == 409
    assert "2% (dua" in browser.text(".before-after del")
    assert "1% (satu" in browser.text(".before-after ins")
    assert "Dua persen itu berat." in browser.text("#f-body")
    await browser.press("main form[method=post]")
    answer = await browser.press("main form", {"email": "baru@example.org"}, button="step=send")
    assert answer.status_code == 200
    async with database.transaction(writes=False) as tx:
        found = await tx.value("SELECT version_id FROM contribution WHERE source = 'Dua persen itu berat.'")
        assert found == newer


async def test_hostile_text_is_only_text_everywhere(browser: Browser, database: Database, scene: Scene) -> None:
    await _write(browser, scene, "xss@example.org", body=f"Awal {CANARY}", proposed=f"Usul {CANARY}")
    receipt = browser.text("p.receipt")
    _assert_harmless(browser.page)
    letter = await _letter(database, "xss@example.org")
    path = re.search(r"http://testserver\.local(/tautan/\S+)", letter)
    assert path is not None
    for step in (path.group(1), None, scene.clause_path(), f"/masukan/{receipt}/di", f"/masukan/{receipt}/balas"):
        if step is None:
            await browser.press("main form")
        else:
            await browser.open(step)
        assert "Awal" in browser.answer.text
        _assert_harmless(browser.page)


def _assert_harmless(page: LexborHTMLParser) -> None:
    assert [node for node in page.css("script") if not node.attributes.get("src")] == []
    assert [node for node in page.css("img") if node.attributes.get("src") == "x"] == []
    assert list(page.css("[onerror]")) == []
    assert [node for node in page.css("a") if "javascript:" in (node.attributes.get("href") or "")] == []


def _note(documents: list[str]):  # type: ignore[no-untyped-def]
    async def hook(response: httpx.Response) -> None:
        if not response.is_redirect:
            documents.append(str(response.url))

    return hook


async def test_somebody_signed_in_may_speak_without_their_name(
    browser: Browser, database: Database, scene: Scene
) -> None:
    async with database.transaction() as tx:
        person = await make_person(tx, name="NamaTerang")
        token = await start_session(tx, account_id=person.account_id or 0, device="")
    browser.client.cookies.set("sesi", token)
    await browser.open(scene.clause_path() + "/tanggapi")
    answer = await browser.press("main form", {"body": "Tanpa nama.", "unnamed": "1"})
    assert answer.status_code == 200
    assert browser.page.css_first("p.receipt") is not None
    await browser.open(scene.clause_path())
    assert "Tanpa nama." in browser.text()
    assert "NamaTerang" not in browser.text()
    assert str(person.number) in browser.text()


async def test_a_reply_to_a_clause_that_is_gone_keeps_its_text(
    browser: Browser, database: Database, settings: Settings, scene: Scene
) -> None:
    async with database.transaction() as tx:
        person = await make_person(tx)
        root = await contribute(
            tx, person, settings, target=Target(clause_id=scene.clauses["pasal-8"]), body="Pasal ini perlu."
        )
        left = {key: words for key, words in PASAL.items() if key != "pasal-8"}
        newer, _, _ = await make_version(
            tx, scene.draft_id, 2, left, follows=scene.version_id, identities=scene.clauses
        )
        await publish(tx, newer)
        await tx.execute("UPDATE round SET closes_at = now() - interval '1 hour' WHERE id = $1", scene.round_id)
        day = timedelta(days=1)
        await tx.add(
            Round(draft_id=scene.draft_id, version_id=newer, number=2, opens_at=tx.now - day, closes_at=tx.now + day)
        )
    await browser.open(f"/masukan/{root.receipt}/balas")
    answer = await browser.press("main form[method=post]", {"body": "Balasan saya."})
    assert answer.status_code == 409
    assert "Balasan saya." in browser.text("#f-body")


async def test_too_many_texts_for_one_address_wait_and_keep_their_text(browser: Browser, scene: Scene) -> None:
    for number in range(5):
        answer = await _write(browser, scene, "sering@example.org", body=f"Masukan {number}.")
        assert answer.status_code == 200
    answer = await _write(browser, scene, "sering@example.org", body="Masukan keenam.")
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    assert "Masukan keenam." in browser.text(".panel")


async def test_the_journey_stays_in_english_for_who_reads_english(
    browser: Browser, database: Database, scene: Scene
) -> None:
    await browser.open("/en" + scene.clause_path())
    link = browser.page.css_first("a.button[href$='/tanggapi']")
    assert link is not None
    await browser.open(str(link.attributes["href"]))
    await browser.press("main form", {"body": "Too harsh."})
    await browser.press("main form", {"email": "english@example.org"}, button="step=send")
    assert browser.answer.url.path.startswith("/en/masukan/")
    assert "http://testserver.local/en/tautan/" in await _letter(database, "english@example.org")
