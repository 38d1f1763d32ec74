"""The style page: every component rendered by the running site."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest

from browser import Browser
from partisipasi.settings import ROOT


@pytest.mark.parametrize("address", ["/gaya", "/en/gaya"])
async def test_every_component_is_whole_in_both_languages(browser: Browser, address: str) -> None:
    answer = await browser.open(address)
    assert answer.status_code == 200
    ids = Counter(node.attributes["id"] for node in browser.all("[id]"))
    assert [name for name, count in ids.items() if count > 1] == []
    assert len(browser.all("h1")) == 1
    for node in browser.all("[aria-labelledby], [aria-describedby]"):
        for attribute in ("aria-labelledby", "aria-describedby"):
            assert set((node.attributes.get(attribute) or "").split()) <= set(ids)
    for node in browser.all("label[for]"):
        assert node.attributes["for"] in ids
    for node in browser.all('a[href^="#"]'):
        assert (node.attributes["href"] or "")[1:] in ids, node.html


async def test_every_family_of_components_is_on_the_style_page() -> None:
    source = (ROOT / "templates" / "style.html").read_text(encoding="utf-8")
    families = [path.name for path in (ROOT / "templates" / "components").glob("*.html")]
    assert [name for name in families if f"components/{name}" not in source] == []


async def test_headings_never_skip_a_level(browser: Browser) -> None:
    await browser.open("/gaya")
    levels = [int(node.tag[1]) for node in browser.all("h1, h2, h3, h4, h5, h6")]
    assert all(after - before <= 1 for before, after in pairwise(levels))
