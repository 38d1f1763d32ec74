"""After the signatures: the elucidation (Penjelasan), entry by entry, and the annexes (Lampiran)."""

import re
from functools import partial
from typing import Final, NamedTuple

from .chain import Costs, Mark, best_chain
from .items import FIGURES, report_chain
from .markers import articles, roman_articles
from .numerals import arabic_readings, letter_text, letter_value, roman_text
from .source import Source
from .tree import Node
from .warnings import Doubts

_GENERAL: Final = re.compile(r"(?<!\w)(?:[I1l]\s?\.?\s+)?UMUM(?!\w)\s*")
_BY_ARTICLE: Final = re.compile(r"(?<!\w)(?:(?:II|ll|11)\s?\.?\s*)?PASAL\s+DEMI\s+PASAL(?!\w)\s*")
_TITLE: Final = re.compile(r"PENJELASAN\s*")
_GAZETTE: Final = re.compile(r"(?<!\w)TAMBAHAN\s+(?:LEMBARAN|BERITA)\s+(?:NEGARA|DAERAH)\b[^a-z]*\Z")
_ENTRY_COSTS: Final = Costs(gap=0.5, repeat=4.5, opening=1.0)
_SUBSECTION: Final = re.compile(
    r"(?<![\w\"“(])Ayat\s?(?:[({\[]\s?(?P<number>[0-9IlOo]{1,2}|[asS](?=\s?[)}]))(?P<suffix>[a-z]?)\s?[)}\]]"
    r"|[({](?P<open>[0-9]{1,2})[1lI](?!\w))"
)
_LETTER: Final = re.compile(r"(?<![\w\"“(])Huruf\s?(?P<letter>[a-zI]|(?P<twin>[a-z])(?P=twin))(?![\w.)])")
_FIGURE: Final = re.compile(r"(?<![\w\"“(])Angka\s(?P<number>[0-9IlO]{1,3})(?P<suffix>[a-z]?)(?![\w.)])")
_ANNEX_TITLE: Final = re.compile(r"LAMPIRAN(?:\s+[IVX]{1,5}(?!\w))?\s*:?\s*", re.IGNORECASE)
_CAPITALS: Final = re.compile(
    r"(?:(?!(?:\d{1,3}|[A-Z])\.\s|BAB\s)[^\sa-z]+\s+)+(?=(?:\d{1,3}|[A-Z])\.\s|BAB\s|\S*[a-z]|\Z)"
)
_LONGEST_TITLE: Final = 400
_FEWEST_POINTS: Final = 5


class _Entry(NamedTuple):
    kind: str
    label: str
    marks: list[Mark]


