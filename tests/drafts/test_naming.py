"""What clauses are called in a sentence."""

from __future__ import annotations

import pytest

from partisipasi.drafts.naming import full_label
from partisipasi.drafts.outline import Clause, read_outline

RULE = """PERATURAN WALI KOTA MEDAN
NOMOR 1 TAHUN 2026
TENTANG
DISIPLIN

DENGAN RAHMAT TUHAN YANG MAHA ESA

WALI KOTA MEDAN,

Menimbang : a. bahwa pegawai perlu disiplin;
            b. bahwa perlu menetapkan peraturan;

MEMUTUSKAN:

Menetapkan : PERATURAN WALI KOTA TENTANG DISIPLIN.

BAB I
KETENTUAN UMUM

Pasal 1
Dalam peraturan ini yang dimaksud dengan:
1. Pegawai adalah aparatur sipil negara.
2. Kota adalah Kota Medan.

Pasal 2
(1) Pegawai wajib:
    a. hadir; dan
    b. melapor.
(2) Pegawai dilarang terlambat.

PENJELASAN
ATAS
PERATURAN WALI KOTA MEDAN

I. UMUM

Peraturan ini tentang disiplin.

II. PASAL DEMI PASAL

Pasal 1
Cukup jelas.

Pasal 2
Ayat (1)
Huruf a
Yang dimaksud dengan hadir adalah berada di kantor.
"""
PAPER = "# Arah layanan\n\n## Satu janji\n\nSetiap kantor menetapkan janji layanan.\n\nJanji itu dipasang di loket.\n"


def _names(text: str) -> dict[str, str]:
    clauses = read_outline(text).clauses
    by_key = {clause.key: clause for clause in clauses}

    def chain(clause: Clause) -> list[Clause]:
        return [*chain(by_key[clause.parent]), clause] if clause.parent else [clause]

    return {clause.key: full_label(chain(clause)) for clause in clauses}


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("judul", "Judul"),
        ("menimbang.huruf-a", "Menimbang huruf a"),
        ("menetapkan", "Menetapkan"),
        ("bab-1", "Bab I"),
        ("pasal-1", "Pasal 1"),
        ("pasal-1.angka-2", "Pasal 1 angka 2"),
        ("pasal-2.ayat-1.huruf-b", "Pasal 2 ayat (1) huruf b"),
        ("penjelasan", "Penjelasan"),
        ("penjelasan.umum", "Penjelasan umum"),
    ],
)
def test_clauses_of_a_rule_are_called_as_lawyers_call_them(key: str, name: str) -> None:
    assert _names(RULE)[key] == name


def test_an_explanation_is_told_apart_from_what_it_explains() -> None:
    names = _names(RULE)
    explained = [name for key, name in names.items() if key.startswith("penjelasan") and "huruf" in key]
    assert explained == ["Penjelasan Pasal 2 Ayat (1) Huruf a"]


def test_sections_and_paragraphs_of_a_paper_are_called_by_heading_and_order() -> None:
    names = _names(PAPER)
    assert names["section-1"] == "Satu janji"
    assert names["section-1.alinea-2"] == "Satu janji alinea 2"


def test_no_clause_is_without_a_name() -> None:
    for text in (RULE, PAPER, "Hanya satu kalimat.", "a. satu\nb. dua\n"):
        assert all(_names(text).values())
