"""The elucidation (Penjelasan): a general part, then entries that mirror the numbering of what they explain."""

import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from .amendment import roman_article_label
from .body import article_label
from .chain import Costs, Mark, best_chain, spans
from .markers import articles, roman_articles
from .numerals import arabic_readings, letter_text, letter_value
from .source import Source
from .tree import Node
from .warnings import Doubts

_GENERAL: Final = re.compile(r"(?<!\w)(?:[I1l]\s?\.?\s+)?UMUM(?!\w)\s*")
_BY_ARTICLE: Final = re.compile(r"(?<!\w)(?:(?:II|ll|11)\s?\.?\s*)?PASAL\s+DEMI\s+PASAL(?!\w)\s*")
_TITLE: Final = re.compile(r"P\s?E\s?N\s?J\s?E\s?L\s?A\s?S\s?A\s?N\s*")
_GAZETTE: Final = re.compile(r"(?<!\w)TAMBAHAN\s+(?:LEMBARAN|BERITA)\s+(?:NEGARA|DAERAH)\b[^a-z]*\Z")
_GAZETTE_REACH: Final = 400
_ENTRY_COSTS: Final = Costs(gap=0.5, repeat=4.5, opening=1.0)
_ARTICLE_COSTS: Final = Costs(gap=0.5, repeat=6.0, opening=2.0)
_QUOTED_COSTS: Final = Costs(gap=0.1, repeat=6.0, opening=0.5)
_SUBSECTION: Final = re.compile(
    r"(?<![\w\"“(])Ayat\s?(?:[({\[]\s?(?P<number>[0-9IlOo]{1,2}|[asS](?=\s?[)}]))(?P<suffix>[a-z]?)\s?[)}\]]"
    r"|[({](?P<open>[0-9]{1,2})[1lI](?!\w))"
)
_LETTER: Final = re.compile(r"(?<![\w\"“(])Huruf\s?(?P<number>[a-zI]|(?P<twin>[a-z])(?P=twin))(?![\w.)])")
_FIGURE: Final = re.compile(r"(?<![\w\"“(])Angka\s(?P<number>[0-9IlO]{1,3})(?P<suffix>[a-z]?)(?![\w.)])")


class _Entry(NamedTuple):
    """A kind of entry: how it is printed and found."""

    kind: str
    label: str
    pattern: re.Pattern[str]

    def number(self, mark: Mark) -> str:
        return letter_text(mark.number) if self.kind == "huruf" else f"{mark.number}{mark.suffix}"


_ENTRIES: Final = (
    _Entry("ayat", "Ayat ({})", _SUBSECTION),
    _Entry("huruf", "Huruf {}", _LETTER),
    _Entry("angka", "Angka {}", _FIGURE),
)
_INSTRUCTION: Final = _ENTRIES[2]


