"""The keyboard walk: Tab through a page, and see at each stop what somebody without a mouse would."""

from __future__ import annotations

from playwright.async_api import Page

#: Stops walked from the beginning, and from the end where there are many more.
FIRST, LAST = 45, 12

_PREPARE = """() => {
    const shown = node => node.checkVisibility({visibilityProperty: true}) && node.getClientRects().length;
    const stops = [...document.querySelectorAll('a[href],button,input,select,textarea,summary,[tabindex]')].filter(
        node => node.tabIndex >= 0 && !node.disabled && node.type !== 'hidden' && shown(node));
    const look = node => { const s = getComputedStyle(node); return [s.outlineStyle === 'none' ? '' :
        s.outlineStyle + s.outlineWidth + s.outlineColor, s.boxShadow, s.borderColor, s.backgroundColor,
        s.textDecorationLine, s.textDecorationThickness, s.clipPath].join('|'); };
    document.activeElement && document.activeElement.blur();
    window.__stops = stops; window.__look = look; window.__before = stops.map(look);
    return stops.length;
}"""
_STEP = """() => {
    const node = document.activeElement, at = window.__stops.indexOf(node);
    if (!node || node === document.body) return {at: -2};
    // A link that goes on in the next line has a piece in each; the box around both holds words that are not its own.
    const box = node.getClientRects()[0] || node.getBoundingClientRect(), x = box.left + Math.min(box.width / 2, 40);
    const y = Math.max(box.top, 0) + Math.min(box.height / 2, 12);
    const hit = document.elementFromPoint(x, y);
    const label = node.labels && node.labels.length ? node.labels[0] : null;
    const of = part => part && (part.contains(hit) || hit.contains(part));
    const free = !hit || of(node) || of(label);
    const dress = at < 0 ? '' : window.__look(node);
    const style = getComputedStyle(node), width = style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth);
    const around = label ? getComputedStyle(label).outlineStyle : 'none';
    const parts = ['date', 'datetime-local', 'time'].includes(node.type);
    return {at, parts, name: node.outerHTML.slice(0, 90), free, inside: box.bottom > 0 && box.top < innerHeight,
            marked: (at >= 0 && dress !== window.__before[at] && (width >= 2 || style.boxShadow !== 'none'))
                || around !== 'none'};
}"""


async def walk(page: Page) -> list[str]:
    """Press Tab from the top.

    Returns:
        What is wrong: stops without a visible mark, covered or outside the window, out of order, traps.
    """
    count: int = await page.evaluate(_PREPARE)
    wrong = await _go(page, min(count, FIRST), start=-1)
    if count > FIRST + LAST:
        await page.evaluate("at => window.__stops[at].focus()", count - LAST)
        wrong += await _go(page, LAST - 1, start=count - LAST)
    return wrong


async def _go(page: Page, steps: int, *, start: int) -> list[str]:
    wrong, before, passed = [], start, 0
    for _ in range(steps):
        await page.keyboard.press("Tab")
        stop = await page.evaluate(_STEP)
        if stop["at"] == -2:
            break
        passed += 1
        # A field for a date has a stop of its own for day, month and year.
        if stop["at"] == before and stop["parts"]:
            continue
        if stop["at"] >= 0 and stop["at"] <= before:
            wrong.append(f"out of order or caught: {stop['name']}")
            break
        before = max(before, stop["at"])
        if not stop["marked"]:
            wrong.append(f"focus is not seen: {stop['name']}")
        if not stop["free"] or not stop["inside"]:
            wrong.append(f"focus is covered: {stop['name']}")
    # The style page shows a link as it looks with the focus: it cannot look more so.
    wrong = [problem for problem in wrong if "focus-shown" not in problem]
    return wrong if passed or not steps else [*wrong, "nothing can be reached"]
