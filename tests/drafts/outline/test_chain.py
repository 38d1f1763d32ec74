"""The chain of markers, and the numbers it counts."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partisipasi.drafts.outline.chain import Costs, Mark, best_chain
from partisipasi.drafts.outline.numerals import (
    arabic_readings,
    letter_text,
    letter_value,
    ordinal_text,
    ordinal_value,
    roman_text,
    roman_value,
)

COSTS = Costs(gap=1.0, repeat=5.0, opening=3.0)
marks = st.lists(st.tuples(st.integers(1, 12), st.floats(0.5, 10)), max_size=9).map(
    lambda pairs: [Mark(at, at + 1, number, weight) for at, (number, weight) in enumerate(pairs)]
)


def score(chain: list[Mark]) -> float:
    total, before = 0.0, 0
    for mark in chain:
        if mark.number == before:
            total -= COSTS.repeat
        elif before:
            total -= COSTS.gap * (mark.number - before - 1)
        else:
            total -= min(COSTS.opening, COSTS.gap * (mark.number - 1))
        total, before = total + mark.weight, mark.number
    return total


@given(marks)
def test_no_chain_outweighs_the_best(offered: list[Mark]) -> None:
    chains = [[mark for at, mark in enumerate(offered) if bits >> at & 1] for bits in range(1 << len(offered))]
    rising = [c for c in chains if all(a.number <= b.number for a, b in itertools.pairwise(c))]
    assert score(best_chain(offered, COSTS)) == pytest.approx(max(0.0, *map(score, rising), 0.0))


def test_of_several_readings_of_one_place_at_most_one_is_taken() -> None:
    offered = [Mark(0, 1, 1, 5.0), Mark(9, 10, 2, 5.0), Mark(9, 10, 3, 5.0), Mark(20, 21, 4, 5.0)]
    assert len(best_chain(offered, COSTS)) == 3


@given(st.integers(1, 399))
def test_roman_numerals_are_read_as_they_are_written(number: int) -> None:
    assert roman_value(roman_text(number)) == number


@given(st.integers(1, 99))
def test_ordinal_words_are_read_as_they_are_written(number: int) -> None:
    assert ordinal_value(ordinal_text(number)) == number


@given(st.integers(1, 104))
def test_item_letters_are_read_as_they_are_written(number: int) -> None:
    assert letter_value(letter_text(number)) == number


@pytest.mark.parametrize(
    ("printed", "number"), [("1O", 10), ("27O", 270), ("4 1", 41), ("l", 1), ("S", 5), ("T2", 72), ("2L", 21)]
)
def test_misread_digits_have_a_reading(printed: str, number: int) -> None:
    assert (number, False) in arabic_readings(printed)


def test_what_looks_like_no_number_is_none() -> None:
    assert arabic_readings("xy") == []
    assert roman_value("IIX") is None
    assert letter_value("ab") is None
