"""Quoted words through random edits whose truth is known: they follow their clause or wait, and settle nowhere else."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from draft_edits import Item, Rendered
from partisipasi.drafts.alignment import align
from partisipasi.drafts.anchoring import ACCEPT, Found, Quote, carry
from random_laws import edited_copy, invented

AROUND = 32


def quoted(text: str, dice: random.Random) -> Quote:
    """Four to nine words of a text as somebody would mark them, with what stands around them."""
    words = text.split()
    length = min(len(words), dice.randint(4, 9))
    first = dice.randint(0, len(words) - length)
    start = len(" ".join([*words[:first], ""]))
    exact = " ".join(words[first : first + length])
    end = start + len(exact)
    return Quote(exact=exact, prefix=text[max(0, start - AROUND) : start], suffix=text[end : end + AROUND])


def plain(text: str) -> list[str]:
    """The words but for what a reference is made of: a mark may have cut through one whose number shifted."""
    return [word for word in text.split() if word.strip(".,;:").isalpha() and word not in ("Pasal", "ayat")]


class Followed:
    """Every ayat of a text, with words quoted from it, followed through one edit of the text."""

    def __init__(self, seed: int) -> None:
        dice = random.Random(seed)
        before = invented(dice)
        self.edited = edited_copy(before, invented(dice), dice)
        self.old, self.new = Rendered(before), Rendered(self.edited.items)
        self.texts = {clause.key: clause.text for clause in self.new.clauses}
        pairs = align(self.old.clauses, self.new.clauses)
        self.reached: dict[str, set[str]] = {}
        for pair in pairs:
            if pair.old and pair.new:
                self.reached.setdefault(pair.old, set()).add(pair.new)
        self.found = {
            clause.key: (quote := quoted(clause.text, dice), carry(quote, clause.key, pairs, self.texts, clause.text))
            for clause in self.old.clauses
            if clause.kind == "ayat" and len(clause.text.split()) >= 4
        }

    def words(self, found: Found) -> str:
        """What the anchor delimits in the new text."""
        return self.texts[found.key][found.start : found.end] if found.key else ""

    def truth(self, key: str) -> set[str]:
        """The keys of what a clause really became."""
        keys = {item: key for key, item in self.new.ids.items()}
        return {keys[item] for item in self.edited.links[self.old.ids[key]] if item in keys}

    def untouched(self, key: str) -> bool:
        """Whether no edit changed the clause's own words, nor any clause it cites was deleted."""
        item: Item | None = next(
            (one for top in self.edited.items for one in top.walk() if one.id == self.old.ids[key]), None
        )
        return item is not None and item.id not in self.edited.ops and item.id not in self.edited.dangling()


@pytest.fixture(scope="module", params=range(12))
def followed(request: pytest.FixtureRequest) -> Followed:
    return Followed(request.param)


def test_an_anchor_lies_only_in_what_its_own_clause_became(followed: Followed) -> None:
    for key, (_, found) in followed.found.items():
        assert found.key is None or found.key in followed.reached.get(key, set())
        assert (found.key is None) == (found.state == "deleted")
        if found.start is not None and found.end is not None and found.key:
            assert 0 <= found.start < found.end <= len(followed.texts[found.key])


def test_words_of_a_clause_that_is_gone_are_deleted_or_wait(followed: Followed) -> None:
    for key, (_, found) in followed.found.items():
        if not followed.truth(key):
            assert found.state == "deleted" or found.review == "open", (key, found)


def test_words_nobody_touched_are_found_again_without_a_doubt(followed: Followed) -> None:
    seen = 0
    for key, (quote, found) in followed.found.items():
        if followed.untouched(key) and followed.reached.get(key) == followed.truth(key):
            seen += 1
            assert found.state in ("exact", "shifted", "moved"), (key, found)
            assert plain(followed.words(found)) == plain(quote.exact)
    assert seen


def test_what_is_accepted_without_a_person_is_alike_and_in_the_right_clause() -> None:
    """Over all texts: of the anchors nobody is asked about, at most one in two hundred is in a clause of another."""
    met: Counter[str] = Counter()
    for seed in range(100, 116):
        followed = Followed(seed)
        for key, (_, found) in followed.found.items():
            if found.review == "none" and found.key is not None:
                assert found.score >= ACCEPT
                met["right" if found.key in followed.truth(key) else "wrong"] += 1
            met["open" if found.review == "open" else "settled"] += 1
    assert met["wrong"] * 200 <= met["right"], met
    # Whoever is asked about everything looks at nothing.
    assert met["open"] * 10 <= met["settled"], met
