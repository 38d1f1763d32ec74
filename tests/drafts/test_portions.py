"""A long text in portions: nothing lost, nothing twice, cut only where the text divides."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from partisipasi.drafts.outline import read_outline
from partisipasi.drafts.portions import Portion, portion_of, portions

KINDS = ("judul", "bab", "bagian", "pasal", "ayat", "huruf", "penutup", "lampiran", "teks")


class Unit(msgspec.Struct, frozen=True):
    kind: str
    depth: int
    text: str = "kata"


def _text(bab: int, pasal: int, ayat: int) -> list[Unit]:
    units = [Unit("judul", 0), Unit("pembukaan", 0)]
    for _ in range(bab):
        units.append(Unit("bab", 0))
        for _ in range(pasal):
            units.append(Unit("pasal", 1))
            units += [Unit("ayat", 2)] * ayat
    return units


@given(
    st.lists(st.builds(Unit, st.sampled_from(KINDS), st.integers(0, 4), st.sampled_from(("", "kata", "k" * 90)))),
    st.integers(1, 30),
    st.integers(1, 300),
)
def test_every_unit_is_in_exactly_one_portion(units: list[Unit], clauses: int, characters: int) -> None:
    found = portions(units, most_clauses=clauses, most_characters=characters)
    assert [at for portion in found for at in range(portion.start, portion.end)] == list(range(len(units)))
    for at in range(len(units)):
        portion = found[portion_of(found, at)]
        assert portion.start <= at < portion.end
    assert not [portion for portion in found if units[portion.start].kind in ("ayat", "huruf", "teks")][1:]


def test_a_short_text_is_one_page() -> None:
    assert portions(_text(10, 7, 3)) == [Portion(0, 292)]
    assert portions([]) == []


def test_each_chapter_of_a_long_text_is_a_page_and_what_stands_before_is_gathered() -> None:
    units = [*_text(4, 20, 5), Unit("penutup", 0), Unit("lampiran", 0), *[Unit("angka", 1)] * 5]
    found = portions(units)
    assert [units[portion.start].kind for portion in found] == ["judul", "bab", "bab", "bab", "bab", "lampiran"]
    assert units[found[4].end - 1].kind == "penutup"


def test_a_chapter_that_is_too_long_is_cut_between_articles() -> None:
    units = _text(1, 100, 5)
    found = portions(units)
    assert all(portion.end - portion.start <= 300 for portion in found)
    assert {units[portion.start].kind for portion in found[2:]} == {"pasal"}
    assert len(found) == 4


def test_articles_without_chapters_fill_pages() -> None:
    units = [Unit("judul", 0)] + [unit for _ in range(200) for unit in (Unit("pasal", 0), Unit("ayat", 1))]
    found = portions(units)
    assert [portion.end - portion.start for portion in found] == [299, 102]


def test_long_words_count_as_well() -> None:
    outline = read_outline("BAB I\nUMUM\n\nPasal 1\n" + "kata " * 60_000 + "\n\nBAB II\nLAIN\n\nPasal 2\nPendek.\n")
    depth = {clause.key: clause.key.count(".") + (clause.kind == "pasal") for clause in outline.clauses}
    units = [Unit(clause.kind, depth[clause.key], clause.text) for clause in outline.clauses]
    assert len(portions(units)) >= 2
