"""The enacted body: chapters, parts, subparts and articles, or the numbered decisions of a Keputusan."""

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Final, NamedTuple

from .chain import Costs, Mark, best_chain, spans
from .items import ItemReader
from .markers import articles, books, chapters, parts, subparts
from .numerals import ordinal_text, ordinal_value, roman_text
from .regions import ARTICLE_COSTS, DECISION
from .source import Source
from .styles import SUBSECTION
from .tree import Node
from .warnings import Doubts

GROUP_COSTS: Final = Costs(gap=1.5, repeat=6.0, opening=3.0)
_QUOTED_COSTS: Final = ARTICLE_COSTS._replace(gap=0.2, opening=0.5)
_LONGEST_HEADING: Final = 300
_ALONE: Final = 8.0
_QUOTED: Final = re.compile(r"berikut\s*:?\s*[\"“]?\s*$")


class Level(NamedTuple):
    """A level of grouping: how its headings are found and labelled."""

    kind: str
    find: Callable[[Source, int, int], list[Mark]]
    label: Callable[[Mark], str]


LEVELS: Final = (
    Level("buku", books, lambda m: f"BUKU {ordinal_text(m.number).upper()}"),
    Level("bab", chapters, lambda m: f"BAB {roman_text(m.number)}{m.suffix}"),
    Level("bagian", parts, lambda m: f"Bagian {ordinal_text(m.number)}"),
    Level("paragraf", subparts, lambda m: f"Paragraf {m.number}{m.suffix}"),
)
_ARTICLE_LEVEL: Final = len(LEVELS)


def article_label(mark: Mark) -> str:
    """Return `Pasal 128A`."""
    return f"Pasal {mark.number}{mark.suffix}"


