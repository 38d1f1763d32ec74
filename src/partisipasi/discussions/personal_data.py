"""Personal data in a text: where they stand, and the text without them.

Numbers are told by how they are built, so that sums of money, articles of laws and dates are not taken for them. Every
pattern reads a text once, whatever it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

import msgspec

from partisipasi.kit.i18n import N_, gettext

Kind = Literal["identity", "civil_servant", "tax", "bank", "phone", "email"]

#: What is never public, whoever says so: it opens accounts and credits in somebody's name. Everything else its owner,
#: or an office whose number it is, may want to be public.
NEVER: tuple[Kind, ...] = ("identity",)
#: What is found → what it is called.
KIND_NAMES: dict[str, str] = {
    "identity": N_("Identity or family card number (NIK, KK)"),
    "civil_servant": N_("Civil servant's number (NIP)"),
    "tax": N_("Taxpayer number (NPWP)"),
    "bank": N_("Bank account number"),
    "phone": N_("Mobile phone number"),
    "email": N_("E-mail address"),
}
#: Why each is looked for.
KIND_REASONS: dict[str, str] = {
    "identity": N_("With it credits and accounts are opened in somebody's name. It cannot be made public here."),
    "civil_servant": N_("It holds the day of birth, and names one person where an office is enough."),
    "tax": N_("It leads to what somebody earns. A company's or an office's may be public."),
    "bank": N_("It is used for fraud. That of a public collection may be public."),
    "phone": N_("Strangers call it for years. Your own, or an office's, may be public."),
    "email": N_("Programs collect addresses. Addresses of the government (.go.id) are not asked about."),
}
_MASKS: dict[str, str] = {
    "identity": N_("[identity number left out]"),
    "civil_servant": N_("[civil servant's number left out]"),
    "tax": N_("[taxpayer number left out]"),
    "bank": N_("[account number left out]"),
    "phone": N_("[telephone number left out]"),
    "email": N_("[e-mail address left out]"),
}

# Province 11-94, regency, district, day (of birth, +40 for women; of issue on a family card), month, year, serial.
_IDENTITY = re.compile(
    r"(?<![\d.,/])(?:1[1-9]|[2-8]\d|9[1-6])\d{2}[ .-]?\d{2}"
    r"(?:[04][1-9]|[1256]\d|[37][01])[ .-]?(?:0[1-9]|1[0-2])\d{2}[ .-]?\d{4}(?!\d)"
)
# Year, month and day of birth, year and month of appointment, sex, serial number.
_CIVIL_SERVANT = re.compile(
    r"(?<!\d)(?:19[4-9]\d|200\d|201\d)(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[ .]?"
    r"(?:19[6-9]\d|20[0-4]\d)(?:0[1-9]|1[0-2])[ .]?[12][ .]?\d{3}(?!\d)"
)
_TAX = re.compile(r"(?<!\d)\d{2}\.\d{3}\.\d{3}\.\d-\d{3}\.\d{3}(?!\d)")
# An account has no shape of its own: only digits that follow what one calls it.
_BANK = re.compile(
    r"\b(?:rekening|norek|rek\.?|BCA|BRI|BNI|BTN|BSI|Mandiri|Bank Sumut)\b[^\d\n]{0,25}"
    r"(?P<number>\d(?:[ -]?\d){8,15})(?![\d.,]*\d)",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?<![\d.,/])(?:\+?62[ -]?|0)8[1-9][0-9](?:[ .-]?[0-9]){6,9}(?![\d])")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@(?P<host>[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4})")
_PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("civil_servant", _CIVIL_SERVANT),
    ("identity", _IDENTITY),
    ("tax", _TAX),
    ("bank", _BANK),
    ("phone", _PHONE),
    ("email", _EMAIL),
)


class Spot(msgspec.Struct, frozen=True):
    """Where in a text something personal stands."""

    start: int
    end: int
    kind: Kind


def find_personal_data(text: str) -> list[Spot]:
    """The spots of a text, in its order and apart from each other; of two that overlap the stricter kind stands."""
    found: list[Spot] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if kind == "email" and match["host"].lower().endswith(".go.id"):
                continue
            start, end = match.span("number") if kind == "bank" else match.span()
            if all(end <= other.start or start >= other.end for other in found):
                found.append(Spot(start, end, kind))
    return sorted(found, key=lambda spot: spot.start)


def mask_personal_data(text: str) -> str:
    """The text with words in the place of each spot, in the language spoken."""
    return "".join(gettext(_MASKS[kind]) if kind else piece for piece, kind in marked(text))


def marked(text: str, spots: Iterable[Spot] | None = None) -> list[tuple[str, str]]:
    """The text in pieces, each with the kind of what it is, "" for plain words; joined they give the text."""
    pieces: list[tuple[str, str]] = []
    place = 0
    for spot in find_personal_data(text) if spots is None else spots:
        if spot.start > place:
            pieces.append((text[place : spot.start], ""))
        pieces.append((text[spot.start : spot.end], spot.kind))
        place = spot.end
    if place < len(text):
        pieces.append((text[place:], ""))
    return pieces
