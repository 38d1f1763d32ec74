"""What became of each clause: the cases that a reader knows the answer to."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from draft_edits import Clause, clause
from partisipasi.drafts.alignment import Confirmed, Pair, align, summarise
from partisipasi.drafts.outline import read_outline

LAWS = Path(__file__).resolve().parents[3] / "shared" / "data" / "laws"

LATE = "Pegawai yang terlambat masuk kerja dikenakan pemotongan TPP sebesar 2% (dua persen) per hari."
EARLY = "Pegawai yang pulang sebelum waktunya dikenakan pemotongan TPP sebesar 2% (dua persen) per hari."
GUIDANCE = "Wali Kota melalui Badan Kepegawaian melakukan pembinaan dan pengawasan atas disiplin pegawai."
REPORT = "Setiap Perangkat Daerah wajib menyampaikan laporan kehadiran paling lambat tanggal 5 (lima) setiap bulan."
DETAILS = "Ketentuan lebih lanjut mengenai tata cara presensi diatur dengan Keputusan Wali Kota."
CLEAR = "Cukup jelas."


def ops(pairs: Sequence[Pair]) -> dict[tuple[str | None, str | None], str]:
    return {(pair.old, pair.new): pair.op for pair in pairs}


def pasal(*texts: str) -> list[Clause]:
    return [clause(f"pasal-{number}", text) for number, text in enumerate(texts, 1)]


def ayat(number: int, *texts: str) -> list[Clause]:
    under = [clause(f"pasal-{number}/ayat-{at}", text) for at, text in enumerate(texts, 1)]
    return [clause(f"pasal-{number}"), *under]


# --- the trap of look-alikes


def test_a_deleted_clause_is_not_found_in_its_twin() -> None:
    pairs = align(ayat(5, GUIDANCE, LATE, EARLY), ayat(5, GUIDANCE, EARLY))
    assert ops(pairs) == {
        ("pasal-5", "pasal-5"): "same",
        ("pasal-5.ayat-1", "pasal-5.ayat-1"): "same",
        ("pasal-5.ayat-2", None): "deleted",
        ("pasal-5.ayat-3", "pasal-5.ayat-2"): "renumbered",
    }
    assert summarise(pairs).needs_review == 0


def test_a_deleted_clause_is_not_found_in_its_equal_elsewhere() -> None:
    pairs = align([*ayat(5, GUIDANCE, LATE), *ayat(6, REPORT, LATE)], [*ayat(5, GUIDANCE), *ayat(6, REPORT, LATE)])
    assert ops(pairs)["pasal-5.ayat-2", None] == "deleted"
    assert ops(pairs)["pasal-6.ayat-2", "pasal-6.ayat-2"] == "same"


def test_twins_that_differ_by_a_reference_are_told_apart() -> None:
    twins = [f"Sanksi sebagaimana dimaksud pada ayat (1) huruf {sign} dijatuhkan oleh atasan." for sign in "ab"]
    pairs = align(ayat(5, GUIDANCE, *twins), ayat(5, GUIDANCE, twins[1]))
    assert ops(pairs)["pasal-5.ayat-2", None] == "deleted"
    assert ops(pairs)["pasal-5.ayat-3", "pasal-5.ayat-2"] == "renumbered"


def test_which_of_two_equal_neighbours_went_is_left_to_a_person() -> None:
    pairs = align(ayat(5, GUIDANCE, LATE, LATE), ayat(5, GUIDANCE, LATE))
    open_ones = {pair.old for pair in pairs if pair.review == "open"}
    assert open_ones == {"pasal-5.ayat-2", "pasal-5.ayat-3"}


def test_equal_clauses_on_both_sides_keep_their_order() -> None:
    pairs = align(ayat(5, LATE, LATE, GUIDANCE), ayat(5, LATE, LATE, GUIDANCE))
    assert set(ops(pairs).values()) == {"same"}
    assert summarise(pairs).needs_review == 0


# --- numbers and references


def test_an_inserted_pasal_renumbers_all_that_follow_and_shifts_references_only_technically() -> None:
    texts = [f"Ketentuan mengenai urusan {sign * 3} wajib ditaati oleh setiap {sign * 4}." for sign in "abcdefghij"]
    old = pasal(*texts[:8], "Sanksi dalam Pasal 7 dan Pasal 2 dijatuhkan oleh atasan.")
    new = pasal(*texts[:6], texts[9], *texts[6:8], "Sanksi dalam Pasal 8 dan Pasal 2 dijatuhkan oleh atasan.")
    pairs = align(old, new)
    found = ops(pairs)
    assert found[None, "pasal-7"] == "inserted"
    assert [found[f"pasal-{number}", f"pasal-{number + 1}"] for number in (7, 8, 9)] == ["renumbered"] * 3
    assert pairs[-1].flags == ("number", "refs")
    summary = summarise(pairs)
    assert (summary.ops["reworded"], summary.technical, summary.needs_review) == (0, 3, 0)


def test_a_shifted_reference_in_an_unmoved_clause_leaves_it_the_same() -> None:
    old = pasal("Sanksi dalam Pasal 2 dijatuhkan oleh atasan langsung.", LATE)
    new = pasal("Sanksi dalam Pasal 3 dijatuhkan oleh atasan langsung.", REPORT, LATE)
    first = align(old, new)[0]
    assert (first.op, first.flags) == ("same", ("refs",))


def test_a_reference_that_points_to_another_clause_is_a_change_of_substance() -> None:
    old = pasal(LATE, GUIDANCE, "Sanksi dalam Pasal 1 dijatuhkan oleh atasan langsung.")
    new = pasal(LATE, GUIDANCE, "Sanksi dalam Pasal 2 dijatuhkan oleh atasan langsung.")
    last = align(old, new)[-1]
    assert (last.op, last.flags) == ("reworded", ("text", "refs"))


def test_a_reference_to_another_law_is_substance() -> None:
    old = pasal("Sesuai dengan Pasal 3 Peraturan Pemerintah Nomor 94 Tahun 2021 pegawai wajib hadir.")
    new = pasal("Sesuai dengan Pasal 4 Peraturan Pemerintah Nomor 94 Tahun 2021 pegawai wajib hadir.")
    assert align(old, new)[0].op == "reworded"


# --- wording


@pytest.mark.parametrize(
    "changed",
    [LATE.replace("terlambat", "terlamabt"), LATE.replace("2% (dua persen)", "1% (satu persen)"), f"{LATE} Ia."],
)
def test_a_small_change_of_words_is_a_rewording_beyond_doubt(changed: str) -> None:
    pair = align(pasal(LATE, GUIDANCE), pasal(changed, GUIDANCE))[0]
    assert (pair.old, pair.new, pair.op, pair.review) == ("pasal-1", "pasal-1", "reworded", "none")


def test_spelling_of_the_word_processor_is_no_change() -> None:
    pair = align(pasal("Peraturan Perundang- undangan “ini”"), pasal('Peraturan  Perundang-undangan "ini"'))[0]
    assert (pair.op, pair.flags) == ("same", ())


def test_a_changed_heading_is_a_rewording_of_its_bab_alone() -> None:
    old = [clause("bab-1", "", "UMUM"), clause("bab-1/pasal-1", LATE), clause("bab-1/pasal-2", GUIDANCE)]
    new = [clause("bab-1", "", "KETENTUAN UMUM"), *old[1:]]
    assert [pair.op for pair in align(old, new)] == ["reworded", "same", "same"]


def test_unrelated_texts_have_nothing_in_common() -> None:
    pairs = align(pasal(LATE, EARLY), pasal(GUIDANCE, REPORT))
    assert sorted(pair.op for pair in pairs) == ["deleted", "deleted", "inserted", "inserted"]


def test_empty_versions() -> None:
    assert align([], []) == []
    assert [pair.op for pair in align([], pasal(LATE))] == ["inserted"]
    assert [pair.op for pair in align(pasal(LATE), [])] == ["deleted"]


# --- places


def test_two_pasal_that_changed_places_have_moved() -> None:
    found = ops(align(pasal(LATE, GUIDANCE, REPORT), pasal(GUIDANCE, LATE, REPORT)))
    assert found == {
        ("pasal-2", "pasal-1"): "moved",
        ("pasal-1", "pasal-2"): "moved",
        ("pasal-3", "pasal-3"): "same",
    }


def bab(number: int, heading: str, *numbered: tuple[int, str]) -> list[Clause]:
    under = [clause(f"bab-{number}/pasal-{at}", text) for at, text in numbered]
    return [clause(f"bab-{number}", "", heading), *under]


def test_a_bab_moved_behind_others_takes_its_pasal_along() -> None:
    old = [*bab(1, "SATU", (1, LATE)), *bab(2, "DUA", (2, EARLY), (3, REPORT)), *bab(3, "TIGA", (4, GUIDANCE))]
    old += bab(4, "EMPAT", (5, DETAILS))
    new = [*bab(1, "SATU", (1, LATE)), *bab(2, "TIGA", (2, GUIDANCE)), *bab(3, "EMPAT", (3, DETAILS))]
    new += bab(4, "DUA", (4, EARLY), (5, REPORT))
    found = ops(align(old, new))
    assert found["bab-2", "bab-4"] == "moved"
    assert [found["pasal-2", "pasal-4"], found["pasal-3", "pasal-5"]] == ["renumbered", "renumbered"]
    assert [found["bab-3", "bab-2"], found["bab-4", "bab-3"]] == ["renumbered", "renumbered"]
    assert not {"inserted", "deleted"} & set(found.values())


def test_an_ayat_moved_to_another_pasal() -> None:
    old = [*ayat(1, LATE, REPORT), *ayat(2, GUIDANCE, EARLY)]
    new = [*ayat(1, LATE), *ayat(2, GUIDANCE, REPORT, EARLY)]
    found = ops(align(old, new))
    assert found["pasal-1.ayat-2", "pasal-2.ayat-2"] == "moved"
    assert found["pasal-2.ayat-2", "pasal-2.ayat-3"] == "renumbered"


def test_a_bab_put_over_pasal_moves_none_of_them() -> None:
    new = [*bab(1, "UMUM", (1, LATE)), *bab(2, "LAIN", (2, GUIDANCE), (3, REPORT))]
    found = ops(align(pasal(LATE, GUIDANCE, REPORT), new))
    assert [found[f"pasal-{number}", f"pasal-{number}"] for number in (1, 2, 3)] == ["same"] * 3
    assert [found[None, "bab-1"], found[None, "bab-2"]] == ["inserted"] * 2


# --- splits and merges


def test_a_pasal_split_in_two() -> None:
    pairs = align(pasal(f"{LATE} {GUIDANCE}", REPORT), pasal(LATE, GUIDANCE, REPORT))
    assert ops(pairs) == {
        ("pasal-1", "pasal-1"): "split",
        ("pasal-1", "pasal-2"): "split",
        ("pasal-2", "pasal-3"): "renumbered",
    }
    assert summarise(pairs).needs_review == 0


def test_a_pasal_split_between_its_ayat() -> None:
    pairs = align(ayat(1, LATE, GUIDANCE, REPORT, DETAILS), [*ayat(1, LATE, GUIDANCE), *ayat(2, REPORT, DETAILS)])
    found = ops(pairs)
    assert [found["pasal-1", "pasal-1"], found["pasal-1", "pasal-2"]] == ["split", "split"]
    assert found["pasal-1.ayat-3", "pasal-2.ayat-1"] == "renumbered"


def test_two_ayat_merged() -> None:
    found = ops(align(ayat(1, LATE, GUIDANCE, REPORT), ayat(1, f"{LATE} {GUIDANCE}", REPORT)))
    assert [found["pasal-1.ayat-1", "pasal-1.ayat-1"], found["pasal-1.ayat-2", "pasal-1.ayat-1"]] == ["merged"] * 2
    assert found["pasal-1.ayat-3", "pasal-1.ayat-2"] == "renumbered"


def test_a_text_divided_into_ayat_is_split_over_them() -> None:
    found = ops(align(pasal(f"{LATE} {GUIDANCE}", REPORT), [*ayat(1, LATE, GUIDANCE), clause("pasal-2", REPORT)]))
    assert [found["pasal-1", "pasal-1.ayat-1"], found["pasal-1", "pasal-1.ayat-2"]] == ["split", "split"]
    assert found["pasal-2", "pasal-2"] == "same"


def test_a_pasal_that_gains_an_ayat_keeps_its_words() -> None:
    found = ops(align(pasal(LATE, REPORT), [*ayat(1, LATE, GUIDANCE), clause("pasal-2", REPORT)]))
    assert found["pasal-1", "pasal-1.ayat-1"] == "renumbered"
    assert found[None, "pasal-1.ayat-2"] == "inserted"


# --- parts of the text


def explained(texts: Sequence[str], explanations: Sequence[str]) -> list[Clause]:
    under = [clause(f"penjelasan/pasal-{number}", text) for number, text in enumerate(explanations, 1)]
    return [*pasal(*texts), clause("penjelasan"), *under]


def test_an_explanation_follows_the_pasal_it_explains() -> None:
    special = "Yang dimaksud dengan pembinaan adalah bimbingan."
    old = explained([LATE, EARLY, GUIDANCE], [CLEAR, CLEAR, special])
    new = explained([LATE, REPORT, EARLY, GUIDANCE], [CLEAR, CLEAR, CLEAR, special])
    found = ops(align(old, new))
    assert found[None, "penjelasan.pasal-2"] == "inserted"
    assert found["penjelasan.pasal-2", "penjelasan.pasal-3"] == "renumbered"
    assert found["penjelasan.pasal-3", "penjelasan.pasal-4"] == "renumbered"


def test_the_explanation_of_a_deleted_pasal_is_deleted() -> None:
    old = explained([LATE, EARLY, GUIDANCE], [CLEAR, CLEAR, CLEAR])
    found = ops(align(old, explained([LATE, GUIDANCE], [CLEAR, CLEAR])))
    assert found["penjelasan.pasal-2", None] == "deleted"
    assert found["penjelasan.pasal-3", "penjelasan.pasal-2"] == "renumbered"


def test_a_clause_does_not_cross_into_another_part() -> None:
    old = [*pasal(LATE, GUIDANCE), clause("lampiran-1", REPORT)]
    new = [*pasal(LATE), clause("lampiran-1", REPORT), clause("lampiran-2", GUIDANCE)]
    found = ops(align(old, new))
    assert found["pasal-2", None] == "deleted"
    assert found[None, "lampiran-2"] == "inserted"


# --- what persons have settled


def test_confirmed_pairs_are_kept() -> None:
    confirmed = [
        Confirmed(old=("pasal-1",), new=("pasal-1", "pasal-2"), op="split"),
        Confirmed(old=("pasal-2",), new=(), op="deleted"),
    ]
    pairs = align(pasal(LATE, GUIDANCE), pasal(GUIDANCE, REPORT), confirmed)
    assert ops(pairs) == {
        ("pasal-1", "pasal-1"): "split",
        ("pasal-1", "pasal-2"): "split",
        ("pasal-2", None): "deleted",
    }
    assert {(pair.review, pair.method) for pair in pairs} == {("confirmed", "confirmed")}


def test_a_confirmation_of_what_is_gone_is_passed_over() -> None:
    confirmed = [Confirmed(old=("pasal-9",), new=("pasal-1",), op="moved")]
    assert ops(align(pasal(LATE), pasal(LATE), confirmed)) == {("pasal-1", "pasal-1"): "same"}


# --- properties

WORDINGS = [LATE, EARLY, GUIDANCE, REPORT, DETAILS, CLEAR, "", f"{LATE} {GUIDANCE}", "Sanksi dalam Pasal 2 ayat (1)."]
SHAPES = st.lists(st.lists(st.sampled_from(WORDINGS), min_size=1, max_size=4), max_size=6)


def built(shape: list[list[str]]) -> list[Clause]:
    clauses: list[Clause] = []
    for number, texts in enumerate(shape, 1):
        clauses += [clause(f"pasal-{number}", texts[0])] if len(texts) == 1 else ayat(number, *texts)
    return clauses


@given(SHAPES, SHAPES)
def test_every_clause_is_in_one_pair_unless_split_or_merged(first: list[list[str]], second: list[list[str]]) -> None:
    old, new = built(first), built(second)
    pairs = align(old, new)
    for keys, side, several in (([c.key for c in old], "old", "split"), ([c.key for c in new], "new", "merged")):
        met = [getattr(pair, side) for pair in pairs if getattr(pair, side) is not None]
        assert set(met) == set(keys)
        for key in met:
            if met.count(key) > 1:
                assert {pair.op for pair in pairs if getattr(pair, side) == key} <= {"split", several}


@given(SHAPES)
def test_a_version_aligned_with_itself_is_the_same(shape: list[list[str]]) -> None:
    pairs = align(built(shape), built(shape))
    assert all(pair.old == pair.new and (pair.op, pair.flags, pair.review) == ("same", (), "none") for pair in pairs)


@given(SHAPES, SHAPES, st.data())
def test_whatever_is_confirmed_is_kept(first: list[list[str]], second: list[list[str]], data: st.DataObject) -> None:
    old, new = built(first), built(second)
    if not old or not new:
        return
    chosen = Confirmed(
        old=(data.draw(st.sampled_from(old)).key,), new=(data.draw(st.sampled_from(new)).key,), op="reworded"
    )
    kept = [pair for pair in align(old, new, [chosen]) if pair.old == chosen.old[0] or pair.new == chosen.new[0]]
    assert [(pair.old, pair.new, pair.op, pair.review) for pair in kept] == [
        (chosen.old[0], chosen.new[0], "reworded", "confirmed")
    ]


# --- real amendments


def fragment(name: str, end: str) -> Sequence[Clause]:
    if not LAWS.is_dir():
        pytest.skip("the shared laws are not here")
    text = (LAWS / name).read_text(encoding="utf-8")
    found = re.search(rf"^Pasal 96\n.*?(?=^{end})", text, re.MULTILINE | re.DOTALL)
    assert found
    return read_outline(found.group(0)).clauses  # type: ignore[return-value]


def test_participation_as_the_law_of_2022_rewrote_it() -> None:
    pairs = align(fragment("uu_2011_12.md", "BAB XII"), fragment("uu_2022_13.md", r"15\. "))
    of_ayat = {
        key: op
        for key, op in ops(pairs).items()
        if all(side is None or "ayat" in side.split(".")[-1] for side in key) and key != (None, None)
    }
    assert of_ayat == {
        ("pasal-96.ayat-1", "pasal-96.ayat-1"): "reworded",
        ("pasal-96.ayat-2", "pasal-96.ayat-2"): "split",
        ("pasal-96.ayat-2", "pasal-96.ayat-6"): "split",
        ("pasal-96.ayat-3", "pasal-96.ayat-3"): "reworded",
        ("pasal-96.ayat-4", "pasal-96.ayat-4"): "reworded",
        (None, "pasal-96.ayat-5"): "inserted",
        (None, "pasal-96.ayat-7"): "inserted",
        (None, "pasal-96.ayat-8"): "inserted",
        (None, "pasal-96.ayat-9"): "inserted",
    }
    assert {pair.old for pair in pairs if pair.review == "open"} == {"pasal-96.ayat-2"}


@pytest.mark.parametrize("name", ["uu_2011_12", "uu_2022_13", "uu_2009_25", "pp_2021_94", "pp_2019_30", "pp_2019_49"])
def test_a_real_law_aligned_with_itself_is_the_same(name: str) -> None:
    if not LAWS.is_dir():
        pytest.skip("the shared laws are not here")
    clauses = read_outline((LAWS / f"{name}.md").read_text(encoding="utf-8")).clauses
    assert {pair.op for pair in align(clauses, clauses)} == {"same"}
