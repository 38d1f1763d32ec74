"""Whole ways through the site in a browser that runs no script."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page

from harness.chromium import Cast, Tab

pytestmark = pytest.mark.browser


def counted(tab: Tab) -> list[str]:
    """The pages this tab loads from now on."""
    loads: list[str] = []
    tab.page.on("framenavigated", lambda frame: loads.append(frame.url))
    return loads


async def press(page: Page, selector: str) -> None:
    """Press a button and wait for the page it leads to."""
    async with page.expect_navigation():
        await page.locator(selector).first.click()


async def mailed(cast: Cast, to: str) -> tuple[str, str]:
    """Path of the link in the last mail to somebody, and its text."""
    async with cast.stage.database.transaction(writes=False) as tx:
        text = await tx.value("SELECT text FROM mail WHERE to_address = $1 ORDER BY id DESC LIMIT 1", to)
    found = re.search(r"https?://[^/\s]+(/\S*tautan/\S+)", text)
    assert found, text
    return found[1], text


async def test_a_guest_reads_a_clause_writes_and_is_published_from_the_mail_in_another_browser(own_cast: Cast) -> None:
    scene, address = own_cast.stage.scene, "tamu.baru@contoh.example"
    words = "Potongan sebesar ini memberatkan petugas yang rumahnya jauh dari kantor."
    async with own_cast.tab("guest", width=360, script=False) as tab:
        await tab.open("/")
        await press(tab.page, f"main a[href^='/rancangan/{scene.words['draft']}']")
        await tab.open(f"/rancangan/{scene.words['draft']}/versi/2")
        await press(tab.page, "main a[href$='/versi/2/pasal-7.ayat-1']")
        await tab.page.wait_for_timeout(1)
        loads = counted(tab)
        await press(tab.page, "main a[href*='/tanggapi']")
        await tab.page.fill("main textarea[name=body]", words)
        await tab.page.check("main input[name=stance][value=disagree]")
        await press(tab.page, "main form[method=post] .actions button")
        await tab.page.fill("main input[name=public_name]", "Tamu Baru")
        await tab.page.fill("main input[name=email]", address)
        await press(tab.page, "main form[method=post] .actions button")
        assert len(loads) <= 3, loads
        receipt = tab.page.url.rsplit("/", 1)[-1]
        assert await tab.page.get_by_text(receipt).count()
    link, text = await mailed(own_cast, address)
    assert words not in text
    public = f"/rancangan/{scene.words['draft']}/versi/2/pasal-7.ayat-1"
    async with own_cast.stage.visitor() as other:
        assert words not in (await other.open(public)).text
        # A scanner of mails looks at the link first, and changes nothing.
        await other.client.head(link)
        await other.open(link)
    async with own_cast.tab("guest", width=1280, script=False) as tab:
        await tab.open(link)
        await press(tab.page, "main form[method=post] button")
        assert receipt in tab.page.url
    async with own_cast.stage.visitor() as other:
        await other.open(f"/masukan/{receipt}/di")
        assert words in other.text()
        assert address not in other.answer.text


async def test_an_officer_proposes_and_an_approver_who_did_not_approves(own_cast: Cast) -> None:
    issue = f"/ruang-kerja/pokok/{own_cast.stage.scene.ids['issue']}"
    async with own_cast.tab("drafter", script=False) as tab:
        await tab.open(issue)
        await tab.page.check("main input[name=outcome][value=noted]")
        await tab.page.fill("main textarea[name=reason]", "Sudah dicatat untuk pembahasan tahun depan.")
        await press(tab.page, "main form[action$='/keputusan'] .actions button")
        assert tab.page.url.endswith(issue)
        assert await tab.page.locator("main form[action$='/setujui']").count() == 0
    async with own_cast.tab("approver", script=False) as tab:
        await tab.open(issue)
        await press(tab.page, "main form[action$='/setujui'] button")
        assert await tab.page.locator("main form[action$='/setujui']").count() == 0
    async with own_cast.stage.database.transaction(writes=False) as tx:
        found = await tx.values("SELECT state FROM decision WHERE issue_id = $1", own_cast.stage.scene.ids["issue"])
    assert found == ["approved"]


async def test_a_moderator_hides_with_a_reason_and_everybody_sees_that_it_is_hidden(own_cast: Cast) -> None:
    scene = own_cast.stage.scene
    async with own_cast.tab("moderator", width=360, script=False) as tab:
        await tab.open(f"/moderasi/perkara/{scene.ids['reported']}")
        await tab.page.check("main input[name=act][value=hide]")
        await tab.page.check("main input[name=rule][value=off_topic]")
        await tab.page.check("main input[name=criticises][value=no]")
        await tab.page.fill("main textarea[name=public_reason]", "Tidak berkaitan dengan ayat ini.")
        await press(tab.page, "#putusan .actions button")
    async with own_cast.stage.visitor() as other:
        await other.open(f"/rancangan/{scene.words['draft']}/versi/2/pasal-7.ayat-1")
        assert "Pendapat tanpa nama tentang ayat ini." not in other.text()
        assert (await other.open(f"/masukan/{scene.words['reported']}/riwayat")).status_code == 404
        await other.open("/moderasi/catatan")
        assert "Tidak berkaitan dengan ayat ini." in other.text()


async def test_somebody_comes_in_by_mail_changes_the_language_and_goes_out(own_cast: Cast) -> None:
    address = "sri.wahyuni@warga.example.org"
    async with own_cast.tab("guest", width=360, script=False) as tab:
        await tab.open("/masuk")
        await tab.page.fill("main input[name=email]", address)
        await press(tab.page, "main button[value=link], main form[method=post] button:not([value=password])")
        link, _ = await mailed(own_cast, address)
        await tab.open(link)
        await press(tab.page, "main form[method=post] button")
        await tab.open("/akun")
        assert await tab.page.locator("form[data-signout]").count() == 1
        await tab.open("/en/akun")
        assert await tab.page.locator("html").get_attribute("lang") == "en"
        await tab.page.locator("details.menu summary").click()
        await press(tab.page, "form[data-signout] button")
        assert await tab.open("/akun") == 200
        assert "/masuk" in tab.page.url
