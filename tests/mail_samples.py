"""One of every mail the product sends, with all that can stand in it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec

from partisipasi.accounts.links import Link
from partisipasi.feedback.notices import ChangedClause
from partisipasi.notifications.queries import Told
from partisipasi.notifications.tables import FAMILIES, KINDS
from partisipasi.web.admin.people import ROLE_NAMES
from partisipasi.web.answers.letters import Block
from partisipasi.web.told.letters import Group, Item, groups_of

DRAFT = "Disiplin Kerja dan Tambahan Penghasilan Pegawai – Pemerintah Kota Medan"
LINK = Link(id=1, token="x7Qk" * 12, code="482913")
_BEFORE = "Pegawai yang terlambat dikenai pemotongan tambahan penghasilan sebesar 2% (dua persen) setiap hari."
_AFTER = (
    "Pegawai yang terlambat lebih dari 15 (lima belas) menit dikenai pemotongan tambahan penghasilan sebesar 1% (satu "
    "persen) setiap hari."
)


class Sample(msgspec.Struct, frozen=True):
    """A mail: the name of its templates, what tells this one from others of them, whether it can be stopped.

    `tells`: what it tells as news, put into words in the language spoken.
    """

    name: str
    context: dict[str, Any]
    variant: str = ""
    stops: bool = False
    tells: tuple[Told, ...] = ()

    def filled(self) -> dict[str, Any]:
        """What stands in it, in the language spoken."""
        return {**self.context, "groups": groups_of(self.tells)} if self.tells else self.context

    @property
    def label(self) -> str:
        """What it is called in tests."""
        return f"{self.name}-{self.variant}" if self.variant else self.name


def _block(**changes: Any) -> Block:
    whole: dict[str, Any] = {
        "issue": "M-014",
        "title": "Apakah potongan karena terlambat diturunkan?",
        "receipts": ["7KQ2-MXR4-T", "9HWD-3PLC-E"],
        "outcome": "partly",
        "reason_label": None,
        "reason": "Potongan turun menjadi satu persen. Usul menghapusnya tidak diterima: jam kerja tetap harus dijaga.",
        "legal_basis": "PP 94/2021 Pasal 4",
        "anew": False,
        "clauses": [ChangedClause(1, "reworded", "pasal-7.ayat-1", "Pasal 7 ayat (1)", _BEFORE, _AFTER)],
        "more": 2,
    }
    return Block(**{**whole, **changes})


def _group(title: str, *lines: str) -> Group:
    return Group(title, tuple(Item(line, f"/rancangan/1-disiplin?{number}") for number, line in enumerate(lines)))


def _told(kind: str, **changes: Any) -> Told:
    """Something that happened, with all that its line can say."""
    whole: dict[str, Any] = {
        "id": 1,
        "kind": kind,
        "family": "own",
        "at": _AT,
        "draft_id": None,
        "draft_slug": None,
        "draft_title": None,
        "closed_how": "enacted",
        "version_number": 2,
        "round_number": 1,
        "closes_at": _AT,
        "reason": None,
        "receipt": "7KQ2-MXR4-T",
        "said_kind": "comment",
        "thread_id": 12,
        "thread_slug": "jam-loket",
        "thread_title": "Jam istirahat loket: bergiliran atau tutup bersama?",
        "event_kind": "split",
        "event_detail": "Parkir di depan kantor lurah",
        "issue_number": 14,
        "issue_title": "Apakah loket kecamatan dibuka sampai sore?",
        "decision_ref": "KM-7KQ2-M",
        "decision_act": "mask",
        "objection_result": "overturned",
        "agency_id": 5,
        "agency_slug": "disdukcapil",
        "agency_name": "Dinas Kependudukan dan Pencatatan Sipil",
        "chain": None,
    }
    return Told(**{**whole, **changes})


_OF_DRAFT = {"draft_id": 1, "draft_slug": "disiplin", "draft_title": DRAFT, "agency_id": None}
_ON_DRAFTS = frozenset(kind for family in ("rounds", "drafts") for kind in FAMILIES[family])
_AT = datetime(2026, 12, 6, 5, 0, tzinfo=UTC)
_REFUSED = _block(
    issue="M-003",
    title="Apakah presensi lewat telepon dihapus?",
    receipts=["7KQ2-MXR4-T"],
    outcome="rejected",
    reason_label="Bertentangan dengan peraturan yang lebih tinggi",
    legal_basis="",
    anew=True,
    clauses=[ChangedClause(2, "deleted", "pasal-9", "Pasal 9", "Presensi memakai telepon.", None)],
    more=0,
)
_NEWS = ["Masukan Anda sudah dijawab", "Dibuka untuk masukan sampai 6 Desember 2026"]
SAMPLES = (
    Sample("sign_in", {"known": True, "link": LINK, "code": LINK.code}, "known"),
    Sample("sign_in", {"known": False, "link": LINK, "code": ""}, "new"),
    Sample("address_asked", {"link": LINK}, "free"),
    Sample("address_asked", {"link": None}, "taken"),
    Sample("address_changed", {"new": "baru@example.org"}),
    Sample("address_warning", {"new": "baru@example.org"}),
    Sample("password_changed", {}),
    Sample("role_given", {"role": ROLE_NAMES["officer"], "path": LINK.url_path}),
    Sample("trial", {}),
    Sample(
        "confirm_contribution",
        {"receipt": "7KQ2-MXR4-T", "owner_key": "p3c9-x7vd-qm2k", "title": DRAFT, "link": LINK, "days": 7},
    ),
    Sample("subscription", {"draft": DRAFT, "path": "/surel/" + "k9Zt" * 20}),
    Sample(
        "notice",
        {
            "draft": DRAFT,
            "blocks": [_block()],
            "receipts": ["7KQ2-MXR4-T"],
            "occasion": "interim",
            "occasion_reason": "Warga menunggu jawabannya; versi berikutnya belum siap.",
        },
        "one",
        stops=True,
    ),
    Sample(
        "notice",
        {
            "draft": DRAFT,
            "blocks": [_block(), _REFUSED],
            "receipts": ["7KQ2-MXR4-T", "9HWD-3PLC-E"],
            "occasion": "",
            "occasion_reason": "",
        },
        "more",
        stops=True,
    ),
    Sample(
        "digest",
        {
            "groups": [_group(DRAFT, *_NEWS), _group("Di forum, dan kepada Anda", "Ada yang membalas Anda")],
            "total": 62,
            "left": 59,
            "daily": True,
            "account": True,
        },
        "daily",
        stops=True,
    ),
    Sample(
        "digest",
        {"total": len(KINDS), "left": 0, "daily": False, "account": True},
        "kinds",
        stops=True,
        tells=tuple(_told(kind, **(_OF_DRAFT if kind in _ON_DRAFTS else {})) for kind in KINDS),
    ),
    Sample(
        "digest",
        {"total": 8, "left": 0, "daily": True, "account": True},
        "moderated",
        stops=True,
        tells=(
            *(
                _told("moderated", decision_act=act)
                for act in ("hide", "ask_edit", "warn", "pace", "suspend", "restore")
            ),
            _told("report_decided", decision_act="no_violation"),
            *(_told("objection_decided", objection_result=result) for result in ("upheld", "modified")),
        ),
    ),
    Sample(
        "digest",
        {"groups": [_group(DRAFT, _NEWS[1])], "total": 1, "left": 0, "daily": True, "account": False},
        "subscribed",
        stops=True,
    ),
)
