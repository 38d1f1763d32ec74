"""Reading what somebody typed into the search: words, "in this order", -left out, and operators such as `oleh:Warga`.

Whatever is typed can be read. What looks like an operator and is none (`sebelum:kemarin`) is left out of the search and
named among `ignored`, so that the page can say so instead of finding nothing.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final, Literal

import msgspec

from partisipasi.kit.stemming import stems
from partisipasi.kit.text import clean_line

#: Characters that are read; more is no question but a text.
LONGEST: Final = 200

Field = Literal["by", "topic", "agency", "status", "before", "after"]
#: Operators as they are typed, in both languages, and what they narrow.
OPERATORS: Final[dict[str, Field]] = {
    "oleh": "by",
    "by": "by",
    "topik": "topic",
    "topic": "topic",
    "instansi": "agency",
    "agency": "agency",
    "status": "status",
    "sebelum": "before",
    "before": "before",
    "sesudah": "after",
    "after": "after",
}
#: What a status can be: of drafts and discussions (open, closed), and of what somebody said.
STATUSES: Final[dict[str, str]] = {
    "terbuka": "open",
    "open": "open",
    "ditutup": "closed",
    "tertutup": "closed",
    "closed": "closed",
    "menunggu": "heard",
    "didengar": "heard",
    "heard": "heard",
    "dipertimbangkan": "considered",
    "considered": "considered",
    "dijawab": "answered",
    "answered": "answered",
}

_PARTS: Final = re.compile(r'(-?)(?:([a-z]{2,8}):(?:"([^"]*)"|(\S+))|"([^"]*)"|(\S+))', re.IGNORECASE)
_DAY: Final = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?|(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody looks for.

    `query` is for websearch_to_tsquery, empty where operators alone narrow; `stems` are those to mark. `before` and
    `after` are days of the city: before the first begins, from the second on. `status` is a value of STATUSES.
    `ignored` are parts that look like operators and say nothing that can be looked for.
    """

    query: str = ""
    stems: frozenset[str] = frozenset()
    by: str | None = None
    topic: str | None = None
    agency: str | None = None
    status: str | None = None
    before: date | None = None
    after: date | None = None
    ignored: tuple[str, ...] = ()

    @property
    def narrowed(self) -> bool:
        """Whether an operator narrows what is found."""
        return any((self.by, self.topic, self.agency, self.status, self.before, self.after))

    @property
    def anything(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self.query) or self.narrowed


def read_query(typed: str) -> Wanted | None:
    """Read what was typed. None where nothing is left to look for and nothing needs to be said about it."""
    words: list[str] = []
    marked: set[str] = set()
    fields: dict[str, str | date] = {}
    ignored: list[str] = []
    for sign, operator, quoted_value, value, quoted, word in _PARTS.findall(clean_line(typed)[:LONGEST]):
        field = OPERATORS.get(operator.casefold()) if operator else None
        given = quoted_value or value
        if field is not None:
            meant = _meant(field, given) if not sign else None
            if meant is None:
                ignored.append(f"{sign}{operator}:{given}")
            else:
                fields[field] = meant
            continue
        text = quoted or word or f"{operator} {given}"
        found = stems(text)
        if not found:
            continue
        words.append(f"{sign}{_joined(found, together=bool(quoted or len(found) > 1))}")
        if not sign:
            marked.update(found)
    # Words that are only left out find everything else: nobody looks for that.
    wanted = msgspec.convert(
        {"query": " ".join(words) if marked else "", "stems": frozenset(marked), "ignored": tuple(ignored), **fields},
        Wanted,
    )
    return wanted if wanted.anything or ignored else None


def _joined(found: list[str], *, together: bool) -> str:
    return f'"{" ".join(found)}"' if together else found[0]


def _meant(field: Field, given: str) -> str | date | None:
    """The value of an operator; None where it has none."""
    given = given.strip().strip(",;")
    if field == "status":
        return STATUSES.get(given.casefold())
    if field in {"before", "after"}:
        return _day(given)
    return given if any(sign.isalnum() for sign in given) else None


def _day(given: str) -> date | None:
    """The day meant by 2026-11-24, 24-11-2026, 2026-11 (its first) or 2026 (its first); None for anything else."""
    found = _DAY.fullmatch(given)
    if not found:
        return None
    year, month, day, first, second, last = found.groups()
    try:
        chosen = date(int(last), int(second), int(first)) if last else date(int(year), int(month or 1), int(day or 1))
        # Days at the edge of the calendar have no neighbours that a time zone could need.
        return chosen if date.min + timedelta(days=2) < chosen < date.max - timedelta(days=2) else None
    except ValueError:
        return None
