"""Reading a text: a rule in the Indonesian drafting form, or a policy paper with headings."""

import re
from collections import Counter
from typing import Final

from .body import BodyReader
from .clauses import Outline
from .explanation import AppendixReader
from .furniture import KEEPSAKE, clear_furniture, undecorate
from .items import ItemReader
from .numerals import roman_value
from .opening import OpeningReader
from .paper import is_paper, read_paper
from .regions import find_regions
from .source import Source
from .tree import Node, place_clauses
from .warnings import Doubts

_AMENDING: Final = re.compile(
    r"PERUBAHAN\s+(?:(?:KE)?[A-Z]+(?:\s+[A-Z]+)?\s+)?ATAS\b|(?i:\btentang\s+perubahan\s+(?:\w+\s+){0,3}atas\b)"
)
_KINDS: Final = (
    ("perda", r"(?:RANCANGAN\s+)?PERATURAN\s+DAERAH\b"),
    ("perwali", r"(?:RANCANGAN\s+)?PERATURAN\s+(?:WALI\s?KOTA|BUPATI|GUBERNUR)\b"),
    ("kepwal", r"(?:RANCANGAN\s+)?KEPUTUSAN\s+(?:WALI\s?KOTA|BUPATI|GUBERNUR)\b"),
    ("surat_edaran", r"SURAT\s+EDARAN\b"),
    ("naskah", r"NASKAH\s+(?:AKADEMIK|KEBIJAKAN)\b"),
)
_OPENING_LENGTH: Final = 1500
_LONGEST_TITLE: Final = 600


def read_outline(source: str) -> Outline:
    """Read `source` (plain text or Markdown) into an outline.

    Never fails: what is not understood is kept as text, and doubts are listed with their lines.
    """
    text = Source(source)
    if is_paper(text):
        return _read_paper(source, text)
    return _read_rule(source, text)


def _read_paper(raw: str, source: Source) -> Outline:
    doubts = Doubts(source)
    title, nodes = read_paper(source)
    clauses, counts = place_clauses(nodes, source)
    if clauses and not counts["section"]:
        doubts.note("no_structure", 0)
    kind = _guess_kind(source.text[:_OPENING_LENGTH])
    outline = Outline(title, kind if kind != "other" else "naskah", counts, clauses, doubts.listed(), 1.0)
    return _with_coverage(outline, raw)


def _read_rule(raw: str, source: Source) -> Outline:
    doubts = Doubts(source)
    undecorate(source)
    taken = clear_furniture(source)
    regions = find_regions(source)
    items = ItemReader(source, doubts)
    appendix = AppendixReader(source, doubts)
    amending = bool(_AMENDING.search(source.text[: min(regions.body[0], _OPENING_LENGTH)]))
    nodes = OpeningReader(source, items, taken).read(*regions.opening)
    fragment = not any(node.kind == "pembukaan" for node in nodes)
    nodes += BodyReader(source, items, doubts).read(*regions.body, amending=amending, fragment=fragment)
    if source.text[slice(*regions.closing)].strip():
        start = source.first_ink(*regions.closing)
        nodes.append(Node("penutup", "penutup", "", start, text=source.lines(*regions.closing)))
    appendices = [_annex(appendix, source, index, span) for index, span in enumerate(regions.annexes, 1)]
    if regions.elucidation[0] < regions.elucidation[1]:
        appendices.append(appendix.elucidation(*regions.elucidation, amending=amending))
        if regions.guessed:
            doubts.note("part_guessed", regions.elucidation[0])
    nodes += sorted(appendices, key=lambda node: node.start)
    if taken:
        lines = "\n".join(words for _, words in sorted(taken, key=lambda entry: entry[0]))
        nodes.append(Node("halaman", "halaman", KEEPSAKE, taken[0][0], text=lines))
    clauses, counts = place_clauses(nodes, source)
    title = _title(nodes, source)
    kind = _guess_kind(nodes[0].text if nodes and nodes[0].kind == "judul" else "")
    return _with_coverage(Outline(title, kind, counts, clauses, doubts.listed(), 1.0), raw)


def _annex(reader: AppendixReader, source: Source, index: int, span: tuple[int, int]) -> Node:
    printed = re.compile(r"LAMPIRAN(?:\s+([IVX]{1,5})(?!\w))?", re.IGNORECASE).match(source.text, *span)
    numbered = printed[1] if printed and printed[1] and roman_value(printed[1]) else None
    return reader.annex(*span, index, f"LAMPIRAN {numbered}" if numbered else "LAMPIRAN")


def _title(nodes: list[Node], source: Source) -> str:
    """Return the title on one line, a name the scan printed twice only once."""
    block = nodes[0].text if nodes and nodes[0].kind == "judul" else source.text.strip().split("\n")[0]
    words = Source.flow_text(block)
    half = re.match(r"(?P<name>[A-Z-]+(?: [A-Z-]+){1,6}) (?=(?P=name)\b)", words)
    return (words[half.end() :] if half else words)[:_LONGEST_TITLE]


def _guess_kind(opening: str) -> str:
    """Return the kind the first words of a title name, or `other`."""
    words = Source.flow_text(opening).upper()
    found = [(match.start(), kind) for kind, pattern in _KINDS if (match := re.search(pattern, words))]
    return min(found)[1] if found and min(found)[0] < 200 else "other"


def _with_coverage(outline: Outline, raw: str) -> Outline:
    """Measure what share of the letters and digits of the source is in the outline, as multisets."""
    wanted = Counter(char for char in raw if char.isalnum())
    held = Counter(
        char
        for clause in outline.clauses
        for words in (clause.label, clause.heading, clause.text)
        for char in words
        if char.isalnum()
    )
    total = wanted.total()
    coverage = (wanted & held).total() / total if total else 1.0
    return Outline(
        outline.title, outline.kind, outline.counts, outline.clauses, outline.warnings, round(coverage, 4)
    )
