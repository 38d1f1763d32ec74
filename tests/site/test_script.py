"""The small script: unsent texts, focus, announcements, quotes. In a real browser, under the real policy."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.async_api import Page, async_playwright

from partisipasi.kit.i18n import speaking
from partisipasi.site.assets import Assets
from partisipasi.site.templating import environment

pytestmark = pytest.mark.browser

ASSETS = Assets("#0b5d51")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
LIVE = '<div id="pengumuman" role="status" aria-live="polite" data-failed="Not sent."></div>'
FORM = """{% from "components/forms.html" import textarea %}
<form method="post" action="/terima">{{ textarea(form, "body", "Comment", keep=true) }}<button>Send</button></form>"""

Answer = Callable[[], tuple[int, str]]


class NoForm:
    """A form nobody has typed in yet."""

    errors: tuple[()] = ()
    key = "key"

    def value(self, name: str) -> str:
        """Nothing."""
        return ""

    def error(self, name: str) -> str:
        """Nothing."""
        return ""


def frame(body: str) -> str:
    """A page with the real style and script around a body written with the real components."""
    with speaking("en"):
        inner = environment().from_string(body).render(form=NoForm())
    config = """<meta name="htmx-config" content='{"includeIndicatorCSS":false,"history":false}'>"""
    return (
        f'<!doctype html><html lang="en"><title>Test</title>{config}'
        f'<link rel="stylesheet" href="{ASSETS.url("app.css")}"><script defer src="{ASSETS.url("app.js")}"></script>'
        f"<body>{LIVE}<main>{inner}</main>"
    )


class Site:
    """A tiny site on the loopback; `pages` says what each address answers."""

    def __init__(self) -> None:
        self.pages: dict[str, Answer] = {}
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.reply()

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("content-length", 0)))
                self.reply()

            def reply(self) -> None:
                asset = ASSETS.get(self.path)
                status, body = (200, asset.plain.decode()) if asset else site.pages[self.path]()
                kind = asset.content_type if asset else "text/html; charset=utf-8"
                self.send_response(status)
                self.send_header("content-type", kind)
                self.send_header("content-security-policy", site.policy)
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.policy = (
            f"default-src 'none'; script-src {self.url}{ASSETS.url('app.js')}; "
            f"style-src {self.url}{ASSETS.url('app.css')}; img-src 'self'; connect-src 'self'; form-action 'self'"
        )
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def show(self, path: str, body: str, status: int = 200) -> None:
        """Answer an address with a whole page."""
        self.pages[path] = lambda: (status, frame(body))

    def part(self, path: str, body: str, status: int = 200) -> None:
        """Answer an address with a fragment."""
        self.pages[path] = lambda: (status, body)


@pytest.fixture
def site() -> Iterator[Site]:
    """The tiny site."""
    site = Site()
    yield site
    site.server.shutdown()
    site.server.server_close()


@pytest.fixture(scope="module")
async def chromium() -> AsyncIterator[object]:
    """One Chromium for the module."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    if not ASSETS.url("app.js"):
        pytest.skip("htmx is not installed (npm)")
    async with async_playwright() as playwright:
        # Chromium refuses its own sandbox under root.
        options = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        yield browser
        await browser.close()


@pytest.fixture
async def page(chromium: object) -> AsyncIterator[Page]:
    """A fresh tab; a refusal by the policy fails the test."""
    context = await chromium.new_context()  # type: ignore[attr-defined]
    page = await context.new_page()
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if "Content Security" in said.text else None)
    yield page
    await context.close()
    assert not refused


async def test_unsent_text_is_there_again_when_the_page_was_lost(site: Site, page: Page) -> None:
    site.show("/tulis", FORM)
    site.show("/lain", "<p>Elsewhere</p>")
    await page.goto(f"{site.url}/tulis")
    await page.locator("textarea").fill("Two hours of writing")
    await page.goto(f"{site.url}/lain")
    await page.goto(f"{site.url}/tulis")
    assert await page.locator("textarea").input_value() == "Two hours of writing"


async def test_what_the_server_kept_is_never_overwritten(site: Site, page: Page) -> None:
    site.show("/tulis", FORM)
    await page.goto(f"{site.url}/tulis")
    await page.locator("textarea").fill("The older words")
    site.pages["/tulis"] = lambda: (200, frame(FORM.replace("keep=true", 'keep=true, value="The words sent"')))
    await page.goto(f"{site.url}/tulis")
    assert await page.locator("textarea").input_value() == "The words sent"


async def test_text_is_forgotten_once_it_was_taken_and_not_before(site: Site, page: Page) -> None:
    notice = '{% from "components/notices.html" import notice %}{{ notice("success", "Stored", focus=true) }}'
    site.show("/tulis", FORM)
    site.show("/terima", "<p>The server is away</p>", status=503)
    await page.goto(f"{site.url}/tulis")
    await page.locator("textarea").fill("Still here")
    await page.get_by_role("button").click()
    await page.goto(f"{site.url}/tulis")
    assert await page.locator("textarea").input_value() == "Still here"
    site.show("/terima", notice)
    await page.get_by_role("button").click()
    await page.get_by_text("Stored").wait_for()
    await page.goto(f"{site.url}/tulis")
    assert await page.locator("textarea").input_value() == ""


