"""Lists page by page without counting rows off: a page is named by the key it begins after or ends before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

import msgspec
from litestar import Request

from partisipasi.kit.paging import Cursor

T = TypeVar("T")


class Page(msgspec.Struct, Generic[T], frozen=True):
    """Rows of one page and the links around it (paths with query, or empty)."""

    rows: list[T]
    earlier: str
    later: str
    total: int | None = None


def cursor_of(request: Request[Any, Any, Any]) -> Cursor:
    """The cursor of a request (`?sesudah=` or `?sebelum=`); nonsense counts as none."""
    return Cursor(
        after=whole_number(request.query_params.get("sesudah")),
        before=whole_number(request.query_params.get("sebelum")),
    )


def page_of(
    rows: list[T],
    cursor: Cursor,
    size: int,
    *,
    path: str,
    key: Callable[[T], int | str],
    total: int | None = None,
    query: Mapping[str, str] | None = None,
) -> Page[T]:
    """Cut a page from rows that were asked for one more than its size.

    Args:
        rows: at most size + 1 rows in the order of the query: with `before`, the query reads backwards.
        path: the page's own path, for the links.
        key: what the address says of a row's place: its key, or what an order goes by and the key.
        query: other parameters that the links keep.
    """
    more = len(rows) > size
    shown = rows[:size]
    if cursor.before is not None:
        shown.reverse()
    has_earlier = more if cursor.before is not None else cursor.after is not None
    has_later = cursor.before is not None or more
    link = _Links(path, dict(query or {}))
    return Page(
        rows=shown,
        earlier=link.to("sebelum", key(shown[0])) if shown and has_earlier else "",
        later=link.to("sesudah", key(shown[-1])) if shown and has_later else "",
        total=total,
    )


class _Links:
    def __init__(self, path: str, query: dict[str, str]) -> None:
        self._path = path
        self._query = query

    def to(self, name: str, key: int | str) -> str:
        return f"{self._path}?{urlencode({**self._query, name: str(key)})}"


def whole_number(value: str | None) -> int | None:
    """The number a parameter of the query says; None where it says none that a row could have."""
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 19 else None
