"""The database stops, is full or overloaded in the middle of a request: 503 and when to come back, never a fault."""

from __future__ import annotations

from typing import Any

import asyncpg
import pytest
from sqlalchemy.exc import DBAPIError

from browser import Browser
from partisipasi.site import context
from partisipasi.web import search as search_page


def wrapped(cause: Exception) -> DBAPIError:
    """An error of the driver as SQLAlchemy hands it on."""
    inner = Exception("of the driver")
    inner.__cause__ = cause
    return DBAPIError("INSERT", {}, inner)


@pytest.mark.parametrize(
    "error",
    [
        asyncpg.CrashShutdownError("stopped"),
        asyncpg.DiskFullError("full"),
        asyncpg.TooManyConnectionsError("too many"),
        asyncpg.DeadlockDetectedError("deadlock"),
        asyncpg.LockNotAvailableError("locked"),
        asyncpg.ConnectionDoesNotExistError("closed in the middle"),
        wrapped(asyncpg.DiskFullError("full")),
        wrapped(asyncpg.DeadlockDetectedError("deadlock")),
    ],
    ids=lambda error: f"{type(error).__name__} {type(getattr(error, 'orig', error).__cause__).__name__}",
)
async def test_the_visitor_is_told_when_to_come_back(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    async def breaks(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(search_page, "search", breaks)
    answer = await browser.open("/cari?q=pegawai")
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert browser.page.css_first("h1") is not None


async def test_a_fault_of_ours_is_not_called_a_pause(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    async def breaks(*_: Any, **__: Any) -> None:
        raise wrapped(asyncpg.UniqueViolationError("twice"))

    monkeypatch.setattr(search_page, "search", breaks)
    assert (await browser.open("/cari?q=pegawai")).status_code == 500


async def test_a_page_is_there_though_the_city_could_not_be_read_just_now(
    browser: Browser, app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(*_: Any) -> None:
        raise asyncpg.ConnectionDoesNotExistError("closed in the middle")

    monkeypatch.setattr(context, "the_city", breaks)
    monkeypatch.setattr(app.site, "_city_is_fresh", False)
    assert (await browser.open("/jejak")).status_code == 200
