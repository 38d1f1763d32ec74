"""A version as the tree that the alignment walks, its wording reduced to comparable codes."""

import re
import sys
from collections.abc import Hashable, Iterator, Sequence
from typing import Final

from partisipasi.drafts.alignment.pairs import AlignableClause
from partisipasi.drafts.wording import MASK, mask_references, normalise, tokens

# Clauses that only group others: what they group keeps its order and its identity whatever happens to them.
DIVISIONS: Final = frozenset(("buku", "bab", "bagian", "paragraf", "section"))
_PARTS: Final = frozenset(("judul", "pembukaan", "penutup", "penjelasan", "lampiran"))
_LIST_TAIL: Final = re.compile(r";\s*(?:dan/atau|dan|atau)$")
_AYAT: Final = f"ayat {MASK}"
_PASAL_BEFORE_AYAT: Final = f"Pasal {MASK} {_AYAT}"
_FIRST_CODE: Final = 0x100
_CODES: Final = sys.maxunicode - _FIRST_CODE


class Node:
    """A clause with its place in the tree and its wording in comparable forms."""

    __slots__ = (
        "children",
        "clause",
        "division",
        "exact",
        "masked",
        "number",
        "order",
        "parent",
        "part",
        "place",
        "plain",
        "tree_exact",
        "tree_masked",
        "tree_words",
        "weight",
        "words",
    )

    def __init__(self, clause: AlignableClause, order: int, parent: "Node | None") -> None:
        segments = clause.path.split("/")
        first = segments[0].partition("-")[0]
        self.clause = clause
        self.order = order
        self.part = first if first in _PARTS else "body"
        self.parent = parent if parent is not None and parent.part == self.part else None
        self.number = segments[-1][len(clause.kind) + 1 :] if segments[-1].startswith(f"{clause.kind}-") else ""
        # Where a pasal or something below it stands, whichever bab it is in: "pasal-7/ayat-2".
        start = next((at for at, segment in enumerate(segments) if segment.startswith("pasal-")), None)
        self.place = "" if start is None else "/".join(segments[start:])
        self.division = clause.kind in DIVISIONS
        self.children: list[Node] = []
        self.exact = self.masked = self.tree_exact = self.tree_masked = 0
        # Own heading and text; words encoded one character each, so that string distances count words.
        self.plain = self.words = self.tree_words = ""
        # Words in the clause and all below it.
        self.weight = 0
        if self.parent is not None:
            self.parent.children.append(self)

    @property
    def key(self) -> str:
        return self.clause.key

    @property
    def kind(self) -> str:
        return self.clause.kind

    def above(self) -> "Iterator[Node]":
        """The clauses it stands in, the nearest first."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    def walk(self) -> "Iterator[Node]":
        """It and all below it, in document order."""
        pending = [self]
        while pending:
            node = pending.pop()
            yield node
            pending.extend(reversed(node.children))


class Lexicon:
    """Numbers for whatever two trees compare by: words (as characters) and wordings."""

    def __init__(self) -> None:
        self._words: dict[str, str] = {}
        self._wordings: dict[Hashable, int] = {"": 0}

    def encode(self, text: str) -> str:
        """One character for each word of ``text``; marks are left out."""
        codes = self._words
        return "".join(
            [
                codes.get(word) or codes.setdefault(word, chr(_FIRST_CODE + len(codes) % _CODES))
                for word in tokens(text)
                if word[0].isalnum() or word[0] == "‹"
            ]
        )

    def number(self, wording: Hashable) -> int:
        """The number of a wording; equal wordings have equal numbers, nothing has 0."""
        return self._wordings.setdefault(wording, len(self._wordings))


class Tree:
    """The clauses of one version: ``nodes`` in document order, ``by_key``, and those of the body ``by_place``."""

    def __init__(self, clauses: Sequence[AlignableClause], lexicon: Lexicon) -> None:
        self.nodes: list[Node] = []
        self.by_key: dict[str, Node] = {}
        self.by_place: dict[str, Node] = {}
        for order, clause in enumerate(clauses):
            parent = self.by_key.get(clause.parent) if clause.parent else None
            node = Node(clause, order, parent)
            self.nodes.append(node)
            self.by_key.setdefault(clause.key, node)
            if node.place and node.part == "body":
                self.by_place.setdefault(node.place, node)
            _read(node, lexicon)
        for node in reversed(self.nodes):
            _gather(node, lexicon)

    def parts(self) -> list[str]:
        """The parts of the text, in order of their first clause."""
        return list(dict.fromkeys(node.part for node in self.nodes))

    def part(self, name: str) -> list[Node]:
        """The clauses of one part, in document order."""
        return [node for node in self.nodes if node.part == name]


def level(nodes: Sequence[Node]) -> tuple[list[Node], list[Node]]:
    """Split a level into units and divisions, looking through the divisions: all pasal, all bab of a law."""
    found: list[Node] = []
    divisions: list[Node] = []
    pending = list(reversed(nodes))
    while pending:
        node = pending.pop()
        if node.division:
            divisions.append(node)
            pending.extend(reversed(node.children))
        else:
            found.append(node)
    return found, divisions


def _read(node: Node, lexicon: Lexicon) -> None:
    exact = f"{normalise(node.clause.heading)}\n{normalise(node.clause.text)}".strip("\n")
    # "ayat (1)" of the own pasal and "Pasal 7 ayat (1)" may be one place: how it is written says nothing.
    masked = mask_references(exact).replace(_PASAL_BEFORE_AYAT, _AYAT)
    node.plain = _LIST_TAIL.sub("", masked).casefold()
    node.exact = lexicon.number(exact)
    node.masked = node.exact if masked == exact else lexicon.number(masked)
    node.words = lexicon.encode(node.plain)


def _gather(node: Node, lexicon: Lexicon) -> None:
    node.tree_words = "".join([node.words, *(child.tree_words for child in node.children)])
    node.weight = len(node.tree_words)
    if node.children:
        node.tree_exact = lexicon.number((node.exact, *(child.tree_exact for child in node.children)))
        node.tree_masked = lexicon.number((node.masked, *(child.tree_masked for child in node.children)))
    else:
        node.tree_exact, node.tree_masked = node.exact, node.masked
