"""The look of the pages: its weight, its contrasts, and nothing inline that the policy would refuse."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from partisipasi.city.accent import accent_properties, contrast
from partisipasi.settings import ROOT
from partisipasi.site.assets import Assets

TOKENS = (ROOT / "static" / "css" / "10-tokens.css").read_text(encoding="utf-8")
PAGES = [path for path in (ROOT / "templates").rglob("*.html") if path.parent.name != "mail"]
CITY = accent_properties("#0b5d51")


def tokens(theme: str) -> dict[str, str]:
    """The colours of a theme, with the city's in their place."""
    light, dark = TOKENS.split("@media (prefers-color-scheme: dark)")
    found = dict(re.findall(r"--([a-z0-9-]+): ([^;]+);", light))
    if theme == "dark":
        found |= dict(re.findall(r"--([a-z0-9-]+): ([^;]+);", dark))
    return {
        name: CITY[given[1]] if (given := re.match(r"var\((--city[a-z-]+)", value)) else value
        for name, value in found.items()
        if value.startswith(("#", "var(--city"))
    }


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "ground", "least"),
    [
        ("ink", "paper", 7),
        ("ink", "surface", 7),
        ("ink", "mark", 7),
        ("ink-2", "paper", 4.5),
        ("ink-2", "surface", 4.5),
        ("ink-2", "accent-soft", 4.5),
        ("accent", "paper", 4.5),
        ("accent", "surface", 4.5),
        ("accent", "accent-soft", 4.5),
        ("on-accent", "accent", 4.5),
        ("on-hall", "hall", 7),
        ("good", "good-soft", 4.5),
        ("warn", "warn-soft", 4.5),
        ("bad", "bad-soft", 4.5),
        ("info", "info-soft", 4.5),
        ("good", "paper", 4.5),
        ("bad", "paper", 4.5),
        ("edge", "paper", 3),
        ("edge", "surface", 3),
        ("focus", "paper", 3),
        ("focus", "surface", 3),
        ("focus", "focus-halo", 3),
    ],
)
def test_colours_that_meet_keep_their_contrast(theme: str, ink: str, ground: str, least: float) -> None:
    colours = tokens(theme)
    assert contrast(colours[ink], colours[ground]) >= least


def test_the_style_sheet_stays_within_its_weight() -> None:
    assets = Assets("#0b5d51")
    sheet = assets.get(assets.url("app.css"))
    assert sheet is not None
    assert len(sheet.gzip) <= 12 * 1024


def test_our_own_script_stays_within_its_weight() -> None:
    assert len(gzip.compress((ROOT / "static" / "app.js").read_bytes(), 9)) <= 4 * 1024


def test_the_style_sheet_asks_for_nothing_from_elsewhere() -> None:
    sheets = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "static" / "css").glob("*.css"))
    assert not re.search(r"url\(|@import|@font-face", sheets)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_template_holds_style_or_script_of_its_own(path: Path) -> None:
    source = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.S)
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style|hx-on|javascript:|\bjs:", source)
    assert not re.search(r"<script(?![^>]*\ssrc=)", source)
    assert "data:image" not in source
