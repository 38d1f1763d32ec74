"""How alike two clauses are, and which pairs are worth asking about."""

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Final

from rapidfuzz.distance import Levenshtein

from partisipasi.drafts.alignment.trees import Node

# Words of a clause with all below it that are compared at most.
_LONGEST: Final = 4_000
# Up to this many pairs all are asked about; beyond, only those that share rare words.
_ALL_PAIRS: Final = 2_500
_RARE_WORDS: Final = 12
_FREQUENT: Final = 64
_CANDIDATES: Final = 8
_SHORT: Final = 8


class Likeness:
    """Similarity of clauses of two versions, 0 to 1, and the search for similar ones."""

    def __init__(self, *versions: Sequence[Node]) -> None:
        self._known: dict[tuple[int, int], float] = {}
        # In how many clauses a word stands, of the version where it stands in more: being in both is no commonness.
        self._seen_in: Counter[str] = Counter()
        for nodes in versions:
            self._seen_in |= Counter(word for node in nodes for word in set(node.words))
        self._total = max(map(len, versions)) + 1

    def of(self, old: Node, new: Node) -> float:
        """0.9 × word similarity + 0.1 for the same number or heading.

        Word similarity is 1 − Levenshtein distance in words / words of the longer, references masked. A
        clause with others below it is compared with them; its own words count half where they are more alike
        than the whole.
        """
        known = self._known.get((old.order, new.order))
        if known is None:
            known = 0.0 if old.division != new.division else _alike(old, new)
            self._known[old.order, new.order] = known
        return known

    def substance(self, old: str, new: str) -> float:
        """Share of the information of two wordings (encoded words) that they have in common, 0 to 1.

        Dice coefficient of the word multisets, each word weighted by its inverse document frequency:
        boilerplate counts little, the words that make out a clause count much.
        """
        ours, theirs = Counter(old[:_LONGEST]), Counter(new[:_LONGEST])
        both = sum(self._information(word) * min(count, theirs[word]) for word, count in ours.items())
        each = sum(self._information(word) * count for words in (ours, theirs) for word, count in words.items())
        return 2 * both / each if each else 0.0

    def _information(self, word: str) -> float:
        return math.log(self._total / (1 + self._seen_in[word])) + 0.1

    def candidates(self, olds: Sequence[Node], news: Sequence[Node]) -> list[tuple[Node, Node]]:
        """Pairs worth comparing: all if they are few, else those that share rare words or kind and number."""
        if len(olds) * len(news) <= _ALL_PAIRS:
            return [(old, new) for old in olds for new in news]
        postings: defaultdict[str, list[Node]] = defaultdict(list)
        for new in news:
            for word in set(new.tree_words[:_LONGEST]):
                postings[word].append(new)
        numbered = {(new.kind, new.number): new for new in news}
        found: list[tuple[Node, Node]] = []
        for old in olds:
            shared: Counter[Node] = Counter()
            rare = sorted((len(postings[word]), word) for word in set(old.tree_words[:_LONGEST]) if word in postings)
            for count, word in rare[:_RARE_WORDS]:
                if count <= _FREQUENT:
                    for new in postings[word]:
                        shared[new] += self._total // (1 + count)
            nearest = dict.fromkeys(new for new, _ in shared.most_common(_CANDIDATES))
            if (same := numbered.get((old.kind, old.number))) is not None:
                nearest[same] = None
            found.extend((old, new) for new in nearest)
        return found


def ratio(old: str, new: str) -> float:
    """1 − Levenshtein distance / length of the longer, of two encoded wordings (0 for two empty ones)."""
    if not old or not new:
        return 0.0
    return Levenshtein.normalized_similarity(old[:_LONGEST], new[:_LONGEST])


def _alike(old: Node, new: Node) -> float:
    own = _own_ratio(old, new)
    if not old.children and not new.children:
        similarity = own
    else:
        whole = ratio(old.tree_words, new.tree_words)
        similarity = max(whole, (own + whole) / 2)
    named = old.number == new.number or (old.clause.heading and old.clause.heading == new.clause.heading)
    if old.kind != new.kind:
        return 0.9 * similarity
    return 0.9 * similarity + (0.1 if named else 0.0)


def _own_ratio(old: Node, new: Node) -> float:
    similarity = ratio(old.words, new.words)
    if 0 < max(len(old.words), len(new.words)) <= _SHORT:
        # In a few words one typing error weighs too much: there the letters tell as well.
        letters = Levenshtein.normalized_similarity(old.plain, new.plain)
        return max(similarity, letters if letters >= 0.8 else 0.0)
    return similarity
