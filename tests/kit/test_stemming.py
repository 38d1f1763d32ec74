"""Words as they are searched."""

from __future__ import annotations

import pytest

from partisipasi.kit.stemming import excerpt, stems
from partisipasi.search.operators import read_query


def test_words_of_civil_service_texts_keep_their_stems() -> None:
    assert stems("Pegawai yang tidak disiplin") == ["pegawai", "tidak", "disiplin"]
    assert stems("pegawai-pegawai") == ["pegawai"]


def test_negation_is_kept_and_words_that_stand_everywhere_are_not() -> None:
    assert "tidak" in stems("tidak setuju dengan yang ini")
    assert "yang" not in stems("tidak setuju dengan yang ini")


@pytest.mark.parametrize("typed", ["", "   ", "-", '""', "yang dan di", "&|!:*()", "-tidak"])
def test_nothing_to_look_for_is_nothing(typed: str) -> None:
    assert read_query(typed) is None


def test_quotes_and_exclusions_reach_the_query() -> None:
    wanted = read_query('"jam kerja" -lembur')
    assert wanted is not None
    assert wanted.query.startswith('"jam kerja"')
    assert "-lembur" in wanted.query
    assert "lembur" not in wanted.stems


def test_the_excerpt_shows_the_first_hit_and_loses_no_sign() -> None:
    text = "Pada hari kerja " * 40 + "presensi elektronik berlaku. " + "Lalu " * 80
    pieces = excerpt(text, frozenset(stems("presensi")))
    assert ("presensi", True) in pieces
    assert len("".join(words for words, _ in pieces)) < 260
