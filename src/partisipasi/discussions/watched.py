"""Whether a text holds a watched word, however it is written: accents, digits for letters, signs between letters.

A text is read once into plain words; each watched word is then one search in it. Nothing here depends on patterns that
somebody typed, so no list and no text can make it slow.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

import msgspec

from partisipasi.kit.stemming import fold, stem_of

#: Signs of other scripts that look like Latin letters, and digits and signs that stand for letters.
_LOOKALIKES = str.maketrans("аеорсухіјѕԁԛԝɑαοερτν", "aeopcyxijsdqwaaoeptv")
_LEET = str.maketrans("0134578@$!|€", "oieastbasile")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>()]{3,}", re.IGNORECASE)
_TOKEN = re.compile(r"[a-z0-9@$!|€]+")
#: The word lists know many derived words as words of their own (penjudi), so affixes are looked for as well.
_PREFIX = "(?:(?:ber|ter|di|se|ke|me(?:m|n|ng|ny)?|pe(?:m|n|ng|ny|r)?|memper|diper)(?:ber|per|ke)?)?"
_SUFFIX = "(?:kan|an|i)?(?:nya|ku|mu|lah|kah)?"
#: A word of fewer letters is not looked for within an address, where words run together.
_SHORTEST_IN_LINK = 4


class Watched(msgspec.Struct, frozen=True, kw_only=True):
    """A word or phrase that is looked for. `kind` stem finds it with its affixes; `reason` is shown to the author."""

    word: str
    kind: Literal["word", "stem"] = "word"
    outcome: Literal["ask", "hold"] = "ask"
    reason: str = ""


def find_watched(text: str, watched: Sequence[Watched]) -> list[Watched]:
    """Which of the watched words a text holds, those that hold it back first."""
    if not watched:
        return []
    read = _Read(text)
    found = [word for word in watched if read.holds(word)]
    return sorted(found, key=lambda word: word.outcome != "hold")


def plain_words(text: str) -> list[str]:
    """The words of a text without what disguises them."""
    folded = fold(_INVISIBLE.sub("", text)).translate(_LOOKALIKES)
    # Signs that end a sentence or a name stand for no letter; one before a word may.
    tokens = [token.strip("!|€").rstrip("@$") for token in _TOKEN.findall(folded)]
    return _joined([_plain(token) for token in tokens if token.strip("@$")])


class _Read:
    """A text as it is searched."""

    def __init__(self, text: str) -> None:
        words = plain_words(text)
        self._words = _sentence(words)
        # What one letter is said three times for ("baaaangsat") is that letter once.
        self._short = _sentence([_once(word) for word in words])
        self._stems: str | None = None
        self._list = words
        self._links = " ".join("".join(plain_words(link)) for link in _LINK.findall(text))

    def holds(self, watched: Watched) -> bool:
        wanted = plain_words(watched.word)
        if not wanted:
            return False
        if watched.kind == "stem" and self._holds_stem(wanted):
            return True
        together = "".join(wanted)
        return (
            _sentence(wanted) in self._words
            or _sentence([_once(word) for word in wanted]) in self._short
            or (len(together) >= _SHORTEST_IN_LINK and together in self._links)
        )

    def _holds_stem(self, wanted: list[str]) -> bool:
        if _sentence([stem_of(word) for word in wanted]) in self._stemmed():
            return True
        derived = " ".join(f"{_PREFIX}{re.escape(word)}{_SUFFIX}" for word in wanted)
        return re.search(f" {derived} ", self._words) is not None

    def _stemmed(self) -> str:
        if self._stems is None:
            self._stems = _sentence([stem_of(word) for word in self._list])
        return self._stems


def _sentence(words: Sequence[str]) -> str:
    return f" {' '.join(words)} "


def _plain(token: str) -> str:
    """A token with letters for the digits that stand for them; a number stays a number."""
    return token.translate(_LEET) if any("a" <= sign <= "z" for sign in token) else token


def _joined(tokens: Sequence[str]) -> list[str]:
    """Letters that stand alone in a row ("b a n d a r") are one word."""
    words: list[str] = []
    run: list[str] = []
    for token in [*tokens, ""]:
        if len(token) == 1 and token.isalpha():
            run.append(token)
            continue
        words += ["".join(run)] if len(run) > 2 else run
        run = []
        words += [token] if token else []
    return words


def _once(word: str) -> str:
    return re.sub(r"(.)\1+", r"\1", word)
