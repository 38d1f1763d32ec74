"""A site that is restarted while people write: what was taken is there, and nothing is there twice."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import httpx
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from partisipasi.accounts.sessions import start_session
from partisipasi.discussions.invariants import INVARIANTS
from partisipasi.discussions.opening import open_thread
from partisipasi.discussions.screening import FORM_LIFE
from partisipasi.kit.database import Database
from partisipasi.settings import Settings, load
from partisipasi.site.signing import sign
from running import Running, free_port, wait_for
from talk_scene import make_person, make_scene

PEOPLE, TEXTS, RESTARTS = 8, 6, 2


class Writer:
    """Somebody who presses the button again, with the same form, until it was taken."""

    def __init__(self, url: str, token: str, number: int, stamp: str) -> None:
        self.number, self.taken, self.tries = number, 0, 0
        self._stamp = stamp
        self._client = httpx.AsyncClient(
            base_url=url, cookies={"sesi": token}, headers={"sec-fetch-site": "same-origin"}, timeout=20
        )

    async def write(self, path: str) -> None:
        """Send every text."""
        async with self._client:
            for text in range(TEXTS):
                await self._send(path, f"Kalimat ke-{text} dari penulis {self.number}.", f"kunci-{self.number}-{text}")

    async def _send(self, path: str, body: str, key: str) -> None:
        fields = {"key": key, "body": body, "step": "send", "stamp": self._stamp}
        for _ in range(400):
            self.tries += 1
            try:
                answer = await self._client.post(path, data=fields)
            except httpx.TransportError:
                await asyncio.sleep(0.1)
                continue
            if answer.status_code == 303:
                self.taken += 1
                return
            assert answer.status_code >= 500, HTMLParser(answer.text).css_first("main").text()
            await asyncio.sleep(0.1)
        raise AssertionError("it was never taken")


async def test_a_restart_under_load_loses_no_text_that_was_taken_and_doubles_none(
    fresh_database: Database, settings: Settings, tmp_path: Path
) -> None:
    async with fresh_database.transaction() as tx:
        scene = await make_scene(tx)
        opener = await make_person(tx)
        thread = await open_thread(
            tx, opener, settings, topic_id=scene.topic_id, title="Presensi di kantor lurah", body="Ayo bicara."
        )
        people = [await make_person(tx, name=f"Penulis {number}") for number in range(PEOPLE)]
        tokens = [await start_session(tx, account_id=one.account_id or 0, device="") for one in people]
    port = free_port()
    site = Running(fresh_database, tmp_path / "data", tmp_path, port=port)
    try:
        await asyncio.to_thread(wait_for, site.answers)
        shown = sign(load({}, data=tmp_path / "data"), "form", int(time.time()) - 60, seconds=FORM_LIFE)
        writers = [Writer(site.url, token, number, shown) for number, token in enumerate(tokens)]
        writing = [asyncio.create_task(one.write(f"/diskusi/{thread.id}/tulis")) for one in writers]
        for _ in range(RESTARTS):
            before = sum(one.taken for one in writers)
            while sum(one.taken for one in writers) < before + PEOPLE:
                assert not any(task.done() and task.exception() for task in writing)
                await asyncio.sleep(0.01)
            assert not all(task.done() for task in writing), "nobody writes any more"
            await asyncio.to_thread(site.end)
            assert site.process.returncode == 0
            site = Running(fresh_database, tmp_path / "data", tmp_path, port=port)
        await asyncio.gather(*writing)
    finally:
        await asyncio.to_thread(site.end)
    async with fresh_database.transaction(writes=False) as tx:
        said = await tx.values("SELECT source FROM contribution WHERE thread_id = $1 AND depth = 0", thread.id)
        assert sorted(said)[1:] == sorted(
            f"Kalimat ke-{text} dari penulis {number}." for text in range(TEXTS) for number in range(PEOPLE)
        )
        assert [rule.name for rule in INVARIANTS if await tx.rows(rule.sql)] == []
    assert sum(one.tries for one in writers) > PEOPLE * TEXTS, "nobody noticed a restart"
