"""Annexes (Lampiran): kept whole, in points where they are a numbered text, else in paragraphs with their lines."""

import re
from typing import Final

from .chain import Costs, Mark, best_chain, spans
from .numerals import roman_value
from .source import Source
from .styles import FIGURES
from .tree import Node

_TITLE: Final = re.compile(r"LAMPIRAN(?:\s+(?P<number>[IVX]{1,5})(?!\w))?\s*:?\s*", re.IGNORECASE)
_CAPITALS: Final = re.compile(
    r"(?:(?!(?:\d{1,3}|[A-Z])\.\s|BAB\s)[^\sa-z]+\s+)+(?=(?:\d{1,3}|[A-Z])\.\s|BAB\s|\S*[a-z]|\Z)"
)
_PARAGRAPH: Final = re.compile(r"\S[^\n]*(?:\n *\S[^\n]*)*")
_LONGEST_TITLE: Final = 400
_FEWEST_POINTS: Final = 5
_POINT_COSTS: Final = Costs(gap=1.0, repeat=9.0, opening=5.0)


def read_annex(source: Source, index: int, start: int, end: int) -> Node:
    """Read the `index`-th annex, which fills the span. Nothing in it counts as a unit of the rule."""
    title = _TITLE.match(source.text, start, end)
    numbered = title["number"] if title and title["number"] and roman_value(title["number"]) else None
    node = Node("lampiran", f"lampiran-{index}", f"LAMPIRAN {numbered}" if numbered else "LAMPIRAN", start)
    top = title.end() if title else start
    capitals = _CAPITALS.match(source.text, top, min(end, top + 2 * _LONGEST_TITLE))
    if capitals and len(capitals[0]) <= _LONGEST_TITLE:
        node.heading = source.flow(*capitals.span())
        top = capitals.end()
    points = best_chain(FIGURES.find(source, top, end), _POINT_COSTS)
    if len(points) >= _FEWEST_POINTS and points[0].number == 1:
        _add_points(node, source, points, top, end)
    else:
        _add_paragraphs(node, source, top, end)
    return node


def _add_points(node: Node, source: Source, points: list[Mark], top: int, end: int) -> None:
    node.text = source.lines(top, points[0].start)
    for mark, stop in spans(points, end):
        words = source.lines(mark.end, stop)
        node.add(Node("angka", FIGURES.slug(mark), FIGURES.label(mark), mark.start, text=words))


def _add_paragraphs(node: Node, source: Source, top: int, end: int) -> None:
    blocks = [match.span() for match in _PARAGRAPH.finditer(source.text, top, end)]
    if len(blocks) < 2:
        node.text = source.lines(top, end)
        return
    for serial, (start, stop) in enumerate(blocks, 1):
        node.add(Node("teks", f"teks-{serial}", "", start, text=source.lines(start, stop)))
