"""Inside an article: subsections (ayat), then up to four levels of items (rincian), then closing phrases."""

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from .chain import Costs, Mark, best_chain, spans
from .source import Source
from .styles import STYLES, SUBSECTION, Style
from .tree import Node
from .warnings import Doubts

ITEM_COSTS: Final = Costs(gap=2.0, repeat=4.5, opening=3.0)
_LEVELS_ALLOWED: Final = 4
_SURE: Final = 5.0
_NEXT_LINE: Final = re.compile(r"\n(?P<gap>(?: *\n)*)(?P<indent> *)(?=\S)")
_ITEM_END: Final = (",", ".", ";")


class _Line(NamedTuple):
    """A later line of an item: where its text begins, how deep, and whether a blank line stands before it."""

    offset: int
    column: int
    after_blank: bool


class ItemReader:
    """Fills nodes with their text, subsections and items."""

    def __init__(self, source: Source, doubts: Doubts) -> None:
        self._source = source
        self._doubts = doubts

    def fill_article(self, node: Node, start: int, end: int, name: str = "") -> None:
        """Read the span as the body of an article: subsections if it has any, else items.

        `name` is how a doubt about a place in it begins (`Pasal 7`).
        """
        chain = best_chain(SUBSECTION.find(self._source, start, end), ITEM_COSTS)
        if not self._is_list(chain, start):
            self.fill(node, start, end, name=name)
            return
        node.text = self._source.flow(start, chain[0].start)
        self._doubts.about_chain(chain, lambda mark: f"{name} {SUBSECTION.citation(mark)}".strip())
        for mark, stop in spans(chain, end):
            child = node.add(Node(SUBSECTION.kind, SUBSECTION.slug(mark), SUBSECTION.label(mark), mark.start))
            self.fill(child, mark.end, stop, name=f"{name} {SUBSECTION.citation(mark)}")

    def fill(
        self,
        node: Node,
        start: int,
        end: int,
        *,
        name: str = "",
        used: tuple[str, ...] = (),
        styles: Iterable[Style] = STYLES,
    ) -> None:
        """Read the span as text followed, perhaps, by a list of items (`styles` not yet `used`) and a closing."""
        style, chain = self._outermost(start, end, [style for style in styles if style.name not in used])
        if style is None:
            node.text = self._source.flow(start, end)
            return
        node.text = self._source.flow(start, chain[0].start)
        self._doubts.about_chain(chain, lambda mark: f"{name} {style.citation(mark)}".strip())
        deeper = (*used, style.name)
        if len(deeper) > _LEVELS_ALLOWED:
            self._doubts.note("too_deep", chain[0].start, label=f"{name} {style.citation(chain[0])}")
        closing = self._closing(chain, end)
        for mark, stop in spans(chain, closing):
            child = node.add(Node(style.kind, style.slug(mark), style.label(mark), mark.start))
            self.fill(child, mark.end, stop, name=f"{name} {style.citation(mark)}", used=deeper)
        if closing < end:
            place = self._source.first_ink(closing, end)
            node.add(Node("teks", "teks-1", "", place, text=self._source.flow(closing, end)))

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
        before = self._source.text[max(start, chain[0].start - 20) : chain[0].start].rstrip()
        return chain[0].weight >= _SURE and (chain[0].number == 1 or not before or before.endswith(":"))

    def _closing(self, chain: list[Mark], end: int) -> int:
        """Return where the closing phrase after the last item begins, or `end`.

        It is a line not deeper than the items' markers, after a line that ends an item; where items wrap to the
        same depth, only a blank line before it tells it apart.
        """
        column = self._source.indent_at(chain[-1].start)
        if column is None:
            return end
        wraps = any(self._wraps(mark, stop, column) for mark, stop in spans(chain, end)[:-1])
        for line in self._later_lines(chain[-1].end, end):
            before = self._source.text[max(chain[-1].end, line.offset - 300) : line.offset].rstrip()
            if line.column <= column and before.endswith(_ITEM_END) and (line.after_blank or not wraps):
                return line.offset
        return end

    def _wraps(self, mark: Mark, stop: int, column: int) -> bool:
        """Say whether an item continues on a line that begins no deeper than `column`."""
        alone = not self._source.text[mark.end : stop].partition("\n")[0].strip()
        lines = list(self._later_lines(mark.end, stop))[alone:]
        return any(line.column <= column for line in lines)

    def _later_lines(self, start: int, end: int) -> Iterator[_Line]:
        for match in _NEXT_LINE.finditer(self._source.text, start, end):
            yield _Line(match.end(), len(match["indent"]), "\n" in match["gap"])
