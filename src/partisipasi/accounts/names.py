"""Display names: free to choose, but never one that passes for the city, its offices or its staff."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from partisipasi.kit.errors import Invalid
from partisipasi.kit.i18n import N_
from partisipasi.kit.text import clean_line

LONGEST = 60

# Words that no name may contain, also as two words or spelled out; case, accents and look-alikes make no difference.
# fmt: off
_OFFICIAL_ANYWHERE = frozenset({
    "admin", "administrator", "administrasi", "moderator", "pemkot", "pemko", "pemda", "pemprov", "pemkab",
    "pemerintah", "walikota", "wakilwalikota", "bupati", "wakilbupati", "gubernur", "sekda", "sekretariat",
    "kepaladinas", "kepalabadan", "timkebijakan", "timperumus", "timpenyusun", "timmoderasi", "perangkatdaerah",
    "partisipasi", "petugas", "official", "officer", "staff", "resmi", "verifikasi", "terverifikasi", "verified",
    "dprd", "inspektorat", "bkpsdm", "bkd", "superuser", "webmaster", "postmaster", "sistem", "system", "mayor",
    "cityhall", "government",
})
# fmt: on
# Official only as a whole or at the beginning: "Dinas Kesehatan", but not "Pak Dinasti".
_OFFICIAL_FIRST = frozenset({"dinas", "badan", "kantor", "kecamatan", "kelurahan", "camat", "lurah", "kota"})
# "Warga 1024" is what the site itself calls people without a name.
_NUMBERED = frozenset({"warga", "resident"})
# Letters of other alphabets and signs that look like Latin ones, as far as they serve to imitate a Latin word.
_ALIKE = str.maketrans(
    {
        **dict(zip("аеорсухіјѕԁһԛԝкмтвнгпԼ", "aeopcyxijsdhqwkmtbhrnl", strict=True)),
        **dict(zip("αβεικνορτυχωηγ", "abeiknoptuxwny", strict=True)),
        **dict(zip("0134578@$!|", "oieastbasil", strict=True)),
        "ı": "i",
        "ł": "l",
        "ø": "o",
        "đ": "d",
    }
)
_WORD = re.compile(r"[^\W_]+")


def check_name(typed: str | None, *, field: str = "display_name") -> str | None:
    """A display name as it is stored, None for none.

    Args:
        field: the form field that the refusal names.

    Raises:
        Invalid: too long, unreadable, mixing alphabets within a word, or passing for somebody official.
    """
    name = clean_line(typed or "")
    if not name:
        return None
    if len(name) > LONGEST:
        raise Invalid({field: N_("A name has at most %(limit)s characters.")}, limit=LONGEST)
    if any(unicodedata.category(sign) in {"Cf", "Co", "Cs", "Cn", "So", "Sk"} for sign in name):
        raise Invalid({field: N_("A name may not contain invisible signs, badges or pictures.")})
    if not any(sign.isalpha() for sign in name):
        raise Invalid({field: N_("A name needs at least one letter.")})
    if "@" in name or "://" in name or "www." in name.lower():
        raise Invalid({field: N_("A name may not contain an address: everybody will see it.")})
    if any(_mixes_alphabets(word) for word in _WORD.findall(name)):
        raise Invalid({field: N_("A word of a name may not mix letters of different alphabets.")})
    if is_official(name):
        raise Invalid({field: N_("This name looks like one of the city or its staff. Please choose another one.")})
    return name


def is_official(name: str) -> bool:
    """Whether a name could pass for the city, an office or its staff."""
    words = _WORD.findall(_skeleton(name))
    if words and words[0] in _OFFICIAL_FIRST:
        return True
    if "".join(sign for sign in name.casefold() if sign.isalpha()) in _NUMBERED:
        return True
    pairs = {first + second for first, second in pairwise(words)}
    return bool(_OFFICIAL_ANYWHERE & ({*words} | pairs)) or _spelled_out(words) in _OFFICIAL_ANYWHERE


def _skeleton(name: str) -> str:
    """The name as the eye takes it: no case, no accents, look-alikes as the Latin letters they imitate."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return plain.translate(_ALIKE)


def _spelled_out(words: list[str]) -> str:
    """ "a d m i n" as one word."""
    return "".join(words) if all(len(word) == 1 for word in words) else ""


def _mixes_alphabets(word: str) -> bool:
    alphabets = {unicodedata.name(sign, "?").split(" ", 1)[0] for sign in word if sign.isalpha()}
    return len(alphabets - {"FULLWIDTH", "MODIFIER", "FEMININE", "MASCULINE"}) > 1
