"""An amending act: articles in Roman numbers, their instructions, and the articles these quote."""

import re
from typing import Final

from .body import GROUP_COSTS, BodyReader
from .chain import Costs, Mark, best_chain, spans
from .items import ItemReader
from .markers import roman_articles
from .numerals import roman_text
from .source import Source
from .styles import FIGURES
from .tree import Node
from .warnings import Doubts

_INSTRUCTION: Final = re.compile(
    r"\s*\S[^;]{0,400}?\b(?:diubah|dihapus|disisipkan|ditambahkan|ditambah|diganti|dicabut|dinyatakan)\b", re.DOTALL
)
_INSTRUCTION_COSTS: Final = Costs(gap=0.3, repeat=6.0, opening=1.0)


def roman_article_label(mark: Mark) -> str:
    """Return `Pasal II`."""
    return f"Pasal {roman_text(mark.number)}"


class AmendmentReader:
    """Reads the body of an amending act. What an instruction quotes is payload: kept under it, not enacted by it."""

    def __init__(self, source: Source, body: BodyReader, doubts: Doubts) -> None:
        self._source = source
        self._body = body
        self._doubts = doubts
        # A quoted article may begin with any subsection, so its numbering raises no doubt.
        self._unnumbered = ItemReader(source, Doubts(source))

    def read(self, start: int, end: int) -> list[Node]:
        """Return the nodes of the body, none if it has no `Pasal I`."""
        chain = best_chain(roman_articles(self._source, start, end), GROUP_COSTS)
        if not chain or chain[0].number != 1:
            return []
        self._doubts.about_chain(chain, roman_article_label)
        nodes = []
        lead = self._source.flow(start, chain[0].start)
        if lead:
            nodes.append(Node("teks", "teks-1", "", self._source.first_ink(start, end), text=lead))
        total = 0
        for mark, stop in spans(chain, end):
            label = roman_article_label(mark)
            node = Node("pasal", label.lower().replace(" ", "-"), label, mark.start)
            total += self._instructions(node, mark.end, stop)
            nodes.append(node)
        self._doubts.note("amending_act", chain[0].start, count=str(total))
        return nodes

    def _instructions(self, node: Node, start: int, end: int) -> int:
        """Read the instructions in the span into `node`; return how many there are."""
        found = FIGURES.find(self._source, start, end)
        marks = [mark for mark in found if _INSTRUCTION.match(self._source.text, mark.end, end)]
        chain = best_chain(marks, _INSTRUCTION_COSTS)
        self._doubts.about_chain(chain, lambda mark: f"{node.label} {FIGURES.citation(mark)}")
        self._quote(node, start, chain[0].start if chain else end)
        for mark, stop in spans(chain, end):
            child = node.add(Node("angka", FIGURES.slug(mark), FIGURES.label(mark), mark.start))
            self._quote(child, mark.end, stop)
        return len(chain)

    def _quote(self, node: Node, start: int, end: int) -> None:
        """Read an instruction: its own words, then what it quotes."""
        quoted = self._body.structure(start, end, from_one=False, payload=True)
        if not quoted:
            self._unnumbered.fill_article(node, start, end)
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
