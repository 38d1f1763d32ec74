"""Policy papers: headings, numbered or plain or Markdown, over paragraphs."""

import re
from collections import Counter
from typing import Final, NamedTuple

from .chain import best_chain
from .markers import articles, chapters
from .regions import ARTICLE_COSTS, BARE_SUBSECTIONS, ENACTING
from .source import Source
from .tree import Node

_LINE: Final = re.compile(r"\S[^\n]*")
_MARKDOWN: Final = re.compile(r"(?P<signs>#{1,6}) +(?P<words>\S.*?)(?: +#+)?$")
_ORNAMENT: Final = re.compile(r"[\W_]*\Z")
_NUMBERINGS: Final = (
    ("bab", re.compile(r"(?:BAB|Bab)\s+[IVXLC]{1,7}\b\.?")),
    ("decimal", re.compile(r"\d{1,2}(?:\.\d{1,2}){1,4}\.?(?=\s)")),
    ("roman", re.compile(r"[IVX]{1,5}\.(?=\s)")),
    ("capital", re.compile(r"[A-Z]\.(?=\s)")),
    ("figure", re.compile(r"\d{1,2}\.(?=\s)")),
    ("letter", re.compile(r"[a-z]\.(?=\s)")),
)
_ITEM: Final = re.compile(r"(?P<mark>[-•*–▪◦·]|\(?\d{1,2}[.)]|\(?[a-z][.)])\s+(?=\S)")
_BULLET: Final = re.compile(r"[-•*–▪◦·]\s|\(?\w{1,2}\)\s")
_LIST_STYLES: Final = ("figure", "letter")
_STUDY: Final = re.compile(r"(?i:NASKAH\s+(?:AKADEMIK|KEBIJAKAN))")
_PAPER_NAME: Final = re.compile(r"(?:SURAT\s+EDARAN|NASKAH\s+(?:AKADEMIK|KEBIJAKAN)|KERTAS\s+KEBIJAKAN)\b")
_OPENING_LENGTH: Final = 300
_UNFINISHED: Final = re.compile(r"[.,;:!?…]$")
_LONGEST_HEADING: Final = 120
_MOST_WORDS: Final = 16


class _Block(NamedTuple):
    """A paragraph, heading or list item: where it begins, and its words on one line."""

    start: int
    words: str


def is_paper(source: Source) -> bool:
    """Say whether the text has no articles, chapters over articles or enacting formula, and so is no rule."""
    opening = source.text[:_OPENING_LENGTH].lstrip("# *\n")
    if ENACTING.search(source.text):
        return bool(_STUDY.match(opening))
    if _PAPER_NAME.search(opening):
        return True
    plain = Source(re.sub(r"(?m)^[ >]*#{1,6} +|\*\*", "", source.text))
    chain = best_chain(articles(plain, 0, len(plain)), ARTICLE_COSTS)
    strong = [mark for mark in chain if mark.weight >= 7]
    if strong:
        return not (len(strong) >= 3 or strong[0].start <= 0.4 * len(plain))
    if BARE_SUBSECTIONS.match(plain.text):
        return False
    grouped = best_chain(chapters(plain, 0, len(plain)), ARTICLE_COSTS)
    return not (grouped and chain)


def read_paper(source: Source) -> tuple[str, list[Node]]:
    """Read a paper into its title and nodes: sections by their headings, everything else as paragraphs (alinea)."""
    blocks = _blocks(source)
    if not blocks:
        return "", []
    marked = [_MARKDOWN.match(block.words) for block in blocks]
    top = [match for match in marked if match and len(match["signs"]) == 1]
    nodes: list[Node] = []
    first, signs = blocks[0], marked[0]
    title = signs["words"] if signs else first.words
    if (len(top) == 1 and signs is top[0]) or (not signs and _headlike(first.words)):
        nodes.append(Node("judul", "judul", "", first.start, text=title))
        blocks, marked = blocks[1:], marked[1:]
    _Sections(nodes).read(blocks, marked)
    return title[: _LONGEST_HEADING * 2], nodes


