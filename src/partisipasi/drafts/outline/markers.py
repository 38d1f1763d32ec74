"""Places that may be markers: articles, chapters, subsections and items, each weighed by what stands around it."""

import re
from collections.abc import Iterator
from functools import partial
from typing import Final

from .chain import Mark
from .numerals import ORDINAL_WORDS, arabic_readings, ordinal_value, roman_value
from .source import Source

_REFERRING: Final = frozenset(
    [
        "dalam",
        "pada",
        "dari",
        "dan",
        "atau",
        "dengan",
        "ketentuan",
        "dimaksud",
        "oleh",
        "antara",
        "yakni",
        "yaitu",
        "menurut",
        "berdasarkan",
        "melanggar",
        "sampai",
        "s/d",
        "s.d.",
        "s.d",
        "jo",
        "jo.",
        "juncto",
        "ke",
        "judul",
        "penjelasan",
        "bunyi",
        "rumusan",
        "kecuali",
        "terhadap",
        "melalui",
        "mengenai",
        "tentang",
        "untuk",
        "bahwa",
        "perubahan",
        "sebelum",
        "setelah",
        "sesudah",
        "dan/atau",
        "serta",
        "pasal",
        "ayat",
        "huruf",
        "angka",
        "bab",
        "bagian",
        "paragraf",
        "di",
        "isi",
        "substansi",
        "pelaksanaan",
        "amanat",
        "perintah",
        "melaksanakan",
        "bersama",
        "seluruh",
        "Ketentuan",
        "Penjelasan",
        "Judul",
        "Pasal",
        "Isi",
        "Di",
        "Dalam",
        "Pada",
        "Menurut",
        "Berdasarkan",
        "Rumusan",
    ]
)
_REFERENCE_BEFORE: Final = re.compile(
    r"(?:\bayat\s?\(\s?\w{1,3}[)l1\]]?|\bhuruf\s\w{1,2}|\bangka\s\w{1,4}\)?|\b[Pp]asal\s\w{1,5}\s?,)\s*$"
)
_LAST_WORD: Final = re.compile(r"(\S+)\s*$")
_SENTENCE_END: Final = re.compile(r"[.;:!?\"”’…]$")
_CITED_AFTER: Final = re.compile(
    r"\s*(?:dan\b|atau\b|jo\b|sampai\b|s/d\b|ayat\b|huruf\b|angka\b)|"
    r" *(?:Undang|Peraturan|Keputusan|UUD|UU|Perda)\b(?![^.\n]{0,60}?\bini\b)"
)
_LOWER_AFTER: Final = re.compile(r"[ \n]*\^?[a-z]")
_LOWER_ON_LINE: Final = re.compile(r" *\^?[a-z,;]")
_FIRST_SUBSECTION: Final = re.compile(r"\s*(?:[(\[{lI]\s?[1lI]\w?\s?[)\]}lI]|\(U\s)")
EXPLAINED: Final = re.compile(r"\s*(?:Cukup\b|Ayat\s?[(\[{]|Hurufs?\s?[a-z]\b|Angka\s\d|Yang\s+dimaksud)")
_POSSIBLE: Final = 0.5
_ARTICLE: Final = re.compile(
    r"(?<![\w-])(?:[Pp]asa[lI1LtJ]{1,2}|PASAL)\s{0,3}"
    r"(?P<number>[0-9IlOoTSLZ]{1,4}(?:[ ][0-9Il](?![\w.)]))?)(?P<suffix>[A-Z]?)(?!\w)"
)
_ROMAN_ARTICLE: Final = re.compile(r"(?<![\w-])(?:Pasal|PASAL)\s{1,3}(?P<number>[IVXl]{1,5})(?!\w)")
_CHAPTER: Final = re.compile(r"(?<!\w)BAB\s{1,3}(?P<number>[IVXLCxv1l]{1,7})(?P<suffix>[A-Z]?)(?!\w)")
_CHAPTER_LINE: Final = re.compile(r"(?m)^ *Bab\s(?P<number>[IVXLC1l]{1,7})(?P<suffix>[A-Z]?)(?= *$)")
_BOOK: Final = re.compile(rf"(?<!\w)BUKU\s{{1,3}}(?P<number>(?i:{ORDINAL_WORDS})|[IVX]{{1,4}})(?!\w)")
_PART: Final = re.compile(rf"(?<!\w)(?:Bag[ir1l]an|BAGIAN)\s{{1,3}}(?P<number>(?i:{ORDINAL_WORDS}))(?!\w)")
_SUBPART: Final = re.compile(r"(?<!\w)(?:Paragraf|PARAGRAF)\s{1,3}(?P<number>[0-9IlO]{1,3})(?P<suffix>[A-Z]?)(?!\w)")


class Surroundings:
    """What stands before and after a place: decides between a heading and a reference."""

    def __init__(self, source: Source, start: int, end: int) -> None:
        text = source.text
        self.at_line_start = source.indent_at(start) is not None
        self.at_line_end = not text[end : end + 80].partition("\n")[0].strip(" .")
        before = text[max(0, start - 60) : start]
        word = _LAST_WORD.search(before)
        self.before = word[1] if word else ""
        self.after = text[end : end + 100]
        self.after_sentence = not self.before or bool(_SENTENCE_END.search(self.before))
        self.cited = self.before.lstrip('("“') in _REFERRING or bool(_REFERENCE_BEFORE.search(before))

    @property
    def alone(self) -> bool:
        return self.at_line_start and self.at_line_end