async def test_signing_out_leaves_no_text_in_the_browser(site: Site, page: Page) -> None:
    site.show("/tulis", FORM + '<form method="post" action="/keluar" data-signout><button>Sign out</button></form>')
    site.show("/keluar", "<p>Goodbye</p>")
    await page.goto(f"{site.url}/tulis")
    await page.locator("textarea").fill("A private thought")
    await page.get_by_role("button", name="Sign out").click()
    await page.get_by_text("Goodbye").wait_for()
    assert await page.evaluate("Object.keys(sessionStorage).length") == 0


async def test_a_swap_is_announced_and_the_focus_goes_to_what_is_new(site: Site, page: Page) -> None:
    site.show(
        "/utas",
        '<form hx-post="/balas" hx-target="#daftar"><button id="kirim">Send</button></form><div id="daftar"></div>',
    )
    site.part("/balas", '<article data-say="Reply sent."><h3 tabindex="-1" data-focus>Citizen 218</h3></article>')
    await page.goto(f"{site.url}/utas")
    await page.locator("#kirim").click()
    await page.locator("#pengumuman", has_text="Reply sent.").wait_for(state="attached")
    assert await page.evaluate("document.activeElement.textContent") == "Citizen 218"


async def test_the_focus_is_never_lost_when_its_element_was_replaced(site: Site, page: Page) -> None:
    site.show("/dukung", '<div id="kotak"><button hx-get="/bagian" hx-target="#kotak">Support</button></div>')
    site.part("/bagian", "<p>Thank you</p>")
    await page.goto(f"{site.url}/dukung")
    await page.get_by_role("button").click()
    await page.get_by_text("Thank you").wait_for()
    await page.wait_for_function("document.activeElement.id === 'kotak'")


async def test_a_lost_connection_is_told_beside_the_form_and_the_text_stays(site: Site, page: Page) -> None:
    site.show(
        "/utas",
        '<form hx-post="/putus" hx-target="#daftar"><textarea name="body"></textarea><button>Send</button></form>'
        '<div id="daftar"></div>',
    )
    await page.route("**/putus", lambda route: route.abort())
    await page.goto(f"{site.url}/utas")
    await page.locator("textarea").fill("My words")
    await page.get_by_role("button").click()
    await page.get_by_role("alert").wait_for()
    assert await page.get_by_role("alert").inner_text() == "Not sent."
    assert await page.locator("textarea").input_value() == "My words"


async def test_chosen_words_of_a_clause_go_into_the_quote_fields(site: Site, page: Page) -> None:
    site.show(
        "/pasal",
        """{% from "components/clause.html" import quote_field %}
        <div data-quote><p>Being late to care for a sick child counts as a valid reason on that day.</p></div>
        <form>{{ quote_field() }}<textarea name="body"></textarea></form>""",
    )
    await page.goto(f"{site.url}/pasal")
    button = page.locator("[data-quote-button]")
    assert not await button.is_visible()
    await page.evaluate(
        """() => { const text = document.querySelector("[data-quote] p").firstChild;
        const range = document.createRange(); range.setStart(text, 14); range.setEnd(text, 35);
        getSelection().removeAllRanges(); getSelection().addRange(range); }"""
    )
    await button.click()
    assert await page.locator("[name=quote_exact]").input_value() == "care for a sick child"
    assert await page.locator("[name=quote_prefix]").input_value() == "Being late to "
    assert (await page.locator("[name=quote_suffix]").input_value()).startswith(" counts as a valid")
    assert await page.locator("[data-quote-shown]").is_visible()
    assert await page.evaluate("document.activeElement.name") == "body"
    await page.locator("[data-quote-remove]").click()
    assert await page.locator("[name=quote_exact]").input_value() == ""


async def test_a_receipt_number_is_copied_with_one_button(site: Site, page: Page) -> None:
    site.show(
        "/tanda-terima",
        """{% from "components/buttons.html" import copy_button %}
        <span id="nomor">T7K4-92MQ-B</span>{{ copy_button("nomor") }}""",
    )
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site.url)
    await page.goto(f"{site.url}/tanda-terima")
    await page.get_by_role("button").click()
    await page.locator("#pengumuman", has_text="Copied.").wait_for(state="attached")
    assert await page.evaluate("navigator.clipboard.readText()") == "T7K4-92MQ-B"


async def test_reading_one_of_a_list_by_key_keeps_what_is_marked(site: Site, page: Page) -> None:
    rows = "".join(
        f'<li><input type="checkbox" name="receipts" value="{one}"><a href="?baca={one}#baca">{one}</a></li>'
        for one in ("A1", "B2", "C3")
    )
    for address in ("/masukan", "/masukan?baca=C3&tandai=A1%2CB2", "/masukan?baca=B2"):
        site.show(address, f"<ul data-keys>{rows}</ul>")
    await page.goto(f"{site.url}/masukan")
    await page.locator("a").first.focus()
    for key in ("x", "j", "x", "j", "Enter"):
        await page.keyboard.press(key)
    await page.wait_for_url("**/masukan?baca=C3&tandai=A1%2CB2#baca")
    await page.goto(f"{site.url}/masukan")
    await page.get_by_role("link", name="B2").click()
    await page.wait_for_url("**/masukan?baca=B2#baca")
