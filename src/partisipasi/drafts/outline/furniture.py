"""What belongs to the printed page and not to the text: page numbers, print codes, running heads, catchwords."""

import re
from collections.abc import Iterator
from typing import Final

from .source import Source

_PAGE: Final = r"[-_–—]\s?(?=[tlIO]{0,2}\d)[0-9tlIO]{1,3}\s?[-_–—](?!\S)"
_PAGE_NUMBER: Final = re.compile(rf"(?<!\S){_PAGE}")
_PRINT_CODE: Final = re.compile(r"(?<!\S)SK\s+No\.?\s?\d{5,7}\s?[A-D](?!\w)")
_RUNNING_HEAD: Final = re.compile(
    rf"(?<!\S)(?:[PF]|tr)\S{{0,8}}(?:\s\S{{1,6}}){{0,3}}?\s+REPU\S{{2,6}}\s+\S{{2,6}}NES\S{{1,2}}\s+(?={_PAGE})"
)
_REPEATED_HEADING: Final = re.compile(
    r"(?<!\S)(?P<heading>Pasal\s[\dIlOo]{1,4}[A-Z]?|BAB\s[IVXL]{1,6}|Agar|Bagian)(?:\s?\.)*\s+"
    r"(?=(?P=heading)\s(?!dalam|pada))"
)
_REPEATED_MARKER: Final = re.compile(
    r"(?<!\S)(?P<marker>[(\[{]?[0-9a-zIl]{1,3}[.)\]l1])\s+\^?(?P<word>[A-Za-z]{1,30})(?:\s?\.)*\s+"
    r"(?=(?P<again>[(\[{]?[0-9a-zIl]{1,3}[.)\]l1])\s+\^?(?P=word)\b)"
)
_REPEATED_ENTRY: Final = re.compile(
    r"(?<!\S)(?:Ayat\s[({](?P<ayat>\d{1,2}[a-z]?)[)1lI}]|Huruf\s?(?P<huruf>[a-z])|Angka\s(?P<angka>\d{1,3}))"
    r"(?:\s?\.)*\s+(?=Ayat\s[({](?P=ayat)[)1lI}]|Huruf\s?(?P=huruf)\b|Angka\s(?P=angka)\b)"
)
_ELLIPSIS: Final = re.compile(r"(?:\.[ ]?){2}\.|…")
_MOST_CATCHWORDS: Final = 4
_SALINAN: Final = re.compile(r"(?m)^ *SALINAN *$")
_TORN_NUMBERS: Final = re.compile(r"(?m)^(?: *[({]\s?\d{1,2}[a-z]?[)}1l] *\n\s*)+(?=Pasal\s?[\dIlOT]{1,4}[A-Z]? *$)")
_DECORATION: Final = re.compile(r"(?m)^[ ]*(?:>[ ]?)*#{1,6}[ ]+|^[ ]*(?:>[ ]?)+|^[ ]*\*\*(?=\S)|(?<=\S)\*\*[ ]*$")
KEEPSAKE: Final = "Unsur halaman:"
"""Label of the clause that keeps what was taken out of the text; a text may bring one along (canonical form)."""
_KEEPSAKE: Final = re.compile(rf"(?m)^{KEEPSAKE} ?")


def undecorate(source: Source) -> None:
    """Blank out Markdown signs (`#`, `>`, `**`) around lines, which carry nothing in a legal text."""
    source.blank([match.span() for match in _DECORATION.finditer(source.text)])


def clear_furniture(source: Source) -> list[tuple[int, str]]:
    """Take out of `source` what belongs to the page.

    Result: offset and text of each thing taken, so that nothing is lost.
    """
    taken: list[tuple[int, str]] = []
    kept = _KEEPSAKE.search(source.text)
    if kept:
        taken.extend((kept.start(), line.strip()) for line in source.text[kept.end() :].strip().split("\n"))
        source.blank([(kept.start(), len(source))])
    for pattern in (_PRINT_CODE, _RUNNING_HEAD, _PAGE_NUMBER, _SALINAN):
        _take(source, [match.span() for match in pattern.finditer(source.text)], taken)
    _take(source, list(_catchwords(source.text)), taken)
    for pattern in (_REPEATED_HEADING, _REPEATED_ENTRY):
        _take(source, [match.span() for match in pattern.finditer(source.text)], taken)
    repeats = (match for match in _REPEATED_MARKER.finditer(source.text) if _same_marker(match))
    _take(source, [match.span() for match in repeats], taken)
    return sorted(taken, key=lambda entry: entry[0])


def clear_torn_numbers(source: Source) -> list[tuple[int, str]]:
    """Take out numbers of subsections that a scan put before the heading of their article, away from their text."""
    taken: list[tuple[int, str]] = []
    _take(source, [match.span() for match in _TORN_NUMBERS.finditer(source.text)], taken)
    return taken


def _take(source: Source, spans: list[tuple[int, int]], taken: list[tuple[int, str]]) -> None:
    taken.extend((start, source.flow(start, end)) for start, end in spans)
    source.blank(spans)


def _catchwords(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of words with an ellipsis that only announce how the next page begins."""
    done = 0
    for match in _ELLIPSIS.finditer(text):
        start = max(done, match.start() - 60)
        line = text[start : match.start()].rpartition("\n")[2]
        words = list(re.finditer(r"\S+", line))[-_MOST_CATCHWORDS:]
        following = _squeezed(text[match.end() : match.end() + 200])
        for word in words:
            announced = _squeezed(line[word.start() :])
            if len(announced) > 1 and following.startswith(announced):
                begin = match.start() - len(line) + word.start()
                yield begin, match.end()
                done = match.end()
                break


def _squeezed(words: str) -> str:
    return "".join(char for char in words.lower() if char.isalnum())


def _same_marker(match: re.Match[str]) -> bool:
    """Say whether the two markers of a repeat are one, with the usual misread closing bracket allowed."""
    first, again = (re.sub(r"[.)\]l1]$", "", match[name]).strip("([{") for name in ("marker", "again"))
    return first == again and match["marker"][:1] == match["again"][:1]
