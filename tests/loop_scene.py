"""A committed draft with input to answer, and signed-in visitors for those who answer it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec

from browser import Browser
from builders import Desk, Voice, change_of, decide, make_concept, make_desk, raise_issue, speak
from conftest import new_browser
from partisipasi.accounts.rights import Viewer
from partisipasi.feedback.changes import set_change
from partisipasi.feedback.points import place_point
from partisipasi.feedback.publishing import Published, publish_version
from partisipasi.kit.database import Database
from sessions import sign_in

MILD = "Pegawai yang terlambat dikenai pemotongan sebesar 1% (satu persen) setiap hari."
SECRET = "Kata-rahasia-yang-disembunyikan"
FIRST = "Potongan 2% terlalu besar. Mesin presensi juga sering rusak."
PART = "Mesin presensi juga sering rusak."


class Talked(msgspec.Struct):
    """A draft whose round is over, with what was said in it; `hidden` is hidden for abuse."""

    desk: Desk
    first: Voice
    second: Voice
    question: Voice
    hidden: Voice

    @property
    def base(self) -> str:
        """The draft in the workbench, in English."""
        return f"/en/ruang-kerja/rancangan/{self.desk.draft_id}"

    @property
    def public(self) -> str:
        """The draft as everybody sees it, in English."""
        return f"/en{self.desk.scene.path}"


async def make_talked(database: Database) -> Talked:
    """Two comments on one clause, a question on another, and hidden words."""
    async with database.transaction() as tx:
        desk = await make_desk(tx)
        hidden = await speak(tx, desk.scene, SECRET, state="hidden")
        await tx.execute(
            "UPDATE contribution SET hidden_rule = 'abuse', public_name = $2 WHERE id = $1", hidden.id, SECRET
        )
        return Talked(
            desk=desk,
            first=await speak(tx, desk.scene, FIRST, stance="disagree"),
            second=await speak(tx, desk.scene, "Setuju, tetapi jangan 2%.", stance="agree_with_changes"),
            question=await speak(tx, desk.scene, "Siapa yang menghitungnya?", kind="question", key="pasal-8"),
            hidden=hidden,
        )


async def publish_answers(database: Database, talked: Talked) -> Published:
    """Everything decided, and version 2 published: the first and second accepted with a change, the hidden rejected."""
    desk = talked.desk
    async with database.transaction() as tx:
        await tx.execute("UPDATE contribution SET kind = 'comment' WHERE id = $1", talked.question.id)
        taken = await raise_issue(tx, desk, talked.first, talked.second, title="Apakah potongan 2% diturunkan?")
        refused = await raise_issue(tx, desk, talked.hidden, title="Apakah potongan dihapus?")
        machine = await raise_issue(tx, desk, talked.question, title="Bagaimana bila mesin rusak?")
        await place_point(tx, desk.analyst, issue_id=machine.id, receipt=talked.first.receipt, excerpt=PART)
        accepted = await decide(tx, desk, taken, "accepted", reason="Turun menjadi satu persen.")
        await decide(tx, desk, refused, "rejected", reason="Anggaran sudah ditetapkan.")
        await decide(tx, desk, machine, "noted", reason="Dicatat untuk pedoman presensi.")
        version_id = await make_concept(
            tx,
            desk,
            {"pasal-7.ayat-1": MILD, "pasal-8": "Kepala perangkat daerah wajib membina dan menilai pegawainya."},
        )
        await set_change(
            tx,
            desk.analyst,
            change_id=await change_of(tx, version_id, "pasal-7.ayat-1"),
            cause="public_input",
            explanation="Potongan turun dari dua menjadi satu persen.",
            decision_ids=[accepted],
        )
        await set_change(
            tx,
            desk.analyst,
            change_id=await change_of(tx, version_id, "pasal-8"),
            cause="legal_review",
            explanation="Kata menilai ditambahkan.",
        )
        return await publish_version(tx, desk.chief, version_id=version_id, introduction="Versi kedua.")


@asynccontextmanager
async def visiting(app: object, database: Database, viewer: Viewer) -> AsyncIterator[Browser]:
    """A visitor signed in as somebody."""
    async with new_browser(app) as visitor:
        await sign_in(visitor, database, viewer=viewer)
        yield visitor
