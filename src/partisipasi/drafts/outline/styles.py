"""The ways subsections and items are numbered, and where a text may begin one."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final, NamedTuple

from .chain import Mark
from .numerals import arabic_readings, letter_text, letter_value
from .source import Source

_LAST_CHARACTER: Final = re.compile(r"(\S)\s*$")
_REFERRING: Final = re.compile(
    r"\b(?:ayat|huruf|angka|butir|nomor|no|tahun|tanggal|pasal|bab|lampiran|pada|sampai dengan)\s*$"
    r"|\b(?:ayat|huruf|angka)\s\(?(?:\d{1,3}[a-z]?|[a-z]{1,2})[)l1]?\s?"
    r"(?:,|dan|atau|,\s?dan|,\s?atau|sampai dengan|dan/atau|s/d)\s*$",
    re.IGNORECASE,
)
_JOINING: Final = re.compile(r"[;,:]\s*(?:dan|atau|dan\S{0,3}\s?/?\s?atau)\s*$")
_SUBSECTION: Final = re.compile(
    r"(?<![\w(])(?:[({\[]\s?(?P<number>[0-9IlOo]{1,2}|[as](?=\s?[)}]))(?P<suffix>[a-z]?)\s?[)}\]]"
    r"|[({](?P<open>[0-9]{1,2})[1lI](?=\s|[a-z]{3})|l(?P<bars>[0-9])l(?=\s)|\((?P<first>[UIl])(?=\s[A-Z]))"
)
_LETTER: Final = re.compile(
    r"(?<!\S)\^?(?P<number>[a-z1I]|(?P<twin>[a-z])(?P=twin))\s?\.(?=\s|$|[A-Z][a-z]|(?<=\.)[a-z0-9])"
)
_FIGURE: Final = re.compile(
    r"(?<!\S)(?P<number>[0-9]{1,3}|[0-9IlLStT][0-9IlOS]|1 [0-9]|[lISt](?=\.))(?P<suffix>[a-z]?)"
    r"\.(?=\s|$|[A-Z][a-z])"
)
_LETTER_BRACKET: Final = re.compile(r"(?<!\S)\^?(?P<number>[a-z])\)(?=\s|$|\w)")
_FIGURE_BRACKET: Final = re.compile(
    r"(?<!\S)(?P<number>[0-9]{1,2}|[lI]|[0-9][lI])\)(?=\s|$|[A-Za-z])|(?<!\S)(?P<open>[0-9]{1,2})l(?=\s)"
)
_LETTER_BRACKETS: Final = re.compile(r"(?m)^ *(?<!\S)\((?P<number>[a-z])\)(?=\s)")
_AFTER: Final = {":": 3.5, ";": 3.5, ".": 2.5, ",": 1.5}
_ANYWHERE: Final = 0.7


class Style(NamedTuple):
    """A way of numbering: the kind of clause it makes, how its marks are found and printed."""

    name: str
    kind: str
    find: Callable[[Source, int, int], list[Mark]]
    number: Callable[[Mark], str]
    frame: str

    def label(self, mark: Mark) -> str:
        """Return the marker as printed: `(2)`, `a.`, `1)`."""
        return self.frame.format(self.number(mark))

    def slug(self, mark: Mark) -> str:
        """Return the part of a key: `ayat-2`, `huruf-a`."""
        return f"{self.kind}-{self.number(mark)}"

    def citation(self, mark: Mark) -> str:
        """Return how a text refers to the place: `ayat (2)`, `huruf a`, `angka 1)`."""
        return f"{self.kind} {self.label(mark).rstrip('.')}"


def _weight(source: Source, start: int, first: int) -> float:
    """Return how likely an item begins at `start` in a span from `first`; 0 for a reference."""
    if start - first < 2:
        return 6.0
    before = source.text[max(first, start - 40) : start]
    if _REFERRING.search(before):
        return 0.0
    if source.indent_at(start) is not None:
        return 5.0
    if _JOINING.search(before):
        return 3.5
    last = _LAST_CHARACTER.search(before)
    return _AFTER.get(last[1], _ANYWHERE) if last else 5.0


def _lettered(pattern: re.Pattern[str], source: Source, start: int, end: int) -> list[Mark]:
    marks = []
    for match in pattern.finditer(source.text, start, end):
        exact = match["number"] not in ("1", "I")
        number = letter_value(match["number"] if exact else "l")
        weight = _weight(source, match.start(), start)
        glued = source.text[match.end() : match.end() + 1].strip()
        if number and weight > 0 and (not glued or source.indent_at(match.start()) is not None):
            marks.append(Mark(match.start(), match.end(), number, weight - (not exact), exact=exact))
    return marks


def _figured(pattern: re.Pattern[str], source: Source, start: int, end: int) -> list[Mark]:
    marks: list[Mark] = []
    for match in pattern.finditer(source.text, start, end):
        weight = _weight(source, match.start(), start)
        if weight > 0:
            groups = match.groupdict()
            printed = groups["number"] or groups["open"]
            marks.extend(_readings(match, printed, weight, closed=bool(groups["number"])))
    return marks


def _readings(match: re.Match[str], printed: str, weight: float, *, closed: bool) -> Iterator[Mark]:
    """Yield a mark for each number the printed one may stand for; a misread one weighs a little less."""
    suffix = match.groupdict().get("suffix") or ""
    for number, exact in arabic_readings(printed):
        if number:
            clean = exact and closed
            yield Mark(match.start(), match.end(), number, weight - (0 if clean else 0.5), suffix, clean)


def _subsections(source: Source, start: int, end: int) -> list[Mark]:
    marks: list[Mark] = []
    for match in _SUBSECTION.finditer(source.text, start, end):
        weight = _weight(source, match.start(), start)
        if weight <= 0:
            continue
        following = source.text[match.end() : match.end() + 4].lstrip(" \n^")[:1]
        weight += 1.0 if following.isupper() else -1.0 if following.islower() or following in ",;" else 0.0
        closed = bool(match["number"]) and match[0][0] == "("
        if weight > 0:
            printed = match["number"] or match["open"] or match["bars"] or "l"
            marks.extend(_readings(match, printed, weight, closed=closed))
    return marks


def _figure(mark: Mark) -> str:
    return f"{mark.number}{mark.suffix}"


def _letter(mark: Mark) -> str:
    return letter_text(mark.number)


SUBSECTION: Final = Style("(1)", "ayat", _subsections, _figure, "({})")
LETTERS: Final = Style("a.", "huruf", partial(_lettered, _LETTER), _letter, "{}.")
FIGURES: Final = Style("1.", "angka", partial(_figured, _FIGURE), _figure, "{}.")
STYLES: Final = (
    LETTERS,
    FIGURES,
    Style("a)", "huruf", partial(_lettered, _LETTER_BRACKET), _letter, "{})"),
    Style("1)", "angka", partial(_figured, _FIGURE_BRACKET), _figure, "{})"),
    Style("(a)", "huruf", partial(_lettered, _LETTER_BRACKETS), _letter, "({})"),
)
"""The four levels of items of the drafting form, and one more that it does not allow but people use."""
