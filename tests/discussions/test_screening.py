"""The screening: what is accepted, asked about, held."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from partisipasi.discussions import screening
from partisipasi.discussions.personal_data import find_personal_data, marked, mask_personal_data
from partisipasi.discussions.screening import LONGEST_PROPOSAL, LONGEST_TEXT, POLICY, Sender, screen

KNOWN, NEW = Sender(new=False), Sender(new=True)


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("Potongan 2% per hari terlalu berat, Pasal 12 ayat (2) huruf a.", "accept"),
        ("Anggaran Rp1.250.000.000,00 dan Rp 12.345.678 untuk 2026.", "accept"),
        ("Nomor 1234567890123456 bukan NIK.", "accept"),
        ("Perda Nomor 5 Tahun 2014, UU 13/2022, 1 Januari 2025 s.d. 31 Desember 2026.", "accept"),
        ("NIK saya 1271054107900001.", "ask"),
        ("hubungi 081234567890", "ask"),
        ("WA +62 812-3456-7890 ya", "ask"),
        ("tulis ke budi.s@example.co.id", "ask"),
        ("Kartu keluarga 1271052003190004", "ask"),
        ("NIK 1271 0541 0790 0001", "ask"),
        ("NIP 19790510 200501 1 002", "ask"),
        ("NPWP 09.254.294.3-407.000", "ask"),
        ("transfer ke rekening BRI 0053 01 001234 56 7", "ask"),
        ("surel disdik@pemkomedan.go.id", "accept"),
        ("rekening listrik naik 25.000.000.000 rupiah", "accept"),
        ("nomor 188.44/123.K/2026 tanggal 1 Juli 2026", "accept"),
        ("lihat https://jdih.example.go.id/perda/5", "accept"),
    ],
)
def test_personal_data_is_asked_about_and_figures_are_not(text: str, outcome: str) -> None:
    assert screen(text, KNOWN).outcome == outcome


def test_an_author_may_stand_by_a_telephone_number_but_not_by_an_identity_number() -> None:
    assert screen("kantor: 081234567890", KNOWN, sure=True).outcome == "accept"
    assert screen("1271054107900001", KNOWN, sure=True).outcome == "hold"


def test_links_are_held_sooner_for_who_is_new() -> None:
    text = "https://a.example https://b.example https://c.example"
    assert screen(text, KNOWN).outcome == "accept"
    assert screen(text, NEW).reason == "links"
    assert screen("https://a.example", NEW, quick=True).outcome == "hold"
    assert screen("Tanpa tautan.", NEW, quick=True).outcome == "accept"


def test_pasting_the_same_words_into_many_threads_is_held_unless_somebody_vouched() -> None:
    assert screen("Sama.", Sender(new=False, repeats=4)).reason == "repeated"
    assert screen("Sama.", Sender(new=False, repeats=4, vouched=True)).outcome == "accept"


def test_the_longest_texts_are_screened_in_a_blink() -> None:
    started = time.perf_counter()
    for part in ("a", "0", "a@", "08", "https://", "a."):
        screen(part * ((LONGEST_TEXT + LONGEST_PROPOSAL) // len(part)), NEW)
    assert time.perf_counter() - started < 2


def test_masking_leaves_nothing_that_is_found_and_everything_else() -> None:
    text = "Hubungi 081234567890 atau a.b@example.com, NIK 1271054107900001. Potong 2%."
    assert "".join(piece for piece, _ in marked(text)) == text
    masked = mask_personal_data(text)
    assert find_personal_data(masked) == []
    assert masked.startswith("Hubungi [") and masked.endswith("]. Potong 2%.")
    assert mask_personal_data(masked) == masked


def test_every_number_of_the_policy_stands_on_the_rules_page() -> None:
    constants = {
        name
        for name, value in vars(screening).items()
        if name.isupper() and isinstance(value, int | timedelta) and not name.startswith("_")
    }
    assert constants == {name for line in POLICY for name in line.numbers.values()}
    for line in POLICY:
        assert all(f"%({name})s" in line.what for name in line.values)
        assert all(value > 0 for value in line.values.values())
        assert line.why
