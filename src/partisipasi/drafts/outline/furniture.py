"""What belongs to the printed page and not to the text: page numbers, print codes, running heads, catchwords."""

import re
from typing import Final

from .source import Source

_PAGE_NUMBER: Final = re.compile(r"(?<!\S)(?:-\s?\d{1,3}\s?-|_\s?\d{1,3}\s?_|–\s?\d{1,3}\s?–|—\s?\d{1,3}\s?—)(?!\S)")
_PRINT_CODE: Final = re.compile(r"(?<!\S)SK\s+No\.?\s?\d{5,7}\s?[A-D](?!\w)")
_RUNNING_HEAD: Final = re.compile(
    r"(?<!\S)\S{0,5}RES\s?\S{0,4}DEN\s+REPUBLIK\s+[IT]NDONESIA\s+(?=[-_–—]\s?\d{1,3}\s?[-_–—](?!\S))"
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
    r"(?<!\S)(?:Ayat\s[({](?P<ayat>\d{1,2}[a-z]?)[)1lI}]|Huruf\s?(?P<huruf>[a-z])|Angka\s(?P<angka>\d{1,3}))(?:\s?\.)*\s+"
    r"(?=Ayat\s[({](?P=ayat)[)1lI}]|Huruf\s?(?P=huruf)\b|Angka\s(?P=angka)\b)"
)
_DOTTED: Final = re.compile(
    r"(?<!\S)(?P<word>[A-Za-z]{1,30})\s?(?:\.\s){1,3}\.{1,3}\s+(?=(?:SALINAN\s+)?(?P=word)(?!\w))",
    re.IGNORECASE,
)
_SALINAN: Final = re.compile(r"(?m)^ *SALINAN *$")
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
        for line in re.finditer(r"[^\n]+", source.text[kept.end() :]):
            taken.append((kept.start(), line[0].strip()))
        source.blank([(kept.start(), len(source))])
    for pattern in (
        _PRINT_CODE,
        _RUNNING_HEAD,
        _PAGE_NUMBER,
        _SALINAN,
        _DOTTED,
        _REPEATED_HEADING,
        _REPEATED_ENTRY,
    ):
        _take(source, [match.span() for match in pattern.finditer(source.text)], taken)
    repeats = (match for match in _REPEATED_MARKER.finditer(source.text) if _same_marker(match))
    _take(source, [match.span() for match in repeats], taken)
    return sorted(taken, key=lambda entry: entry[0])


def _take(source: Source, spans: list[tuple[int, int]], taken: list[tuple[int, str]]) -> None:
    taken.extend((start, source.flow(start, end)) for start, end in spans)
    source.blank(spans)


def _same_marker(match: re.Match[str]) -> bool:
    """Say whether the two markers of a repeat are one, with the usual misread closing bracket allowed."""
    first, again = (re.sub(r"[.)\]l1]$", "", match[name]).strip("([{") for name in ("marker", "again"))
    return first == again and match["marker"][:1] == match["again"][:1]
