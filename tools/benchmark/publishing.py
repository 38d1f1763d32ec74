"""Publishing a version that answers ten thousand contributions while others go on posting; how long a start takes."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from datetime import timedelta
from pathlib import Path

from benchmark.seed import Seeded
from partisipasi.accounts.queries import viewer_of_account
from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.contributing import contribute
from partisipasi.discussions.places import Target
from partisipasi.feedback.changes import set_change
from partisipasi.feedback.concepts import create_concept
from partisipasi.feedback.decisions import approve_decision, propose_decision
from partisipasi.feedback.issues import create_issue
from partisipasi.feedback.publishing import publish_version
from partisipasi.kit.database import Database, Transaction
from partisipasi.settings import Settings

Rows = list[tuple[str, str, str]]


async def measure_publishing(database: Database, settings: Settings, seeded: Seeded) -> Rows:
    """Publish the second version of the seeded draft; every contribution of its round is answered by it."""
    analyst, approver = await team_of(database, seeded)
    version_id = await _second_version(database, seeded, analyst, approver)
    posts: list[float] = []
    stop = asyncio.Event()
    posting = asyncio.create_task(_post(database, settings, seeded, posts, stop))
    await asyncio.sleep(0.5)
    started = time.perf_counter()
    async with database.transaction() as tx:
        await publish_version(tx, approver, version_id=version_id, introduction="Uji")
    taken = time.perf_counter() - started
    stop.set()
    await posting
    async with database.transaction(writes=False) as tx:
        notices = await tx.value("SELECT count(*) FROM notice")
    return [
        (f"Publishing with {notices:,} contributions to notify", f"{taken:.2f} s", "≤ 5 s"),
        ("… slowest of the posts by others meanwhile", f"{max(posts) * 1000:.0f} ms of {len(posts)}", "undisturbed"),
    ]


def measure_starts() -> Rows:
    """How long the first start with the example city takes, and a later one."""
    with tempfile.TemporaryDirectory(prefix="partisipasi-start-") as folder:
        first = _start(Path(folder), "/siap")
        later = _start(Path(folder), "/")
    return [
        ("First start on an empty folder with the example city, until ready", f"{first:.1f} s", "≤ 15 s"),
        ("A later start, until the first page", f"{later:.1f} s", "≤ 5 s"),
    ]


def _start(folder: Path, path: str) -> float:
    port = 8700 + os.getpid() % 200
    command = [sys.executable, "-m", "partisipasi", "run", "--demo", "--data", str(folder), "--port", str(port)]
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while time.perf_counter() - started < 60:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
                    if answer.status == 200:
                        return time.perf_counter() - started
            except OSError:
                time.sleep(0.05)
        raise TimeoutError("it did not start")
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


async def team_of(database: Database, seeded: Seeded) -> tuple[Viewer, Viewer]:
    """Two officers for the seeded draft: one who writes, one who approves."""
    async with database.transaction() as tx:
        people = await tx.values("SELECT id FROM account ORDER BY id LIMIT 2")
        for account_id, role in zip(people, ("drafter", "approver"), strict=True):
            await tx.execute(
                "INSERT INTO role_grant (account_id, role) VALUES ($1, 'officer') ON CONFLICT DO NOTHING", account_id
            )
            await tx.execute(
                "INSERT INTO team_member (draft_id, account_id, role) VALUES ($1, $2, $3)",
                seeded.draft_id, account_id, role,
            )  # fmt: skip
        analyst, approver = [await viewer_of_account(tx, account_id) for account_id in people]
    return analyst, approver


async def _second_version(database: Database, seeded: Seeded, analyst: Viewer, approver: Viewer) -> int:
    async with database.transaction() as tx:
        await tx.execute(
            "UPDATE round SET closes_at = now() - interval '1 minute' WHERE draft_id = $1", seeded.draft_id
        )
        receipts = await tx.values("SELECT receipt FROM contribution WHERE draft_id = $1 ORDER BY id", seeded.draft_id)
        issue = await create_issue(
            tx, analyst, draft_id=seeded.draft_id, title="Apakah batas waktunya cukup?", receipts=receipts
        )
        decision = await propose_decision(
            tx, analyst, issue_id=issue.id, outcome="accepted", reason="Batas waktunya diperpanjang menjadi satu bulan."
        )
    async with database.transaction() as tx:
        await approve_decision(tx, approver, decision_id=decision.id)
    async with database.transaction() as tx:
        made = await create_concept(tx, analyst, draft_id=seeded.draft_id, source=await reworded(tx, seeded))
        for change_id in await tx.values("SELECT id FROM change WHERE version_id = $1", made.id):
            await set_change(
                tx, analyst, change_id=change_id, cause="public_input", explanation="Batas waktu menjadi satu bulan.",
                decision_ids=[decision.id],
            )  # fmt: skip
    return made.id


async def reworded(tx: Transaction, seeded: Seeded, *, clauses: int = 1) -> str:
    """The seeded text with another time limit in its first clauses."""
    rows = await tx.rows(
        """SELECT t.label, t.text FROM clause_text t JOIN version v ON v.id = t.version_id
           WHERE v.draft_id = $1 ORDER BY t.position""",
        seeded.draft_id,
    )
    for row in rows[:clauses]:
        row["text"] = row["text"].replace("14 (empat belas) hari", "30 (tiga puluh) hari")
    return "\n\n".join(f"{row['label']}\n\n{row['text']}" for row in rows)


async def _post(
    database: Database, settings: Settings, seeded: Seeded, taken: list[float], stop: asyncio.Event
) -> None:
    # People of their own, who have written nothing yet: nobody is told to wait.
    async with database.transaction() as tx:
        writers = await tx.values(
            """INSERT INTO account (display_name, created_at)
               SELECT 'Penulis ' || n, now() - interval '90 days' FROM generate_series(1, 400) n RETURNING id"""
        )
        await tx.execute(
            """INSERT INTO email_address (account_id, address, confirmed_at)
               SELECT id, 'penulis' || id || '@example.org', now() FROM unnest($1::bigint[]) AS id""",
            writers,
        )
    for account_id in writers:
        if stop.is_set():
            return
        started = time.perf_counter()
        async with database.transaction() as tx:
            await contribute(
                tx, await viewer_of_account(tx, account_id), settings, target=Target(thread_id=seeded.sized[50]),
                body="Sambil menunggu, saya menulis di forum.",
            )  # fmt: skip
        taken.append(time.perf_counter() - started)
        await asyncio.sleep(timedelta(milliseconds=20).total_seconds())
