"""Clauses that come back: which new clause is like one that an earlier version had and a later one dropped. Pure."""

from collections.abc import Sequence
from typing import Final

from partisipasi.drafts.alignment.likeness import Likeness
from partisipasi.drafts.alignment.pairs import AlignableClause
from partisipasi.drafts.alignment.trees import Lexicon, Node, Tree

# The bar over which leftovers of one step are taken for moved: here too nothing but the words speaks for a pair, since
# neither neighbours nor numbers say anything after a version without the clause. A person is asked in any case; below
# it, boilerplate makes unrelated clauses look alike (measured on laws: 0.52 to 0.72).
_ALIKE: Final = 0.75
# Fewer words than these ("Cukup jelas.", "Dihapus.") are shared by clauses that have nothing to do with each other.
_ENOUGH_WORDS: Final = 6


def likely_restored(gone: Sequence[AlignableClause], born: Sequence[AlignableClause]) -> dict[str, tuple[str, float]]:
    """Propose which new clauses are earlier ones again.

    Args:
        gone: clauses of earlier versions that neither the version before nor this one has, each under a key of its
            own; a clause that stands in another of them names it as parent.
        born: clauses of this version that have no counterpart in the version before, likewise.

    Returns:
        Key of a new clause → key of the one gone that it is like, and the likeness, 0 to 1. Each at most once, the
        most alike first; equal likeness goes by the order of the texts. Nothing is ever proposed across the parts of
        a text (body, explanation, annexes).
    """
    if not gone or not born:
        return {}
    lexicon = Lexicon()
    olds, news = Tree(gone, lexicon).nodes, Tree(born, lexicon).nodes
    likeness = Likeness(olds, news)
    wordy_old, wordy_new = [_wordy(nodes) for nodes in (olds, news)]
    scored = [
        (likeness.of(old, new), old, new)
        for old, new in likeness.candidates(wordy_old, wordy_new)
        if old.part == new.part
    ]
    found: dict[str, tuple[str, float]] = {}
    taken: set[str] = set()
    for score, old, new in sorted(scored, key=lambda entry: (-entry[0], entry[2].order, entry[1].order)):
        if score >= _ALIKE and new.key not in found and old.key not in taken:
            found[new.key] = (old.key, round(score, 4))
            taken.add(old.key)
    return found


def _wordy(nodes: Sequence[Node]) -> list[Node]:
    return [node for node in nodes if node.weight >= _ENOUGH_WORDS]
