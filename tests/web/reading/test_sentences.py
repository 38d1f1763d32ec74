"""The plain sentence of each change: wherever changes are shown, before the marked words, in the reader's language."""

from __future__ import annotations

import pytest

from browser import Browser
from example_city import Example


def _line(node: object) -> str:
    return " ".join(node.text().split())  # type: ignore[attr-defined]


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("view", ["", "berdampingan", "bersih"])
@pytest.mark.parametrize("pair", ["1..2", "2..1"])
async def test_each_change_is_told_before_its_marked_words(
    guest: Browser, rule: str, prefix: str, view: str, pair: str
) -> None:
    await guest.open(f"{prefix}{rule}/bandingkan/{pair}?tampil={view}")
    articles = guest.all(".change")
    assert articles
    for article in articles:
        said = _line(article.css_first(".sentence"))
        assert said.endswith(".") and "%(" not in said
        html = str(article.html)
        marks = [html.find(mark) for mark in ("<ins", "<del", 'class="moved"') if mark in html]
        assert html.index('class="sentence"') < min(marks, default=len(html))
    for line in guest.all(".shifts > li"):
        assert _line(line).startswith("Pasal") and line.css(".sentence")


async def test_in_the_whole_text_it_stands_before_the_words_it_tells_of(guest: Browser, rule: str) -> None:
    await guest.open(f"{rule}/bandingkan/1..2?semua=1")
    html = str(guest.page.css_first('[id="pasal-12.ayat-2"]').html)
    assert html.index('class="sentence"') < html.index("<del") and html.count('class="sentence"') == 1


async def test_a_changed_clause_tells_it_in_the_margin_and_in_the_results(guest: Browser, rule: str) -> None:
    await guest.open(f"{rule}/versi/2")
    assert _line(guest.page.css_first('[id="pasal-12.ayat-2"] .margin .sentence')).startswith("Pasal 12 ayat (2)")
    await guest.open(f"{rule}/hasil")
    assert len(guest.all(".change .sentence")) == len(guest.all(".change")) > 0


async def test_a_clause_that_comes_back_split_merged_or_moved_says_so(guest: Browser, example: Example) -> None:
    rows = await example.values(
        """SELECT DISTINCT '/rancangan/' || d.id || '-' || d.slug || '/bandingkan/' || w.number || '..' || v.number
           FROM change h JOIN version v ON v.id = h.version_id JOIN version w ON w.id = v.follows_id
           JOIN draft d ON d.id = v.draft_id WHERE h.op IN ('split', 'merged', 'moved') AND v.state = 'published'"""
    )
    said = []
    for path in rows:
        await guest.open(f"/en{path}")
        said += [_line(node) for node in guest.all(".change .sentence")]
    for words in ("is split into Pasal", "are merged into Pasal", "moves from Bab"):
        assert any(words in one for one in said), (words, said)
    assert any("after it was deleted in version" in one for one in said)


async def test_the_summary_of_changes_reads_in_english_as_far_as_it_was_put_together(guest: Browser, rule: str) -> None:
    for path in (rule, f"{rule}/versi/2", f"{rule}/bandingkan/1..2"):
        await guest.open(f"/en{path}")
        assert any("What changes because people spoke" in node.text() for node in guest.all("main .prose strong"))
