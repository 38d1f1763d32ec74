"""What changed, word by word."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partisipasi.drafts.chains import heaviest_chain
from partisipasi.drafts.redline import redline

WORDS = st.lists(
    st.sampled_from(["pegawai", "wajib", "hadir", "dan/atau", "2% (dua persen)", ".", ",", "tidak"]), max_size=40
)


def marked(old: str, new: str) -> str:
    """The redline as text: [-deleted-], {+inserted+}."""
    forms = {"same": "{}", "del": "[-{}-]", "ins": "{{+{}+}}"}
    return "".join(forms[segment.op].format(segment.text) for segment in redline(old, new))


def assert_gives_back(old: str, new: str) -> None:
    segments = redline(old, new)
    assert "".join(segment.text for segment in segments if segment.op != "ins") == old
    assert "".join(segment.text for segment in segments if segment.op != "del") == new
    for one, next_one in itertools.pairwise(segments):
        assert (one.op, next_one.op) in {
            ("same", "del"),
            ("same", "ins"),
            ("del", "same"),
            ("ins", "same"),
            ("del", "ins"),
        }
    assert all(segment.text for segment in segments)


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_texts_are_given_back_to_the_letter(old: str, new: str) -> None:
    assert_gives_back(old, new)


@given(WORDS, WORDS, st.sampled_from([" ", "  ", "\n"]))
def test_like_texts_are_given_back_to_the_letter(old: list[str], new: list[str], gap: str) -> None:
    assert_gives_back(" ".join(old), gap.join(new))


def test_a_number_changes_with_its_words() -> None:
    assert (
        marked("sebesar 2% (dua persen) per hari.", "sebesar 1% (satu persen) per hari.")
        == "sebesar [-2% (dua persen)-]{+1% (satu persen)+} per hari."
    )


def test_an_insertion_brings_its_space() -> None:
    assert marked("per hari.", "per hari kerja.") == "per hari{+ kerja+}."
    assert marked("wajib hadir", "Pegawai wajib hadir") == "{+Pegawai +}wajib hadir"


def test_an_inserted_sentence_ends_at_its_stop() -> None:
    assert marked("Ia hadir. Ia pulang.", "Ia hadir. Ia makan. Ia pulang.") == "Ia hadir.{+ Ia makan.+} Ia pulang."


def test_changes_are_not_scattered_over_single_words() -> None:
    old = "rapat dengar pendapat umum atau kunjungan kerja yang diadakan"
    new = "seminar nasional terbuka atau lokakarya daerah yang diadakan"
    assert marked(old, new) == (
        "[-rapat dengar pendapat umum atau kunjungan kerja-]"
        "{+seminar nasional terbuka atau lokakarya daerah+} yang diadakan"
    )


def test_what_stays_is_kept_around_a_small_change() -> None:
    old = "Masyarakat sebagaimana dimaksud pada ayat (1) adalah orang perseorangan."
    new = "Masyarakat sebagaimana dimaksud pada ayat (1) merupakan orang perseorangan."
    assert marked(old, new) == (
        "Masyarakat sebagaimana dimaksud pada ayat (1) [-adalah-]{+merupakan+} orang perseorangan."
    )


@pytest.mark.parametrize(("old", "new"), [("", ""), ("", "a"), ("a", ""), (" ", "\n"), ("a", "a")])
def test_the_smallest_texts(old: str, new: str) -> None:
    assert_gives_back(old, new)


@pytest.mark.timeout(60)
def test_hostile_texts_end_in_bounded_time() -> None:
    assert_gives_back("a b " * 60_000, "b a b " * 40_000)
    assert_gives_back("a" * 2_000_000, "b" * 2_000_000)
    assert_gives_back("1 (a" * 100_000, "1 (" * 150_000)


def test_long_texts_with_few_changes_show_those() -> None:
    words = [f"kata{number}" for number in range(30_000)]
    changed = [*words[:9_000], "baru", *words[9_001:20_000], *words[20_001:]]
    assert [
        segment.text.strip() for segment in redline(" ".join(words), " ".join(changed)) if segment.op != "same"
    ] == [
        "kata9000",
        "baru",
        "kata20000",
    ]


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(1, 9).map(float)), max_size=8))
def test_no_chain_is_heavier_than_the_one_chosen(points: list[tuple[int, int, float]]) -> None:
    chosen = [points[index] for index in heaviest_chain(points)]
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in itertools.pairwise(chosen))
    heaviest = 0.0
    for size in range(len(points) + 1):
        for some in itertools.combinations(sorted(points), size):
            if all(a[0] < b[0] and a[1] < b[1] for a, b in itertools.pairwise(some)):
                heaviest = max(heaviest, sum(point[2] for point in some))
    assert sum(point[2] for point in chosen) == heaviest
