"""The words of a clause: canonical spelling, references to other clauses, tokens.

Two wordings that a reader would call the same must compare as the same, whatever the word processor or the
scanner did to them. References to other clauses ("Pasal 7 ayat (2)") are masked before comparing, because one
inserted pasal shifts dozens of them without changing the substance.
"""

import hashlib
import re
import unicodedata
from typing import Final

import msgspec

MASK: Final = "‹ref›"


class Reference(msgspec.Struct, frozen=True, kw_only=True):
    """One number inside a reference to a clause of the same text.

    ``unit`` is pasal, ayat, huruf, angka, bab, bagian, paragraf, buku, lampiran or butir; ``number`` its bare
    number in lower case; ``start`` and ``end`` delimit the number as written; references of one ``chain``
    were written together ("Pasal 7 ayat (2) dan ayat (3)").
    """

    unit: str
    number: str
    start: int
    end: int
    chain: int


# --- canonical spelling

_INVISIBLE = dict.fromkeys((0x00AD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF))
_FOLDED = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»″〝〞", '"'),
        **dict.fromkeys("‘’‚‛′`´", "'"),
        **dict.fromkeys("‐‑‒–—―−", "-"),
    }
)
_BROKEN_WORD = re.compile(r"(?<![^\W\d_])([^\W\d_]{2,40})-(?:[ \t]*\n\s*|[ \t])(?=([^\W\d_]{1,40}))")
_JOINING = frozenset(("dan", "atau", "sampai", "serta", "maupun"))
_SPACES = re.compile(r"\s+")
_SPACE_BEFORE_MARK = re.compile(r" (?=[,;.:](?:\s|$))")


def normalise(text: str) -> str:
    """Return ``text`` in canonical spelling, its case kept.

    Unicode NFKC; invisible characters dropped; quotes and dashes unified; words broken at a line end joined,
    with the hyphen kept where it belongs to the word ("Perundang- undangan"); whitespace folded.
    """
    text = unicodedata.normalize("NFKC", text).translate(_INVISIBLE).translate(_FOLDED)
    text = _BROKEN_WORD.sub(_joined, text)
    return _SPACE_BEFORE_MARK.sub("", _SPACES.sub(" ", text)).strip()


def _joined(match: re.Match[str]) -> str:
    left, right = match.group(1), match.group(2)
    if right in _JOINING:
        return match.group(0)
    # "undang- undang", "Perundang- undangan": a doubled word owns its hyphen; so does a name ("Sumatera-
    # Utara").
    doubled = len(right) >= 4 and right[:4].casefold() in left.casefold()
    return f"{left}-" if doubled or not right[0].islower() else left


def fingerprint(text: str) -> str:
    """Return the SHA-256 of the canonical spelling of ``text``, in hexadecimal."""
    return hashlib.sha256(normalise(text).encode()).hexdigest()


# --- references

