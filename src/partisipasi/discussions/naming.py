"""People named with an @ in a text: which of those who take part are meant, and the links to their words.

A name may have several words; the longest that fits counts. Names within links and code are only words, and an address
of mail names nobody.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from html import escape

_TAG = re.compile(r"(<[^>]*>)")
#: Elements in which a name is only a word.
_LITERAL = re.compile(r"<(/?)(?:a|code|pre)\b", re.IGNORECASE)
_BLANKS = re.compile(r"\s+")


def folded(name: str) -> str:
    """A name as it is compared: "BUDI  santoso" is "Budi Santoso"."""
    return _BLANKS.sub(" ", name).strip().casefold()


def named_in(html: str, names: Collection[str]) -> list[str]:
    """Which of these names stand with an @ in a rendered text, folded, each once, in their order."""
    found: dict[str, None] = {}

    def note(written: str) -> str:
        found.setdefault(folded(written))
        return written

    _replace(html, names, note)
    return list(found)


def with_links(html: str, hrefs: Mapping[str, str]) -> str:
    """A rendered text with each name that stands with an @ as a link.

    Args:
        html: sanitised. hrefs: name → address.
    """
    known = {folded(name): address for name, address in hrefs.items()}
    return _replace(
        html,
        hrefs,
        lambda written: (
            f'<a class="mention" href="{escape(known[folded(written)])}">@{escape(written, quote=False)}</a>'
        ),
        whole=True,
    )


def _replace(html: str, names: Collection[str], put: Callable[[str], str], *, whole: bool = False) -> str:
    """Go over the words of a text; `put` gets each name as it is written and gives what stands in its place.

    Args:
        whole: what is given takes the place of the @ too.
    """
    if "@" not in html or not names:
        return html
    pattern = _pattern(tuple(sorted({folded(name) for name in names}, key=lambda name: (-len(name), name))))
    pieces: list[str] = []
    depth = 0
    for piece in _TAG.split(html):
        if piece.startswith("<"):
            mark = _LITERAL.match(piece)
            depth += 0 if mark is None else -1 if mark[1] else 1
        elif depth == 0:
            piece = pattern.sub(lambda hit: ("" if whole else "@") + put(_unescaped(hit[1])), piece)
        pieces.append(piece)
    return "".join(pieces)


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


@lru_cache(maxsize=64)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    words = [r"\s+".join(re.escape(escape(word, quote=False)) for word in name.split(" ")) for name in names if name]
    return re.compile(rf"(?<![\w@.])@({'|'.join(words) or '(?!)'})(?!\w)", re.IGNORECASE)
