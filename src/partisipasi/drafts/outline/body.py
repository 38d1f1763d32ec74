"""The enacted body: chapters, parts, subparts and articles; numbered decisions; instructions of an amending act."""

import re
from collections.abc import Callable
from functools import partial
from typing import Final, NamedTuple

from .chain import Costs, Mark, best_chain
from .items import FIGURES, ItemReader, report_chain
from .markers import articles, books, chapters, parts, roman_articles, subparts
from .numerals import ORDINAL_WORDS, ordinal_text, ordinal_value, roman_text
from .regions import ARTICLE_COSTS
from .source import Source
from .tree import Node
from .warnings import Doubts

_GROUP_COSTS: Final = Costs(gap=1.5, repeat=6.0, opening=3.0)
_LONGEST_HEADING: Final = 300
_DECISION: Final = re.compile(
    rf"(?m)^ *(?P<number>{ORDINAL_WORDS.upper().replace('(?:', '(?:')})\s*:", re.IGNORECASE
)
_QUOTED: Final = re.compile(r"berikut\s*:?\s*[\"“]?\s*$")
_INSTRUCTION: Final = re.compile(
    r"\s*\S[^;]{0,400}?\b(?:diubah|dihapus|disisipkan|ditambahkan|ditambah|diganti|dicabut|dinyatakan)\b",
    re.DOTALL,
)


class Level(NamedTuple):
    """A level of grouping: how its headings are found, named and labelled."""

    kind: str
    find: Callable[[Source, int, int], list[Mark]]
    label: Callable[[Mark], str]


def _article_label(mark: Mark) -> str:
    return f"Pasal {mark.number}{mark.suffix}"


def _roman_label(mark: Mark) -> str:
    return f"Pasal {roman_text(mark.number)}"


LEVELS: Final = (
    Level("buku", books, lambda m: f"BUKU {ordinal_text(m.number).upper()}"),
    Level("bab", chapters, lambda m: f"BAB {roman_text(m.number)}{m.suffix}"),
    Level("bagian", parts, lambda m: f"Bagian {ordinal_text(m.number)}"),
    Level("paragraf", subparts, lambda m: f"Paragraf {m.number}{m.suffix}"),
)
_ARTICLE_LEVEL: Final = len(LEVELS)


class _Head(NamedTuple):
    """A heading found: where it stands, its level (articles are the last) and the node it opens."""

    start: int
    end: int
    level: int
    node: Node