_DIGITS = "satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan"
_ORDINAL = rf"(?i:kesatu|pertama|kesepuluh|kesebelas|ke(?:{_DIGITS})(?:\s+belas|\s+puluh(?:\s+(?:{_DIGITS}))?)?)"
_NUMBER: Final = {
    "pasal": r"(?:\d{1,4}[A-Za-z]{0,2}|[IVX]{1,5})",
    "ayat": r"\(\s?[\dlIO]{1,3}[a-z]?\s?\)?",
    "huruf": r"(?:aa|bb|cc|dd|ee|ff|gg|hh|[a-zA-Z])\)?",
    "angka": r"\d{1,3}[a-z]?\)?",
    "bab": r"(?:[IVXLC]{1,7}[A-Z]?|\d{1,3})",
    "bagian": _ORDINAL,
    "buku": _ORDINAL,
    "paragraf": r"\d{1,3}[A-Z]?",
    "lampiran": r"(?:[IVX]{1,6}|\d{1,2})",
    "butir": r"(?:\d{1,3}|[a-z])\)?",
}
# "angka 70 (tujuh puluh)", "angka 3,5" and "angka 70%" are amounts, not places.
_NOT_AN_AMOUNT = r"(?!\s*(?:%|\([^\W\d]|[.,]\d))"
_JOINER = (
    r"\s*(?:,\s*(?:dan/atau\s|dan\s|atau\s|serta\s)?"
    r"|(?<=\s)(?:dan/atau|dan|atau|serta|sampai\s+dengan|hingga|s\.?d\.?|s/d|jo\.?|juncto)\s)\s*"
)
# A bare number goes on with a list ("Pasal 5, 6, dan 7") only where nothing is counted by it ("dan 14 hari").
_AT_END = r"(?=\s*(?:[,.;:)]|$|(?:dan|atau|dan/atau|sampai|sebagaimana|ayat|huruf)\b))"
_REFERENCE = re.compile(
    "|".join(
        rf"\b(?i:{unit})\s+(?P<{unit}>{number})(?!\w){_NOT_AN_AMOUNT if unit == 'angka' else ''}"
        for unit, number in _NUMBER.items()
    )
)
_LISTED = {
    unit: re.compile(rf"{_JOINER}(?P<number>{number})(?!\w){'' if unit == 'ayat' else _NOT_AN_AMOUNT + _AT_END}")
    for unit, number in _NUMBER.items()
    if unit in ("pasal", "ayat", "huruf", "angka", "butir")
}
_WITHIN_CHAIN = re.compile(rf"\s+|{_JOINER}")
_OTHER_LAW = re.compile(
    r"\s+(?:dari\s+)?(?:(?:Undang-\s?Undang|Peraturan|Keputusan|Ketetapan|Instruksi)\b(?P<name>[^.;:,]{0,160}?)"
    r"\b(?:Nomor|Dasar|Tahun|Hukum)\b|UUD\b|UU\s|PP\s|Perpu\b|Perpres\b|Permen\w*|Kitab\b|Staatsblad\b)"
)
_THIS_LAW = re.compile(r"\bini\b")


def references(text: str) -> list[Reference]:
    """Find the references to clauses of the same text, in order.

    References into another law ("Pasal 18 ayat (6) Undang-Undang Dasar …") are left out: a change there is a
    change of substance.
    """
    found: list[Reference] = []
    chain: list[Reference] = []
    match = _REFERENCE.search(text)
    while match is not None:
        unit = str(match.lastgroup)
        if chain and not _WITHIN_CHAIN.fullmatch(text, chain[-1].end, match.start()):
            found.extend(_own(chain, text))
            chain = []
        number = len(found)
        chain.append(_reference(unit, match, unit, number))
        while unit in _LISTED and (listed := _LISTED[unit].match(text, chain[-1].end)) is not None:
            chain.append(_reference(unit, listed, "number", number))
        match = _REFERENCE.search(text, chain[-1].end)
    found.extend(_own(chain, text))
    return found


def _reference(unit: str, match: re.Match[str], group: str, chain: int) -> Reference:
    start, end = match.span(group)
    number = " ".join(match.group(group).strip("() ").casefold().split())
    return Reference(unit=unit, number=number, start=start, end=end, chain=chain)


def _own(chain: list[Reference], text: str) -> list[Reference]:
    other = _OTHER_LAW.match(text, chain[-1].end) if chain else None
    if other is None or _THIS_LAW.search(other.group("name") or ""):
        return chain
    return []


def mask_references(text: str) -> str:
    """Return ``text`` with every number in references to clauses of the same text replaced by ``‹ref›``."""
    parts: list[str] = []
    position = 0
    for reference in references(text):
        parts += text[position : reference.start], MASK
        position = reference.end
    parts.append(text[position:])
    return "".join(parts)


# --- tokens

_TOKEN = re.compile(
    r"(?:Rp\.?\s?)?\d+(?:[.,/:]\d+)*\s?%?\s*\([^\W\d_][^()\d]{0,120}\)"  # 15 (lima belas), 2% (dua persen)
    r"|‹ref›"
    r"|[^\W_]+(?:(?:[-/'’&]|(?<=\d)[.,:](?=\d))[^\W_]+)*%?"
    r"|\S"
)


def tokens(text: str) -> list[str]:
    """Split ``text`` into words and marks, without the whitespace between them.

    A number and its bracketed words are one token, and so is a hyphenated or slashed word ("dan/atau").
    """
    return _TOKEN.findall(text)


def token_spans(text: str) -> list[tuple[int, int]]:
    """Return start and end of each token of ``text``, in order."""
    return [match.span() for match in _TOKEN.finditer(text)]
