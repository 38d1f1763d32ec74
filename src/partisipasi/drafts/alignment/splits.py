"""One clause that became several, several that became one.

Every rule works both ways: the *whole* is the old clause of a split or the new clause of a merge, the *parts*
stand in the other version.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from rapidfuzz.distance import LCSseq

from partisipasi.drafts.alignment.likeness import ratio
from partisipasi.drafts.alignment.matching import Matching
from partisipasi.drafts.alignment.passes import ACCEPT
from partisipasi.drafts.alignment.trees import Node

# By this much the parts together must be more like the whole than each of them.
_GAIN: Final = 0.1
# Share of a part's words that stand in the whole, in order.
_CONTAINED: Final = 0.5
_SUBSTANCE: Final = 0.3
_HEAVY_REWORDING: Final = 0.5
_MOST_PARTS: Final = 4
_NEARBY: Final = 6
_PAIRS_IN_SIGHT: Final = 144
_FEW: Final = 3
_MOSTLY: Final = 0.5
# Own words of a container, at most this share of a text spread over what stands in it.
_SHELL: Final = 0.3


def match_splits(m: Matching, olds: Sequence[Node], news: Sequence[Node]) -> None:
    """Find splits, merges and heavy rewordings among the siblings of two matched levels."""
    for wholes, others in ((olds, news), (news, olds)):
        if not m.loose(others):
            continue
        rank = {node: at for at, node in enumerate(others)}
        reached = -1
        for whole in wholes:
            partners = m.partners(whole)
            if len(partners) <= 1:
                _join(m, whole, _runs(m, whole, partners, others, rank, reached))
            reached = max((rank[node] for node in m.partners(whole) if node in rank), default=reached)
    # Without a common place to hold them together, likeness this weak would pair anything with anything.
    if 0 < len(m.loose(olds)) * len(m.loose(news)) <= _PAIRS_IN_SIGHT:
        _scattered(m, m.loose(olds), m.loose(news))
        _scattered(m, m.loose(news), m.loose(olds))
        _reworded_heavily(m, m.loose(olds), m.loose(news))


def _runs(
    m: Matching,
    whole: Node,
    partners: Sequence[Node],
    others: Sequence[Node],
    rank: dict[Node, int],
    reached: int,
) -> list[list[Node]]:
    """Runs that a whole may have become: its counterpart with loose neighbours, or loose ones alone."""
    if not partners:
        nearby = _loose_run(m, others, reached, 1, _NEARBY)
        return [
            nearby[start : start + length]
            for length in range(2, _MOST_PARTS + 1)
            for start in range(len(nearby) - length + 1)
        ]
    here = rank.get(partners[0])
    if here is None or whole.masked == partners[0].masked:
        return []
    before, after = _loose_run(m, others, here, -1), _loose_run(m, others, here, 1)
    return [
        [*before[:left][::-1], partners[0], *after[:right]]
        for left in range(len(before) + 1)
        for right in range(len(after) + 1)
        if 1 <= left + right < _MOST_PARTS
    ]


def _loose_run(m: Matching, nodes: Sequence[Node], at: int, step: int, most: int = _MOST_PARTS - 1) -> list[Node]:
    run: list[Node] = []
    at += step
    while 0 <= at < len(nodes) and len(run) < most and m.loose((nodes[at],)):
        run.append(nodes[at])
        at += step
    return run


def _join(m: Matching, whole: Node, runs: list[list[Node]]) -> None:
    best: tuple[float, list[Node]] = (0.0, [])
    for run in runs:
        joined = ratio(whole.tree_words, "".join(part.tree_words for part in run))
        single = max(ratio(whole.tree_words, part.tree_words) for part in run)
        gain = joined >= max(ACCEPT, single + _GAIN)
        if gain and joined > best[0] and all(_contained(part, whole) >= _CONTAINED for part in run):
            best = (joined, run)
    if best[1]:
        m.spread(whole, best[1], best[0])


def _contained(part: Node, whole: Node) -> float:
    if not part.tree_words or not whole.tree_words:
        return 0.0
    return LCSseq.similarity(part.tree_words, whole.tree_words) / len(part.tree_words)


def _scattered(m: Matching, wholes: Sequence[Node], others: Sequence[Node]) -> None:
    """Parts that stand apart or were reworded as well: for a person to judge."""
    for whole in m.loose(wholes):
        parts = [
            part
            for part in m.loose(others)
            if _contained(part, whole) >= _CONTAINED
            and m.likeness.substance(whole.tree_words, part.tree_words) >= _SUBSTANCE
        ]
        if len(parts) > 1:
            m.spread(whole, parts[:_MOST_PARTS], 0.0)


def _reworded_heavily(m: Matching, olds: Sequence[Node], news: Sequence[Node]) -> None:
    """Siblings of little common wording: pairs if their substance is common, else noted as a possible one."""
    for old in m.loose(olds):
        ranked = [
            (m.likeness.substance(old.tree_words, new.tree_words), -new.order, new)
            for new in m.loose(news)
            if new.kind == old.kind
        ]
        substance, _, new = max(ranked, default=(0.0, 0, old))
        if substance >= _HEAVY_REWORDING:
            m.add(old, new, "sequence", m.likeness.of(old, new))
        elif substance >= _SUBSTANCE and m.likeness.of(old, new) >= _SUBSTANCE:
            m.possible[old], m.possible[new] = new, old


def spread_below(m: Matching, old: Node, new: Node) -> None:
    """A text that was divided into clauses below it (pasal into ayat), or gathered from them."""
    whole, container = (old, new) if new.children else (new, old)
    if whole.children or not container.children or len(container.words) > _SHELL * len(whole.words):
        return
    parts = [
        part for part in m.loose(container.children) if part.weight >= _FEW and _contained(part, whole) >= _CONTAINED
    ]
    if parts:
        m.spread(whole, parts, ratio(whole.words, "".join(part.tree_words for part in container.children)))


def match_divided(m: Matching, olds: Sequence[Node], news: Sequence[Node]) -> None:
    """A container most of whose content came from (or went to) another that has a counterpart of its own."""
    for wholes, others in ((olds, news), (news, olds)):
        allowed = set(wholes)
        for part in m.loose(others):
            if not part.children:
                continue
            shared: Counter[Node] = Counter()
            for below in part.walk():
                for source in m.partners(below)[:1]:
                    for above in source.above():
                        if above.kind == part.kind and above in allowed:
                            shared[above] += len(below.words)
            whole, words = shared.most_common(1)[0] if shared else (part, 0)
            if words and words >= _MOSTLY * part.weight and not m.free(whole):
                m.spread(whole, [part], words / part.weight)
