"""Inside an article: subsections (ayat), then up to four levels of items (rincian), then closing phrases."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Final, NamedTuple

from .chain import Costs, Mark, best_chain
from .numerals import arabic_readings, letter_text, letter_value
from .source import Source
from .tree import Node
from .warnings import Doubts

_BEFORE: Final = re.compile(r"(\S+)\s*$")
_REFERRING: Final = re.compile(
    r"(?:\bayat|\bhuruf|\bangka|\bbutir|\bnomor|\bno|\btahun|\btanggal|\bpasal|\bbab|\blampiran|\bpada|\bsampai dengan)"
    r"\s*$|\b(?:ayat|huruf|angka)\s\S{1,5}\s?(?:,|dan|atau|,\s?dan|sampai dengan|dan/atau|s/d)\s*$",
    re.IGNORECASE,
)
_JOINING: Final = re.compile(r"[;,:]\s*(?:dan|atau|dan/atau|dan\s?/\s?atau|dan\S?/?\s?atau)\s*$")
_SUBSECTION: Final = re.compile(
    r"(?<![\w(])(?:[({\[]\s?(?P<number>[0-9IlOo]{1,2}|[as](?=\s?[)}]))(?P<suffix>[a-z]?)\s?[)}\]]"
    r"|[({](?P<open>[0-9]{1,2})[1lI](?=\s|[a-z]{3})|l(?P<bars>[0-9])l(?=\s))"
)
_LETTER: Final = re.compile(
    r"(?<!\S)\^?(?P<number>[a-z]|(?P<twin>[a-z])(?P=twin))\s?\.(?=\s|$|[A-Z][a-z]|(?<=\.)[a-z0-9])"
)
_FIGURE: Final = re.compile(
    r"(?<!\S)(?P<number>[0-9]{1,3}|[0-9IlStT][0-9IlOS]|1 [0-9]|[lISt](?=\.))(?P<suffix>[a-z]?)\.(?=\s|$|[A-Z][a-z])"
)
_LETTER_BRACKET: Final = re.compile(r"(?<!\S)\^?(?P<number>[a-z])\)(?=\s|$|\w)")
_FIGURE_BRACKET: Final = re.compile(
    r"(?<!\S)(?P<number>[0-9]{1,2}|[lI]|[0-9][lI])\)(?=\s|$|[A-Za-z])|(?<!\S)(?P<open>[0-9]{1,2})l(?=\s)"
)
_LETTER_BRACKETS: Final = re.compile(r"(?m)^ *(?<!\S)\((?P<number>[a-z])\)(?=\s)")
ITEM_COSTS: Final = Costs(gap=2.0, repeat=4.5, opening=3.0)
_LEVELS_ALLOWED: Final = 4


_NEXT_LINE: Final = re.compile(r"\n(?P<gap>(?: *\n)*)(?P<indent> *)(?=\S)")


class _Line(NamedTuple):
    """A later line of an item: where its text begins, how deep, and whether a blank line stands before it."""

    offset: int
    column: int
    after_blank: bool


class Style(NamedTuple):
    """A way of numbering items: which kind it makes, how it is found and how it is printed."""

    name: str
    kind: str
    find: Callable[[Source, int, int], list[Mark]]
    label: Callable[[Mark], str]
    slug: Callable[[Mark], str]


def _weigh(source: Source, start: int, first: int) -> float:
    """Return how likely an item begins at `start`; 0 for a reference."""
    indent = source.indent_at(start)
    if start - first < 2:
        return 6.0
    before = source.text[max(first, start - 40) : start]
    if _REFERRING.search(before):
        return 0.0
    if indent is not None:
        return 5.0
    if _JOINING.search(before):
        return 3.5
    word = _BEFORE.search(before)
    last = word[1][-1] if word else ":"
    return {":": 3.5, ";": 3.5, ".": 2.5, ",": 1.5}.get(last, 0.7)


def _lettered(pattern: re.Pattern[str], source: Source, start: int, end: int) -> list[Mark]:
    marks = []
    for match in pattern.finditer(source.text, start, end):
        place, number = match.start("number"), letter_value(match["number"])
        weight = _weigh(source, match.start(), start)
        glued = source.text[match.end() : match.end() + 1].strip()
        if number and weight > 0 and (not glued or source.indent_at(place) is not None):
            marks.append(Mark(match.start(), match.end(), number, weight))
    return marks


def _figured(pattern: re.Pattern[str], source: Source, start: int, end: int) -> list[Mark]:
    marks = []
    for match in pattern.finditer(source.text, start, end):
        groups = match.groupdict()
        printed, open_number = groups["number"], groups.get("open")
        weight = _weigh(source, match.start(), start)
        if weight <= 0:
            continue
        for number, exact in arabic_readings(printed or open_number or ""):
            if number:
                clean = exact and not open_number
                suffix = groups.get("suffix") or ""
                marks.append(
                    Mark(match.start(), match.end(), number, weight - (0 if clean else 0.5), suffix, clean)
                )
    return marks


def subsections(source: Source, start: int, end: int) -> list[Mark]:
    """Return the places in the span that may begin a subsection `(n)`, scanner's brackets included."""
    marks = []
    for match in _SUBSECTION.finditer(source.text, start, end):
        weight = _weigh(source, match.start(), start)
        if weight <= 0:
            continue
        following = source.text[match.end() : match.end() + 4].lstrip(" \n^")[:1]
        weight += 1.0 if following.isupper() else -1.0 if following.islower() or following in ",;" else 0.0
        printed = match["number"] or match["open"] or match["bars"]
        for number, exact in arabic_readings(printed):
            if number and weight > 0:
                clean = exact and bool(match["number"]) and match[0][0] == "("
                place = partial(Mark, match.start(), match.end())
                marks.append(place(number, weight - (0 if clean else 0.5), match["suffix"] or "", clean))
    return marks


