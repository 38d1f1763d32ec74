"""A concept whose one change takes up what somebody asked for: what a newly read text or an edit may lose."""

from __future__ import annotations

from builders import Desk, change_of, decide, raise_issue, speak
from partisipasi.feedback.changes import set_change
from partisipasi.feedback.concepts import create_concept
from partisipasi.kit.database import Transaction
from written_desk import make_written_desk

TEXT = """Pasal 1
(1) Pegawai yang terlambat dikenai pemotongan sebesar 2% (dua persen) setiap hari.
(2) Pemotongan dihitung dari tambahan penghasilan satu bulan.

Pasal 2
Kepala perangkat daerah wajib membina pegawai dan melaporkan pembinaan itu kepada Wali Kota.

Pasal 3
Peraturan Wali Kota ini mulai berlaku pada tanggal diundangkan.
"""
HALVED = TEXT.replace("2% (dua persen)", "1% (satu persen)")


async def halved(tx: Transaction) -> tuple[Desk, int, int]:
    """A concept that takes up what somebody asked for, with its decision: desk, concept, decision."""
    desk = await make_written_desk(tx, TEXT, round_over=True)
    issue = await raise_issue(tx, desk, await speak(tx, desk.scene, key="pasal-1.ayat-1"))
    decision = await decide(tx, desk, issue, "accepted")
    concept = await create_concept(tx, desk.analyst, draft_id=desk.draft_id, source=HALVED)
    await set_change(
        tx,
        desk.analyst,
        change_id=await change_of(tx, concept.id, "pasal-1.ayat-1"),
        cause="public_input",
        explanation="Potongan menjadi satu persen.",
        decision_ids=[decision],
    )
    return desk, concept.id, decision
