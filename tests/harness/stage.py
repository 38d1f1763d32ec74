"""A stage: the scene on a database of its own, the app on it, and visitors of every role."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

import httpx

from browser import Browser
from harness.scene import ORIGIN, Scene
from partisipasi.kit.database import Database
from partisipasi.site.entry import Entry
from partisipasi.site.signing import sign

#: Tables that reading may write to: how often something was tried.
_COUNTERS = ("throttle", "pgqueuer_statistics", "pgqueuer_log")


#: A session notes by itself when it was last used.
_WHOLE = {"session": "(to_jsonb(t) - 'seen_at')::text"}
#: Columns whose values are drawn by lot or hold something that is.
_RANDOM = (
    "public_ref",
    "decision_ref",
    "receipt",
    "key",
    "location",
    "cookies",
    "message_id",
    "text",
    "html",
    "secret",
    "payload",
)


class Networks(httpx.AsyncBaseTransport):
    """Calls the app as from ever other networks, so that no limit on one network is met by a walk over everything."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self._turn = count(1)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass a request on."""
        turn = next(self._turn)
        peer = f"10.{turn // 250 % 250}.{turn % 250}.9"
        return await httpx.ASGITransport(app=self._app, client=(peer, 1)).handle_async_request(request)


class Stage:
    """The scene, the app on it, and its database for a look behind."""

    def __init__(self, scene: Scene, app: Any, database: Database) -> None:
        self.scene = scene
        self.app: Entry = app
        self.database = database

    @asynccontextmanager
    async def visitor(self, role: str = "guest") -> AsyncIterator[Browser]:
        """Somebody of a role, no limit in the way; `holder` is a guest with the slip of what awaits confirmation."""
        async with self.database.transaction() as tx:
            await tx.execute("DELETE FROM throttle")
        async with httpx.AsyncClient(transport=Networks(self.app), base_url=ORIGIN) as client:
            if role == "holder":
                slip = sign(self.app.site.settings, "slip", [self.scene.words["awaiting"]], seconds=600)
                client.cookies.set("slip", slip)
            elif role != "guest":
                client.cookies.set("sesi", self.scene.people[role].session)
            yield Browser(client)

    @asynccontextmanager
    async def program(self, role: str = "guest") -> AsyncIterator[httpx.AsyncClient]:
        """A program that acts for somebody of a role."""
        headers = {} if role == "guest" else {"authorization": f"Bearer {self.scene.people[role].token}"}
        async with httpx.AsyncClient(transport=Networks(self.app), base_url=ORIGIN, headers=headers) as client:
            yield client

    async def digest(self) -> dict[str, tuple[int, int]]:
        """Of every table: how many rows, and a sum of hashes of their contents."""
        async with self.database.transaction(writes=False) as tx:
            tables = await tx.values("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
            wanted = [name for name in tables if name not in _COUNTERS]
            parts = [
                f"SELECT '{name}' AS name, count(*) AS rows, "
                f'coalesce(sum(hashtextextended({_WHOLE.get(name, "t::text")}, 0)), 0)::text AS sum FROM "{name}" t'
                for name in wanted
            ]
            rows = await tx.rows(" UNION ALL ".join(parts))
        return {row["name"]: (row["rows"], int(row["sum"])) for row in rows}

    async def rows(self) -> dict[str, list[str]]:
        """Of every table: its rows without times, secrets and random codes, sorted."""
        async with self.database.transaction(writes=False) as tx:
            columns = await tx.rows(
                """SELECT table_name::text AS name, array_agg(column_name::text) AS columns
                   FROM information_schema.columns
                   WHERE table_schema = 'public' AND data_type !~ 'timestamp|bytea|tsvector|USER-DEFINED'
                     AND column_name <> ALL ($1::text[]) AND table_name <> ALL ($2::text[])
                   GROUP BY table_name""",
                list(_RANDOM),
                [*_COUNTERS, "form_once", "record_entry", "record_link", "pgqueuer"],
            )
            found = {}
            for table in columns:
                listed = ", ".join(f'"{name}"' for name in sorted(table["columns"]))
                rows = await tx.values(f'SELECT ROW({listed})::text FROM "{table["name"]}" ORDER BY 1')
                found[table["name"]] = rows
        return found


def changed(before: dict[str, tuple[int, int]], after: dict[str, tuple[int, int]]) -> list[str]:
    """Names of tables that differ."""
    return [name for name in after if before.get(name) != after[name]]