def _numbered(mark: Mark) -> str:
    return f"{mark.number}{mark.suffix}"


def _letter(mark: Mark) -> str:
    return letter_text(mark.number)


SUBSECTION: Final = Style(
    "ayat", "ayat", subsections, lambda m: f"({_numbered(m)})", lambda m: f"ayat-{_numbered(m)}"
)
LETTERS: Final = Style(
    "a.", "huruf", partial(_lettered, _LETTER), lambda m: f"{_letter(m)}.", lambda m: f"huruf-{_letter(m)}"
)
FIGURES: Final = Style(
    "1.", "angka", partial(_figured, _FIGURE), lambda m: f"{_numbered(m)}.", lambda m: f"angka-{_numbered(m)}"
)
STYLES: Final = (
    LETTERS,
    FIGURES,
    Style("a)", "huruf", partial(_lettered, _LETTER_BRACKET), lambda m: f"{_letter(m)})", lambda m: f"huruf-{_letter(m)}"),
    Style("1)", "angka", partial(_figured, _FIGURE_BRACKET), lambda m: f"{_numbered(m)})", lambda m: f"angka-{_numbered(m)}"),
    Style("(a)", "huruf", partial(_lettered, _LETTER_BRACKETS), lambda m: f"({_letter(m)})", lambda m: f"huruf-{_letter(m)}"),
)  # fmt: skip


