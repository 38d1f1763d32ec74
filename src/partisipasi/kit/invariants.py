"""A rule that the data keeps at every moment, stated as a query for the rows that break it."""

from __future__ import annotations

import msgspec


class Invariant(msgspec.Struct, frozen=True):
    """`sql` returns a row for each breach; an intact database returns none."""

    name: str
    sql: str
