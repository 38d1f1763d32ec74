"""Notices survive the sudden death of the process that mails them: nobody is told twice, nobody is left out."""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path

from builders import decide, make_desk, raise_issue, speak
from partisipasi.feedback.closing import release_interim
from partisipasi.feedback.notices import PersonMail
from partisipasi.kit.database import Database
from partisipasi.kit.mail import Letter
from partisipasi.notifications.notices import mail_notices
from partisipasi.settings import Settings

#: A process that mails the notices of a release a few at a time, and says so before each letter.
_WORKER = """
import asyncio, sys
from pathlib import Path
from partisipasi.kit.database import Database
from partisipasi.kit.mail import Letter
from partisipasi.notifications.notices import mail_notices
from partisipasi.settings import load

async def main():
    database = Database(sys.argv[1], size=2)
    async def write(person):
        print(person.contributor_id, flush=True)
        await asyncio.sleep(0.02)
        return Letter(to=person.address, subject="Jawaban", text="Jawaban", html="<p>Jawaban</p>")
    await mail_notices(database, load({}, data=Path(sys.argv[2])), write, {"release": int(sys.argv[3])}, size=3)

asyncio.run(main())
"""
PEOPLE = 20


async def test_a_process_killed_in_the_middle_leaves_nobody_out_and_tells_nobody_twice(
    fresh_database: Database, settings: Settings, tmp_path: Path
) -> None:
    async with fresh_database.transaction() as tx:
        desk = await make_desk(tx)
        voices = [await speak(tx, desk.scene, f"Suara {n}") for n in range(PEOPLE)]
        decision = await decide(tx, desk, await raise_issue(tx, desk, *voices))
        release = await release_interim(
            tx, desk.chief, draft_id=desk.draft_id, decision_ids=[decision], reason="Sudah lama."
        )
    for letters in (2, 4, 5):
        await _begin_and_kill(fresh_database, tmp_path, release, letters)
    async with fresh_database.transaction(writes=False) as tx:
        told = await tx.value("SELECT count(*) FROM mail")
        assert 0 < told < PEOPLE
        assert told == await tx.value("SELECT count(*) FROM notice WHERE mailed_at IS NOT NULL")
    assert await mail_notices(fresh_database, settings, _write, {"release": release}) == PEOPLE - told
    async with fresh_database.transaction(writes=False) as tx:
        mails = await tx.values("SELECT to_address FROM mail")
    assert len(mails) == len(set(mails)) == PEOPLE


async def _write(person: PersonMail) -> Letter:
    return Letter(to=person.address, subject="Jawaban", text="Jawaban", html="<p>Jawaban</p>")


async def _begin_and_kill(database: Database, folder: Path, release: int, letters: int) -> None:
    """Start mailing in another process and kill it while it words its nth letter."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _WORKER, database.dsn, str(folder), str(release), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    for _ in range(letters):
        assert await asyncio.wait_for(process.stdout.readline(), 30)
    process.send_signal(signal.SIGKILL)
    await process.wait()
    # The server undoes what the dead process had begun as soon as it sees that nobody is there any more.
    async with asyncio.timeout(10):
        while True:
            async with database.transaction(writes=False) as tx:
                busy = await tx.value(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'"
                )
            if not busy:
                return
            await asyncio.sleep(0.05)