class ItemReader:
    """Fills nodes with their text, subsections and items."""

    def __init__(self, source: Source, doubts: Doubts) -> None:
        self._source = source
        self._doubts = doubts

    def fill_article(self, node: Node, start: int, end: int) -> None:
        """Read the span as the body of an article: subsections if it has any, else items."""
        chain = best_chain(subsections(self._source, start, end), ITEM_COSTS)
        if not self._is_list(chain, start):
            self.fill(node, start, end)
            return
        node.text = self._source.flow(start, chain[0].start)
        report_chain(self._doubts, self._source, chain, SUBSECTION.label)
        for mark, stop in _spans(chain, end):
            self.fill(node.add(self._make(SUBSECTION, mark)), mark.end, stop)

    def fill(
        self, node: Node, start: int, end: int, used: tuple[str, ...] = (), styles: Iterable[Style] = STYLES
    ) -> None:
        """Read the span as text followed, perhaps, by a list of items and a closing phrase."""
        style, chain = self._outermost(start, end, [style for style in styles if style.name not in used])
        if style is None:
            node.text = self._source.flow(start, end)
            return
        node.text = self._source.flow(start, chain[0].start)
        closing = self._closing(chain, end)
        report_chain(self._doubts, self._source, chain, style.label)
        deeper = (*used, style.name)
        if len(deeper) > _LEVELS_ALLOWED:
            self._doubts.note("too_deep", chain[0].start, label=style.label(chain[0]))
        for mark, stop in _spans(chain, closing):
            self.fill(node.add(self._make(style, mark)), mark.end, stop, deeper)
        if closing < end:
            place = self._source.first_ink(closing, end)
            node.add(Node("teks", "teks-1", "", place, text=self._source.flow(closing, end)))

    def _make(self, style: Style, mark: Mark) -> Node:
        return Node(style.kind, style.slug(mark), style.label(mark), mark.start)

    def _outermost(self, start: int, end: int, styles: Iterable[Style]) -> tuple[Style | None, list[Mark]]:
        """Return the style whose list begins first in the span, with its marks."""
        found: tuple[Style | None, list[Mark]] = (None, [])
        for style in styles:
            chain = best_chain(style.find(self._source, start, end), ITEM_COSTS)
            if self._is_list(chain, start) and (not found[1] or chain[0].start < found[1][0].start):
                found = (style, chain)
        return found

    def _is_list(self, chain: list[Mark], start: int) -> bool:
        """Say whether a chain is convincing: several marks, or one that stands where a list must begin."""
        if not chain:
            return False
        if len(chain) > 1:
            return sum(mark.weight for mark in chain) >= 2.5 + 1.5 * (chain[0].number - 1)
        return chain[0].weight >= 5 and (
            chain[0].number == 1 or self._source.first_ink(start, chain[0].end) == chain[0].start
        )

    def _closing(self, chain: list[Mark], end: int) -> int:
        """Return where the closing phrase after the last item begins, or `end`.

        It is a line not deeper than the items' markers, after a line that ends an item; where items wrap to the same
        depth, only a blank line before it tells it apart.
        """
        column = self._source.indent_at(chain[-1].start)
        if column is None:
            return end
        earlier = _spans(chain, end)[:-1]
        wraps = any(
            line.column <= column for mark, stop in earlier for line in self._later_lines(mark.end, stop)
        )
        for line in self._later_lines(chain[-1].end, end):
            before = self._source.text[max(chain[-1].end, line.offset - 300) : line.offset].rstrip()
            if line.column <= column and before.endswith((",", ".", ";")) and (line.after_blank or not wraps):
                return line.offset
        return end

    def _later_lines(self, start: int, end: int) -> Iterator[_Line]:
        for match in _NEXT_LINE.finditer(self._source.text, start, end):
            yield _Line(match.end(), len(match["indent"]), "\n" in match["gap"])


def _spans(chain: list[Mark], end: int) -> list[tuple[Mark, int]]:
    return list(zip(chain, [*(mark.start for mark in chain[1:]), end], strict=True))


def report_chain(
    doubts: Doubts, source: Source, chain: list[Mark], label: Callable[[Mark], str], from_one: bool = True
) -> None:
    """Note gaps, repeats and misread numbers of `chain`; `from_one`: it should begin with 1."""
    if from_one and chain and chain[0].number > 1:
        doubts.note("missing_start", chain[0].start, first=label(chain[0]))
    for before, mark in zip([None, *chain], chain, strict=False):
        if not mark.exact:
            doubts.note(
                "number_corrected", mark.start, printed=source.flow(mark.start, mark.end), label=label(mark)
            )
        if before is None:
            continue
        lost = mark.number - before.number - 1
        if (mark.number, mark.suffix) == (before.number, before.suffix):
            doubts.note("duplicate_number", mark.start, label=label(mark))
        elif lost > 0:
            first, last = (label(Mark(0, 0, number, 0.0)) for number in (before.number + 1, mark.number - 1))
            code, values = ("missing_number", {}) if lost == 1 else ("missing_numbers", {"last": last})
            doubts.note(code, mark.start, first=first, previous=label(before), **values)
