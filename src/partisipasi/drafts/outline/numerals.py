"""Numbers as Indonesian drafts print them, and as scanners misread them."""

import re
from itertools import product
from typing import Final

_LOOKALIKES: Final = {
    **{digit: digit for digit in "0123456789"},
    **dict.fromkeys("OoQD", "0"),
    **dict.fromkeys("IliLt|!J", "1"),
    "T": "71",
    "Z": "2",
    "z": "2",
    "a": "4",
    "S": "5",
    "s": "5",
    "b": "6",
    "G": "6",
    "B": "8",
    "g": "9",
    "q": "9",
}
_ROMAN: Final = re.compile(r"C{0,3}(?:XC|XL|L?X{0,4})(?:IX|IV|V?I{0,4})$")
_ROMAN_DIGITS: Final = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_UNITS: Final = {
    "satu": 1, "pertama": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5,
    "enam": 6, "tujuh": 7, "delapan": 8, "sembilan": 9, "sepuluh": 10, "sebelas": 11,
}  # fmt: skip
ORDINAL_WORDS: Final = (
    r"(?:Pertama|Ke(?:satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh|sebelas)"
    r"(?:\s+(?:Belas|Puluh(?:\s+(?:Satu|Dua|Tiga|Empat|Lima|Enam|Tujuh|Delapan|Sembilan)\b)?))?)"
)
"""Regular expression (to be used case-insensitively) for an ordinal such as *Kedua Puluh Satu*."""


def arabic_readings(token: str) -> list[tuple[int, bool]]:
    """Return the numbers `token` may stand for, each with whether it is printed in plain digits.

    At most eight readings; none when a character looks like no digit.
    """
    compact = token.replace(" ", "")
    if compact.isascii() and compact.isdigit():
        return [(int(compact), compact == token)]
    options = [_LOOKALIKES.get(char, "") for char in compact]
    if not compact or not all(options) or len(compact) > 4:
        return []
    return [(int("".join(digits)), False) for digits in list(product(*options))[:8]]


def roman_value(token: str) -> int | None:
    """Return the value of a Roman numeral, or None. A small l or a 1 counts as I, small x and v as capitals."""
    capital = token.replace("l", "I").replace("1", "I").upper()
    if not capital or not _ROMAN.match(capital):
        return None
    values = [_ROMAN_DIGITS[char] for char in capital]
    return sum(-v if any(w > v for w in values[i + 1 : i + 2]) else v for i, v in enumerate(values))


def roman_text(number: int) -> str:
    """Return `number` (1–399) in Roman capitals."""
    steps = (
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    )
    out = ""
    for value, sign in steps:
        count, number = divmod(number, value)
        out += sign * count
    return out


def ordinal_value(words: str) -> int | None:
    """Return the value of an ordinal in words: *Kesatu* 1, *Kedua Belas* 12, *Kedua Puluh Satu* 21."""
    first, *rest = words.lower().split()
    unit = _UNITS.get(first.removeprefix("ke")) or _UNITS.get(first)
    if unit is None or not rest:
        return unit
    if rest[0] == "belas":
        return 10 + unit
    return 10 * unit + (_UNITS.get(rest[1], 0) if len(rest) > 1 else 0)


def ordinal_text(number: int) -> str:
    """Return `number` (1–99) as an ordinal in words, the way a Bagian is numbered."""
    names = {value: name.capitalize() for name, value in _UNITS.items() if name != "pertama"}
    if number <= 11:
        return "Ke" + names[number].lower()
    if number < 20:
        return f"Ke{names[number - 10].lower()} Belas"
    tens, unit = divmod(number, 10)
    return f"Ke{names[tens].lower()} Puluh" + (f" {names[unit]}" if unit else "")


def letter_value(letters: str) -> int | None:
    """Return the place of an item letter: a 1 … z 26, aa 27, bb 28; None for any other pair."""
    if len(set(letters)) != 1 or not letters.isascii() or not letters.islower():
        return None
    return ord(letters[0]) - 96 + 26 * (len(letters) - 1)


def letter_text(number: int) -> str:
    """Return the item letter at a place: 1 a, 27 aa."""
    rounds, index = divmod(number - 1, 26)
    return chr(97 + index) * (rounds + 1)
