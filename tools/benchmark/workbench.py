"""The workbench with ten thousand contributions in one round: what a policy team opens and sends all day."""

from __future__ import annotations

import itertools
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import httpx

from benchmark.publishing import reworded, team_of
from benchmark.seed import Seeded, analyse
from partisipasi.accounts.rights import Viewer
from partisipasi.accounts.sessions import start_session
from partisipasi.feedback.concepts import create_concept
from partisipasi.feedback.decisions import propose_decision
from partisipasi.feedback.issues import create_issue
from partisipasi.kit.database import Database
from partisipasi.site.entry import Entry

Rows = list[tuple[str, str, str]]
Fields = dict[str, Any]
ISSUES, POINTS, PROPOSED, REWORDED = 200, 40, 160, 10
TIMES = 7
LIMIT = 150


async def measure_workbench(app: Entry, seeded: Seeded) -> Rows:
    """A team half way: 200 issues of 40 points, most of them proposed, a concept with ten clauses reworded."""
    desk = _Desk(app, seeded)
    await desk.prepare()
    async with desk.visiting(desk.analyst) as officer, desk.visiting(desk.approver) as approver:
        pages = {name: await _page(officer, path) for name, path in desk.pages()}
        acts = {name: await _acts(act) for name, act in desk.acts(officer, approver)}
    return [*_rows("Workbench, pages", pages), *_rows("Workbench, acts", acts)]


def _rows(title: str, measured: dict[str, list[float]]) -> Rows:
    rows = [
        (f"… {name}", f"{statistics.median(times):.0f} ms ({min(times):.0f}–{max(times):.0f})", f"≤ {LIMIT} ms")
        for name, times in measured.items()
    ]
    slowest = max(measured, key=lambda name: statistics.median(measured[name]))
    worst = statistics.median(measured[slowest])
    return [
        (f"{title} of a round with 10,000 contributions", f"slowest {worst:.0f} ms: {slowest}", f"≤ {LIMIT} ms"),
        *rows,
    ]


class _Desk:
    """A draft, its team, and what the team has done so far."""

    def __init__(self, app: Entry, seeded: Seeded) -> None:
        self.app, self.seeded = app, seeded
        self.database: Database = app.site.database
        self.base = f"/ruang-kerja/rancangan/{seeded.draft_id}"

    async def prepare(self) -> None:
        """Issues, proposals and a concept."""
        self.analyst, self.approver = await team_of(self.database, self.seeded)
        async with self.database.transaction() as tx:
            self.receipts: list[str] = await tx.values(
                "SELECT receipt FROM contribution WHERE draft_id = $1 ORDER BY id", self.seeded.draft_id
            )
        self.issues: list[int] = []
        for number in range(ISSUES):
            await self._consider(number, self.receipts[number * POINTS : (number + 1) * POINTS])
        self.left = iter(self.receipts[ISSUES * POINTS :])
        self.undecided = iter(self.issues[PROPOSED:])
        async with self.database.transaction() as tx:
            source = await reworded(tx, self.seeded, clauses=REWORDED)
            self.version = (await create_concept(tx, self.analyst, draft_id=self.seeded.draft_id, source=source)).id
            self.proposals = await tx.rows(
                """SELECT d.id, d.proposed_at FROM decision d JOIN issue i ON i.id = d.issue_id
                   WHERE i.draft_id = $1 ORDER BY d.id""",
                self.seeded.draft_id,
            )
        await analyse(self.database)

    async def _consider(self, number: int, receipts: Sequence[str]) -> None:
        async with self.database.transaction() as tx:
            issue = await create_issue(
                tx, self.analyst, draft_id=self.seeded.draft_id, title=f"Apakah batas waktu {number} cukup?",
                receipts=receipts,
            )  # fmt: skip
            self.issues.append(issue.id)
            if number < PROPOSED:
                await propose_decision(
                    tx, self.analyst, issue_id=issue.id, outcome="partly",
                    reason="Batas waktunya diperpanjang menjadi satu bulan untuk perangkat daerah.",
                )  # fmt: skip

    def visiting(self, viewer: Viewer) -> _Visit:
        """A signed-in browser."""
        return _Visit(self.app, viewer)

    def pages(self) -> list[tuple[str, str]]:
        """What officers look at all day."""
        concept, issue = f"/ruang-kerja/versi/{self.version}", self.issues[3]
        return [
            ("the draft", self.base),
            ("inbox", f"{self.base}/masukan"),
            ("inbox, one clause", f"{self.base}/masukan?kata=angkot&sikap=disagree"),
            ("inbox, one opened", f"{self.base}/masukan?buka={self.receipts[-1]}"),
            ("issues", f"{self.base}/pokok"),
            ("an issue of 40 points", f"/ruang-kerja/pokok/{issue}"),
            ("proposals to approve", f"{self.base}/setujui"),
            ("questions", f"{self.base}/pertanyaan"),
            ("answers as people will get them", f"{self.base}/jawaban"),
            ("the concept of 300 clauses", concept),
            ("alignment", f"{concept}/penyandingan"),
            ("changes", f"{concept}/perubahan"),
            ("the gate", f"{concept}/terbit"),
        ]

    def acts(self, officer: _Visit, approver: _Visit) -> list[tuple[str, Callable[[], Awaitable[None]]]]:
        """What they do, each time on something not yet done."""
        inbox = f"{self.base}/masukan"

        async def place(count: int, **more: str) -> None:
            await officer.send(inbox, {"receipts": [next(self.left) for _ in range(count)], **more})

        async def propose() -> None:
            fields = {"outcome": "noted", "reason": "Sudah dicatat untuk pedoman pelaksanaan tahun depan."}
            await officer.send(f"/ruang-kerja/pokok/{next(self.undecided)}/keputusan", fields)

        async def approve(count: int) -> None:
            chosen = [self.proposals.pop() for _ in range(count)]
            ticked = [f"{one['id']}@{one['proposed_at'].isoformat()}" for one in chosen]
            await approver.send(f"{self.base}/setujui", {"decisions": ticked})

        async def edit() -> None:
            await officer.edit_clause(self.database, self.version, self.seeded.clause_key)

        async def explain() -> None:
            async with self.database.transaction(writes=False) as tx:
                change = await tx.value("SELECT min(id) FROM change WHERE version_id = $1", self.version)
            fields = {"changes": change, "cause": "public_input", "explanation": "Menjadi satu bulan.",
                      "decisions": self.proposals[0]["id"]}  # fmt: skip
            await officer.send(f"/ruang-kerja/versi/{self.version}/perubahan", fields)

        issue, titles = str(self.issues[-1]), itertools.count(1)
        return [
            ("place one contribution", lambda: place(1, issue=issue)),
            ("place 25 in a new issue", lambda: place(25, title=f"Apakah laporan {next(titles)} perlu?")),
            ("mark 25 as read", lambda: officer.send(f"{inbox}/dibaca", {"receipts": self.receipts[-25:]})),
            ("give 25 to somebody", lambda: officer.send(
                f"{inbox}/tugas", {"receipts": self.receipts[-25:], "assignee": self.analyst.account_id})),
            ("write a note", lambda: officer.send(
                f"{inbox}/catatan", {"note": "Tanya bagian hukum.", "receipt": self.receipts[-1]})),
            ("propose a decision", propose),
            ("approve one decision", lambda: approve(1)),
            ("approve 10 decisions", lambda: approve(10)),
            ("link a change to a decision", explain),
            ("edit a clause of the concept", edit),
        ]  # fmt: skip


