"""Plain text as people send it: cleaned once at the door, measured, shortened, turned into slugs."""

from __future__ import annotations

import re
import unicodedata

_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_BLANK_LINES = re.compile(r"\n{3,}")
# Bidirectional overrides and zero-width signs can make a name or a sentence look like another one.
_INVISIBLE = dict.fromkeys([*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF])


def clean_line(value: str) -> str:
    """One line: NFC, no control or invisible signs, single spaces, no outer space."""
    value = unicodedata.normalize("NFC", value).translate(_INVISIBLE)
    value = "".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in value)
    return _SPACES.sub(" ", value).strip()


def clean_text(value: str) -> str:
    """Several lines: NFC, newline as the only control sign, at most one blank line in a row."""
    value = unicodedata.normalize("NFC", value).replace("\r\n", "\n").replace("\r", "\n").translate(_INVISIBLE)
    value = "".join(sign for sign in value.replace("\t", " ") if sign == "\n" or unicodedata.category(sign) != "Cc")
    value = "\n".join(line.rstrip() for line in value.split("\n"))
    return _BLANK_LINES.sub("\n\n", value).strip("\n").rstrip()


def slug(value: str, *, longest: int = 60) -> str:
    """A readable part of a URL: lower-case ASCII words joined by hyphens, cut at a word; "x" if none is left."""
    ascii_value = unicodedata.normalize("NFKD", value).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", ascii_value)
    result = ""
    for word in words:
        if result and len(result) + 1 + len(word) > longest:
            break
        result = f"{result}-{word}" if result else word[:longest]
    return result or "x"


def shorten(value: str, longest: int) -> str:
    """The beginning of a text on one line, at most `longest` characters, cut at a word and marked with "…"."""
    line = " ".join(value.split())
    if len(line) <= longest:
        return line
    cut = line[: longest - 1]
    head, _, tail = cut.rpartition(" ")
    return (head if len(tail) < longest // 2 and head else cut).rstrip(" ,;:.") + "…"
