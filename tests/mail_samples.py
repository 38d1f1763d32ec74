"""One of every mail the product sends, with all that can stand in it."""

from __future__ import annotations

from typing import Any

import msgspec

from partisipasi.accounts.links import Link
from partisipasi.feedback.notices import ChangedClause
from partisipasi.web.admin.people import ROLE_NAMES
from partisipasi.web.answers.letters import Block
from partisipasi.web.told.letters import Group, Item

DRAFT = "Disiplin Kerja dan Tambahan Penghasilan Pegawai – Pemerintah Kota Medan"
LINK = Link(id=1, token="x7Qk" * 12, code="482913")
_BEFORE = "Pegawai yang terlambat dikenai pemotongan tambahan penghasilan sebesar 2% (dua persen) setiap hari."
_AFTER = (
    "Pegawai yang terlambat lebih dari 15 (lima belas) menit dikenai pemotongan tambahan penghasilan sebesar 1% (satu "
    "persen) setiap hari."
)


class Sample(msgspec.Struct, frozen=True):
    """A mail: the name of its templates, what tells this one from others of them, whether it can be stopped."""

    name: str
    context: dict[str, Any]
    variant: str = ""
    stops: bool = False

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
        {"groups": [_group(DRAFT, _NEWS[1])], "total": 1, "left": 0, "daily": True, "account": False},
        "subscribed",
        stops=True,
    ),
)
