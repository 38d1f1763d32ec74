"""Whole workers killed while notices go out: everybody is told, nobody twice, up to the mail that is delivered."""

from __future__ import annotations

import asyncio
import email
import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path

from builders import decide, make_desk, raise_issue, speak
from partisipasi.feedback.closing import release_interim
from partisipasi.kit.database import Database

PEOPLE, KILLS = 260, 4


async def test_a_worker_killed_again_and_again_tells_everybody_exactly_once(
    fresh_database: Database, tmp_path: Path
) -> None:
    addresses = await _owe_answers(fresh_database)
    mails = tmp_path / "data" / "mail"
    dice = random.Random(7)
    try:
        for kill in range(KILLS):
            worker = _start_worker(fresh_database, tmp_path / "data")
            # The first dies once some people are marked as told, the others while mails are being sent.
            wanted = 1 if kill == 0 else len(list(mails.glob("*.eml"))) + dice.randint(5, 30)
            seen = "SELECT count(*) FROM mail" if kill == 0 else "SELECT count(*) FROM mail WHERE sent_at IS NOT NULL"
            await _wait_until(lambda seen=seen, wanted=wanted: _more(fresh_database, seen, wanted))  # type: ignore[misc]
            worker.kill()
            worker.wait(10)
            # The dead worker's jobs would be taken up half a minute later; here it has died long ago.
            async with fresh_database.transaction() as tx:
                await tx.execute("UPDATE pgqueuer SET heartbeat = now() - interval '1 hour' WHERE status = 'picked'")
        worker = _start_worker(fresh_database, tmp_path / "data")
        await _wait_until(lambda: _more(fresh_database, "SELECT count(*) FROM mail WHERE sent_at IS NOT NULL", PEOPLE))
    finally:
        worker.kill()
        worker.wait(10)
    async with fresh_database.transaction(writes=False) as tx:
        assert Counter(await tx.values("SELECT to_address FROM mail")) == Counter(addresses)
        assert await tx.value("SELECT count(*) FROM notice WHERE mailed_at IS NULL") == 0
        assert await tx.value("SELECT count(*) FROM pgqueuer WHERE status = 'failed'") == 0
    delivered = [email.message_from_bytes(path.read_bytes()) for path in mails.glob("*.eml")]
    assert Counter(message["To"] for message in delivered) == Counter(addresses)


async def _owe_answers(database: Database) -> list[str]:
    """Many people's input decided and released at once; their addresses."""
    async with database.transaction() as tx:
        desk = await make_desk(tx)
        voices = [await speak(tx, desk.scene, f"Suara {n}") for n in range(PEOPLE)]
        decision = await decide(tx, desk, await raise_issue(tx, desk, *voices))
        await release_interim(
            tx, desk.chief, draft_id=desk.draft_id, decision_ids=[decision], reason="Sudah lama ditunggu."
        )
        return await tx.values(
            """SELECT e.address FROM notice n JOIN contributor p ON p.id = n.contributor_id
               JOIN email_address e USING (account_id)"""
        )


def _start_worker(database: Database, data: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "partisipasi", "worker", "--data", str(data)],
        env={"DATABASE_URL": database.dsn, "PATH": os.environ["PATH"]},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


async def _more(database: Database, sql: str, wanted: int) -> bool:
    async with database.transaction(writes=False) as tx:
        return int(await tx.value(sql)) >= wanted


async def _wait_until(what: Callable[[], Awaitable[bool]], *, seconds: float = 100) -> None:
    async with asyncio.timeout(seconds):
        while not await what():  # noqa: ASYNC110
            await asyncio.sleep(0.02)