class ExplanationReader:
    """Reads a Penjelasan. Entries keep the numbers of the body, so a path tells what an entry explains."""

    def __init__(self, source: Source, doubts: Doubts) -> None:
        self._source = source
        self._doubts = doubts

    def read(self, start: int, end: int, *, amending: bool) -> Node:
        """Return the node of the span; `amending`: its articles are in Roman numbers and hold instructions."""
        text = self._source.text
        end = start + len(text[start:end].rstrip())
        root = Node("penjelasan", "penjelasan", "PENJELASAN", start)
        title = _TITLE.match(text, start, end)
        top = title.end() if title else start
        heading = _BY_ARTICLE.search(text, top, end)
        gazette = _GAZETTE.search(text, max(top, end - _GAZETTE_REACH), end)
        stop = gazette.start() if gazette else end
        entries, label = self._articles(heading.end() if heading else top, stop, amending=amending)
        first_entry = entries[0].start if entries else stop
        general_end = heading.start() if heading else first_entry
        general = _GENERAL.search(text, top, general_end)
        root.heading = self._source.flow(top, general.start() if general else general_end)
        if general:
            words = self._source.paragraphs(general.end(), general_end)
            root.add(Node("umum", "umum", "I. UMUM", general.start(), text=words))
        if heading:
            words = self._source.flow(heading.end(), first_entry)
            place = heading.start()
            root.add(Node("pasal_demi_pasal", "pasal-demi-pasal", "II. PASAL DEMI PASAL", place, text=words))
        self._doubts.about_chain(entries, lambda mark: f"Penjelasan {label(mark)}", from_one=not amending)
        for mark, until in spans(entries, stop):
            node = root.add(_article(mark, label))
            (self._instructions if label is roman_article_label else self._explain)(node, mark.end, until)
        if gazette:
            words = self._source.flow(gazette.start(), end)
            root.add(Node("teks", "teks-1", "", gazette.start(), text=words))
        return root

    def _articles(self, start: int, end: int, *, amending: bool) -> tuple[list[Mark], Callable[[Mark], str]]:
        if amending:
            chain = best_chain(roman_articles(self._source, start, end), _ENTRY_COSTS)
            if chain:
                return chain, roman_article_label
        return best_chain(articles(self._source, start, end), _ARTICLE_COSTS), article_label

    def _instructions(self, node: Node, start: int, end: int) -> None:
        """Read the entries of an amending act: Angka of the instruction, Pasal it quotes, then as usual."""
        chain = best_chain(self._marks(_INSTRUCTION, start, end), _ENTRY_COSTS)
        node.text = self._source.flow(start, chain[0].start if chain else end)
        for mark, stop in spans(chain, end):
            child = node.add(_entry(_INSTRUCTION, mark))
            quoted = best_chain(articles(self._source, mark.end, stop), _QUOTED_COSTS)
            if not quoted:
                self._explain(child, mark.end, stop)
                continue
            child.text = self._source.flow(mark.end, quoted[0].start)
            for article, limit in spans(quoted, stop):
                self._explain(child.add(_article(article, article_label)), article.end, limit)

    def _explain(self, node: Node, start: int, end: int, used: tuple[str, ...] = ()) -> None:
        """Read `Ayat (1)`, `Huruf a`, `Angka 1` entries, the outermost kind first."""
        found = [
            (chain[0].start, entry, chain)
            for entry in _ENTRIES
            if entry.kind not in used and (chain := best_chain(self._marks(entry, start, end), _ENTRY_COSTS))
        ]
        if not found:
            node.text = self._source.flow(start, end)
            return
        first, entry, chain = min(found, key=lambda candidate: candidate[0])
        node.text = self._source.flow(start, first)
        for mark, stop in spans(chain, end):
            self._explain(node.add(_entry(entry, mark)), mark.end, stop, (*used, entry.kind))

    def _marks(self, entry: _Entry, start: int, end: int) -> list[Mark]:
        return [mark for match in entry.pattern.finditer(self._source.text, start, end) for mark in self._read(match)]

    def _read(self, match: re.Match[str]) -> Iterator[Mark]:
        groups = match.groupdict()
        weight = 5.0
        if self._source.indent_at(match.start()) is None:
            before = self._source.text[max(0, match.start() - 12) : match.start()].rstrip()
            weight = 3.0 if before.endswith((".", ";", ":", ")")) else 1.5
        if match.re is _LETTER:
            number = letter_value(groups["number"].replace("I", "l"))
            numbers = [number] if number else []
        else:
            numbers = [number for number, _ in arabic_readings(groups["number"] or groups["open"]) if number]
        for number in numbers:
            yield Mark(match.start(), match.end(), number, weight, groups.get("suffix") or "")


def _article(mark: Mark, label: Callable[[Mark], str]) -> Node:
    named = label(mark)
    return Node("pasal", named.lower().replace(" ", "-"), named, mark.start)


def _entry(entry: _Entry, mark: Mark) -> Node:
    number = entry.number(mark)
    return Node(entry.kind, f"{entry.kind}-{number}", entry.label.format(number), mark.start)
