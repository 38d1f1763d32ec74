"""Every page in Chromium, twice: on a phone in Indonesian for who sees most, on a screen in English and dark."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from harness.chromium import Cast
from harness.examples import NO_PAGE, address, richest
from harness.expected import expected
from harness.keyboard import walk
from harness.routes import Route, pages

pytestmark = pytest.mark.browser

SHOWN = [route for route in pages() if route.pattern not in NO_PAGE]
EACH = pytest.mark.parametrize("route", SHOWN, ids=lambda route: route.pattern)
#: What sticks out to the right of the window, but for marked boxes that scroll.
WIDER = """() => {
    const page = document.documentElement, wide = page.clientWidth;
    const boxed = node => node.closest('[role=region][tabindex="0"], .scroll');
    const over = [...document.querySelectorAll('body *')].filter(node => {
        const box = node.getBoundingClientRect();
        return box.width && box.right > wide + 1 && !boxed(node) && node.checkVisibility() && !node.closest('.vh');
    }).map(node => node.outerHTML.slice(0, 90));
    return page.scrollWidth > wide ? [`${page.scrollWidth} of ${wide}`, ...over.slice(0, 5)] : [];
}"""
_SMALL = """() => [...document.querySelectorAll('main .button:not(.small), main select, main input')]
    .filter(node => !['hidden', 'checkbox', 'radio'].includes(node.type))
    .filter(node => node.checkVisibility() && node.getBoundingClientRect().height < 44)
    .map(node => `${Math.round(node.getBoundingClientRect().height)} px: ${node.outerHTML.slice(0, 90)}`)"""
_ZOOMS = """() => [...document.querySelectorAll('input:not([type=hidden]), select, textarea')]
    .filter(node => node.checkVisibility() && parseFloat(getComputedStyle(node).fontSize) < 16)
    .map(node => node.outerHTML.slice(0, 90))"""


@cache
def reviewed() -> frozenset[tuple[str, str]]:
    """What axe cannot tell and somebody has looked at: rule and the beginning of the selector."""
    text = (Path(__file__).parent / "texts" / "incomplete.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return frozenset((rule, selector) for rule, _, selector in (line.partition(" ") for line in lines))


def unknown(found: list[list[str]]) -> list[str]:
    """Of what axe cannot tell, what nobody has looked at yet."""
    return [
        f"{rule}: {target} ({message})"
        for rule, target, message in found
        if not any(rule == known and part in target for known, part in reviewed())
    ]


@EACH
async def test_on_a_phone_for_who_sees_most(cast: Cast, route: Route) -> None:
    async with cast.tab(richest(route), width=360) as tab:
        assert await tab.open(address(route, cast.stage.scene)) == 200
        found = await tab.axe()
        assert found["violations"] == []
        assert unknown(found["incomplete"]) == []
        assert await tab.page.evaluate(_SMALL) == []
        assert await tab.page.evaluate(_ZOOMS) == []
        await tab.page.set_viewport_size({"width": 320, "height": 640})
        assert await tab.page.evaluate(WIDER) == []
        assert tab.complaints == []
        assert tab.elsewhere() == []


@EACH
async def test_on_a_screen_in_the_dark_with_the_keyboard(cast: Cast, route: Route) -> None:
    role = "guest" if expected(route, "guest") == 200 else richest(route)
    async with cast.tab(role, width=1280, dark=True) as tab:
        assert await tab.open(f"/en{address(route, cast.stage.scene)}") == 200
        found = await tab.axe()
        assert found["violations"] == []
        assert unknown(found["incomplete"]) == []
        assert await tab.page.evaluate(WIDER) == []
        assert await walk(tab.page) == []
        assert tab.complaints == []
