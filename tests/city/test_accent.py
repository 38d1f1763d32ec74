"""The city's colour keeps AA, whatever it is."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partisipasi.city import accent
from partisipasi.city.accent import accent_properties, accent_rule, contrast, to_hex, to_lch

TOKENS = Path(__file__).parents[2] / "static" / "css" / "10-tokens.css"
LIGHT_INK, DARK_INK = "#18201c", "#e6ebe8"
hexadecimal = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}")


def assert_keeps_aa(properties: dict[str, str]) -> None:
    for theme, grounds, ink in (
        ("", ["#ffffff", accent.LIGHT_SURFACE], LIGHT_INK),
        ("-dark", ["#131816", accent.DARK_SURFACE], DARK_INK),
    ):
        colour = {
            name: properties[f"--city-{name}{theme}"] for name in ("accent", "on-accent", "soft", "hall", "hall-line")
        }
        for ground in [*grounds, colour["soft"]]:
            assert contrast(colour["accent"], ground) >= 4.5
        assert contrast(colour["on-accent"], colour["accent"]) >= 4.5
        assert contrast(ink, colour["soft"]) >= 7
        assert contrast("#ffffff", colour["hall"]) >= 7
        assert contrast(colour["hall-line"], colour["hall"]) >= 3
        assert contrast(accent.HALL_INK, colour["hall-line"]) >= 4.5


@given(hexadecimal)
def test_every_colour_a_city_may_choose_keeps_aa_in_both_themes(colour: str) -> None:
    assert_keeps_aa(accent_properties(colour))


@pytest.mark.parametrize("colour", ["#000", "#fff", "#ff0", "#00f", "#f00", "#0f0", "#0ff", "#f0f", "#808080"])
def test_the_corners_of_the_screen_keep_aa(colour: str) -> None:
    assert_keeps_aa(accent_properties(colour))


@pytest.mark.parametrize("colour", ["#0d6b50", "#1d4f91", "#8c1d40"])
def test_a_colour_that_already_reads_well_is_used_as_it_is(colour: str) -> None:
    assert accent_properties(colour)["--city-accent"] == colour


@pytest.mark.parametrize("colour", ["#f2b705", "#e4572e", "#2aa7ff"])
def test_a_colour_that_is_too_light_keeps_its_hue(colour: str) -> None:
    shade = to_lch(accent_properties(colour)["--city-accent"])
    assert shade.lightness < to_lch(colour).lightness
    assert shade.hue == pytest.approx(to_lch(colour).hue, abs=0.05)


@given(hexadecimal)
def test_a_colour_survives_the_way_to_oklab_and_back(colour: str) -> None:
    assert to_hex(to_lch(colour)) == colour


def test_known_contrasts() -> None:
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("colour", ["", "green", "#12", "#12345", "#gggggg", "red;}body{display:none"])
def test_what_is_no_colour_is_refused(colour: str) -> None:
    with pytest.raises(ValueError, match="not a hexadecimal colour"):
        accent_properties(colour)


def test_the_rule_is_plain_css_with_colours_only() -> None:
    assert re.fullmatch(r":root\{(--city-[a-z-]+:#[0-9a-f]{6};?)+\}", accent_rule("#0d6b50"))


def test_the_style_sheet_reads_exactly_these_properties() -> None:
    read = set(re.findall(r"var\((--city-[a-z-]+)", TOKENS.read_text(encoding="utf-8")))
    assert read == set(accent_properties("#0d6b50"))
