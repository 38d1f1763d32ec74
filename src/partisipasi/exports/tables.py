"""Tables as CSV (RFC 4180), for spreadsheets: UTF-8 with a mark, so that Excel reads it so, and no live formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Iterable, Sequence

#: Signs with which a spreadsheet takes a cell for a formula; a tab or return before them hides them from the eye alone.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_MARK = "\ufeff"

Cell = str | int | float | None


def neutral(cell: Cell) -> str:
    """A cell as text that no spreadsheet works out: what might be a formula has an apostrophe before it.

    Numbers stay numbers.
    """
    if cell is None:
        return ""
    if isinstance(cell, int | float):
        return str(cell)
    # NUL ends a cell in some readers and is no text anywhere.
    text = cell.replace("\x00", "")
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_FORMULA) or text.startswith(_FORMULA) else text


def lines(rows: Iterable[Sequence[Cell]]) -> bytes:
    """Rows as lines of CSV."""
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerows([neutral(cell) for cell in row] for row in rows)
    return written.getvalue().encode()


async def table(header: Sequence[str], batches: AsyncIterator[Sequence[Sequence[Cell]]]) -> AsyncIterator[bytes]:
    """A table piece by piece, as its rows are read.

    Args:
        header: names of the columns.
        batches: rows, some at a time.
    """
    yield _MARK.encode() + lines([header])
    async for batch in batches:
        yield lines(batch)
