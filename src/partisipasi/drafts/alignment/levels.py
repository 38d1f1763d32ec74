"""Walking two versions from the top down, level by level of siblings."""

from collections.abc import Sequence
from typing import Final

from partisipasi.drafts.alignment.matching import Matching
from partisipasi.drafts.alignment.passes import follow_content, match_sequence
from partisipasi.drafts.alignment.splits import match_splits, spread_below
from partisipasi.drafts.alignment.trees import Node, level

# Share of their words by which containers (pasal of several ayat) and divisions follow what stands in them.
_MOSTLY: Final = 0.5
_DIVISION: Final = 0.3


def match_levels(m: Matching, olds: Sequence[Node], news: Sequence[Node]) -> None:
    """Match siblings by their sequence, from the topmost clauses ``olds`` and ``news`` down."""
    pending = [(list(olds), list(news))]
    while pending:
        here = pending.pop()
        old_units, old_divisions = level(here[0])
        new_units, new_divisions = level(here[1])
        follow_content(m, old_units, new_units, _MOSTLY)
        match_sequence(m, old_units, new_units)
        match_splits(m, old_units, new_units)
        follow_content(m, old_divisions, new_divisions, _DIVISION)
        match_sequence(m, old_divisions, new_divisions)
        for old in old_units:
            partners = m.partners(old)
            if len(partners) == 1:
                spread_below(m, old, partners[0])
            if old.children:
                pending.append((old.children, [child for new in partners for child in new.children]))


def part_hollow(m: Matching, olds: Sequence[Node]) -> None:
    """Take back pairs of containers without own words that turned out to have nothing in common below."""
    for old in reversed(olds):
        for match in m.of_old.get(old, [])[:]:
            new = match.new
            if match.method in ("confirmed", "kept") or old.words or new.words or not (old.weight or new.weight):
                continue
            if not any(new in partner.above() for below in old.walk() for partner in m.partners(below)):
                m.remove(match)
