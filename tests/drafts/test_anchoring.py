"""What became of quoted words."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from draft_edits import Clause, clause
from partisipasi.drafts.alignment import Pair, align
from partisipasi.drafts.anchoring import Found, Quote, carry, locate

LATE = "Pegawai yang terlambat masuk kerja dikenakan pemotongan TPP sebesar 2% (dua persen) per hari."
EARLY = "Pegawai yang pulang sebelum waktunya dikenakan pemotongan TPP sebesar 2% (dua persen) per hari."
GUIDANCE = "Wali Kota melalui Badan Kepegawaian melakukan pembinaan dan pengawasan atas disiplin pegawai."
REPORT = "Setiap Perangkat Daerah wajib menyampaikan laporan kehadiran paling lambat tanggal 5 (lima) setiap bulan."


def pasal(*texts: str) -> list[Clause]:
    return [clause(f"pasal-{number}", text) for number, text in enumerate(texts, 1)]


def follow(quote: str | Quote | None, key: str, old: Sequence[Clause], new: Sequence[Clause]) -> tuple[Found, str]:
    """The anchor in the new version and the words it delimits there."""
    texts: Mapping[str, str] = {one.key: one.text for one in new}
    old_text = next(one.text for one in old if one.key == key)
    found = carry(Quote(exact=quote) if isinstance(quote, str) else quote, key, align(old, new), texts, old_text)
    words = texts[found.key][found.start : found.end] if found.key and found.start is not None else ""
    return found, words


# --- at posting time


def test_words_are_located_whatever_the_whitespace() -> None:
    assert locate(Quote(exact="wajib   hadir\nsetiap hari"), "Pegawai wajib hadir setiap hari.") == (8, 31)
    assert locate(Quote(exact="wajib datang"), "Pegawai wajib hadir.") is None
    assert locate(Quote(exact="  "), "Pegawai wajib hadir.") is None


def test_the_surroundings_tell_which_of_equal_words_were_meant() -> None:
    text = "Tunjangan diberikan per bulan. Potongan dikenakan per bulan. Laporan dibuat per bulan."
    at = locate(Quote(exact="per bulan", prefix="Potongan dikenakan ", suffix=". Laporan"), text)
    assert at == (50, 59)
    assert locate(Quote(exact="per bulan", suffix="."), text) == (20, 29)


@given(st.text(alphabet="ab c.", min_size=1), st.integers(0, 30), st.integers(1, 30))
def test_a_piece_of_a_text_is_located_in_it(text: str, start: int, length: int) -> None:
    piece = text[start : start + length]
    span = locate(Quote(exact=piece, prefix=text[max(0, start - 32) : start]), text)
    assert (span is None) == (not piece.strip())
    if span is not None:
        assert text[span[0] : span[1]].split() == piece.split()


# --- in the next version


def test_words_of_a_deleted_clause_are_not_found_in_its_twin() -> None:
    found, _ = follow("dikenakan pemotongan TPP sebesar 2% (dua persen)", "pasal-1", pasal(LATE, EARLY), pasal(EARLY))
    assert found == Found(state="deleted", key=None)


def test_unchanged_words_stay() -> None:
    found, words = follow("pemotongan TPP", "pasal-1", pasal(LATE, GUIDANCE), pasal(LATE, GUIDANCE, REPORT))
    assert (found.state, found.key, found.review, words) == ("exact", "pasal-1", "none", "pemotongan TPP")


def test_words_follow_a_renumbered_clause() -> None:
    found, words = follow("pemotongan TPP", "pasal-1", pasal(LATE, GUIDANCE), pasal(REPORT, LATE, GUIDANCE))
    assert (found.state, found.key, found.review, words) == ("shifted", "pasal-2", "none", "pemotongan TPP")


def test_words_that_stay_in_a_reworded_clause_are_only_shifted() -> None:
    changed = LATE.replace("Pegawai", "Setiap Pegawai ASN")
    found, words = follow("pemotongan TPP", "pasal-1", pasal(LATE, GUIDANCE), pasal(changed, GUIDANCE))
    assert (found.state, found.score, found.review, words) == ("shifted", 1.0, "none", "pemotongan TPP")


def test_slightly_reworded_words_are_found() -> None:
    changed = LATE.replace("2% (dua persen)", "1% (satu persen)")
    quote = "dikenakan pemotongan TPP sebesar 2% (dua persen) per hari"
    found, words = follow(quote, "pasal-1", pasal(LATE, GUIDANCE), pasal(changed, GUIDANCE))
    assert (found.state, found.review) == ("reworded", "none")
    assert words == "dikenakan pemotongan TPP sebesar 1% (satu persen) per hari"


def test_words_that_are_gone_from_their_clause_wait_for_a_person() -> None:
    changed = LATE.replace("dikenakan pemotongan TPP sebesar 2% (dua persen) per hari", "diberi teguran lisan")
    found, _ = follow(
        "pemotongan TPP sebesar 2% (dua persen)", "pasal-1", pasal(LATE, GUIDANCE), pasal(changed, GUIDANCE)
    )
    assert (found.state, found.key, found.start, found.review) == ("reworded", "pasal-1", None, "open")


def test_a_shifted_reference_inside_the_words_is_no_rewording() -> None:
    old = pasal(LATE, GUIDANCE, "Sanksi sebagaimana dimaksud dalam Pasal 2 dijatuhkan oleh atasan langsung.")
    new = pasal(LATE, REPORT, GUIDANCE, "Sanksi sebagaimana dimaksud dalam Pasal 3 dijatuhkan oleh atasan langsung.")
    found, words = follow("dimaksud dalam Pasal 2 dijatuhkan", "pasal-3", old, new)
    assert (found.state, found.review, words) == ("shifted", "none", "dimaksud dalam Pasal 3 dijatuhkan")


def test_words_follow_a_moved_clause() -> None:
    found, words = follow("pemotongan TPP", "pasal-1", pasal(LATE, GUIDANCE, REPORT), pasal(GUIDANCE, REPORT, LATE))
    assert (found.state, found.key, words) == ("moved", "pasal-3", "pemotongan TPP")


@pytest.mark.parametrize(("quote", "key"), [("pemotongan TPP", "pasal-1"), ("Badan Kepegawaian", "pasal-2")])
def test_words_of_a_split_clause_are_found_in_their_part(quote: str, key: str) -> None:
    old, new = pasal(f"{LATE} {GUIDANCE}", REPORT), pasal(LATE, GUIDANCE, REPORT)
    found, words = follow(quote, "pasal-1", old, new)
    assert (found.state, found.key, found.review, words) == ("split", key, "none", quote)


def test_words_are_found_in_a_merged_clause() -> None:
    old, new = pasal(LATE, GUIDANCE, REPORT), pasal(f"{LATE} {GUIDANCE}", REPORT)
    found, words = follow("Badan Kepegawaian", "pasal-2", old, new)
    assert (found.state, found.key, words) == ("merged", "pasal-1", "Badan Kepegawaian")


def test_equal_words_without_surroundings_wait_for_a_person() -> None:
    text = "Tunjangan diberikan per bulan dan potongan dikenakan per bulan."
    old, new = pasal(text, GUIDANCE), pasal(f"Adapun {text}", GUIDANCE)
    assert follow("per bulan", "pasal-1", old, new)[0].review == "open"
    sure = Quote(exact="per bulan", prefix="potongan dikenakan ", suffix=".")
    found, words = follow(sure, "pasal-1", old, new)
    assert (found.state, found.review, words) == ("shifted", "none", "per bulan")
    assert found.start == len("Adapun ") + text.rindex("per bulan")


@pytest.mark.parametrize(
    ("op", "state"),
    [
        ("same", "exact"),
        ("renumbered", "shifted"),
        ("reworded", "reworded"),
        ("moved", "moved"),
        ("split", "split"),
        ("merged", "merged"),
    ],
)
def test_a_remark_on_the_whole_clause_follows_the_clause(op: str, state: str) -> None:
    pair = Pair(old="pasal-1", new="pasal-4", op=op, score=0.9)  # type: ignore[arg-type]
    found = carry(None, "pasal-1", [pair], {"pasal-4": LATE}, LATE)
    assert found == Found(state=state, key="pasal-4", score=0.9)  # type: ignore[arg-type]


def test_doubt_about_the_clause_is_doubt_about_the_words() -> None:
    pair = Pair(old="pasal-1", new="pasal-1", op="reworded", flags=("text",), score=0.5, review="open")
    assert carry(Quote(exact="pemotongan TPP"), "pasal-1", [pair], {"pasal-1": LATE}, LATE).review == "open"
    assert carry(Quote(exact="pemotongan TPP"), "pasal-9", [pair], {"pasal-1": LATE}, LATE).review == "open"


@given(st.text(max_size=60), st.text(max_size=60), st.text(min_size=1, max_size=20))
def test_what_is_found_lies_inside_the_new_text(old: str, new: str, quote: str) -> None:
    pair = Pair(old="pasal-1", new="pasal-1", op="reworded", flags=("text",), score=0.7)
    found = carry(Quote(exact=quote), "pasal-1", [pair], {"pasal-1": new}, old)
    assert found.key == "pasal-1"
    if found.start is not None and found.end is not None:
        assert 0 <= found.start <= found.end <= len(new)
    else:
        assert found.review == "open" or not quote.strip()
