"""Which clause is which over two versions."""

from __future__ import annotations

from partisipasi.drafts.alignment import Pair
from partisipasi.drafts.identity import inherit

OLD = {"pasal-1": 1, "pasal-2": 2, "pasal-3": 3}
LENGTHS = {"pasal-1": 10, "pasal-2": 50, "pasal-3": 20}


def test_identity_follows_a_pair_whatever_its_number() -> None:
    pairs = [Pair(old="pasal-1", new="pasal-2", op="moved"), Pair(old="pasal-2", new="pasal-1", op="reworded")]
    assert inherit(pairs, OLD, LENGTHS, {}) == {"pasal-2": 1, "pasal-1": 2}


def test_the_most_similar_part_of_a_split_keeps_the_identity() -> None:
    pairs = [
        Pair(old="pasal-1", new="pasal-1", op="split", score=0.3),
        Pair(old="pasal-1", new="pasal-2", op="split", score=0.7),
    ]
    assert inherit(pairs, OLD, LENGTHS, {}) == {"pasal-1": None, "pasal-2": 1}


def test_a_merged_clause_has_the_identity_of_its_largest_source() -> None:
    pairs = [Pair(old=old, new="pasal-1", op="merged", score=0.5) for old in OLD]
    assert inherit(pairs, OLD, LENGTHS, {}) == {"pasal-1": 2}


def test_a_clause_born_in_the_concept_keeps_the_identity_it_had_there() -> None:
    pairs = [Pair(old="pasal-1", new="pasal-1", op="same"), Pair(old=None, new="pasal-4", op="inserted")]
    assert inherit(pairs, OLD, LENGTHS, {"pasal-4": 99}) == {"pasal-1": 1, "pasal-4": 99}


def test_no_identity_of_the_version_before_is_carried_to_a_clause_that_is_new() -> None:
    pairs = [Pair(old="pasal-1", new=None, op="deleted"), Pair(old=None, new="pasal-1", op="inserted")]
    assert inherit(pairs, OLD, LENGTHS, {"pasal-1": 1}) == {"pasal-1": None}