def _article_weight(around: Surroundings) -> float:
    """Return how likely a “Pasal N” is a heading, 0 for a reference (about 10 when alone on its line)."""
    if around.cited or _CITED_AFTER.match(around.after):
        return 0.0
    if around.after.startswith((",", ";", ")")) or (around.after.lstrip()[:1] in ",;)" and not around.alone):
        return 0.0
    weight = 8.0 if around.alone else 4.0 if around.at_line_start else 3.0
    if around.after_sentence:
        weight += 2.0
    elif around.before.endswith(",") or (around.before[:1].islower() and not around.at_line_start):
        weight -= 3.0
    if _FIRST_SUBSECTION.match(around.after) or EXPLAINED.match(around.after):
        weight += 3.0
    elif _LOWER_ON_LINE.match(around.after):
        return 0.0
    return max(weight, _POSSIBLE)


def articles(source: Source, start: int, end: int) -> list[Mark]:
    """Return the places in the span that may head an article, with every reading of a misread number."""
    marks: list[Mark] = []
    for match in _ARTICLE.finditer(source.text, start, end):
        around = Surroundings(source, match.start(), match.end())
        weight = _article_weight(around)
        if weight <= 0 or (match[0][0] == "p" and not around.after_sentence):
            continue
        marks.extend(_readings(match, weight))
    return marks


def _readings(match: re.Match[str], weight: float) -> Iterator[Mark]:
    token, suffix, clean = match["number"], match["suffix"], match[0][:5].lower() == "pasal"
    digits = token.replace(" ", "").isdigit() and clean
    place = partial(Mark, match.start(), match.end())
    for order, (number, exact) in enumerate(arabic_readings(token)):
        if number:
            yield place(number, weight - (0 if exact else 1 + order / 10), suffix, exact and clean)
    if (suffix and not digits) or suffix in ("L", "O", "I", "S", "Z"):
        yield from (place(n, weight - 1.5, "", False) for n, _ in arabic_readings(token + suffix) if n)
    elif not suffix and token[-1] in "LIS" and token[:-1].isdigit():
        yield place(int(token[:-1]), weight - 2.5, token[-1], True)


def roman_articles(source: Source, start: int, end: int) -> list[Mark]:
    """Return the places that may head an article of an amending act, which are numbered in Roman."""
    marks = []
    for match in _ROMAN_ARTICLE.finditer(source.text, start, end):
        number = roman_value(match["number"])
        around = Surroundings(source, match.start(), match.end())
        weight = _article_weight(around)
        if number and (weight > 0 or around.after.lstrip()[:20].startswith(("Peraturan", "Undang"))):
            marks.append(Mark(match.start(), match.end(), number, max(weight, 2.0), "", "l" not in match["number"]))
    return marks


def _heading_weight(around: Surroundings) -> float:
    """Return how likely a “BAB”, “Bagian” or “Paragraf” heads a group."""
    if around.cited or _LOWER_AFTER.match(around.after) or around.after[:1] in ",;)":
        return 0.0
    return (7.0 if around.at_line_start else 4.0) + (2.0 if around.after_sentence or around.alone else 0.0)


def chapters(source: Source, start: int, end: int) -> list[Mark]:
    """Return the places in the span that may head a Bab."""
    marks = []
    for pattern in (_CHAPTER, _CHAPTER_LINE):
        for match in pattern.finditer(source.text, start, end):
            weight = _heading_weight(Surroundings(source, match.start(), match.end()))
            whole = roman_value(match["number"] + match["suffix"])
            number = whole or roman_value(match["number"])
            if weight > 0 and number:
                exact = not set("1lxv") & set(match["number"])
                marks.append(Mark(match.start(), match.end(), number, weight, "" if whole else match["suffix"], exact))
    return marks


def books(source: Source, start: int, end: int) -> list[Mark]:
    """Return the places in the span that may head a Buku."""
    return _worded(_BOOK, source, start, end)


def parts(source: Source, start: int, end: int) -> list[Mark]:
    """Return the places in the span that may head a Bagian."""
    return _worded(_PART, source, start, end)


def _worded(pattern: re.Pattern[str], source: Source, start: int, end: int) -> list[Mark]:
    marks = []
    for match in pattern.finditer(source.text, start, end):
        weight = _heading_weight(Surroundings(source, match.start(), match.end()))
        number = roman_value(match["number"]) or ordinal_value(match["number"])
        if weight > 0 and number:
            marks.append(Mark(match.start(), match.end(), number, weight))
    return marks


def subparts(source: Source, start: int, end: int) -> list[Mark]:
    """Return the places in the span that may head a Paragraf."""
    marks = []
    for match in _SUBPART.finditer(source.text, start, end):
        weight = _heading_weight(Surroundings(source, match.start(), match.end()))
        for number, exact in arabic_readings(match["number"]):
            if weight > 0 and number:
                marks.append(Mark(match.start(), match.end(), number, weight, match["suffix"], exact))
    return marks
