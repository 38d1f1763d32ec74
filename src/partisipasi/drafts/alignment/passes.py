"""The passes that match one clause with one, each consuming what it matched.

Identical wordings that occur once; explanations, which follow what they explain; level by level the sequence
of siblings, divisions (bab, bagian) following what stands in them; and what is left, anywhere in the part.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from typing import Final

from rapidfuzz.distance import Indel

from partisipasi.drafts.alignment.matching import Matching
from partisipasi.drafts.alignment.pairs import Method
from partisipasi.drafts.alignment.trees import Node
from partisipasi.drafts.chains import heaviest_chain

ACCEPT: Final = 0.55
MARGIN: Final = 0.15
# Below ACCEPT a pair is kept, for a person to judge, if it shares enough of its substance.
DOUBTFUL: Final = 0.4
_SUBSTANCE: Final = 0.35
_GAP_COST: Final = 0.3
_MOVED: Final = 0.75
_MOVED_SUBSTANCE: Final = 0.6
# Wordings of fewer words recur by chance: only their place tells which is which.
_TELLING: Final = 5
_ANCHOR: Final = 2.0
# Cells of the comparison matrix of two levels: 100 million take some 13 MB.
_CELLS: Final = 100_000_000
_FIRST_ANCHOR: Final = 1 << 40

_WORDINGS: Final[tuple[Callable[[Node], int], ...]] = (
    lambda node: node.tree_exact if node.weight else 0,
    lambda node: node.tree_masked if node.weight else 0,
    lambda node: node.exact if node.words else 0,
    lambda node: node.masked if node.words else 0,
)


def match_named(m: Matching, olds: Sequence[Node]) -> None:
    """Match clauses that have a name instead of a number ("menimbang"), or no words, with their namesakes."""
    for old in m.loose(olds):
        new = m.new.by_key.get(old.key)
        if new is None or not m.free(new) or new.kind != old.kind:
            continue
        if not old.number or (old.weight == new.weight == 0):
            m.add(old, new, "path", 1.0 if old.exact == new.exact else m.likeness.of(old, new))


def match_identical(m: Matching, olds: Sequence[Node], news: Sequence[Node], least: int = _TELLING) -> None:
    """Match wordings of ``least`` words or more that occur once in either version, whole clauses first."""
    for number, wording in enumerate(_WORDINGS):
        ours, theirs = _once(olds, wording), _once(news, wording)
        for value, old in ours.items():
            new = theirs.get(value)
            if new is None or not m.free(old) or not m.free(new) or old.division != new.division:
                continue
            if number < 2 and old.weight >= least:
                m.add_trees(old, new, "exact")
            elif number >= 2 and len(old.words) >= least:
                m.add(old, new, "exact", 1.0)


def _once(nodes: Sequence[Node], wording: Callable[[Node], int]) -> dict[int, Node]:
    counts = Counter(map(wording, nodes))
    return {value: node for node in nodes if (value := wording(node)) and counts[value] == 1}


def match_explanations(m: Matching, olds: Sequence[Node], news: Sequence[Node]) -> None:
    """Let the explanation of a clause follow that clause; "Cukup jelas." tells nothing by itself."""
    there = {node.place: node for node in news if node.place}
    for old in olds:
        explained = m.old.by_place.get(old.place)
        if explained is None:
            continue
        for partner in m.partners(explained):
            new = there.get(partner.place)
            if new is not None and m.free(old) and m.free(new):
                m.add(old, new, "path", 1.0 if old.masked == new.masked else m.likeness.of(old, new))
        if len(old.words) < _TELLING and not old.children:
            m.bound.add(old)
    m.bound.update(
        new for new in news if new.place in m.new.by_place and len(new.words) < _TELLING and not new.children
    )


# --- sequences


def follow_content(m: Matching, olds: Sequence[Node], news: Sequence[Node], least: float) -> None:
    """Match containers of one kind whose matched content is ``least`` or more of their words (Dice)."""
    within = set(m.loose(news))
    shared: Counter[tuple[Node, Node]] = Counter()
    for old in m.loose(olds):
        for below in old.walk():
            for match in m.of_old.get(below, ()):
                for above in match.new.above():
                    if above.kind == old.kind and above in within:
                        shared[old, above] += len(below.words)
    ranked = sorted(
        ((2 * words / (old.weight + new.weight), old, new) for (old, new), words in shared.items() if words),
        key=lambda entry: (-entry[0], entry[1].order, entry[2].order),
    )
    for share, old, new in ranked:
        if share >= least and m.free(old) and m.free(new):
            m.add(old, new, "sequence", max(share, m.likeness.of(old, new)))


def match_sequence(m: Matching, olds: Sequence[Node], news: Sequence[Node]) -> None:
    """Match siblings in their order, equal wordings first, then those that changed places."""
    for number, wording in enumerate(_WORDINGS):
        if not m.loose(olds) or not m.loose(news):
            return
        _match_equal(m, olds, news, wording, whole=number < 2)
    _match_similar(m, olds, news)
    _match_crossing(m, olds, news)


def _match_equal(
    m: Matching, olds: Sequence[Node], news: Sequence[Node], wording: Callable[[Node], int], *, whole: bool
) -> None:
    """Match equal wordings in order, around what is matched already (longest common subsequence)."""
    old_codes, new_codes = _codes(m, olds, news, wording)
    if not any(code < _FIRST_ANCHOR for code in set(old_codes).intersection(new_codes)):
        return
    _mark_ambiguous(m, (olds, old_codes), (news, new_codes))
    for at_old, at_new in _in_order(old_codes, new_codes):
        old, new = olds[at_old], news[at_new]
        if m.free(old) and m.free(new):
            if whole:
                m.add_trees(old, new, "exact")
            else:
                m.add(old, new, "exact", 1.0)


def _in_order(ours: list[int], theirs: list[int]) -> list[tuple[int, int]]:
    """Places of equal codes in a longest common subsequence, or in one near it where that would take too long."""
    if len(ours) * len(theirs) <= _CELLS:
        return [
            (block.src_start + step, block.dest_start + step)
            for block in Indel.opcodes(ours, theirs)
            if block.tag == "equal"
            for step in range(block.src_end - block.src_start)
        ]
    where: defaultdict[int, list[int]] = defaultdict(list)
    for at in range(len(theirs) - 1, -1, -1):
        where[theirs[at]].append(at)
    points = [(at, where[code].pop(), 1.0) for at, code in enumerate(ours) if where[code]]
    return [points[index][:2] for index in heaviest_chain(points)]


def _codes(
    m: Matching, olds: Sequence[Node], news: Sequence[Node], wording: Callable[[Node], int]
) -> tuple[list[int], list[int]]:
    """Codes to compare two levels by: wording for loose clauses, the match for matched ones."""
    loose = {*m.loose(olds), *m.loose(news)}
    matched = {new: rank for rank, new in enumerate(news, _FIRST_ANCHOR) if new not in loose}
    unlike = _FIRST_ANCHOR + len(news)

    def code(node: Node, rank: int) -> int:
        return (wording(node) if node in loose else 0) or unlike + rank

    new_codes = [matched.get(new) or code(new, rank) for rank, new in enumerate(news)]
    old_codes = [
        next((matched[new] for new in m.partners(old) if new in matched), 0) or code(old, len(news) + rank)
        for rank, old in enumerate(olds)
    ]
    return old_codes, new_codes


def _mark_ambiguous(m: Matching, *sides: tuple[Sequence[Node], list[int]]) -> None:
    """Note wordings that occur several times on this level, and not equally often in both versions."""
    ours, theirs = (Counter(codes) for _, codes in sides)
    for nodes, codes in sides:
        m.ambiguous.update(
            node
            for node, code in zip(nodes, codes, strict=True)
            if ours[code] and theirs[code] and ours[code] != theirs[code]
        )


def _match_similar(m: Matching, olds: Sequence[Node], news: Sequence[Node]) -> None:
    """Match the order-keeping pairs of greatest total likeness less gap cost (Needleman and Wunsch)."""
    loose_old, loose_new = m.loose(olds), m.loose(news)
    if not loose_old or not loose_new:
        return
    rank_old = {node: rank for rank, node in enumerate(olds)}
    rank_new = {node: rank for rank, node in enumerate(news)}
    pairs = [(old, new) for old in olds for new in m.partners(old) if new in rank_new]
    weights = [_ANCHOR] * len(pairs)
    for old, new in m.likeness.candidates(loose_old, loose_new):
        likeness = m.likeness.of(old, new)
        if likeness >= DOUBTFUL:
            m.rivals[old].append((likeness, new))
            m.rivals[new].append((likeness, old))
            if likeness >= ACCEPT or m.likeness.substance(old.tree_words, new.tree_words) >= _SUBSTANCE:
                pairs.append((old, new))
                weights.append(likeness - _GAP_COST)
    points = [(rank_old[old], rank_new[new], weight) for (old, new), weight in zip(pairs, weights, strict=True)]
    for index in heaviest_chain(points):
        old, new = pairs[index]
        if m.free(old) and m.free(new):
            m.add(old, new, "sequence", m.likeness.of(old, new))


def _match_crossing(m: Matching, olds: Sequence[Node], news: Sequence[Node]) -> None:
    """Match siblings that changed their order."""
    left = set(m.loose(news))
    found = [
        (likeness, old, new)
        for old in m.loose(olds)
        for likeness, new in m.rivals[old]
        if new in left and likeness >= _MOVED
    ]
    _take_best(m, found, "sequence")


# --- what is left


def match_leftovers(m: Matching, olds: Sequence[Node], news: Sequence[Node]) -> None:
    """Match what is left by likeness anywhere in the part: clauses that moved."""
    match_identical(m, olds, news, least=2)
    loose_old = [node for node in m.loose(olds) if node.weight >= _TELLING]
    loose_new = [node for node in m.loose(news) if node.weight >= _TELLING]
    found = []
    for old, new in m.likeness.candidates(loose_old, loose_new):
        likeness = m.likeness.of(old, new)
        if likeness >= ACCEPT:
            m.rivals[old].append((likeness, new))
            m.rivals[new].append((likeness, old))
            if likeness >= _MOVED and m.likeness.substance(old.tree_words, new.tree_words) >= _MOVED_SUBSTANCE:
                found.append((likeness, old, new))
    _take_best(m, found, "global")


def _take_best(m: Matching, found: list[tuple[float, Node, Node]], method: Method) -> None:
    found.sort(key=lambda entry: (-entry[0], -entry[1].weight, entry[1].order, entry[2].order))
    for likeness, old, new in found:
        if m.free(old) and m.free(new):
            m.add(old, new, method, likeness)
