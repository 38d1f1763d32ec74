"""Texts as they are handed in: files of many makes, and what is no text."""

from __future__ import annotations

import pytest

from partisipasi.drafts.sources import LARGEST, clean_source, read_upload
from partisipasi.kit.errors import Invalid, TooLarge

WORDS = "Pasal 1\nPegawai wajib hadir – “tepat waktu”.\n"


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("name", ["naskah.txt", "NASKAH.TXT", "naskah.md"])
def test_text_files_of_common_makes_are_read(name: str, coding: str) -> None:
    assert read_upload(name, WORDS.encode(coding)) == WORDS


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("naskah.docx", WORDS.encode()),
        ("naskah", WORDS.encode()),
        ("naskah.txt", b""),
        ("naskah.txt", b" \n\t"),
        ("naskah.txt", b"PK\x03\x04\x14\x00\x06\x00" * 50),
        ("naskah.txt", b"%PDF-1.7\n\x81\x8d\x8f\x01\x02\x03\x04" * 50),
        ("naskah.md", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" * 9),
    ],
)
def test_what_is_no_text_file_is_refused_at_the_file(name: str, content: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        read_upload(name, content)
    assert list(refused.value.fields) == ["file"]


def test_a_file_or_text_over_the_limit_is_too_large() -> None:
    with pytest.raises(TooLarge):
        read_upload("naskah.txt", b"a" * (LARGEST + 1))
    with pytest.raises(TooLarge):
        clean_source("é" * (LARGEST // 2 + 1))
    assert clean_source("é" * (LARGEST // 2))


def test_line_ends_are_made_alike_and_what_no_database_holds_goes() -> None:
    assert clean_source("\ufeffPasal 1\r\nSatu.\rDua.\x00\ud800") == "Pasal 1\nSatu.\nDua."


@pytest.mark.parametrize("text", ["", "\n \t", "\x00", "---"])
def test_a_text_without_a_letter_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        clean_source(text)
    assert list(refused.value.fields) == ["text"]
