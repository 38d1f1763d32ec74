"""Setting an outline right by hand."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import SHARED
from draft_scene import FIRST
from partisipasi.drafts.correction import WrongPlace, correct, places_for
from partisipasi.drafts.outline import Clause, read_outline

_LISTED = "(1) Dasar jam kerja adalah:\n    a. undang-undang; dan\n    b. peraturan.\n(2) Jam"
TEXT = FIRST.replace("(1) Jam", _LISTED).replace("(2) Pegawai", "(3) Pegawai")
CLAUSES = read_outline(TEXT).clauses


def _by_key(clauses: list[Clause]) -> dict[str, Clause]:
    return {clause.key: clause for clause in clauses}


def test_correcting_nothing_changes_nothing() -> None:
    outline = read_outline(TEXT)
    corrected = correct(outline.clauses, "pasal-2")
    assert corrected.clauses == outline.clauses
    assert corrected.counts == outline.counts


@pytest.mark.parametrize("name", ["uu_2011_12.md", "uu_2022_13.md", "pp_2021_94.md"])
def test_correcting_nothing_changes_nothing_in_real_laws(name: str) -> None:
    path = SHARED / "laws" / name
    if not path.exists():
        pytest.skip("shared data is not present")
    outline = read_outline(path.read_text())
    corrected = correct(outline.clauses, outline.clauses[-1].key)
    assert corrected.clauses == outline.clauses
    assert corrected.counts == outline.counts


def test_a_new_number_gives_new_keys_to_all_that_is_in_the_clause() -> None:
    corrected = correct(CLAUSES, "pasal-2", label="Pasal 7A")
    assert corrected.keys["pasal-7a.ayat-1.huruf-a"] == "pasal-2.ayat-1.huruf-a"
    assert _by_key(corrected.clauses)["pasal-7a.ayat-1"].path == "bab-2/pasal-7a/ayat-1"


@pytest.mark.parametrize(
    ("key", "kind", "label", "becomes"),
    [
        ("bab-2", None, "BAB IX", "bab-9"),
        ("bab-2", "bagian", "Bagian Kedua Belas", "bagian-12"),
        ("bab-2", "paragraf", "Paragraf 3", "paragraf-3"),
        ("pasal-3", None, "Pasal 10", "pasal-10"),
        ("pasal-2.ayat-2", None, "(4a)", "pasal-2.ayat-4a"),
        ("pasal-2.ayat-1.huruf-b", None, "aa.", "pasal-2.ayat-1.huruf-aa"),
        ("pasal-2.ayat-1.huruf-b", "angka", "2)", "pasal-2.ayat-1.angka-2"),
        ("pasal-2.ayat-1.huruf-b", "teks", "", "pasal-2.ayat-1.teks-1"),
    ],
)
def test_the_key_follows_kind_and_number(key: str, kind: str | None, label: str, becomes: str) -> None:
    corrected = correct(CLAUSES, key, kind=kind, label=label)
    assert corrected.keys[becomes] == key


def test_a_clause_put_into_the_one_before_it_takes_its_parts_along() -> None:
    corrected = correct(CLAUSES, "bab-2", kind="bagian", label="Bagian Kesatu", inside="bab-1")
    found = _by_key(corrected.clauses)
    moved = next(found[new] for new, old in corrected.keys.items() if old == "bab-2")
    assert (moved.parent, moved.path) == ("bab-1", "bab-1/bagian-1")
    assert (found["pasal-2"].parent, found["pasal-2.ayat-2"].path) == (moved.key, "bab-1/bagian-1/pasal-2/ayat-2")


def test_what_follows_a_clause_taken_out_stands_in_it() -> None:
    corrected = correct(CLAUSES, "pasal-2.ayat-1.huruf-a", inside="pasal-2")
    found = _by_key(corrected.clauses)
    outer = next(found[new] for new, old in corrected.keys.items() if old == "pasal-2.ayat-1.huruf-a")
    inner = next(found[new] for new, old in corrected.keys.items() if old == "pasal-2.ayat-1.huruf-b")
    assert (outer.parent, inner.parent) == ("pasal-2", outer.key)


def test_a_clause_cannot_go_where_the_order_would_change() -> None:
    for inside in ("pasal-3", "pasal-2.ayat-2", "bab-1", "pasal-99"):
        with pytest.raises(WrongPlace):
            correct(CLAUSES, "pasal-2.ayat-2", inside=inside)
    assert [place.key for place in places_for(CLAUSES, "pasal-2.ayat-2")] == [
        "bab-2",
        "pasal-2",
        "pasal-2.ayat-1",
        "pasal-2.ayat-1.huruf-b",
    ]
    with pytest.raises(KeyError):
        correct(CLAUSES, "pasal-99")
    with pytest.raises(ValueError, match="kalimat"):
        correct(CLAUSES, "pasal-3", kind="kalimat")


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_correction_loses_or_reorders_words(data: st.DataObject) -> None:
    clauses = CLAUSES
    for _ in range(4):
        key = data.draw(st.sampled_from([clause.key for clause in clauses]))
        places = [None, *(place.key for place in places_for(clauses, key))]
        corrected = correct(
            clauses,
            key,
            kind=data.draw(st.sampled_from([None, "bab", "pasal", "ayat", "huruf", "angka", "teks", "section"])),
            label=data.draw(st.sampled_from([None, "", "Pasal 3", "(1)", "a.", "BAB I"])),
            inside=data.draw(st.sampled_from(places)),
        )
        assert [clause.text for clause in corrected.clauses] == [clause.text for clause in CLAUSES]
        keys = [clause.key for clause in corrected.clauses]
        assert len(set(keys)) == len(keys)
        assert set(corrected.keys) == set(keys)
        assert all(clause.parent is None or clause.parent in keys[:at] for at, clause in enumerate(corrected.clauses))
        clauses = corrected.clauses
