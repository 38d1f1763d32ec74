"""Title and opening of a rule: Menimbang, Mengingat, MEMUTUSKAN, Menetapkan, also where a scan scattered the words."""

import re
from typing import Final

from .items import ItemReader
from .regions import ENACTING
from .source import Source
from .styles import FIGURES, LETTERS
from .tree import Node

_INVOCATION: Final = re.compile(r"(?i:DENGAN\s+RAHMAT\s+TUHAN)")
_OFFICE: Final = re.compile(
    r"(?m)^ *(?:PRESIDEN|GUBERNUR|BUPATI|WALI ?KOTA|MENTERI|KEPALA|SEKRETARIS|DIREKTUR)\b[^a-z\n]*, *$"
)
_WORD: Final = re.compile(
    r"(?<![\w\"“])(?:(?P<menimbang>Menimbang|MENIMBANG)|(?P<mengingat>Mengingat|MENGINGAT)"
    r"|(?P<memperhatikan>Memperhatikan|MEMPERHATIKAN)|(?P<menetapkan>M[ce]+[Nn]etap[Kk]an|MENETAPKAN))(?!\w) *:?"
)
_WHEREAS: Final = re.compile(r"(?:(?<!\S)a\s?\.\s*)?\bbahwa\b")
_FIRST_BASIS: Final = re.compile(r"(?<!\S)1\s?\.\s+(?=Pasal|Undang|Peraturan|Ketetapan|Keputusan)")
_BASIS: Final = re.compile(r"\s*(?:1\s?\.|Pasal|Undang|Peraturan|Ketetapan|\d)")
_CONSENT: Final = re.compile(r"(?i:(?<!\w)Dengan\s+Persetujuan\s+Bersama)")
_LABELS: Final = {
    "menimbang": "Menimbang",
    "mengingat": "Mengingat",
    "memperhatikan": "Memperhatikan",
    "menetapkan": "Menetapkan",
}


class OpeningReader:
    """Reads everything before the first chapter or article."""

    def __init__(self, source: Source, items: ItemReader, spare: list[tuple[int, str]]) -> None:
        self._source = source
        self._items = items
        self._spare = spare

    def read(self, start: int, end: int) -> list[Node]:
        """Return the nodes of title and opening. Words of the form that a scan tore off their text are set aside."""
        text = self._source.text
        enacting = ENACTING.search(text, start, end)
        stop = enacting.start() if enacting else end
        heads = self._heads(start, stop)
        after = self._words(enacting.end(), end) if enacting else []
        self._set_aside(start, stop, heads)
        content = min([stop, *(place for _, place, _ in heads)])
        found = _INVOCATION.search(text, start, content) or _OFFICE.search(text, start, content)
        first = found.start() if found else content
        nodes = [self._block("judul", start, first)]
        home = nodes
        if found or heads or enacting:
            opening = self._block("pembukaan", first, content)
            nodes.append(opening)
            home = opening.children
        stops = [*(place for _, place, _ in heads[1:]), stop][: len(heads)]
        for (kind, place, content), until in zip(heads, stops, strict=True):
            home.append(self._listed(kind, place, content, until))
        if enacting:
            home.extend(self._enacted(enacting, end, after))
        return [node for node in nodes if node.text or node.children or node.kind != "judul"]

    def _words(self, start: int, end: int) -> list[tuple[str, int, int]]:
        found = []
        for match in _WORD.finditer(self._source.text, start, end):
            found.append((str(match.lastgroup), match.start(), match.end()))
        return found

    def _heads(self, start: int, stop: int) -> list[tuple[str, int, int]]:
        """Return kind, start and start of the content of each part of the opening, by content where words are torn."""
        text = self._source.text
        words = self._words(start, stop)
        heads: list[tuple[str, int, int]] = []
        whereas = _WHEREAS.search(text, start, stop)
        named = [word for word in words if word[0] == "menimbang"]
        if whereas:
            heads.append(("menimbang", self._adjacent(words, "menimbang", whereas.start()), whereas.start()))
        elif named:
            heads.append(("menimbang", named[0][1], named[0][2]))
        heads.extend(self._basis(words, heads[0][2] if heads else start, stop))
        floor = heads[-1][2] if heads else start
        heads.extend(word for word in words if word[0] == "memperhatikan" and word[1] > floor)
        consent = _CONSENT.search(text, floor, stop)
        if consent:
            heads.append(("persetujuan", consent.start(), consent.start()))
        return heads

    def _basis(self, words: list[tuple[str, int, int]], floor: int, stop: int) -> list[tuple[str, int, int]]:
        text = self._source.text
        for kind, place, content in words:
            if kind != "mengingat" or place < floor:
                continue
            after = max([content, *(w[2] for w in words if content <= w[1] and not text[content : w[1]].strip())])
            if _BASIS.match(text, after):
                return [("mengingat", place, after)]
        torn = _FIRST_BASIS.search(text, floor, stop)
        if torn:
            return [("mengingat", torn.start(), torn.start())]
        return [word for word in words if word[0] == "mengingat" and word[1] >= floor][:1]

    def _adjacent(self, words: list[tuple[str, int, int]], kind: str, content: int) -> int:
        """Return where the word of the form that leads to `content` begins, or `content`."""
        near = [w for w in words if w[0] == kind and w[2] <= content and not self._source.text[w[2] : content].strip()]
        return near[-1][1] if near else content

    def _set_aside(self, start: int, stop: int, heads: list[tuple[str, int, int]]) -> None:
        """Blank out torn words; those whose part needs no more of them than its label are not kept twice."""
        inside = [(place, content) for _, place, content in heads]
        labelled = {kind for kind, place, content in heads if content == place}
        spans = []
        for kind, place, after in self._words(start, stop):
            if any(head == place for head, _ in inside):
                continue
            spans.append((place, after))
            if kind in labelled or (kind == "menetapkan" and "menetapkan" not in labelled):
                labelled = labelled - {kind} if kind != "menetapkan" else labelled | {kind}
            else:
                self._spare.append((place, self._source.flow(place, after)))
        self._source.blank(spans)

    def _block(self, kind: str, start: int, end: int) -> Node:
        return Node(kind, kind, "", self._source.first_ink(start, end), text=self._source.lines(start, end))

    def _listed(self, kind: str, place: int, content: int, until: int) -> Node:
        if kind == "persetujuan":
            return self._block(kind, place, until)
        node = Node(kind, kind, _LABELS[kind], place)
        styles = (LETTERS,) if kind == "menimbang" else (FIGURES, LETTERS)
        self._items.fill(node, content, until, styles=styles)
        return node

    def _enacted(self, enacting: re.Match[str], end: int, words: list[tuple[str, int, int]]) -> list[Node]:
        decided = Node("memutuskan", "memutuskan", "MEMUTUSKAN:", enacting.start())
        word = next((word for word in words if word[0] == "menetapkan"), None)
        place, content = (word[1], word[2]) if word else (enacting.end(), enacting.end())
        decided.text = self._source.flow(enacting.end(), place)
        text = self._source.flow(content, end)
        if not text and not word:
            return [decided]
        return [
            decided,
            Node(
                "menetapkan",
                "menetapkan",
                _LABELS["menetapkan"],
                self._source.first_ink(place, end),
                text=text,
            ),
        ]