class _Sections:
    """Builds the tree of sections, each hanging under the last heading of an outer numbering."""

    def __init__(self, nodes: list[Node]) -> None:
        self._root = Node("", "", "", 0, children=nodes)
        self._open: list[tuple[str, Node]] = [("", self._root)]
        self._serials: Counter[tuple[int, str]] = Counter()

    def read(self, blocks: list[_Block], marked: list[re.Match[str] | None]) -> None:
        plain = not any(marked)
        skip = False
        for index, block in enumerate(blocks):
            if skip:
                skip = False
                continue
            following = blocks[index + 1] if index + 1 < len(blocks) else None
            match = marked[index]
            if match:
                self._open_section("#" * len(match["signs"]), *_numbering(match["words"])[1:], block.start)
            elif plain and _is_heading(blocks, index):
                style, label, heading = _numbering(block.words)
                if style == "bab" and not heading and following and _headlike(following.words):
                    heading, skip = following.words, True
                self._open_section(style, label, heading, block.start)
            else:
                self._paragraph(block)

    def _open_section(self, style: str, label: str, heading: str, start: int) -> None:
        depth = next((at for at, (name, _) in enumerate(self._open) if name and name == style), None)
        if depth is None and style.startswith("#"):
            shallower = (at for at, (name, _) in enumerate(self._open) if len(name) >= len(style) and name)
            depth = next(shallower, None)
        del self._open[depth if depth is not None else len(self._open) :]
        parent = self._open[-1][1]
        node = parent.add(Node("section", self._slug(parent, "section"), label, start, heading=heading))
        self._open.append((style, node))

    def _paragraph(self, block: _Block) -> None:
        parent = self._open[-1][1]
        item = _ITEM.match(block.words)
        label, words = (item["mark"], block.words[item.end() :]) if item else ("", block.words)
        parent.add(Node("alinea", self._slug(parent, "alinea"), label, block.start, text=words))

    def _slug(self, parent: Node, kind: str) -> str:
        self._serials[id(parent), kind] += 1
        return f"{kind}-{self._serials[id(parent), kind]}"


def _numbering(words: str) -> tuple[str, str, str]:
    """Split a heading into the style of its number, the number as printed, and the words after it."""
    for style, pattern in _NUMBERINGS:
        match = pattern.match(words)
        if match:
            depth = match[0].rstrip(".").count(".") if style == "decimal" else 0
            return f"{style}{depth or ''}", match[0].rstrip(), words[match.end() :].strip()
    return "plain", "", words


def _headlike(words: str) -> bool:
    """Say whether the words could be a heading: short, begun with a capital or number, without a final stop."""
    bare = words.rstrip(')"”’ ')
    return (
        len(words) <= _LONGEST_HEADING
        and len(words.split()) <= _MOST_WORDS
        and not _UNFINISHED.search(bare)
        and not words[:1].islower()
        and any(char.isalpha() for char in words)
    )


def _is_heading(blocks: list[_Block], index: int) -> bool:
    """Say whether a block without Markdown signs heads what follows it: a paragraph, a list, or a deeper heading."""
    words = blocks[index].words
    style, _, heading = _numbering(words)
    if _BULLET.match(words) or not _headlike(heading or words) or index + 1 == len(blocks):
        return False
    following = blocks[index + 1].words
    beyond = blocks[index + 2].words if index + 2 < len(blocks) else ""
    heads_further = bool(beyond) and (not _headlike(beyond) or bool(_ITEM.match(beyond)))
    if style == "bab" or not _headlike(following):
        return style not in _LIST_STYLES or not _in_list(blocks, index, style)
    if style in _LIST_STYLES:
        return not _in_list(blocks, index, style) and bool(beyond) and not _headlike(beyond)
    return bool(_ITEM.match(following)) or _numbering(following)[0] not in (style, "plain") or heads_further


def _in_list(blocks: list[_Block], index: int, style: str) -> bool:
    """Say whether a neighbour is numbered the same way, as in a list and not as headings over text are."""
    neighbours = [blocks[index + 1], *blocks[max(0, index - 1) : index]]
    return any(_numbering(block.words)[0] == style for block in neighbours)


def _blocks(source: Source) -> list[_Block]:
    """Cut the text at blank lines, Markdown headings, list items and short lines over a longer one."""
    lines = [(match.start(), match[0].rstrip()) for match in _LINE.finditer(source.text)]
    width = max((len(words) for _, words in lines), default=0)
    spaced = "\n\n" in re.sub(r"\n +(?=\n)", "\n", source.text)
    blocks: list[tuple[int, list[str]]] = []
    reach = -1
    for start, words in lines:
        if _ORNAMENT.match(words):
            reach = -1
            continue
        glued = reach >= 0 and "\n" not in source.text[reach:start].replace("\n", "", 1)
        if blocks and glued and not _begins(blocks[-1][1], words, width, spaced):
            blocks[-1][1].append(words)
        else:
            blocks.append((start, [words]))
        reach = start + len(words)
    return [_Block(start, Source.flow_text(_unbold("\n".join(words)))) for start, words in blocks]


def _begins(block: list[str], words: str, width: int, spaced: bool) -> bool:
    """Say whether a line begins a new block although no blank line stands before it."""
    last = block[-1]
    if _MARKDOWN.match(words) or _MARKDOWN.match(last) or _ITEM.match(words):
        return True
    if last.isupper() and words.isupper():
        return False
    if len(block) == 1 and len(last) < 0.7 * width and _headlike(last) and not words[:1].islower():
        return True
    return not spaced and last.endswith((".", "!", "?", ":")) and not words[:1].islower()


def _unbold(words: str) -> str:
    bold = re.fullmatch(r"(\*\*|__)(?P<words>[^*_]+)\1", words)
    return bold["words"] if bold else words
