"""Hanging the clauses of an outline into each other anew: keys and paths are worked out as the reader does it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from partisipasi.drafts.outline import Clause
from partisipasi.drafts.outline.numerals import ordinal_value, roman_value
from partisipasi.drafts.outline.source import Source
from partisipasi.drafts.outline.tree import Node, place_clauses

#: Kinds that are told apart by their order among their siblings, not by a number of their own.
_SERIAL: Final = frozenset(("section", "alinea", "teks"))
#: Kinds that stand in an article only where an amending act quotes them.
QUOTABLE: Final = frozenset(("buku", "bab", "bagian", "paragraf", "pasal"))
_NUMBER: Final = re.compile(r"[0-9]+ ?[a-z]{0,2}|(?<![a-z])[a-z]{1,2}(?=[.)]?$)", re.IGNORECASE)


def depths_of(clauses: Sequence[Clause]) -> list[int]:
    """How deep each clause of an outline stands, 0 at the top."""
    depths: dict[str, int] = {}
    for clause in clauses:
        depths[clause.key] = depths[clause.parent] + 1 if clause.parent else 0
    return list(depths.values())


def replaced(nodes: Sequence[Node], depths: Sequence[int], last_line: int) -> tuple[list[Clause], dict[str, int]]:
    """Nodes in document order as clauses again, with new keys and paths, and the counts of their units.

    Args:
        last_line: the last line of the source that any of them begins on.
    """
    return place_clauses(_grown(nodes, depths), Source("\n" * last_line))


def node_of(clause: Clause) -> Node:
    """A clause as the reader had it before it was placed."""
    # An offset is only asked for its line: in a text of empty lines, offset n lies on line n + 1.
    slug = clause.path.replace("lampiran/", "lampiran-").rsplit("/", 1)[-1]
    # The serial that told two of one number apart is given anew: the other one may be gone.
    plain = slug_of(clause.kind, clause.label)
    if slug.startswith(f"{plain}-") and slug[len(plain) + 1 :].isdigit() and (plain != clause.kind or not clause.label):
        slug = plain
    return Node(clause.kind, slug, clause.label, clause.line - 1, clause.heading, clause.text)


def _grown(nodes: Sequence[Node], depths: Sequence[int]) -> list[Node]:
    """Nodes in document order hung into each other by their depths; articles quoted by an amending act are marked."""
    roots: list[Node] = []
    path: list[Node] = []
    serials: Counter[tuple[int, str]] = Counter()
    for node, depth in zip(nodes, depths, strict=True):
        del path[depth:]
        parent = path[-1] if path else None
        (parent.children if parent else roots).append(node)
        node.payload = any(above.payload or (above.kind == "pasal" and node.kind in QUOTABLE) for above in path)
        if node.kind in _SERIAL:
            serials[id(parent), node.kind] += 1
            node.slug = f"{node.kind}-{serials[id(parent), node.kind]}"
        path.append(node)
    return roots


def slug_of(kind: str, label: str) -> str:
    """A clause's own part of key and path, from its printed number."""
    words = label.removeprefix(label.split(" ")[0]).strip() if " " in label else label
    if kind in ("bab", "buku", "lampiran") and (value := roman_value(words.rstrip("ABCDE."))):
        return f"{kind}-{value}{words.lstrip('IVXLC').rstrip('.').lower()}"
    if kind in ("bagian", "buku", "diktum") and (value := ordinal_value(words or "-")):
        return f"{kind}-{value}"
    if kind == "pasal" and roman_value(words):
        return f"pasal-{words.lower()}"
    match = _NUMBER.search(words.strip("() "))
    return f"{kind}-{match[0].replace(' ', '').lower()}" if match else kind