class BodyReader:
    """Reads the span between the opening and the closing."""

    def __init__(self, source: Source, items: ItemReader, doubts: Doubts) -> None:
        self._source = source
        self._items = items
        self._doubts = doubts

    def read(self, start: int, end: int, *, amending: bool, fragment: bool) -> list[Node]:
        """Return the nodes of the body.

        `amending`: the title says the text changes another one; `fragment`: it may begin with any number.
        """
        if amending:
            nodes = self._amendment(start, end)
            if nodes:
                return nodes
        nodes = self._structure(start, end, from_one=not fragment)
        if nodes:
            return nodes
        return self._decisions(start, end) or self._bare(start, end)

    def _bare(self, start: int, end: int) -> list[Node]:
        holder = Node("pasal", "pasal", "", start)
        self._items.fill_article(holder, start, end)
        lead = (
            [Node("teks", "teks-1", "", self._source.first_ink(start, end), text=holder.text)]
            if holder.text
            else []
        )
        return lead + holder.children

    def _decisions(self, start: int, end: int) -> list[Node]:
        """Read the numbered decisions of a Keputusan: `KESATU : …`."""
        marks = []
        for match in _DECISION.finditer(self._source.text, start, end):
            number = ordinal_value(match["number"])
            if number:
                marks.append(Mark(match.start("number"), match.end(), number, 5.0))
        chain = best_chain(marks, _GROUP_COSTS)
        if not chain:
            return []
        report_chain(self._doubts, self._source, chain, lambda mark: ordinal_text(mark.number).upper())
        nodes = self._lead(start, chain[0].start)
        for mark, stop in zip(chain, [*(later.start for later in chain[1:]), end], strict=True):
            node = Node("diktum", f"diktum-{mark.number}", ordinal_text(mark.number).upper(), mark.start)
            self._items.fill(node, mark.end, stop)
            nodes.append(node)
        return nodes

    def _lead(self, start: int, end: int) -> list[Node]:
        text = self._source.flow(start, end)
        return [Node("teks", "teks-1", "", self._source.first_ink(start, end), text=text)] if text else []

    def _structure(self, start: int, end: int, *, from_one: bool, payload: bool = False) -> list[Node]:
        """Read chapters down to articles in the span."""
        heads = self._articles(start, end, from_one=from_one, payload=payload)
        if not heads and not payload:
            groups = self._groups(start, end, 0, payload=payload)
            heads = groups
        else:
            heads += self._groups(start, end, 0, payload=payload)
        if not heads:
            return []
        heads.sort(key=lambda head: head.start)
        holder = Node("", "", "", start)
        holder.children = self._lead(start, heads[0].start)
        self._assemble(holder, heads, end)
        return holder.children

    def _articles(self, start: int, end: int, *, from_one: bool, payload: bool) -> list[_Head]:
        marks = articles(self._source, start, end)
        chain = best_chain(marks, ARTICLE_COSTS._replace(gap=0.2, opening=0.5) if payload else ARTICLE_COSTS)
        if not payload:
            report_chain(self._doubts, self._source, chain, _article_label, from_one)
            self._report_split(chain, _article_label)
        heads = [
            self._head(mark, _ARTICLE_LEVEL, "pasal", _article_label(mark), payload=payload) for mark in chain
        ]
        return heads + self._strays(marks, chain, payload=payload)

    def _strays(self, marks: list[Mark], chain: list[Mark], *, payload: bool) -> list[_Head]:
        """Keep headings that stand alone on their line but do not fit the numbering: quoted or out of order."""
        if not chain:
            return []
        taken = {mark.start for mark in chain}
        heads: list[_Head] = []
        quoting = 0
        following = iter([*chain[1:], None])
        upcoming = next(following)
        for mark in marks:
            while upcoming is not None and mark.start >= upcoming.start:
                upcoming, quoting = next(following), 0
            if mark.start in taken or mark.weight < 8 or not mark.exact or mark.start < chain[0].start:
                continue
            taken.add(mark.start)
            before = self._source.text[max(0, mark.start - 40) : mark.start]
            quoting = quoting or int(bool(_QUOTED.search(before)))
            if not quoting and not payload:
                self._doubts.note("out_of_order", mark.start, label=_article_label(mark))
            heads.append(
                self._head(
                    mark,
                    _ARTICLE_LEVEL + quoting,
                    "pasal",
                    _article_label(mark),
                    payload=payload or bool(quoting),
                )
            )
        return heads

    def _head(self, mark: Mark, level: int, kind: str, label: str, *, payload: bool) -> _Head:
        slug = f"{kind}-{mark.number}{mark.suffix.lower()}"
        return _Head(mark.start, mark.end, level, Node(kind, slug, label, mark.start, payload=payload))

    def _groups(self, start: int, end: int, depth: int, *, payload: bool) -> list[_Head]:
        """Find the headings of one level and, between them, of the levels below, whose numbers begin anew."""
        if depth == len(LEVELS):
            return []
        level = LEVELS[depth]
        chain = best_chain(level.find(self._source, start, end), _GROUP_COSTS)
        if not payload:
            report_chain(self._doubts, self._source, chain, level.label)
            self._report_split(chain, level.label)
        heads = [self._head(mark, depth, level.kind, level.label(mark), payload=payload) for mark in chain]
        borders = [start, *(mark.start for mark in chain), end]
        for left, right in zip(borders, borders[1:], strict=False):
            heads += self._groups(left, right, depth + 1, payload=payload)
        return heads

    def _report_split(self, chain: list[Mark], label: Callable[[Mark], str]) -> None:
        for mark in chain:
            if self._source.indent_at(mark.start) is None:
                self._doubts.note("heading_split", mark.start, label=label(mark))

    def _assemble(self, holder: Node, heads: list[_Head], end: int) -> None:
        """Hang every heading under the last one of a higher level and read what follows it."""
        open_nodes: list[tuple[int, Node]] = [(-1, holder)]
        for index, head in enumerate(heads):
            stop = heads[index + 1].start if index + 1 < len(heads) else end
            while open_nodes[-1][0] >= head.level:
                open_nodes.pop()
            node = open_nodes[-1][1].add(head.node)
            open_nodes.append((head.level, node))
            if head.level >= _ARTICLE_LEVEL:
                self._items.fill_article(node, head.end, stop)
            else:
                self._title(node, head.end, stop, last=index + 1 == len(heads))

    def _title(self, node: Node, start: int, end: int, *, last: bool) -> None:
        """Read the heading of a group; what is too long for one, or follows a blank line, is kept as text."""
        lines = self._source.text[start:end].lstrip(" \n.")
        heading, gap, rest = re.sub(r"\n *(?=\n)", "\n", lines).partition("\n\n")
        if len(heading) > _LONGEST_HEADING:
            heading, gap, rest = self._cut(lines)
            self._doubts.note("long_heading", node.start, label=node.label)
        node.heading = Source.flow_text(heading)
        if rest.strip():
            place = self._source.first_ink(end - len(lines) + len(heading), end)
            node.add(Node("teks", "teks-1", "", place, text=Source.flow_text(rest)))

    @staticmethod
    def _cut(text: str) -> tuple[str, str, str]:
        first, gap, rest = text.partition("\n")
        if len(first) <= _LONGEST_HEADING:
            return first, gap, rest
        cut = text.rfind(" ", 0, _LONGEST_HEADING)
        cut = cut if cut > 0 else _LONGEST_HEADING
        return text[:cut], " ", text[cut:]

    def _amendment(self, start: int, end: int) -> list[Node]:
        """Read an amending act: articles in Roman numbers, their instructions, the articles these quote."""
        chain = best_chain(roman_articles(self._source, start, end), _GROUP_COSTS)
        if not chain or chain[0].number != 1:
            return []
        report_chain(self._doubts, self._source, chain, _roman_label)
        nodes = self._lead(start, chain[0].start)
        total = 0
        for mark, stop in zip(chain, [*(later.start for later in chain[1:]), end], strict=True):
            label = _roman_label(mark)
            node = Node("pasal", label.lower().replace(" ", "-"), label, mark.start)
            total += self._instructions(node, mark.end, stop)
            nodes.append(node)
        self._doubts.note("amending_act", chain[0].start, count=str(total))
        return nodes

    def _instructions(self, node: Node, start: int, end: int) -> int:
        """Read the instructions in the span into `node`; return how many there are."""
        text = self._source.text
        marks = [
            mark for mark in FIGURES.find(self._source, start, end) if _INSTRUCTION.match(text, mark.end, end)
        ]
        chain = best_chain(marks, Costs(gap=0.3, repeat=6.0, opening=1.0))
        if not chain:
            self._quote(node, start, end)
            return 0
        report_chain(self._doubts, self._source, chain, FIGURES.label)
        self._quote(node, start, chain[0].start)
        for mark, stop in zip(chain, [*(later.start for later in chain[1:]), end], strict=True):
            child = node.add(Node("angka", FIGURES.slug(mark), FIGURES.label(mark), mark.start))
            self._quote(child, mark.end, stop)
        return len(chain)

    def _quote(self, node: Node, start: int, end: int) -> None:
        """Read an instruction: its own words, then what it quotes (not enacted here)."""
        quoted = self._structure(start, end, from_one=False, payload=True)
        if not quoted:
            self._items.fill_article(node, start, end)
            for child in node.children:
                _mark_payload(child)
            return
        if quoted[0].kind == "teks":
            node.text = quoted.pop(0).text
        for child in quoted:
            _mark_payload(node.add(child))


def _mark_payload(node: Node) -> None:
    node.payload = True
    for child in node.children:
        _mark_payload(child)
