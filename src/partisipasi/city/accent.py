"""The city's one colour, worked into every shade the pages need.

A city chooses any colour; the pages promise WCAG 2.2 AA. So the hue is kept and the lightness gives way: in
OKLab, where equal steps look equal, a shade is made darker (light theme) or lighter (dark theme) just as far
as the contrast asks.

Source: Björn Ottosson, "A perceptual color space for image processing" (OKLab, 2020); contrast as in
WCAG 2.2, 1.4.3.
"""

import math
import re
from collections.abc import Callable
from typing import NamedTuple

_HEX = re.compile(r"#?(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")

# The lightest and darkest grounds that accent text stands on; the same values as in static/css/10-tokens.css.
LIGHT_SURFACE = "#f4f6f3"
DARK_SURFACE = "#1b221f"
WHITE = "#ffffff"
HALL_INK = "#06120d"

AA_TEXT = 4.5
AA_PARTS = 3.0
# Rounding to eight bits may cost a few hundredths.
_MARGIN = 0.1


class Lch(NamedTuple):
    """A colour in OKLCH: lightness 0..1, chroma ≥ 0 (about 0.32 at most on a screen), hue in radians."""

    lightness: float
    chroma: float
    hue: float


def accent_properties(colour: str) -> dict[str, str]:
    """Work out the custom properties of the style sheet from the city's colour.

    Args:
        colour: the city's colour, ``#rgb`` or ``#rrggbb``.

    Returns:
        CSS custom properties and their values: ``--city-accent`` (links, buttons), ``--city-on-accent`` (text
        on it), ``--city-soft`` (pale ground), ``--city-hall`` (masthead, white text on it),
        ``--city-hall-line`` (ornament and the search button there), and each again with ``-dark`` for the
        dark theme.

    Raises:
        ValueError: when the colour is not a hexadecimal colour.
    """
    city = to_lch(colour)
    light = _light_theme(city, colour)
    dark = _dark_theme(city)
    return light | {f"{name}-dark": value for name, value in dark.items()}


def accent_rule(colour: str) -> str:
    """Write ``accent_properties`` as one CSS rule that stands before the style sheet; ValueError likewise."""
    return ":root{" + ";".join(f"{name}:{value}" for name, value in accent_properties(colour).items()) + "}"


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two hexadecimal colours, 1 to 21 (WCAG 2.2)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def to_lch(colour: str) -> Lch:
    """Read ``#rgb`` or ``#rrggbb`` as OKLCH. Raises ValueError for anything else."""
    red, green, blue = (_linear(part) for part in _parts(colour))
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    return Lch(lightness, math.hypot(a, b), math.atan2(b, a))


def to_hex(colour: Lch) -> str:
    """Write an OKLCH colour as ``#rrggbb``; what no screen shows loses chroma, never hue or lightness."""
    inside, outside = 0.0, colour.chroma
    if _on_screen(rgb := _linear_rgb(colour)):
        return _hex(rgb)
    for _ in range(20):
        middle = (inside + outside) / 2
        if _on_screen(_linear_rgb(colour._replace(chroma=middle))):
            inside = middle
        else:
            outside = middle
    return _hex(_linear_rgb(colour._replace(chroma=inside)))


def _light_theme(city: Lch, colour: str) -> dict[str, str]:
    soft = to_hex(Lch(0.955, min(city.chroma, 0.022), city.hue))

    def reads_on_pale(shade: str) -> bool:
        return min(contrast(shade, LIGHT_SURFACE), contrast(shade, soft)) >= AA_TEXT + _MARGIN

    given = "#" + "".join(f"{part:02x}" for part in _parts(colour))
    accent = given if reads_on_pale(given) else _darkest_step(city, reads_on_pale)
    hall = _darkest_step(
        city._replace(lightness=min(city.lightness, 0.36), chroma=min(city.chroma, 0.13)),
        lambda shade: contrast(shade, WHITE) >= 8,
    )
    line = Lch(0.76, min(city.chroma, 0.09), city.hue)
    return {
        "--city-accent": accent,
        "--city-on-accent": WHITE,
        "--city-soft": soft,
        "--city-hall": hall,
        "--city-hall-line": _lightest_step(line, lambda shade: _reads_in_hall(shade, hall)),
    }


def _dark_theme(city: Lch) -> dict[str, str]:
    soft = to_hex(Lch(0.29, min(city.chroma, 0.035), city.hue))
    accent = _lightest_step(
        Lch(max(city.lightness, 0.72), min(city.chroma, 0.12), city.hue),
        lambda shade: min(contrast(shade, DARK_SURFACE), contrast(shade, soft)) >= AA_TEXT + _MARGIN,
    )
    hall = to_hex(Lch(0.27, min(city.chroma, 0.06), city.hue))
    line = Lch(0.62, min(city.chroma, 0.09), city.hue)
    return {
        "--city-accent": accent,
        "--city-on-accent": to_hex(Lch(0.24, min(city.chroma, 0.05), city.hue)),
        "--city-soft": soft,
        "--city-hall": hall,
        "--city-hall-line": _lightest_step(line, lambda shade: _reads_in_hall(shade, hall)),
    }


def _reads_in_hall(shade: str, hall: str) -> bool:
    return contrast(shade, hall) >= AA_PARTS + _MARGIN and contrast(shade, HALL_INK) >= AA_TEXT + _MARGIN


def _darkest_step(start: Lch, good_enough: Callable[[str], bool]) -> str:
    return _step(start, -0.005, good_enough)


def _lightest_step(start: Lch, good_enough: Callable[[str], bool]) -> str:
    return _step(start, 0.005, good_enough)


def _step(start: Lch, step: float, good_enough: Callable[[str], bool]) -> str:
    """The first shade from ``start`` on, by lightness, that is good enough; at the end black or white."""
    lightness = start.lightness
    while 0 < lightness < 1:
        shade = to_hex(start._replace(lightness=lightness))
        if good_enough(shade):
            return shade
        lightness += step
    return to_hex(Lch(min(max(lightness, 0.0), 1.0), 0.0, start.hue))


def _parts(colour: str) -> tuple[int, int, int]:
    if not _HEX.fullmatch(colour.strip()):
        raise ValueError(f"not a hexadecimal colour: {colour!r}")
    digits = colour.strip().lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def _linear(part: int) -> float:
    value = part / 255
    return value / 12.92 if value <= 0.04045 else math.pow((value + 0.055) / 1.055, 2.4)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear_rgb(colour: Lch) -> tuple[float, float, float]:
    a, b = colour.chroma * math.cos(colour.hue), colour.chroma * math.sin(colour.hue)
    long = (colour.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (colour.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (colour.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _on_screen(rgb: tuple[float, float, float]) -> bool:
    return all(-0.0005 <= part <= 1.0005 for part in rgb)


def _hex(rgb: tuple[float, float, float]) -> str:
    def eight_bits(part: float) -> int:
        clipped = min(max(part, 0.0), 1.0)
        value = 12.92 * clipped if clipped <= 0.0031308 else 1.055 * math.pow(clipped, 1 / 2.4) - 0.055
        return round(value * 255)

    return "#" + "".join(f"{eight_bits(part):02x}" for part in rgb)
