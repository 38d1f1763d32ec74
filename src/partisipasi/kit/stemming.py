"""Words as they are searched: folded, stemmed, without the words that stand everywhere.

PostgreSQL's Indonesian stemmer cuts too deep (pegawai → gawa, disiplin → siplin) and has no stop words; simplemma's
word lists do better and need no model (measured on words of civil-service texts). `tidak` stays: it turns a sentence
round.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import simplemma

#: Stored with what was indexed: whoever changes these rules counts up and knows what to index anew.
STEMMER = 1

_LONGEST = 24
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)?", re.UNICODE)
_COMMON = """
    ada adalah agar akan atas atau bagi bahwa beberapa dalam dan dapat dari dengan di guna hal hanya ia ini itu jika
    juga karena ke kepada kami kita lain maka mana masih mereka oleh pada para pun saat sampai saya sebagai sebagaimana
    sebuah sehingga seperti serta setiap suatu sudah telah tentang terhadap tersebut untuk yaitu yakni yang
    a an and are as at be by for from has have in is it its of on or that the this to was were will with
"""
_STOP = frozenset(_COMMON.split())


def stems(text: str) -> list[str]:
    """The stems of a text in their order, stop words left out."""
    return [stem for word in _WORD.findall(fold(text)) if word not in _STOP and (stem := stem_of(word))]


def fold(text: str) -> str:
    """Lower case without accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


@lru_cache(maxsize=50_000)
def stem_of(word: str) -> str:
    """The stem of one folded word."""
    # A word doubled for the plural ("pegawai-pegawai") is the word.
    first, _, second = word.partition("-")
    if second and first == second:
        word = first
    # No Indonesian word of the lists is longer; longer strings of syllables make the search for affixes explode.
    return word[:60] if len(word) > _LONGEST else simplemma.lemmatize(word, lang=("id", "en")).casefold()


def excerpt(text: str, wanted: frozenset[str], *, longest: int = 220) -> list[tuple[str, bool]]:
    """The part of a text around its first wanted word, cut into pieces, each with whether it is a hit.

    Args:
        text: plain words.
        wanted: stems looked for.
        longest: characters, about.
    """
    hits = [found for found in _WORD.finditer(text) if stem_of(fold(found.group())) in wanted]
    start = max(0, (hits[0].start() if hits else 0) - longest // 3)
    if start:
        start = text.find(" ", start) + 1 or start
    end = min(len(text), start + longest)
    if end < len(text):
        end = max(text.rfind(" ", start, end), start + longest // 2)
    pieces: list[tuple[str, bool]] = [("…", False)] if start else []
    place = start
    for found in hits:
        if found.start() < place or found.end() > end:
            continue
        pieces += [(text[place : found.start()], False), (found.group(), True)]
        place = found.end()
    pieces.append((text[place:end] + ("…" if end < len(text) else ""), False))
    return [piece for piece in pieces if piece[0]]
