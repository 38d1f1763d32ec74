"""Where a page of a list begins: lists go on by the key of a row, never by counting rows off."""

from __future__ import annotations

import msgspec


class Cursor(msgspec.Struct, frozen=True):
    """Where a page begins: after a key (later rows) or before one (earlier rows). Neither = from the start."""

    after: int | None = None
    before: int | None = None
