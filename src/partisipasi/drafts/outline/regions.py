"""The large parts of a rule: opening, body, closing, elucidation (Penjelasan), annexes (Lampiran)."""

import re
from typing import Final

import msgspec

from .chain import Costs, Mark, best_chain
from .markers import EXPLAINED, articles, chapters, roman_articles
from .numerals import ORDINAL_WORDS, roman_value
from .source import Source

DECISION: Final = re.compile(rf"(?m)^ *(?P<number>(?i:{ORDINAL_WORDS})) *:")
"""A numbered decision of a Keputusan: `KESATU : …` at the beginning of a line."""
BARE_SUBSECTIONS: Final = re.compile(r"\s*\(\s?\d{1,2}[a-z]?\s?\)(?!\S)")
"""The beginning of a fragment that is only the subsections of some article."""
Span = tuple[int, int]
ENACTING: Final = re.compile(r"M\s?E\s?M\s?U\s?T\s?U\s?S\s?[^a-z\s]{1,3}\s?A\s?N\s*:?|(?m:^ *Memutuskan *: *$)")
_PROMULGATION: Final = re.compile(r"(?<!\w)Agar\s+(?:supaya\s+)?(?:setiap|semua)\b")
_SIGNING: Final = re.compile(
    r"(?<!\w)(?:Ditetapkan|Disahkan)\s+di\s+\S+(?:\s+\S+){0,3}?\s+pada\s+tanggal\b|(?m:^ *(?:Ditetapkan|Disahkan) di )"
)
_ELUCIDATION: Final = re.compile(r"(?<![\w\"“])(?:PENJELASAN\s+ATAS\b|(?m:^ *P ?E ?N ?J ?E ?L ?A ?S ?A ?N *$))")
_BY_ARTICLE: Final = re.compile(r"(?<!\w)(?:II\s?\.?\s*)?PASAL\s+DEMI\s+PASAL(?!\w)")
_GENERAL: Final = re.compile(r"(?<!\w)(?:[I1l]\s?\.?\s+)?UMUM(?!\w)")
_ANNEX: Final = re.compile(
    r"(?<![\w\"“])LAMPIRAN(?:\s+(?P<number>[IVX]{1,5}))?(?!\w)\s*:?\s*"
    r"(?=UNDANG|PERATURAN|KEPUTUSAN|RANCANGAN\s+PERATURAN|INSTRUKSI|SURAT\s+EDARAN|QANUN|TENTANG|NOMOR|$)"
)
_ANNEX_LINE: Final = re.compile(
    r"(?m)^ *(?:LAMPIRAN|Lampiran)(?:\s+(?P<number>[IVX]{1,5}))?\s*:?\s*(?=\n|$|PERATURAN|Peraturan|KEPUTUSAN)"
)
ARTICLE_COSTS: Final = Costs(gap=1.0, repeat=7.5, opening=4.0)
_SURE: Final = 7.0


class Regions(msgspec.Struct, frozen=True):
    """Spans of the parts; an absent part is empty. `guessed`: the elucidation had no heading."""

    opening: Span
    body: Span
    closing: Span
    elucidation: Span
    annexes: list[Span]
    guessed: bool


def find_regions(source: Source) -> Regions:
    """Cut a rule into its parts. They follow one another without holes, whatever is missing."""
    text, size = source.text, len(source)
    enacting = ENACTING.search(text)
    begin = enacting.end() if enacting else 0
    closing = _closing_start(text, begin)
    elucidation, guessed = _elucidation_start(source, begin, closing)
    floor = min(closing, elucidation)
    annexes = _annex_starts(source, begin if floor == size else floor, line_only=floor == size)
    body_end = min([floor, *annexes[:1]])
    body_start = _body_start(source, begin, body_end)
    if annexes and annexes[0] < elucidation < size:
        annexes = [start for start in annexes if start < elucidation]
        annex_end, elucidation_end = elucidation, size
    else:
        annex_end, elucidation_end = size, min([size, *annexes[:1]])
    stops = [*annexes[1:], annex_end][: len(annexes)]
    return Regions(
        opening=(0, body_start),
        body=(body_start, body_end),
        closing=(body_end, min([elucidation, *annexes[:1]])) if closing == body_end else (body_end, body_end),
        elucidation=(elucidation, elucidation_end),
        annexes=list(zip(annexes, stops, strict=True)),
        guessed=guessed,
    )


def _closing_start(text: str, begin: int) -> int:
    for match in _PROMULGATION.finditer(text, begin):
        near = text[match.end() : match.end() + 250]
        if "menget" in near and ("memerintah" in near or _SIGNING.search(near)):
            return match.start()
    signing = _SIGNING.search(text, begin)
    return signing.start() if signing else len(text)


def _elucidation_start(source: Source, begin: int, closing: int) -> tuple[int, bool]:
    text, size = source.text, len(source)
    floor = closing if closing < size else begin
    heading = _ELUCIDATION.search(text, floor)
    if heading:
        return heading.start(), False
    by_article = _BY_ARTICLE.search(text, floor)
    if by_article:
        general = _GENERAL.search(text, floor, by_article.start())
        return (general.start() if general else by_article.start()), True
    marks = articles(source, begin, size)
    for index, mark in enumerate(marks):
        if mark.number == 1 and index and EXPLAINED.match(text, mark.end):
            general = _GENERAL.search(text, max(floor, marks[index - 1].end), mark.start)
            return (general.start() if general else mark.start), True
    return size, False


def _annex_starts(source: Source, floor: int, *, line_only: bool) -> list[int]:
    """Return where annexes begin: one without a number, or I, II, III … in sequence."""
    found: dict[int, re.Match[str]] = {}
    for pattern in (_ANNEX_LINE,) if line_only else (_ANNEX_LINE, _ANNEX):
        for match in pattern.finditer(source.text, floor):
            found.setdefault(match.start() + match[0].index("L"), match)
    starts: list[int] = []
    expected = 1
    for start, match in sorted(found.items()):
        number = roman_value(match["number"]) if match["number"] else None
        if (number is None and not starts) or number == expected:
            starts.append(start)
            if number is None:
                break
            expected += 1
    return starts


def _body_start(source: Source, begin: int, end: int) -> int:
    """Return where the first chapter or article stands, or `end`."""
    heads: list[Mark] = best_chain(articles(source, begin, end), ARTICLE_COSTS)[:1]
    heads += best_chain(chapters(source, begin, end), ARTICLE_COSTS)[:1]
    heads += [mark for mark in roman_articles(source, begin, end) if mark.number == 1 and mark.weight >= _SURE][:1]
    if heads:
        return min(mark.start for mark in heads)
    other = DECISION.search(source.text, begin, end) or BARE_SUBSECTIONS.match(source.text, begin, end)
    return other.start() if other else end