class _Visit:
    """Somebody signed in, who sends forms as a browser does."""

    def __init__(self, app: Entry, viewer: Viewer) -> None:
        self.app, self.viewer = app, viewer
        self.count = itertools.count()

    async def __aenter__(self) -> _Visit:
        async with self.app.site.database.transaction() as tx:
            token = await start_session(tx, account_id=self.viewer.account_id or 0, device="bench")
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=self.app), base_url="http://127.0.0.1:8000", cookies={"sesi": token}
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.client.aclose()

    async def send(self, path: str, fields: Fields) -> None:
        """Send a form; it must have done what it was asked for."""
        key = f"bench-{id(self)}-{next(self.count)}"
        answer = await self.client.post(path, data={"key": key, **fields}, headers={"sec-fetch-site": "same-origin"})
        assert answer.status_code == 303, f"{path}: {answer.status_code}"

    async def edit_clause(self, database: Database, version_id: int, key: str) -> None:
        """Other words for one clause; all that follows from it is computed anew."""
        async with database.transaction(writes=False) as tx:
            revision = await tx.value("SELECT revision FROM version WHERE id = $1", version_id)
            (row,) = await tx.rows(
                "SELECT clause_id, kind, label, heading, text FROM clause_text WHERE version_id = $1 AND key = $2",
                version_id, key,
            )  # fmt: skip
        fields = {"revision": revision, "inside": "-", "clause": row["clause_id"], "kind": row["kind"],
                  "label": row["label"], "heading": row["heading"], "text": f"{row['text']} Ditambah."}  # fmt: skip
        await self.send(f"/ruang-kerja/versi/{version_id}/bagian/{key}", fields)


async def _page(visit: _Visit, path: str) -> list[float]:
    async def load() -> None:
        answer = await visit.client.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"

    return await _acts(load)


async def _acts(act: Callable[[], Awaitable[None]]) -> list[float]:
    await act()
    taken = []
    for _ in range(TIMES):
        started = time.perf_counter()
        await act()
        taken.append((time.perf_counter() - started) * 1000)
    return taken
