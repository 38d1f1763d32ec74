"""Title and opening of a rule: Menimbang, Mengingat, MEMUTUSKAN, Menetapkan, also where a scan scattered the words."""

import re
from typing import Final, NamedTuple

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
_MOST_WORDS: Final = 20


class _Part(NamedTuple):
    """A part of the opening: where it begins, with its word if that stands there, and where its content does."""

    kind: str
    start: int
    content: int

    @property
    def torn(self) -> bool:
        return self.start == self.content and self.kind in _LABELS


class OpeningReader:
    """Reads everything before the first chapter or article."""

    def __init__(self, source: Source, items: ItemReader, spare: list[tuple[int, str]]) -> None:
        self._source = source
        self._items = items
        self._spare = spare

    def read(self, start: int, end: int) -> list[Node]:
        """Return the nodes of title and opening.

        Words of the form that a scan tore off their text go back to it as labels; surplus ones are set aside.
        """
        text = self._source.text
        enacting = ENACTING.search(text, start, end)
        stop = enacting.start() if enacting else end
        parts = self._parts(start, stop)
        named = [word for word in self._words(stop, end) if word.kind == "menetapkan"][:1]
        enacted = self._enacted(enacting, end, named) if enacting else []
        torn = self._set_aside(start, stop, parts, enacting=bool(enacting) and not named)
        if enacting and torn and len(enacted) < 2:
            enacted.append(Node("menetapkan", "menetapkan", _LABELS["menetapkan"], enacting.end()))
        content = parts[0].start if parts else stop
        found = _INVOCATION.search(text, start, content) or _OFFICE.search(text, start, content)
        first = found.start() if found else content
        nodes = [self._block("judul", start, first)]
        if found or parts or enacting:
            opening = self._block("pembukaan", first, content)
            stops = [*(part.start for part in parts[1:]), stop][: len(parts)]
            opening.children = [self._listed(part, until) for part, until in zip(parts, stops, strict=True)]
            opening.children += enacted
            nodes.append(opening)
        return [node for node in nodes if node.text or node.children]

    def _words(self, start: int, end: int) -> list[_Part]:
        """Return the words of the form in the span, as parts whose content follows the word."""
        found = _WORD.finditer(self._source.text, start, end)
        return [_Part(str(match.lastgroup), match.start(), match.end()) for match in found]

    def _parts(self, start: int, stop: int) -> list[_Part]:
        """Return the parts of the opening, by their content where words are torn from it."""
        text = self._source.text
        words = self._words(start, stop)
        parts = []
        whereas = _WHEREAS.search(text, start, stop)
        if whereas:
            ahead = [word for word in words if word.content <= whereas.start()][-1:]
            led = ahead and ahead[0].kind == "menimbang" and not text[ahead[0].content : whereas.start()].strip()
            parts.append(_Part("menimbang", ahead[0].start if led else whereas.start(), whereas.start()))
        else:
            parts += [word for word in words if word.kind == "menimbang"][:1]
        parts += self._basis(words, parts[0].content if parts else start, stop)
        floor = parts[-1].content if parts else start
        parts += [word for word in words if word.kind == "memperhatikan" and word.start >= floor][:1]
        consent = _CONSENT.search(text, parts[-1].content if parts else floor, stop)
        if consent:
            parts.append(_Part("persetujuan", consent.start(), consent.start()))
        return parts

    def _basis(self, words: list[_Part], floor: int, stop: int) -> list[_Part]:
        """Return the part that lists the legal basis, if there is one."""
        text = self._source.text
        named = [(at, word) for at, word in enumerate(words) if word.kind == "mengingat" and word.start >= floor]
        for at, word in named[:_MOST_WORDS]:
            content = word.content
            for later in words[at + 1 : at + _MOST_WORDS]:
                if text[content : later.start].strip():
                    break
                content = later.content
            if _BASIS.match(text, content, stop):
                return [_Part("mengingat", word.start, content)]
        torn = _FIRST_BASIS.search(text, floor, stop)
        if torn:
            return [_Part("mengingat", torn.start(), torn.start())]
        return [word for _, word in named[:1]]

    def _set_aside(self, start: int, stop: int, parts: list[_Part], *, enacting: bool) -> bool:
        """Blank out words torn from their part.

        One word of each kind that its part's label stands for is dropped, any other is kept with the page furniture.
        Result: whether the word Menetapkan was dropped, which needs `enacting` to have a part for it.
        """
        standing = {part.start for part in parts if not part.torn}
        due = {part.kind for part in parts if part.torn} | ({"menetapkan"} if enacting else set())
        waiting = set(due)
        blanked = []
        for word in self._words(start, stop):
            if word.start in standing:
                continue
            blanked.append((word.start, word.content))
            if word.kind in waiting:
                waiting.discard(word.kind)
            else:
                self._spare.append((word.start, self._source.flow(word.start, word.content)))
        self._source.blank(blanked)
        return "menetapkan" in due - waiting

    def _block(self, kind: str, start: int, end: int) -> Node:
        return Node(kind, kind, "", self._source.first_ink(start, end), text=self._source.lines(start, end))

    def _listed(self, part: _Part, until: int) -> Node:
        if part.kind == "persetujuan":
            return self._block(part.kind, part.start, until)
        node = Node(part.kind, part.kind, _LABELS[part.kind], part.start)
        styles = (LETTERS,) if part.kind == "menimbang" else (FIGURES, LETTERS)
        self._items.fill(node, part.content, until, name=node.label, styles=styles)
        return node

    def _enacted(self, enacting: re.Match[str], end: int, named: list[_Part]) -> list[Node]:
        """Return the nodes of MEMUTUSKAN and, if its word or text is there, of Menetapkan."""
        place, content = (named[0].start, named[0].content) if named else (enacting.end(), enacting.end())
        words = self._source.flow(enacting.end(), place)
        nodes = [Node("memutuskan", "memutuskan", "MEMUTUSKAN:", enacting.start(), text=words)]
        enacted = self._source.flow(content, end)
        if enacted or named:
            place = self._source.first_ink(place, end)
            nodes.append(Node("menetapkan", "menetapkan", _LABELS["menetapkan"], place, text=enacted))
        return nodes
