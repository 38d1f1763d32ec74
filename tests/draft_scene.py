"""People and places to make drafts with: a topic, an agency, officers with roles, and texts short enough to read."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

from partisipasi.accounts.queries import viewer_of_account
from partisipasi.accounts.rights import Viewer
from partisipasi.accounts.tables import Account, RoleGrant
from partisipasi.drafts import actions
from partisipasi.drafts.queries import ConceptView
from partisipasi.drafts.sealing import seal_version
from partisipasi.kit.database import Transaction
from partisipasi.topics.tables import Agency, Topic

_serial = itertools.count(1)

FIRST = """RANCANGAN
PERATURAN WALI KOTA MEDAN
TENTANG
DISIPLIN PEGAWAI

BAB I
KETENTUAN UMUM

Pasal 1
Dalam Peraturan Wali Kota ini yang dimaksud dengan pegawai adalah aparatur sipil negara di lingkungan pemerintah kota.

BAB II
JAM KERJA

Pasal 2
(1) Jam kerja dimulai pukul 07.30 WIB dan berakhir pukul 16.00 WIB pada setiap hari kerja.
(2) Pegawai yang terlambat lebih dari tiga puluh menit dikenai pemotongan tambahan penghasilan sebesar dua persen.

Pasal 3
Kepala perangkat daerah wajib melaporkan kehadiran pegawai setiap bulan kepada Wali Kota melalui sekretaris daerah.
"""

#: Pasal 2 ayat (2) says something milder, Pasal 3 is new, the old Pasal 3 has moved to 4.
SECOND = FIRST.replace("tiga puluh menit dikenai pemotongan", "enam puluh menit dapat dikenai pemotongan").replace(
    "Pasal 3\n",
    "Pasal 3\nPegawai dengan anak balita boleh memulai jam kerja satu jam lebih lambat dengan izin.\n\nPasal 4\n",
)


@dataclass
class Team:
    """A draft and the people around it."""

    draft_id: int
    topic_id: int
    agency_id: int
    drafter: Viewer
    legal: Viewer
    approver: Viewer
    reader: Viewer
    administrator: Viewer
    outsider: Viewer
    citizen: Viewer
    extra: dict[str, Viewer] = field(default_factory=dict)


async def make_person(tx: Transaction, *roles: str, name: str | None = None) -> Viewer:
    """An account with these roles on the site."""
    account = await tx.add(Account(display_name=name))
    for role in roles:
        await tx.add(RoleGrant(account_id=account.id, role=role))
    return await viewer_of_account(tx, account.id)


async def make_place(tx: Transaction) -> tuple[int, int]:
    """A topic and an agency: their ids."""
    name = f"{next(_serial)} {id(tx)}"
    topic = await tx.add(Topic(slug="disiplin", name=f"Disiplin {name}"))
    agency = await tx.add(Agency(slug="bkpsdm", name=f"Badan Kepegawaian {name}", short_name="BKPSDM"))
    return topic.id, agency.id


async def make_team(tx: Transaction) -> Team:
    """A draft without a version, with a team of three and people outside it."""
    topic_id, agency_id = await make_place(tx)
    drafter = await make_person(tx, "officer", name="Dewi")
    legal = await make_person(tx, "officer", name="Rina")
    approver = await make_person(tx, "officer", name="Johannes")
    draft = await actions.create_draft(
        tx, drafter, topic_id=topic_id, agency_id=agency_id, title="Disiplin pegawai", kind="perwali"
    )
    await actions.name_team(
        tx,
        drafter,
        draft_id=draft.id,
        members={_id(drafter): {"drafter"}, _id(legal): {"legal"}, _id(approver): {"approver"}},
    )
    return Team(
        draft_id=draft.id,
        topic_id=topic_id,
        agency_id=agency_id,
        drafter=drafter,
        legal=legal,
        approver=approver,
        reader=await make_person(tx, "reader"),
        administrator=await make_person(tx, "administrator"),
        outsider=await make_person(tx, "officer"),
        citizen=await make_person(tx),
    )


async def publish(tx: Transaction, team: Team, source: str) -> ConceptView:
    """Make a version from a text and publish it, without a gate."""
    concept = await actions.create_concept(tx, team.drafter, draft_id=team.draft_id, source=source)
    await seal_version(tx, version_id=concept.id, actor_id=_id(team.approver))
    return concept


def _id(viewer: Viewer) -> int:
    assert viewer.account_id is not None
    return viewer.account_id
