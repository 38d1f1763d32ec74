"""The city's days off besides weekends: national holidays and joint leave by each year's decree, days of its own.

No program knows them beforehand: the ministers decide on the days of a year in the one before, and change them. So
an administrator writes them down, one on each line.
"""

from __future__ import annotations

import re
from datetime import date

#: "25-12-2026 Natal", "25/12/2026", "2026-12-25 Natal"
_LINE = re.compile(r"(?:(?P<d>\d{1,2})[-/.](?P<m>\d{1,2})[-/.](?P<y>\d{4})|(?P<iso>\d{4}-\d{2}-\d{2}))(?:\s.*)?")


class NoDay(ValueError):
    """A line that begins with no date. `line`: its words."""

    def __init__(self, line: str) -> None:
        super().__init__(line)
        self.line = line


def read_days(words: str) -> frozenset[date]:
    """The days of a list with one on each line: a date, and what day it is if one likes.

    Raises:
        NoDay: a line that begins with no date.
    """
    return frozenset(_day(line.strip()) for line in words.splitlines() if line.strip())


def _day(line: str) -> date:
    found = _LINE.fullmatch(line)
    if found is None:
        raise NoDay(line)
    try:
        if found["iso"]:
            return date.fromisoformat(found["iso"])
        return date(int(found["y"]), int(found["m"]), int(found["d"]))
    except ValueError as error:
        raise NoDay(line) from error
