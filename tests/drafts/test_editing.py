"""Editing an outline in place: numbers count on, references follow, no letter of any other clause is touched."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import SHARED
from partisipasi.drafts.editing import Edit, Edited, Insert, Misplaced, Move, Remove, Renumber, Reword, edit_outline
from partisipasi.drafts.outline import Clause, canonical_text, read_outline

TEXT = """PERATURAN WALI KOTA MEDAN
TENTANG
DISIPLIN PEGAWAI

BAB I
KETENTUAN UMUM

Pasal 1
Dalam Peraturan Wali Kota ini yang dimaksud dengan:
1. Pegawai adalah aparatur sipil negara.
2. Tukin adalah tambahan penghasilan pegawai.

BAB II
JAM KERJA

Pasal 2
(1) Jam kerja dimulai pukul 07.30 WIB.
(2) Pegawai yang terlambat dikenai pemotongan sebagaimana dimaksud dalam Pasal 4 ayat (2) huruf a.
(3) Ketentuan sebagaimana dimaksud pada ayat (1) dan ayat (2) berlaku juga bagi calon pegawai.

Pasal 3
Kepala perangkat daerah melaporkan kehadiran sebagaimana dimaksud dalam Pasal 2.

BAB III
SANKSI

Pasal 4
(1) Sanksi ditetapkan oleh Wali Kota.
(2) Sanksi terdiri atas:
    a. teguran; dan
    b. pemotongan sebagaimana dimaksud pada huruf a dan Pasal 5 sampai dengan Pasal 6.

Pasal 5
Pemotongan dihitung menurut Pasal 18 Undang-Undang Nomor 20 Tahun 2023 dan Pasal 4.

Pasal 6
Peraturan Wali Kota ini mulai berlaku pada tanggal diundangkan.

PENJELASAN
ATAS
PERATURAN WALI KOTA MEDAN

I. UMUM
Cukup jelas.

II. PASAL DEMI PASAL

Pasal 1
Cukup jelas.

Pasal 2
Ayat (1)
Cukup jelas.
Ayat (2)
Terlambat adalah datang sesudah jam kerja dimulai.
Ayat (3)
Cukup jelas.

Pasal 3
Laporan dibuat setiap bulan.

Pasal 4
Cukup jelas.

Pasal 5
Cukup jelas.

