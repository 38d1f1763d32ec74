"""Numbers of clauses as Indonesian drafts print them: read from a label, written back in the same style, counted on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from partisipasi.drafts.outline.numerals import (
    ORDINAL_WORDS,
    letter_text,
    letter_value,
    ordinal_text,
    ordinal_value,
    roman_text,
    roman_value,
)

_ORDINAL: Final = re.compile(rf"\b{ORDINAL_WORDS}\b", re.IGNORECASE)
_ROMAN: Final = re.compile(r"\b([IVXLC]+)([A-Z]?)\b")
_ARABIC: Final = re.compile(r"(\d{1,4})\s?([A-Za-z]{0,2})(?![A-Za-z0-9])")
_LETTERS: Final = re.compile(r"(?<![A-Za-z])([A-Za-z]{1,2})(?=[.)]?\s*$)")
#: Highest number that the words and signs of a kind reach.
_HIGHEST: Final = {"ordinal": 99, "roman": 399}
_FIRST: Final = {
    "pasal": "Pasal 1",
    "ayat": "(1)",
    "huruf": "a.",
    "angka": "1.",
    "bab": "BAB I",
    "bagian": "Bagian Kesatu",
    "paragraf": "Paragraf 1",
    "diktum": "KESATU",
    "buku": "BUKU KESATU",
    "lampiran": "LAMPIRAN I",
}


class Number(NamedTuple):
    """A number and the letter that an insertion adds to it: 7A is (7, "a")."""

    value: int
    suffix: str = ""


class _Found(NamedTuple):
    start: int
    end: int
    number: Number
    style: str


def number_in(kind: str, words: str) -> Number | None:
    """The number in a label ("Pasal 7A", "(2)", "Bagian Kedua") or in what a reference says; None without one."""
    found = _find(kind, words)
    return found.number if found else None


def with_number(kind: str, words: str, number: Number) -> str:
    """A label or a reference with another number, written as the one before was.

    Returns:
        The words as they are where they have no number, or where their style does not reach so far.
    """
    found = _find(kind, words)
    if found is None or number.value > _HIGHEST.get(found.style, number.value):
        return words
    return words[: found.start] + _written(found, words[found.start : found.end], number) + words[found.end :]


def first_label(kind: str) -> str:
    """The label of the first clause of a kind, where no neighbour shows how it is written; empty without numbers."""
    return _FIRST.get(kind, "")


def _find(kind: str, words: str) -> _Found | None:
    if kind in ("bagian", "diktum", "buku") and (match := _ORDINAL.search(words)):
        value = ordinal_value(match[0])
        return _Found(*match.span(), Number(value), "ordinal") if value else None
    if kind == "huruf":
        match = _LETTERS.search(words)
        value = letter_value(match[1].lower()) if match else None
        return _Found(*match.span(1), Number(value), "letter") if match and value else None
    if match := _ARABIC.search(words):
        return _Found(*match.span(), Number(int(match[1]), match[2].lower()), "arabic")
    if kind in ("bab", "buku", "lampiran", "pasal") and (match := _ROMAN.search(words)):
        value = roman_value(match[1])
        return _Found(*match.span(), Number(value, match[2].lower()), "roman") if value else None
    return None


def _written(found: _Found, before: str, number: Number) -> str:
    suffix = number.suffix.upper() if found.style == "roman" or before[-1].isupper() else number.suffix
    if found.style == "ordinal":
        words = ordinal_text(number.value)
        return words.upper() if before.isupper() else words.lower() if before.islower() else words
    if found.style == "letter":
        letters = letter_text(number.value)
        return letters.upper() if before.isupper() else letters
    if found.style == "roman":
        return roman_text(number.value) + suffix
    return f"{number.value}{suffix}"


class Counted(NamedTuple):
    """A clause in the sequence it is counted in. `fresh`: it was put there now and takes the number of its place."""

    number: Number | None
    fresh: bool


def count_on(sequence: Sequence[Counted], first: int, last: int) -> dict[int, Number]:
    """Count a sequence on from where it was edited, as far as numbers have to change.

    Args:
        sequence: the clauses counted together, as they stand now.
        first, last: between these places it was edited; from `last` on, the first number that is right ends it.

    Returns:
        Place in the sequence → its new number. A gap in the numbers swallows an insertion.
    """
    changed: dict[int, Number] = {}
    before = next((entry.number for entry in reversed(sequence[:first]) if entry.number), None)
    old = [entry.number for entry in sequence if entry.number and not entry.fresh]
    reached = before or Number(_begins(old, first) - 1)
    for at in range(first, len(sequence)):
        number, fresh = sequence[at]
        if number is None and not fresh:
            continue
        wanted = Number(reached.value + 1)
        if number is not None and number.suffix and not fresh and reached.value > 0:
            wanted = Number(reached.value, number.suffix)
        if number == wanted and not fresh:
            if at >= last:
                break
        elif number != wanted:
            changed[at] = wanted
        reached = wanted
    return changed


def _begins(old: Sequence[Number], first: int) -> int:
    """The number that a sequence edited at its beginning begins with: 1, unless all of it begins later."""
    lowest = min((number.value for number in old), default=1)
    return 1 if first == 0 and lowest <= 2 else lowest


def lettered(before: Number) -> Number:
    """The number between one and the next: 7A after 7, 7B after 7A."""
    letter = chr(ord(before.suffix[-1]) + 1) if before.suffix and before.suffix[-1] != "z" else "a"
    return Number(before.value, letter)
