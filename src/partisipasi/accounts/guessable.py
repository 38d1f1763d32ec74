"""Which passwords are guessed first: common words, dressed up in the usual ways.

Not a list of whole passwords but of the words they are made of (`common_words.txt`: names, words and keyboard runs from
the passwords people most often choose, Indonesian and international). A password counts as common when, after undoing
look-alike digits, it is one or two of these words with at most a year, a few digits or signs around: some 850 words
thus stand for millions of passwords ("sayangku", "Indonesia123", "p4ssw0rd!", "medan-2024").
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

#: As many digits and signs around a common word do not make it uncommon.
DRESSING = 4
_ALIKE = str.maketrans("013457@$!|", "oieastasil")
_EDGES = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_RUNS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1q2w3e4r5t6y7u8i9o0p")
_FEWEST_SIGNS = 4


@cache
def common_words() -> frozenset[str]:
    """The words passwords are most often made of."""
    lines = files("partisipasi.accounts").joinpath("common_words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def is_guessable(password: str, known: tuple[str, ...] = ()) -> bool:
    """Whether a password is among those tried first.

    Args:
        known: words that can be connected with the person or the site: address, name, city.
    """
    folded = password.casefold()
    if len(set(folded)) < _FEWEST_SIGNS or _is_repetition(folded) or _is_run(folded):
        return True
    words = common_words() | {part for value in known for part in _parts(value)}
    return any(_is_common(form, words) for form in {folded, folded.translate(_ALIKE)} | _stripped(folded))


def _stripped(folded: str) -> set[str]:
    """What lies between short dressings, itself perhaps written with look-alikes."""
    core = _EDGES.sub("", folded)
    if len(folded) - len(core) > 2 * DRESSING:
        return set()
    return {core, core.translate(_ALIKE)}


def _is_common(form: str, words: frozenset[str] | set[str]) -> bool:
    plain = re.sub(r"[\W_]", "", form)
    if plain in words or _is_run(plain):
        return True
    return any(
        plain[:cut] in words and (plain[cut:] in words or (plain[cut:].isdigit() and len(plain) - cut <= DRESSING))
        for cut in range(2, len(plain))
    )


def _is_repetition(value: str) -> bool:
    """ "abcabcabc": the same piece over and over."""
    return value in (value + value)[1:-1]


def _is_run(value: str) -> bool:
    """Neighbours in the alphabet, among the digits or on the keyboard, forwards or backwards, once or twice over."""
    return len(value) > 2 and any(
        value in run * 2 or value in run[::-1] * 2 or (len(value) > 7 and _two_runs(value, run)) for run in _RUNS
    )


def _two_runs(value: str, run: str) -> bool:
    return any(value[:cut] in run and any(value[cut:] in other for other in _RUNS) for cut in range(3, len(value) - 2))


def _parts(value: str) -> set[str]:
    """The words of an address or name that are long enough to be one."""
    return {part for part in re.split(r"[\W_]+", value.casefold()) if len(part) > 2} | {
        re.sub(r"[\W_]", "", value.casefold().split("@")[0])
    } - {""}