Pasal 6
Cukup jelas.
"""
CLAUSES = read_outline(TEXT).clauses


def _words(edited: Edited) -> dict[str, str]:
    return {clause.key: clause.text for clause in edited.clauses}


def _apply(*edits: tuple[str, Edit]) -> Edited:
    clauses, edited = CLAUSES, None
    for key, edit in edits:
        edited = edit_outline(clauses, key, edit)
        clauses = edited.clauses
    assert edited is not None
    return edited


def test_the_text_is_read_as_meant() -> None:
    keys = {clause.key for clause in CLAUSES}
    assert {"pasal-4.ayat-2.huruf-a", "pasal-1.angka-2", "penjelasan.pasal-2.ayat-2"} <= keys


def test_other_words_change_nothing_else() -> None:
    edited = edit_outline(CLAUSES, "pasal-3", Reword(text="Atasan melapor."))
    before = {clause.key: clause for clause in CLAUSES}
    after = {clause.key: clause for clause in edited.clauses}
    assert after.pop("pasal-3").text == "Atasan melapor."
    before.pop("pasal-3")
    assert after == before
    assert edited.numbers == edited.references == edited.loose == []


def test_an_inserted_pasal_shifts_numbers_references_and_elucidations() -> None:
    edited = _apply(("pasal-2", Insert("after", "pasal", text="Baru.")))
    words = _words(edited)
    assert edited.key == "pasal-3"
    assert words["pasal-3"] == "Baru."
    assert "Pasal 5 ayat (2) huruf a" in words["pasal-2.ayat-2"]
    assert "Pasal 6 sampai dengan Pasal 7" in words["pasal-5.ayat-2.huruf-b"]
    assert words["pasal-4"].endswith("dalam Pasal 2."), "what did not shift is not written anew"
    assert "Pasal 18 Undang-Undang" in words["pasal-6"], "another law keeps its numbers"
    assert words["pasal-6"].endswith("dan Pasal 4.") or words["pasal-6"].endswith("dan Pasal 5.")
    assert words["penjelasan.pasal-4"] == "Laporan dibuat setiap bulan."
    assert edited.keys["pasal-7"] == "pasal-6"
    assert not edited.loose


def test_a_pasal_may_be_typed_with_its_ayat_and_huruf_at_once() -> None:
    words = (
        "(1) Piket berlaku bagi:\na. loket; dan\nb. call center.\n(2) Piket sebagaimana dimaksud pada ayat (1) dicatat."
    )
    edited = edit_outline(read_outline(TEXT).clauses, "pasal-3", Insert("before", "pasal", text=words))
    new = {clause.key: (clause.label, clause.text) for clause in edited.clauses if clause.key not in edited.keys}
    assert new == {
        "pasal-3": ("Pasal 3", ""),
        "pasal-3.ayat-1": ("(1)", "Piket berlaku bagi:"),
        "pasal-3.ayat-1.huruf-a": ("a.", "loket; dan"),
        "pasal-3.ayat-1.huruf-b": ("b.", "call center."),
        "pasal-3.ayat-2": ("(2)", "Piket sebagaimana dimaksud pada ayat (1) dicatat."),
    }
    assert edited.key == "pasal-3" and edited.keys["pasal-4"] == "pasal-3"
    edited = edit_outline(
        read_outline(TEXT).clauses,
        "pasal-2.ayat-3",
        Insert("before", "ayat", text="Piket bagi:\na. loket; dan\nb. lain."),
    )
    assert {clause.key for clause in edited.clauses} - edited.keys.keys() == {
        "pasal-2.ayat-3", "pasal-2.ayat-3.huruf-a", "pasal-2.ayat-3.huruf-b",
    }  # fmt: skip


def test_words_that_are_more_than_one_clause_are_not_cut_up() -> None:
    for kind, words in (("pasal", "Satu.\n\nPasal 9\nDua."), ("ayat", "Satu.\n(2) Dua."), ("pasal", "Satu.\nDua.")):
        at = "pasal-3" if kind == "pasal" else "pasal-2.ayat-3"
        edited = edit_outline(read_outline(TEXT).clauses, at, Insert("before", kind, text=words))
        new = [clause.text for clause in edited.clauses if clause.key not in edited.keys]
        assert new == [words]


def test_a_pasal_with_a_letter_shifts_nothing() -> None:
    edited = _apply(("pasal-2", Insert("after", "pasal", text="Baru.", shift=False)))
    assert edited.key == "pasal-2a"
    assert edited.numbers == edited.references == []
    again = edit_outline(edited.clauses, "pasal-2", Insert("after", "pasal", text="Lagi.", shift=False))
    assert again.key == "pasal-2b", "the letter that is taken is passed over"


def test_an_inserted_ayat_shifts_what_is_cited_with_and_without_its_pasal() -> None:
    edited = _apply(("pasal-2.ayat-1", Insert("before", "ayat", text="Jam kerja lima hari.")))
    words = _words(edited)
    assert edited.key == "pasal-2.ayat-1"
    assert "pada ayat (2) dan ayat (3)" in words["pasal-2.ayat-4"]
    assert words["penjelasan.pasal-2.ayat-3"].startswith("Terlambat")


def test_a_first_part_begins_to_count() -> None:
    assert _apply(("pasal-3", Insert("inside", "ayat", text="Satu."))).key == "pasal-3.ayat-1"
    assert _apply(("pasal-4.ayat-2", Insert("inside", "huruf", text="pencopotan."))).key == "pasal-4.ayat-2.huruf-c"


def test_what_is_gone_takes_its_elucidation_along_and_references_to_it_are_told() -> None:
    edited = _apply(("pasal-4", Remove()))
    words = _words(edited)
    assert edited.key is None
    assert set(edited.removed) >= {"pasal-4", "pasal-4.ayat-2.huruf-b", "penjelasan.pasal-4"}
    assert "pasal-6" not in words
    assert words["pasal-5"].startswith("Peraturan Wali Kota ini")
    assert [(loose.key, loose.gone) for loose in edited.loose] == [("pasal-2.ayat-2", True), ("pasal-4", True)]
    assert edited.loose[0].words == "Pasal 4 ayat (2) huruf a"


def test_a_moved_pasal_keeps_its_words_and_is_cited_by_its_new_number() -> None:
    edited = _apply(("pasal-5", Move("before", "pasal-2")))
    words = _words(edited)
    assert edited.key == "pasal-2"
    assert edited.keys["pasal-3.ayat-1"] == "pasal-2.ayat-1"
    assert words["pasal-4"].endswith("dalam Pasal 3.")
    assert "Pasal 2 sampai dengan Pasal 6" in words["pasal-5.ayat-2.huruf-b"]
    assert words["penjelasan.pasal-4"] == "Laporan dibuat setiap bulan."


def test_a_moved_bab_counts_its_pasal_anew() -> None:
    edited = _apply(("bab-3", Move("before", "bab-2")))
    assert [clause.label for clause in edited.clauses if clause.kind == "bab"] == ["BAB I", "BAB II", "BAB III"]
    assert [c.label for c in edited.clauses if c.kind == "pasal" and not c.path.startswith("penj")] == [
        f"Pasal {number}" for number in range(1, 7)
    ]
    assert "Pasal 2 ayat (2) huruf a" in _words(edited)["pasal-5.ayat-2"]


def test_an_ayat_moved_to_another_pasal_is_cited_there_or_told() -> None:
    edited = _apply(("pasal-4.ayat-2", Move("after", "pasal-2.ayat-1")))
    words = _words(edited)
    assert edited.key == "pasal-2.ayat-2"
    assert "Pasal 2 ayat (2) huruf a" in words["pasal-2.ayat-3"]
    assert words["pasal-2.ayat-4"].startswith("Ketentuan sebagaimana dimaksud pada ayat (1) dan ayat (3)")
    apart = _apply(("pasal-2.ayat-2", Move("after", "pasal-4.ayat-1")))
    assert [(loose.key, loose.words, loose.gone) for loose in apart.loose] == [("pasal-2.ayat-2", "ayat (2)", False)]


def test_a_reference_without_its_pasal_is_told_when_it_leaves_that_pasal() -> None:
    edited = _apply(("pasal-2.ayat-3", Move("after", "pasal-4.ayat-2")))
    assert {(loose.key, loose.words, loose.gone) for loose in edited.loose} == {
        ("pasal-4.ayat-3", "ayat (1)", False),
        ("pasal-4.ayat-3", "ayat (2)", False),
    }


def test_considerations_that_refer_to_each_other_are_left_alone() -> None:
    source = f"Menimbang :\na. bahwa jam kerja perlu diatur;\nb. bahwa berdasarkan huruf a perlu menetapkan;\n\n{TEXT}"
    clauses = read_outline(source).clauses
    assert any(clause.key == "menimbang.huruf-b" for clause in clauses)
    edited = edit_outline(clauses, "pasal-2.ayat-1", Insert("after", "ayat", text="Baru."))
    assert edited.loose == []


def test_another_number_counts_on_and_is_cited() -> None:
    edited = _apply(("pasal-4", Renumber("Pasal 10")))
    words = _words(edited)
    assert set(words) >= {"pasal-10", "pasal-11", "pasal-12"}
    assert "Pasal 10 ayat (2) huruf a" in words["pasal-2.ayat-2"]
    alone = _apply(("pasal-4", Renumber("Pasal 10", following=False)))
    assert set(_words(alone)) >= {"pasal-10", "pasal-5", "pasal-6"}


def test_a_clause_never_goes_into_itself() -> None:
    for target in ("pasal-2", "pasal-2.ayat-1"):
        with pytest.raises(Misplaced):
            edit_outline(CLAUSES, "pasal-2", Move("inside", target))
    with pytest.raises(KeyError):
        edit_outline(CLAUSES, "pasal-99", Remove())


def test_an_amending_act_cites_another_law() -> None:
    path = SHARED / "laws" / "uu_2022_13.md"
    if not path.exists():
        pytest.skip("shared data is not present")
    clauses = read_outline(path.read_text()).clauses
    edited = edit_outline(clauses, "pasal-ii", Insert("before", "pasal", text="Sisipan."))
    assert (edited.key, edited.keys["pasal-iii"]) == ("pasal-ii", "pasal-ii")
    assert edited.references == []


@st.composite
def _sequences(draw: st.DrawFn) -> list[tuple[int, str, int, int]]:
    kinds = st.sampled_from(("reword", "insert", "remove", "move", "renumber", "letter"))
    return draw(st.lists(st.tuples(st.integers(0, 99), kinds, st.integers(0, 99), st.integers(0, 2)), max_size=12))


def _edit(clauses: list[Clause], at: int, what: str, other: int, where: int) -> tuple[str, Edit]:
    clause = clauses[at % len(clauses)]
    place: Any = ("before", "after", "inside")[where]
    return clause.key, {
        "reword": Reword(text=f"{clause.text} tambahan"),
        "insert": Insert(place, clause.kind, text=f"sisipan {other}"),
        "letter": Insert(place, clause.kind, text=f"sisipan {other}", shift=False),
        "remove": Remove(),
        "move": Move(place, clauses[other % len(clauses)].key),
        "renumber": Renumber(clause.label.replace("2", "9"), following=bool(where)),
    }[what]


@settings(max_examples=150, deadline=None)
@given(_sequences())
def test_random_edits_keep_keys_unique_order_sound_and_every_letter(steps: list[tuple[int, str, int, int]]) -> None:
    clauses = list(CLAUSES)
    for step in steps:
        if len(clauses) < 3:
            break
        key, edit = _edit(clauses, *step)
        try:
            edited = edit_outline(clauses, key, edit)
        except Misplaced:
            continue
        keys = [clause.key for clause in edited.clauses]
        assert len(set(keys)) == len(keys)
        seen: set[str] = set()
        for clause in edited.clauses:
            assert clause.parent is None or clause.parent in seen, "what a clause stands in comes before it"
            seen.add(clause.key)
        _nothing_lost(clauses, edited, edit)
        clauses = edited.clauses
        assert canonical_text(clauses)


def _nothing_lost(before: list[Clause], edited: Edited, edit: Edit) -> None:
    """Words and headings of all clauses are as before, but for what was edited and for references told as shifted."""
    old = {clause.key: clause for clause in before}
    assert set(edited.keys.values()) | set(edited.removed) == set(old)
    assert not set(edited.keys.values()) & set(edited.removed)
    shifted = Counter(shift.key for shift in edited.references)
    for clause in edited.clauses:
        was = edited.keys.get(clause.key)
        if was is None or clause.key in shifted or (isinstance(edit, Reword) and clause.key == edited.key):
            continue
        assert (clause.kind, clause.heading, clause.text) == (old[was].kind, old[was].heading, old[was].text)


@pytest.mark.parametrize("name", ["uu_2011_12.md", "uu_2022_13.md"])
def test_in_real_laws_a_pasal_put_in_and_taken_out_again_leaves_no_trace(name: str) -> None:
    path = SHARED / "laws" / name
    if not path.exists():
        pytest.skip("shared data is not present")
    clauses = read_outline(path.read_text()).clauses
    first = next(clause for clause in clauses if clause.kind == "pasal")
    edited = edit_outline(clauses, first.key, Insert("after", "pasal", text="Sisipan."))
    assert edited.key is not None
    back = edit_outline(edited.clauses, edited.key, Remove())
    pairs = [(old, new) for old, new in zip(clauses, back.clauses, strict=True) if old != new]
    assert [old.key for old, _ in pairs if not old.key.startswith("lampiran")] == []
    assert all(old.key == new.key for old, new in pairs), "an annex that cites what is not there may take it for new"
