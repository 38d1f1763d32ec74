"""The score by which the best supported comes first, in Python and in the database."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from partisipasi.discussions.ranking import PARTS, best, wilson
from partisipasi.kit.database import Transaction

MANY = 1_000_000
counts = st.integers(min_value=0, max_value=MANY)


@given(counts, counts)
def test_the_lower_bound_is_a_share_and_never_above_the_share_seen(ups: int, silent: int) -> None:
    bound = wilson(ups, ups + silent)
    assert 0 <= bound <= 1
    assert bound <= ups / max(ups + silent, 1) + 1e-12


@given(counts, st.integers(min_value=1, max_value=MANY))
def test_more_support_never_ranks_lower_and_more_chances_never_higher(ups: int, silent: int) -> None:
    assert wilson(ups + 1, ups + 1 + silent) >= wilson(ups, ups + silent)
    assert wilson(ups, ups + silent + 1) <= wilson(ups, ups + silent) + 1e-12


@given(st.floats(allow_nan=False, min_value=-1e9, max_value=0))
def test_nobody_who_could_is_no_share(chances: float) -> None:
    assert wilson(0, chances) == 0


@given(counts)
def test_a_score_is_whole_between_nought_and_all_and_grows_with_each_support(ups: int) -> None:
    assert 0 <= best(ups) <= PARTS
    assert best(ups + 1) > best(ups)


def test_the_first_supports_weigh_more_than_the_hundredth() -> None:
    steps = [best(ups + 1) - best(ups) for ups in (2, 10, 100, 1000)]
    assert steps == sorted(steps, reverse=True)
    assert best(0) == best(-3) == 0


async def test_the_database_counts_as_python_does(tx: Transaction) -> None:
    asked = sorted({0, -1, *range(300), *(math.floor(1.07**n) for n in range(1, 205)), MANY})
    told = await tx.values("SELECT talk_best(n) FROM unnest($1::int[]) WITH ORDINALITY u (n, o) ORDER BY o", asked)
    assert told == [best(ups) for ups in asked]
