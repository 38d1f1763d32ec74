"""A thread in a browser with script: read at its end, told what is new, words kept while they are written, quoted."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from playwright.async_api import Page

from harness.chromium import Cast, Tab
from partisipasi.accounts.passwords import hash_password, store_password
from partisipasi.accounts.queries import viewer_of_account
from partisipasi.discussions.contributing import Target, contribute
from partisipasi.discussions.opening import open_thread
from partisipasi.discussions.reading import mark_read
from people import PASSWORD

pytestmark = pytest.mark.browser

WORDS = "Loket dibuka pukul sembilan, padahal antrean sudah mulai pukul tujuh."
#: Beyond the time between two questions whether something was said.
LATER = 46_000
_PLACES = """() => [...document.querySelectorAll('main *, footer *')]
    .filter(node => !node.closest('[data-fresh]') && node.checkVisibility()).map(node => {
        const box = node.getBoundingClientRect();
        return [node.tagName, box.x, box.y, box.width, box.height];
    })"""
_HIDE = "Object.defineProperty(document, 'hidden', {configurable: true, get: () => true})"
_SAVE_DATA = "Object.defineProperty(navigator, 'connection', {get: () => ({saveData: true})})"


class Talk(msgspec.Struct):
    """A thread of many words, and who speaks in it."""

    cast: Cast
    id: int
    path: str
    last: int = 0
    receipt: str = ""

    async def say(self, body: str, role: str = "officer") -> None:
        """Let somebody say something."""
        async with self.cast.stage.database.transaction() as tx:
            speaker = await viewer_of_account(tx, self.cast.stage.scene.people[role].account_id)
            settings = self.cast.stage.app.site.settings
            posted = await contribute(tx, speaker, settings, target=Target(thread_id=self.id), body=body)
            self.last, self.receipt = posted.id, posted.receipt


@pytest.fixture
async def talk(own_cast: Cast) -> Talk:
    """A thread that is longer than the window."""
    scene = own_cast.stage.scene
    async with own_cast.stage.database.transaction() as tx:
        opener = await viewer_of_account(tx, scene.people["drafter"].account_id)
        opened = await open_thread(
            tx, opener, own_cast.stage.app.site.settings, topic_id=scene.ids["topic"],
            title="Antrean di loket", body=WORDS,
        )  # fmt: skip
    made = Talk(own_cast, opened.id, f"/diskusi/{opened.id}-{opened.slug}", opened.posted.id, opened.posted.receipt)
    for number in range(12):
        await made.say(f"Kabar nomor {number} dari loket.")
    return made


async def _unread(talk: Talk, tab: Tab) -> str:
    """What the forum says of the thread, beside its title."""
    await tab.open("/forum")
    row = tab.page.locator(f".rows > *:has(a[href='{talk.path}'])").first
    return " ".join(await row.locator(".facts b").all_inner_texts())


async def test_who_comes_to_the_end_of_a_thread_has_read_it_and_nobody_else(talk: Talk) -> None:
    async with talk.cast.stage.database.transaction() as tx:
        reader = await viewer_of_account(tx, talk.cast.stage.scene.people["citizen"].account_id)
        await mark_read(tx, reader, thread_id=talk.id, up_to=talk.last)
    await talk.say("Satu kabar lagi.")
    async with talk.cast.tab("citizen", width=360) as tab:
        assert "1" in await _unread(talk, tab)
        await tab.open(talk.path)
        await tab.page.mouse.wheel(0, 300)
        await tab.page.wait_for_timeout(300)
        assert "1" in await _unread(talk, tab)
        await tab.open(talk.path)
        async with tab.page.expect_request(lambda request: request.url.endswith("/dibaca")) as sent:
            await tab.page.locator("form[data-read]").scroll_into_view_if_needed()
        await (await sent.value).response()
        assert await _unread(talk, tab) == ""
        assert tab.complaints == []


class Asked:
    """The questions for what is new, as the server sees and answers them."""

    def __init__(self, cast: Cast) -> None:
        self.seen: list[tuple[dict[bytes, bytes], int]] = []
        self._app = app = cast.stage.app

        async def noted(scope: Any, receive: Any, send: Any) -> None:
            async def note(message: Any) -> None:
                if message["type"] == "http.response.start" and scope["path"].endswith("/baru"):
                    self.seen.append((dict(scope["headers"]), message["status"]))
                await send(message)

            await app(scope, receive, note)

        noted.site = app.site  # type: ignore[attr-defined]
        cast.stage.app = noted  # type: ignore[assignment]


async def _wait_a_turn(page: Page) -> None:
    await page.clock.fast_forward(LATER)
    await page.wait_for_timeout(400)


@pytest.mark.parametrize("at_the_end", [False, True])
async def test_what_others_say_is_told_and_moves_nothing(talk: Talk, at_the_end: bool) -> None:
    asked = Asked(talk.cast)
    async with talk.cast.tab("citizen", width=360) as tab:
        page = tab.page
        await page.clock.install()
        await tab.open(talk.path)
        if at_the_end:
            await page.locator("form[data-read]").scroll_into_view_if_needed()
        notice = page.locator("[data-fresh] a")
        await _wait_a_turn(page)
        await _wait_a_turn(page)
        assert [status for _, status in asked.seen] == [200, 304]
        assert b"if-none-match" in asked.seen[1][0] and all(b"cookie" not in headers for headers, _ in asked.seen)
        assert await notice.count() == 0
        before = await page.evaluate(_PLACES)
        await talk.say("Loket tambahan dibuka hari ini.")
        await _wait_a_turn(page)
        assert (await notice.inner_text()).strip() == "1 kiriman baru, muat"
        box = await notice.bounding_box()
        assert box is not None and 0 < box["y"] < 800 and box["height"] >= 44
        assert await page.evaluate(_PLACES) == before
        async with page.expect_navigation():
            await notice.click()
        said = page.locator(f"#m-{talk.receipt}")
        assert await said.is_visible() and "Loket tambahan dibuka" in await said.inner_text()
        assert tab.complaints == []


async def test_nothing_is_asked_in_a_hidden_tab_nor_by_who_saves_data(talk: Talk) -> None:
    asked = Asked(talk.cast)
    for condition in (_HIDE, _SAVE_DATA):
        async with talk.cast.tab("guest") as tab:
            await tab.page.add_init_script(condition)
            await tab.page.clock.install()
            await tab.open(talk.path)
            await _wait_a_turn(tab.page)
            assert asked.seen == []
    async with talk.cast.tab("guest") as tab:
        await tab.page.clock.install()
        await tab.open(talk.path)
        await _wait_a_turn(tab.page)
        assert len(asked.seen) == 1


async def _sign_in(talk: Talk, page: Page) -> None:
    """Give the citizen a password and fill in the page for signing in."""
    secret = await hash_password(PASSWORD)
    account_id = talk.cast.stage.scene.people["citizen"].account_id
    async with talk.cast.stage.database.transaction() as tx:
        await store_password(tx, account_id=account_id, secret=secret)
        address = await tx.value("SELECT address FROM email_address WHERE account_id = $1", account_id)
    await page.fill("[name=email]", address)
    await page.fill("[name=password]", PASSWORD)
    async with page.expect_navigation():
        await page.click("button[value=password]")


async def test_what_is_written_outlives_the_tab_and_being_signed_out(talk: Talk) -> None:
    form = f"/masukan/{talk.receipt}/balas"
    area, saved = "textarea[name=body]", "#simpanan input[name=saved_id]"
    async with talk.cast.tab("citizen") as tab:
        await tab.open(form)
        await tab.page.locator(area).press_sequentially("Saya menunggu sejak pagi")
        await tab.page.locator(saved).wait_for(state="attached")
        assert await tab.page.locator("#simpanan .hint").is_visible()
        assert tab.complaints == []
    async with talk.cast.tab("citizen") as tab:
        page = tab.page
        await tab.open(form)
        assert await page.input_value(area) == "Saya menunggu sejak pagi"
        # Signed out elsewhere, while this form is open and written on.
        async with talk.cast.stage.database.transaction() as tx:
            account_id = talk.cast.stage.scene.people["citizen"].account_id
            await tx.execute("DELETE FROM session WHERE account_id = $1", account_id)
        await page.focus(area)
        await page.keyboard.press("End")
        async with page.expect_navigation(url="**/masuk?*"):
            await page.keyboard.type(", dengan anak saya.")
        await _sign_in(talk, page)
        assert page.url.endswith(form)
        assert await page.input_value(area) == "Saya menunggu sejak pagi, dengan anak saya."
        assert tab.complaints == []


async def test_a_guest_who_signs_in_from_the_form_finds_words_and_quote_again(talk: Talk) -> None:
    async with talk.cast.tab("guest") as tab:
        page = tab.page
        await tab.open(f"/masukan/{talk.receipt}/balas?kutip=1")
        quoted = await page.input_value("[name=quote_exact]")
        assert quoted.startswith("Kabar nomor")
        await page.locator("textarea[name=body]").press_sequentially("Benar sekali.")
        async with page.expect_navigation():
            await page.click("main form a[href*='/masuk?lanjut']")
        await _sign_in(talk, page)
        assert await page.input_value("textarea[name=body]") == "Benar sekali."
        assert await page.input_value("[name=quote_exact]") == quoted
        assert tab.complaints == []


_MARK = """([selector, words]) => {
    const text = document.createTreeWalker(document.querySelector(selector), NodeFilter.SHOW_TEXT);
    while (text.nextNode() && !text.currentNode.data.includes(words));
    const range = document.createRange(), from = text.currentNode.data.indexOf(words);
    range.setStart(text.currentNode, from);
    range.setEnd(text.currentNode, from + words.length);
    const boxes = [...range.getClientRects()], first = boxes[0], last = boxes.at(-1);
    return [first.left, first.top + first.height / 2, last.right, last.top + last.height / 2];
}"""


async def test_of_words_that_are_marked_these_alone_are_quoted(talk: Talk) -> None:
    async with talk.cast.tab("citizen") as tab:
        page = tab.page
        await tab.open(talk.path)
        article = page.locator("article.contribution").filter(has_text=WORDS).first
        words = "antrean sudah mulai"
        left, top, right, bottom = await page.evaluate(_MARK, [f"#{await article.get_attribute('id')}", words])
        await page.mouse.move(left + 0.5, top)
        await page.mouse.down()
        await page.mouse.move(right, bottom, steps=5)
        await page.mouse.up()
        async with page.expect_navigation():
            await article.locator("a[data-cite]").click()
        assert await page.input_value("[name=quote_exact]") == words
        assert await page.locator("[name=quote_exact]").is_visible()
        # Without marked words all of them come along.
        await tab.open(talk.path)
        async with page.expect_navigation():
            await article.locator("a[data-cite]").click()
        assert await page.input_value("[name=quote_exact]") == WORDS
        assert tab.complaints == []
