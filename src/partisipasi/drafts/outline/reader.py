"""Reading a text: a rule in the Indonesian drafting form, or a policy paper with headings."""

import re
from collections import Counter
from typing import Final

import msgspec

from .amendment import AmendmentReader
from .annexes import read_annex
from .body import BodyReader
from .clauses import Outline
from .explanation import ExplanationReader
from .furniture import KEEPSAKE, clear_furniture, clear_torn_numbers, undecorate
from .items import ItemReader
from .opening import OpeningReader
from .paper import is_paper, read_paper
from .regions import Regions, find_regions
from .source import Source
from .tree import Node, place_clauses
from .warnings import Doubts

_AMENDING: Final = re.compile(r"(?i:\btentang\s+perubahan\s+(?:\w+\s+){0,3}atas\b)")
_AMENDING_ARTICLE: Final = re.compile(r"Pasal\s+I\s*\n[^\0]{0,800}?\bdiubah\s+sebagai\s+berikut")
_KINDS: Final = (
    ("perda", r"(?:RANCANGAN\s+)?PERATURAN\s+DAERAH\b"),
    ("perwali", r"(?:RANCANGAN\s+)?PERATURAN\s+(?:WALI\s?KOTA|BUPATI|GUBERNUR)\b"),
    ("kepwal", r"(?:RANCANGAN\s+)?KEPUTUSAN\s+(?:WALI\s?KOTA|BUPATI|GUBERNUR)\b"),
    ("surat_edaran", r"SURAT\s+EDARAN\b"),
    ("naskah", r"NASKAH\s+(?:AKADEMIK|KEBIJAKAN)\b"),
)
_NAME_TWICE: Final = re.compile(r"(?P<name>[A-Z-]+(?: [A-Z-]+){1,6}) (?=(?P=name)\b)")
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
    for offset, numbers in clear_torn_numbers(source):
        doubts.note("torn_numbers", offset, numbers=numbers)
        taken.append((offset, numbers))
    regions = find_regions(source)
    items = ItemReader(source, doubts)
    amending = _amends(source, regions)
    nodes = OpeningReader(source, items, taken).read(*regions.opening)
    fragment = not any(node.kind == "pembukaan" for node in nodes)
    body = BodyReader(source, items, doubts)
    amended = AmendmentReader(source, body, doubts).read(*regions.body) if amending else []
    nodes += amended or body.read(*regions.body, fragment=fragment)
    nodes += _after_body(source, regions, doubts, amending=amending)
    if taken:
        lines = "\n".join(words for _, words in sorted(taken, key=lambda entry: entry[0]))
        nodes.append(Node("halaman", "halaman", KEEPSAKE, taken[0][0], text=lines))
    clauses, counts = place_clauses(nodes, source)
    heading = nodes[0].text if nodes and nodes[0].kind == "judul" else ""
    title = _title(heading or source.text.strip().partition("\n")[0])
    return _with_coverage(Outline(title, _guess_kind(heading), counts, clauses, doubts.listed(), 1.0), raw)


def _amends(source: Source, regions: Regions) -> bool:
    """Say whether the text changes another one: by its title, or because its `Pasal I` says so."""
    start = regions.body[0]
    return bool(_AMENDING.search(source.text[: min(start, _OPENING_LENGTH)])) or bool(
        _AMENDING_ARTICLE.match(source.text, start)
    )


def _after_body(source: Source, regions: Regions, doubts: Doubts, *, amending: bool) -> list[Node]:
    """Read closing, elucidation and annexes, in the order in which the text has them."""
    nodes = [read_annex(source, index, *span) for index, span in enumerate(regions.annexes, 1)]
    if source.text[slice(*regions.closing)].strip():
        start = source.first_ink(*regions.closing)
        nodes.append(Node("penutup", "penutup", "", start, text=source.lines(*regions.closing)))
    if regions.elucidation[0] < regions.elucidation[1]:
        nodes.append(ExplanationReader(source, doubts).read(*regions.elucidation, amending=amending))
        if regions.guessed:
            doubts.note("part_guessed", regions.elucidation[0])
    return sorted(nodes, key=lambda node: node.start)


def _title(block: str) -> str:
    """Return the title on one line, a name the scan printed twice only once."""
    words = Source.flow_text(block)
    half = _NAME_TWICE.match(words)
    return (words[half.end() :] if half else words)[:_LONGEST_TITLE]


def _guess_kind(opening: str) -> str:
    """Return the kind the first words of a title name, or `other`."""
    words = Source.flow_text(opening).upper()
    found = [(match.start(), kind) for kind, pattern in _KINDS if (match := re.search(pattern, words))]
    return min(found)[1] if found and min(found)[0] < 200 else "other"


def _with_coverage(outline: Outline, raw: str) -> Outline:
    """Measure what share of the letters and digits of the source is in the outline, as multisets."""
    wanted = _letters(raw)
    held = _letters("".join(part for c in outline.clauses for part in (c.label, c.heading, c.text)))
    total = wanted.total()
    # Rounded down, so that 1.0 always means that nothing is missing.
    coverage = (wanted & held).total() * 10_000 // total / 10_000 if total else 1.0
    return msgspec.structs.replace(outline, coverage=coverage)


def _letters(text: str) -> Counter[str]:
    return Counter({char: count for char, count in Counter(text).items() if char.isalnum()})
