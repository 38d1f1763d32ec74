"""What a file is follows from its content alone, and what runs or shows tags is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from files import EVERY, PDF, container, office, open_document
from partisipasi.drafts.formats import LARGEST, MEDIA_TYPES, recognise
from partisipasi.kit.errors import Invalid


def test_every_format_has_a_file_to_try_it_with() -> None:
    assert set(EVERY) == set(MEDIA_TYPES)


@pytest.mark.parametrize("name", EVERY)
def test_a_file_is_known_by_its_content(name: str) -> None:
    assert recognise(EVERY[name]) == name


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (PDF + bytes(LARGEST), "larger than 10 MB"),
        (b"MZ\x90\x00 a program", "not taken"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "not taken"),
        (b"<!doctype html><script>1</script>", "not taken"),
        (b"  \n<html>", "not taken"),
        (b"#!/bin/sh\nrm", "not taken"),
        (b"{\\rtf1 words}", "not taken"),
        (b"words\x00and nothing", "not taken"),
        (b"\n \n", "not taken"),
        (b"%PDF-1.7\ncut off", "damaged"),
        (b"PK\x03\x04 cut off", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "old office"),
        (container({"readme.txt": "words"}), "not taken"),
        (office("docx", main="theme+xml"), "not taken"),
        (office("docx", main="ms-word.document.macroEnabled.main+xml"), "macros"),
        (office("docx", **{"word/vbaProject.bin": "x"}), "macros"),
        (office("xlsx", **{"xl/VBAproject.bin": "x"}), "macros"),
        (open_document("ods", **{"Basic/Standard/Module1.xml": "x"}), "macros"),
        (container({"mimetype": "application/epub+zip"}), "not taken"),
    ],
)
def test_what_is_not_plain_is_refused_with_its_reason(content: bytes, said: str) -> None:
    with pytest.raises(Invalid) as refused:
        recognise(content)
    assert said in refused.value.fields["file"]


@given(st.binary(max_size=400), st.sampled_from([b"", b"PK\x03\x04", b"%PDF-", b"RIFF", EVERY["docx"][:60]]))
def test_any_bytes_are_a_known_format_or_refused(content: bytes, begin: bytes) -> None:
    try:
        assert recognise(begin + content) in MEDIA_TYPES
    except Invalid as refused:
        assert set(refused.fields) == {"file"}
