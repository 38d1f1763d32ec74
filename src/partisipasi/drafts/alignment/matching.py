"""What an alignment knows while it is being worked out."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from partisipasi.drafts.alignment.likeness import Likeness
from partisipasi.drafts.alignment.pairs import Confirmed, Method, Op
from partisipasi.drafts.alignment.trees import Node, Tree


class Match:
    """A matched pair: how it was found and how alike the two are."""

    __slots__ = ("method", "new", "old", "op", "score")

    def __init__(self, old: Node, new: Node, method: Method, score: float, op: Op | None = None) -> None:
        self.old = old
        self.new = new
        self.method = method
        self.score = score
        # Set only where a person or a split or merge decided it.
        self.op = op


class Matching:
    """Two trees, the pairs matched so far, and what else was considered."""

    def __init__(self, old: Tree, new: Tree) -> None:
        self.old = old
        self.new = new
        self.likeness = Likeness(old.nodes, new.nodes)
        self.of_old: dict[Node, list[Match]] = {}
        self.of_new: dict[Node, list[Match]] = {}
        # Deleted or inserted by a person's word.
        self.settled: set[Node] = set()
        # Explanations of a clause whose fate is known: they do not go elsewhere by likeness.
        self.bound: set[Node] = set()
        # Of equal wordings in one place some came or went: which, no wording tells.
        self.ambiguous: set[Node] = set()
        # How alike the whole of a split or merge is to its parts together.
        self.joined: dict[Node, float] = {}
        # Siblings that one may have replaced the other, too unlike to be called one clause.
        self.possible: dict[Node, Node] = {}
        self.rivals: defaultdict[Node, list[tuple[float, Node]]] = defaultdict(list)

    def free(self, node: Node) -> bool:
        """Whether nothing is decided about a clause of either version yet."""
        return node not in self.of_old and node not in self.of_new and node not in self.settled

    def decided(self, node: Node) -> bool:
        """Whether a person has settled the clause, or it is bound to what it explains."""
        return (
            node in self.settled
            or node in self.bound
            or any(match.method == "confirmed" for match in self.matches(node))
        )

    def loose(self, nodes: Iterable[Node]) -> list[Node]:
        """Of ``nodes`` those that may still be matched by likeness."""
        return [node for node in nodes if self.free(node) and node not in self.bound]

    def partners(self, node: Node) -> list[Node]:
        """The counterparts of a clause of either version, the main one first."""
        if matches := self.of_old.get(node):
            return [match.new for match in matches]
        return [match.old for match in self.of_new.get(node, ())]

    def add(self, old: Node, new: Node, method: Method, score: float, op: Op | None = None) -> Match:
        """Record a pair. Further pairs of one clause make a split or a merge."""
        if method == "sequence" and old.clause.path == new.clause.path:
            method = "path"
        match = Match(old, new, method, score, op)
        self.of_old.setdefault(old, []).append(match)
        self.of_new.setdefault(new, []).append(match)
        return match

    def matches(self, node: Node) -> list[Match]:
        """The pairs of a clause of either version."""
        return self.of_old.get(node) or self.of_new.get(node) or []

    def spread(self, whole: Node, parts: Sequence[Node], joined: float) -> None:
        """Record that ``whole`` became its partner, if any, and ``parts``, together ``joined`` like it."""
        if self.decided(whole):
            return
        split = whole.order < len(self.old.nodes) and whole is self.old.nodes[whole.order]
        for part in parts:
            if part not in self.partners(whole):
                old, new = (whole, part) if split else (part, whole)
                self.add(old, new, "split" if split else "merge", self.likeness.of(old, new))
        self.joined[whole] = joined

    def add_trees(self, old: Node, new: Node, method: Method) -> None:
        """Match two clauses of one wording and, one by one, what is free below them."""
        for ours, theirs in zip(old.walk(), new.walk(), strict=True):
            if self.free(ours) and self.free(theirs):
                self.add(ours, theirs, method, 1.0)

    def remove(self, match: Match) -> None:
        """Take a pair back."""
        for matches, node in ((self.of_old, match.old), (self.of_new, match.new)):
            matches[node].remove(match)
            if not matches[node]:
                del matches[node]

    def confirm(self, confirmed: Sequence[Confirmed]) -> None:
        """Fix what persons have settled, passing over keys that are gone or fixed by an earlier entry."""
        for entry in confirmed:
            olds = [node for key in entry.old if (node := self.old.by_key.get(key)) and self.free(node)]
            news = [node for key in entry.new if (node := self.new.by_key.get(key)) and self.free(node)]
            if not entry.old or not entry.new:
                self.settled.update(olds, news)
            for old in olds:
                for new in news:
                    self.add(old, new, "confirmed", self.likeness.of(old, new), entry.op)

    def keep(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Match clauses that an edit in place left one and the same, by their keys in both versions."""
        for old_key, new_key in pairs:
            old, new = self.old.by_key.get(old_key), self.new.by_key.get(new_key)
            if old is not None and new is not None and self.free(old) and self.free(new):
                self.add(old, new, "kept", self.likeness.of(old, new))
