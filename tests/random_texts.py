"""Texts drawn by lot, as a team would hand them in."""

from __future__ import annotations

import random
from collections.abc import Sequence

from draft_edits import Item, Rendered

_HEAD = "RANCANGAN\nPERATURAN WALI KOTA MEDAN\nTENTANG\nDISIPLIN PEGAWAI\n"
_STEMS = (
    "pegawai atasan presensi potongan tunjangan jam kerja cuti laporan penilaian sanksi keberatan loket layanan warga "
    "pengaduan anggaran kinerja pelatihan jabatan mutasi dinas kelurahan puskesmas sekolah lapangan kendaraan seragam"
)


def stock(dice: random.Random) -> list[Item]:
    """Clauses nobody has used."""
    return [Item("pasal", children=[Item("ayat", sentence(dice)) for _ in range(2)]) for _ in range(3)]


def sentence(dice: random.Random) -> str:
    """Some words in no particular order, enough of them to be told apart."""
    words = dice.choices(_STEMS.split(), k=dice.randint(14, 26))
    return " ".join(words).capitalize() + "."


def first_text(dice: random.Random) -> list[Item]:
    """Two bab of some pasal."""
    return [
        Item(
            "bab",
            heading=f"KETENTUAN {name}",
            children=[
                Item("pasal", children=[Item("ayat", sentence(dice)) for _ in range(dice.choice([2, 3, 4]))])
                for _ in range(3)
            ],
        )
        for name in ("UMUM", "KERJA", "PENUTUP")
    ]


def source_of(items: Sequence[Item]) -> str:
    """The text as a team would hand it in."""
    lines = [_HEAD]
    for clause in Rendered(items).clauses:
        if clause.kind == "ayat":
            lines.append(f"{clause.label} {clause.text}")
        else:
            lines += [
                "",
                clause.label,
                *([clause.heading] if clause.heading else []),
                *([clause.text] if clause.text else []),
            ]
    return "\n".join(lines) + "\n"
