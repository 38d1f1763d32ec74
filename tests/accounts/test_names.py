"""Display names: nearly all are welcome, none may pass for the city."""

from __future__ import annotations

import pytest

from partisipasi.accounts.names import LONGEST, check_name
from partisipasi.kit.errors import Invalid


@pytest.mark.parametrize(
    "name",
    [
        "Siti Aminah", "Bu Ani", "José", "李明", "Татьяна", "O'Brien", "R. A. Kartini", "Warga Peduli Medan",
        "Tim Cahyadi", "Kotaro", "Dinasti Lubis", "Badana", "B3ng Ucok", "Sinaga_82", "محمد",
    ],
)  # fmt: skip
def test_peoples_names_are_taken_as_they_are(name: str) -> None:
    assert check_name(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "Admin", "ADMIN", "4dm1n", "a d m i n", "Ad\u200bmin", "Ａｄｍｉｎ", "Ádmin", "Administrator Situs",
        "Moderator", "Wali Kota", "Wali Kota Medan", "walikota.medan", "Pemkot_Medan", "Pemko Medan",
        "Pemerintah Kota", "Bupati",
        "Dinas Kesehatan", "Badan Kepegawaian", "Kecamatan Medan Baru", "Kota Medan", "Tim Kebijakan", "Akun Resmi",
        "Terverifikasi", "Warga 1024", "warga1024", "Resident 7", "Partisipasi", "Sekda",
    ],
)  # fmt: skip
def test_names_that_pass_for_the_city_are_refused(name: str) -> None:
    with pytest.raises(Invalid):
        check_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "\u0430lya Putri",  # a Cyrillic letter within a Latin word
        "Siti ✔", "Siti ★", "😀 Ani", "12345", "---", "siti@contoh.id", "https://contoh.id", "www.contoh.id",
        "a" * (LONGEST + 1),
    ],
)  # fmt: skip
def test_names_that_mislead_or_cannot_be_read_are_refused(name: str) -> None:
    with pytest.raises(Invalid):
        check_name(name)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Siti   Aminah ", "Siti Aminah"),
        ("Jose\u0301", "José"),
        ("Si\u200bti", "Siti"),
        ("Ani\u202e", "Ani"),
        ("Siti\r\nBcc: x", "Siti Bcc: x"),
        ("", None),
        ("   ", None),
        (None, None),
    ],
)
def test_names_are_stored_plainly(typed: str | None, stored: str | None) -> None:
    assert check_name(typed) == stored
