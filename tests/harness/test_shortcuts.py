"""Single keys for moderators: off until switched on, never while writing, and enough to empty the queue."""

from __future__ import annotations

import pytest
from playwright.async_api import Page

from harness.chromium import Cast

pytestmark = pytest.mark.browser


async def _switch_on(page: Page) -> None:
    if await page.get_attribute("[data-shortcuts-switch]", "aria-pressed") == "false":
        await page.focus("[data-shortcuts-switch]")
        await page.keyboard.press("Enter")
    assert await page.get_attribute("[data-shortcuts-switch]", "aria-pressed") == "true"


async def _key(page: Page, key: str) -> None:
    async with page.expect_navigation():
        await page.keyboard.press(key)


async def test_without_being_switched_on_and_while_writing_no_key_does_anything(cast: Cast) -> None:
    before = await cast.stage.digest()
    async with cast.tab("moderator") as tab:
        await tab.open(f"/moderasi/perkara/{cast.stage.scene.ids['reported']}")
        chosen = tab.page.locator("#putusan [name=act]:checked")
        await tab.page.keyboard.press("n")
        assert await chosen.count() == 0
        await _switch_on(tab.page)
        await tab.page.focus("#f-public_reason")
        await tab.page.keyboard.type("nhs?")
        assert await tab.page.input_value("#f-public_reason") == "nhs?"
        assert await chosen.count() == 0
        await tab.page.focus("#isi")
        for key in ("Control+n", "Alt+n"):
            await tab.page.keyboard.press(key)
        assert await chosen.count() == 0
        await tab.page.keyboard.press("h")
        assert await chosen.get_attribute("value") == "hide"
        await tab.page.keyboard.press("?")
        assert await tab.page.locator("[data-shortcuts] kbd").first.is_visible()
        assert tab.complaints == []
    assert await cast.stage.digest() == before


async def test_the_list_is_walked_through_and_marked_by_keys(cast: Cast) -> None:
    async with cast.tab("moderator") as tab:
        await tab.open("/moderasi")
        await _switch_on(tab.page)
        await tab.page.focus("#isi")
        for key in ("j", "j", "x", "k", "x"):
            await tab.page.keyboard.press(key)
        assert await tab.page.locator("#perkara :checked").count() == 2
        first = await tab.page.locator("#perkara a").first.get_attribute("href")
        await _key(tab.page, "o")
        assert tab.page.url.endswith(first or "nowhere")
        assert tab.complaints == []


async def test_the_queue_is_emptied_by_keyboard_alone(own_cast: Cast) -> None:
    async with own_cast.tab("moderator") as tab:
        page = tab.page
        await tab.open("/moderasi")
        await _switch_on(page)
        await _key(page, "c")
        for _ in range(12):
            if page.url.endswith("/moderasi"):
                break
            for key in ("n", "d", "1"):
                await page.keyboard.press(key)
            if "/keberatan/" in page.url:
                await page.keyboard.press("a")
                await page.keyboard.type("Tulisan itu memang menyerang orang lain.")
                await _key(page, "Control+Enter")
            else:
                await _key(page, "s")
        assert page.url.endswith("/moderasi"), page.url
        mine = page.locator("#perkara li:not(:has-text('Anda'))")
        assert await mine.count() == 0
        await _key(page, "u")
        assert tab.complaints == []
