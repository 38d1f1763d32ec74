"""Pages after something happened: a form refused, a part replaced, a notice shown. In Chromium, with script."""

from __future__ import annotations

import pytest

from harness.chromium import Cast, Tab
from harness.stage import changed
from harness.test_in_browser import unknown

pytestmark = pytest.mark.browser

#: Pages whose form complains when it is sent empty: role, page, a selector of the form.
REFUSING = [
    ("guest", "/rancangan/{draft}/versi/2/pasal-7.ayat-1/tanggapi", "main form[method=post]"),
    ("guest", "/masuk", "main form[method=post]"),
    ("guest", "/daftar", "main form[method=post]"),
    ("guest", "/jejak", "main form[method=post]"),
    ("owner", "/akun/alamat", "main form[method=post]"),
    ("citizen", "/forum/baru", "main form[method=post]"),
    ("drafter", "/ruang-kerja/rancangan/baru", "main form[method=post]"),
    ("drafter", "/ruang-kerja/pokok/{issue}", "main form[action$='/keputusan']"),
    ("moderator", "/moderasi/perkara/{reported}", "main form:has([name=act])"),
    ("administrator", "/admin/topik", "main form[method=post]"),
]


def path_of(cast: Cast, pattern: str) -> str:
    """An address with names of the scene in it."""
    scene = cast.stage.scene
    return pattern.format_map({**scene.words, **scene.ids, "draft": scene.words["draft"]})


@pytest.mark.parametrize(("role", "pattern", "form"), REFUSING, ids=lambda value: str(value)[:50])
async def test_a_refused_form_takes_the_reader_to_what_is_wrong(cast: Cast, role: str, pattern: str, form: str) -> None:
    before = await cast.stage.digest()
    async with cast.tab(role, width=360) as tab:
        await tab.open(path_of(cast, pattern))
        await _send_empty(tab, form)
        assert (await tab.page.title()).startswith("Kesalahan: ")
        assert await tab.page.evaluate("() => document.activeElement.id") == "errors"
        found = await tab.axe()
        assert found["violations"] == []
        assert unknown(found["incomplete"]) == []
        link = tab.page.locator("#errors a").first
        if await link.count():
            await link.press("Enter")
            focused = await tab.page.evaluate(
                "() => document.activeElement.closest('.field, fieldset, label') !== null"
            )
            assert focused, "the link in the summary leads to its field"
        assert tab.complaints == []
    assert changed(before, await cast.stage.digest()) == []


async def _send_empty(tab: Tab, form: str) -> None:
    async with tab.page.expect_navigation():
        await tab.page.locator(form).first.evaluate(
            """form => { for (const field of form.querySelectorAll('input:not([type=hidden]), textarea, select')) {
                if (field.type === 'checkbox' || field.type === 'radio') field.checked = false; else field.value = ''; }
                form.noValidate = true; form.requestSubmit(form.querySelector('button:not([type=button])')); }"""
        )


@pytest.mark.parametrize("width", [360, 1280])
async def test_support_is_swapped_in_with_focus_and_one_announcement(own_cast: Cast, width: int) -> None:
    async with own_cast.tab("citizen", width=width) as tab:
        await tab.open(f"/masukan/{own_cast.stage.scene.words['receipt']}/dukung")
        await tab.page.evaluate(
            """() => {
                const live = document.getElementById('pengumuman'); window.__said = [];
                new MutationObserver(() => { if (live.textContent) window.__said.push(live.textContent); })
                    .observe(live, {childList: true, characterData: true, subtree: true}); }"""
        )
        button = tab.page.locator("main button[aria-pressed]").first
        assert await button.get_attribute("aria-pressed") == "false"
        await button.press("Enter")
        await tab.page.wait_for_selector("main button[aria-pressed=true]")
        await tab.page.wait_for_timeout(250)
        assert await tab.page.evaluate("() => document.activeElement.getAttribute('aria-pressed')") == "true"
        assert len(await tab.page.evaluate("() => window.__said")) == 1
        assert tab.page.url.endswith("/dukung")
        found = await tab.axe()
        assert found["violations"] == []
        assert tab.complaints == []


async def test_search_counts_what_it_found_in_a_heading_and_marks_the_words(cast: Cast) -> None:
    async with cast.tab("guest", width=360) as tab:
        await tab.open("/cari")
        await tab.page.fill("main input[name=q]", "terlambat")
        await tab.page.press("main input[name=q]", "Enter")
        await tab.page.wait_for_selector("mark")
        assert "terlambat" in await tab.page.title()
        assert await tab.page.locator("main h2").first.inner_text()
        assert (await tab.axe())["violations"] == []


async def test_a_notice_is_shown_once_and_has_the_focus(own_cast: Cast) -> None:
    async with own_cast.tab("owner", width=360) as tab:
        await tab.open("/akun/nama")
        await tab.page.fill("main input[name=display_name]", "Nama Lain")
        async with tab.page.expect_navigation():
            await tab.page.locator("main form[method=post] button").first.click()
        assert await tab.page.locator("main .notice").count() == 1
        assert await tab.page.evaluate("() => document.activeElement.closest('.notice') !== null")
        await tab.page.reload()
        assert await tab.page.locator("main .notice.success").count() == 0
        assert tab.complaints == []