class AppendixReader:
    """Reads what follows the closing of a rule."""

    def __init__(self, source: Source, doubts: Doubts) -> None:
        self._source = source
        self._doubts = doubts

    def elucidation(self, start: int, end: int, *, amending: bool) -> Node:
        """Read the Penjelasan: general part, then entries that mirror the body's numbering."""
        text = self._source.text
        root = Node("penjelasan", "penjelasan", "PENJELASAN", start)
        title = _TITLE.match(text, start, end)
        top = title.end() if title else start
        by_article = _BY_ARTICLE.search(text, top, end)
        general = _GENERAL.search(text, top, by_article.start() if by_article else end)
        gazette = _GAZETTE.search(text, max(top, end - 400), end)
        stop = gazette.start() if gazette else end
        entries = self._entries(by_article.end() if by_article else top, stop, amending=amending)
        first = by_article.start() if by_article else entries[0].start if entries else stop
        head_end = general.start() if general and general.start() < first else first
        root.heading = self._source.flow(top, head_end)
        if general and general.start() < first:
            words = self._source.paragraphs(general.end(), first)
            root.add(Node("umum", "umum", "I. UMUM", general.start(), text=words))
        if by_article:
            lead = self._source.flow(by_article.end(), entries[0].start if entries else stop)
            root.add(
                Node(
                    "pasal_demi_pasal",
                    "pasal-demi-pasal",
                    "II. PASAL DEMI PASAL",
                    by_article.start(),
                    text=lead,
                )
            )
        self._hang(root, entries, stop, amending=amending)
        if gazette:
            root.add(
                Node("teks", "teks-1", "", gazette.start(), text=self._source.flow(gazette.start(), end))
            )
        return root

    def _entries(self, start: int, end: int, *, amending: bool) -> list[Mark]:
        if amending:
            chain = best_chain(roman_articles(self._source, start, end), _ENTRY_COSTS)
            if chain:
                return chain
        return best_chain(articles(self._source, start, end), Costs(gap=0.5, repeat=6.0, opening=2.0))

    def _hang(self, root: Node, entries: list[Mark], end: int, *, amending: bool) -> None:
        roman = (
            bool(entries) and amending and self._source.text[entries[0].start : entries[0].end][-1] in "IVXl"
        )
        label = (
            (lambda m: f"Pasal {roman_text(m.number)}")
            if roman
            else (lambda m: f"Pasal {m.number}{m.suffix}")
        )
        report_chain(self._doubts, self._source, entries, label, from_one=not amending)
        for mark, stop in zip(entries, [*(later.start for later in entries[1:]), end], strict=False):
            node = root.add(Node("pasal", label(mark).lower().replace(" ", "-"), label(mark), mark.start))
            if roman:
                self._instructions(node, mark.end, stop)
            else:
                self._explain(node, mark.end, stop)

    def _instructions(self, node: Node, start: int, end: int) -> None:
        """Read the entries of an amending act: Angka of the instruction, Pasal quoted, then as usual."""
        chain = best_chain(self._figures(start, end), _ENTRY_COSTS)
        node.text = self._source.flow(start, chain[0].start if chain else end)
        for mark, stop in zip(chain, [*(later.start for later in chain[1:]), end], strict=False):
            number = f"{mark.number}{mark.suffix}"
            child = node.add(Node("angka", f"angka-{number}", f"Angka {number}", mark.start))
            quoted = best_chain(
                articles(self._source, mark.end, stop), Costs(gap=0.1, repeat=6.0, opening=0.5)
            )
            if not quoted:
                self._explain(child, mark.end, stop)
                continue
            child.text = self._source.flow(mark.end, quoted[0].start)
            for article, limit in zip(quoted, [*(later.start for later in quoted[1:]), stop], strict=True):
                named = f"Pasal {article.number}{article.suffix}"
                entry = child.add(Node("pasal", named.lower().replace(" ", "-"), named, article.start))
                self._explain(entry, article.end, limit)

    def _explain(self, node: Node, start: int, end: int, used: tuple[str, ...] = ()) -> None:
        """Read `Ayat (1)`, `Huruf a`, `Angka 1` entries, the outermost kind first."""
        best: _Entry | None = None
        for entry in self._kinds(start, end):
            if (
                entry.marks
                and entry.kind not in used
                and (not best or entry.marks[0].start < best.marks[0].start)
            ):
                best = entry
        if best is None:
            node.text = self._source.flow(start, end)
            return
        node.text = self._source.flow(start, best.marks[0].start)
        for mark, stop in zip(best.marks, [*(later.start for later in best.marks[1:]), end], strict=True):
            number = letter_text(mark.number) if best.kind == "huruf" else f"{mark.number}{mark.suffix}"
            label = best.label.format(number)
            child = node.add(Node(best.kind, f"{best.kind}-{number}", label, mark.start))
            self._explain(child, mark.end, stop, (*used, best.kind))

    def _kinds(self, start: int, end: int) -> list[_Entry]:
        return [
            _Entry("ayat", "Ayat ({})", best_chain(self._subsections(start, end), _ENTRY_COSTS)),
            _Entry("huruf", "Huruf {}", best_chain(self._letters(start, end), _ENTRY_COSTS)),
            _Entry("angka", "Angka {}", best_chain(self._figures(start, end), _ENTRY_COSTS)),
        ]

    def _weight(self, start: int) -> float:
        if self._source.indent_at(start) is not None:
            return 5.0
        before = self._source.text[max(0, start - 12) : start].rstrip()
        return 3.0 if before.endswith((".", ";", ":", ")")) else 1.5

    def _subsections(self, start: int, end: int) -> list[Mark]:
        marks = []
        for match in _SUBSECTION.finditer(self._source.text, start, end):
            place = partial(Mark, match.start(), match.end())
            weight = self._weight(match.start())
            for number, _ in arabic_readings(match["number"] or match["open"]):
                if number:
                    marks.append(place(number, weight, match["suffix"] or ""))
        return marks

    def _letters(self, start: int, end: int) -> list[Mark]:
        marks = []
        for match in _LETTER.finditer(self._source.text, start, end):
            number = letter_value(match["letter"].replace("I", "l"))
            if number:
                marks.append(Mark(match.start(), match.end(), number, self._weight(match.start())))
        return marks

    def _figures(self, start: int, end: int) -> list[Mark]:
        marks = []
        for match in _FIGURE.finditer(self._source.text, start, end):
            for number, _ in arabic_readings(match["number"]):
                if number:
                    marks.append(
                        Mark(match.start(), match.end(), number, self._weight(match.start()), match["suffix"])
                    )
        return marks

    def annex(self, start: int, end: int, number: int, label: str) -> Node:
        """Read one Lampiran: title, then its points if it is a numbered text, else its paragraphs."""
        node = Node("lampiran", f"lampiran-{number}", label, start)
        text = self._source.text
        title = _ANNEX_TITLE.match(text, start, end)
        top = title.end() if title else start
        capitals = _CAPITALS.match(text, top, min(end, top + 2 * _LONGEST_TITLE))
        if capitals and len(capitals[0]) <= _LONGEST_TITLE:
            node.heading = self._source.flow(*capitals.span())
            top = capitals.end()
        points = best_chain(FIGURES.find(self._source, top, end), Costs(gap=1.0, repeat=9.0, opening=5.0))
        if len(points) >= _FEWEST_POINTS and points[0].number == 1:
            self._points(node, points, top, end)
        else:
            self._paragraphs(node, top, end)
        return node

    def _points(self, node: Node, points: list[Mark], top: int, end: int) -> None:
        node.text = self._source.lines(top, points[0].start)
        for mark, stop in zip(points, [*(later.start for later in points[1:]), end], strict=True):
            words = self._source.lines(mark.end, stop)
            node.add(Node("angka", FIGURES.slug(mark), FIGURES.label(mark), mark.start, text=words))

    def _paragraphs(self, node: Node, top: int, end: int) -> None:
        blocks = [
            match.span()
            for match in re.compile(r"\S[^\n]*(?:\n *\S[^\n]*)*").finditer(self._source.text, top, end)
        ]
        if len(blocks) < 2:
            node.text = self._source.lines(top, end)
            return
        for index, (start, stop) in enumerate(blocks, 1):
            node.add(Node("teks", f"teks-{index}", "", start, text=self._source.lines(start, stop)))
