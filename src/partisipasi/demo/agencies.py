"""How an example agency answers what people told it: two officers, one issue, one decision."""

from __future__ import annotations

from partisipasi.accounts.rights import Viewer
from partisipasi.demo.people import People
from partisipasi.demo.places import Places
from partisipasi.feedback.decisions import approve_decision, propose_decision
from partisipasi.feedback.issues import create_issue
from partisipasi.kit.database import Transaction
from partisipasi.topics.officers import name_officer

#: Who answers for which agency, and as what.
_OFFICERS = (
    ("bkpsdm", "rizky-pohan", "analyst"),
    ("bkpsdm", "nurhayati-harahap", "approver"),
    ("organisasi", "lina-wijaya", "analyst"),
    ("organisasi", "johannes-panggabean", "approver"),
)
#: Of whose discussion the first issue is made: by the title of its thread.
_DISCUSSION = "Aplikasi presensi di ponsel lama"
_TITLE = "Apakah presensi bisa dicatat tanpa aplikasi bila ponsel tidak mendukung?"
_SUMMARY = "Aplikasi presensi tertutup sendiri pada ponsel keluaran lama, sehingga kehadiran tidak tercatat."
_REASON = (
    "Mulai 1 Desember 2026 setiap kantor menyediakan satu tablet di meja penerima tamu. Pegawai yang ponselnya tidak "
    "mendukung mencatat kehadiran di sana; tidak ada potongan bila aplikasinya gagal dan hal itu dilaporkan hari itu."
)


async def let_agencies_answer(tx: Transaction, administrator: Viewer, people: People, places: Places) -> None:
    """Name the officers of two agencies, and let one of them answer what was said in a forum."""
    for agency, person, role in _OFFICERS:
        await name_officer(
            tx, administrator, agency_id=places.agencies[agency], account_id=people.account(person), role=role
        )
    receipts = await tx.values(
        """SELECT c.receipt FROM contribution c JOIN thread t ON t.id = c.thread_id
           WHERE t.title = $1 AND c.state = 'published' AND c.kind <> 'official' AND c.depth = 0
           ORDER BY c.id LIMIT 3""",
        _DISCUSSION,
    )
    analyst, approver = await people.viewer("rizky-pohan"), await people.viewer("nurhayati-harahap")
    issue = await create_issue(
        tx, analyst, agency_id=places.agencies["bkpsdm"], title=_TITLE, summary=_SUMMARY, receipts=receipts
    )
    decision = await propose_decision(tx, analyst, issue_id=issue.id, outcome="accepted", reason=_REASON)
    await approve_decision(tx, approver, decision_id=decision.id)
