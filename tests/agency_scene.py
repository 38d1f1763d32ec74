"""An agency that people told something, with the two officers who answer for it."""

from __future__ import annotations

import msgspec

from builders import Desk, make_desk
from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.opening import open_thread
from partisipasi.kit.database import Transaction
from partisipasi.settings import Settings
from partisipasi.topics.officers import name_officer
from talk_scene import make_person

SAID = "Antrean KTP terlalu lama. Loket hanya satu yang buka."
PART = "Loket hanya satu yang buka."


class Office(msgspec.Struct):
    """`first` and `second` are what two residents told it; `boss` approves, `analyst` proposes."""

    desk: Desk
    agency_id: int
    admin: Viewer
    analyst: Viewer
    boss: Viewer
    citizen: Viewer
    first: str
    second: str

    @property
    def work(self) -> str:
        """Its place in the workbench, in English."""
        return f"/en/ruang-kerja/perangkat/{self.agency_id}"


async def make_office(tx: Transaction, settings: Settings) -> Office:
    """An agency with officers and two things that people told it."""
    desk = await make_desk(tx)
    agency_id = desk.scene.agency_id
    admin = await make_person(tx, name="Admin Kota", role="administrator")
    analyst = await make_person(tx, name="Ria Loket", role="officer")
    boss = await make_person(tx, name="Kepala Dinas", role="officer")
    await name_officer(tx, admin, agency_id=agency_id, account_id=analyst.account_id or 0, role="analyst")
    await name_officer(tx, admin, agency_id=agency_id, account_id=boss.account_id or 0, role="approver")
    citizen = await make_person(tx, name="Parlindungan")
    other = await make_person(tx, name="Butet")
    first = await tell_agency(tx, settings, desk, citizen, SAID)
    second = await tell_agency(tx, settings, desk, other, "Tolong buka loket kedua pada hari Senin.")
    return Office(desk, agency_id, admin, analyst, boss, citizen, first, second)


async def tell_agency(tx: Transaction, settings: Settings, desk: Desk, who: Viewer, words: str) -> str:
    """Tell the agency something about its services. Returns the receipt."""
    made = await open_thread(
        tx, who, settings, topic_id=desk.scene.topic_id, title="Antrean KTP", body=words, kind="discussion"
    )
    await tx.execute("UPDATE thread SET kind = 'service', agency_id = $2 WHERE id = $1", made.id, desk.scene.agency_id)
    return made.posted.receipt
