"""The screening: what is accepted, asked about, held."""

from __future__ import annotations

import time

import pytest

from partisipasi.discussions.screening import LONGEST_PROPOSAL, LONGEST_TEXT, Sender, screen

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