class _Head(NamedTuple):
    """A heading found: where it stands, its level (articles below all groups) and the node it opens."""

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

    def read(self, start: int, end: int, *, fragment: bool) -> list[Node]:
        """Return the nodes of the body; a `fragment` may begin with any number."""
        return (
            self.structure(start, end, from_one=not fragment)
            or self._decisions(start, end)
            or self._without_articles(start, end)
        )

    def _without_articles(self, start: int, end: int) -> list[Node]:
        holder = Node("pasal", "pasal", "", start)
        self._items.fill_article(holder, start, end)
        lead = Node("teks", "teks-1", "", self._source.first_ink(start, end), text=holder.text)
        return [lead, *holder.children] if holder.text else holder.children

    def _decisions(self, start: int, end: int) -> list[Node]:
        """Read the numbered decisions of a Keputusan: `KESATU : …`."""
        marks = []
        for match in DECISION.finditer(self._source.text, start, end):
            number = ordinal_value(match["number"])
            if number:
                marks.append(Mark(match.start("number"), match.end(), number, 5.0))
        chain = best_chain(marks, GROUP_COSTS)
        self._doubts.about_chain(chain, lambda mark: ordinal_text(mark.number).upper())
        nodes = self._lead(start, chain[0]) if chain else []
        for mark, stop in spans(chain, end):
            label = ordinal_text(mark.number).upper()
            node = Node("diktum", f"diktum-{mark.number}", label, mark.start)
            self._items.fill(node, mark.end, stop, name=label)
            nodes.append(node)
        return nodes

    def _lead(self, start: int, first: Mark) -> list[Node]:
        text = self._source.flow(start, first.start)
        if not text:
            return []
        place = self._source.first_ink(start, first.start)
        self._doubts.note("unplaced_text", place, label=self._source.flow(first.start, first.end))
        return [Node("teks", "teks-1", "", place, text=text)]

    def structure(self, start: int, end: int, *, from_one: bool = True, payload: bool = False) -> list[Node]:
        """Read chapters down to articles in the span; `payload`: they are quoted, so their numbers may jump.

        The result begins with a `teks` node if words stand before the first heading, and is empty without headings.
        """
        heads = self._articles(start, end, from_one=from_one, payload=payload)
        heads += self._groups(start, end, 0, payload=payload)
        if not heads:
            return []
        heads.sort(key=lambda head: head.start)
        holder = Node("", "", "", start)
        lead = self._source.flow(start, heads[0].start)
        if lead:
            place = self._source.first_ink(start, heads[0].start)
            holder.add(Node("teks", "teks-1", "", place, text=lead))
        if lead and not payload:
            self._doubts.note("unplaced_text", holder.children[0].start, label=heads[0].node.label)
        self._assemble(holder, heads, end)
        return holder.children

    def _articles(self, start: int, end: int, *, from_one: bool, payload: bool) -> list[_Head]:
        marks = articles(self._source, start, end)
        chain = best_chain(marks, _QUOTED_COSTS if payload else ARTICLE_COSTS)
        if not payload:
            chain = self._with_inferred(chain)
            self._doubts.about_chain(chain, article_label, from_one=from_one)
            self._about_glued(chain, article_label)
        heads = [_head(mark, _ARTICLE_LEVEL, "pasal", article_label(mark), payload=payload) for mark in chain]
        return heads + self._strays(marks, chain, payload=payload)

    def _with_inferred(self, chain: list[Mark]) -> list[Mark]:
        """Give a lost heading its place where one number is missing and the subsections before it begin anew."""
        whole = chain[:1]
        for before, mark in pairwise(chain):
            if mark.number == before.number + 2:
                inside = SUBSECTION.find(self._source, before.end, mark.start)
                firsts = [m for m in inside if m.number == 1 and not m.suffix and m.exact]
                anew = [m for m in firsts[1:] if self._source.indent_at(m.start) is not None]
                if len(firsts) == 2 and anew:
                    place = anew[0].start
                    inferred = Mark(place, place, before.number + 1, _ALONE)
                    self._doubts.note("heading_inferred", place, label=article_label(inferred))
                    whole.append(inferred)
            whole.append(mark)
        return whole

    def _strays(self, marks: list[Mark], chain: list[Mark], *, payload: bool) -> list[_Head]:
        """Keep headings that stand alone on their line but do not fit the numbering: quoted, or out of order."""
        taken = {mark.start for mark in chain}
        heads: list[_Head] = []
        borders = [*(mark.start for mark in chain[1:]), len(self._source)]
        within, quoting = 0, False
        for mark in marks if chain else []:
            while mark.start >= borders[within]:
                within, quoting = within + 1, False
            if mark.start in taken or mark.weight < _ALONE or not mark.exact or mark.start < chain[0].start:
                continue
            taken.add(mark.start)
            label = article_label(mark)
            quoting = quoting or bool(_QUOTED.search(self._source.text[max(0, mark.start - 40) : mark.start]))
            if not quoting and not payload:
                self._doubts.note("out_of_order", mark.start, label=label)
            level = _ARTICLE_LEVEL + int(quoting)
            heads.append(_head(mark, level, "pasal", label, payload=payload or quoting))
        return heads

    def _groups(self, start: int, end: int, depth: int, *, payload: bool) -> list[_Head]:
        """Find the headings of one level and, between them, of the levels below, whose numbers begin anew."""
        if depth == len(LEVELS):
            return []
        level = LEVELS[depth]
        chain = best_chain(level.find(self._source, start, end), GROUP_COSTS)
        if not payload:
            self._doubts.about_chain(chain, level.label)
            self._about_glued(chain, level.label)
        heads = [_head(mark, depth, level.kind, level.label(mark), payload=payload) for mark in chain]
        for left, right in pairwise([start, *(mark.start for mark in chain), end]):
            heads += self._groups(left, right, depth + 1, payload=payload)
        return heads

    def _about_glued(self, chain: list[Mark], label: Callable[[Mark], str]) -> None:
        for mark in chain:
            if self._source.indent_at(mark.start) is None:
                self._doubts.note("heading_split", mark.start, label=label(mark))

    def _assemble(self, holder: Node, heads: list[_Head], end: int) -> None:
        """Hang every heading under the last one of a higher level and read what follows it."""
        open_nodes: list[tuple[int, Node]] = [(-1, holder)]
        stops = [*(head.start for head in heads[1:]), end]
        for head, stop in zip(heads, stops, strict=True):
            while open_nodes[-1][0] >= head.level:
                open_nodes.pop()
            node = open_nodes[-1][1].add(head.node)
            open_nodes.append((head.level, node))
            if head.level >= _ARTICLE_LEVEL:
                self._items.fill_article(node, head.end, stop, node.label)
            else:
                self._title(node, head.end, stop)

    def _title(self, node: Node, start: int, end: int) -> None:
        """Read the heading of a group; sentences after a blank line, or what is too long, are kept as text."""
        words = self._source.paragraphs(start, end).lstrip(". ")
        heading, _, rest = words.partition("\n\n")
        if rest and not rest.endswith((".", ";", ":", ",")) and len(words) <= _LONGEST_HEADING:
            heading, rest = Source.flow_text(words), ""
        if len(heading) > _LONGEST_HEADING:
            cut = max(heading.rfind(" ", 0, _LONGEST_HEADING), 0) or _LONGEST_HEADING
            heading, rest = heading[:cut], f"{heading[cut:]} {rest}"
            self._doubts.note("long_heading", node.start, label=node.label)
        node.heading = heading
        if rest.strip():
            place = self._source.first_ink(start, end)
            node.add(Node("teks", "teks-1", "", place, text=Source.flow_text(rest)))


def _head(mark: Mark, level: int, kind: str, label: str, *, payload: bool) -> _Head:
    slug = f"{kind}-{mark.number}{mark.suffix.lower()}"
    return _Head(mark.start, mark.end, level, Node(kind, slug, label, mark.start, payload=payload))
