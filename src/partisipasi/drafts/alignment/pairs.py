"""What goes into an alignment and what comes out."""

from collections import Counter
from collections.abc import Iterable
from typing import Final, Literal, Protocol, get_args

import msgspec

Op = Literal["same", "reworded", "moved", "renumbered", "split", "merged", "inserted", "deleted"]
Flag = Literal["text", "place", "number", "refs"]
Method = Literal["exact", "path", "sequence", "global", "split", "merge", "kept", "confirmed"]
Review = Literal["none", "open", "confirmed"]

OPS: Final[tuple[Op, ...]] = get_args(Op)
_TECHNICAL: Final = frozenset(("number", "refs"))


class AlignableClause(Protocol):
    """What the alignment needs to know of a clause.

    Clauses come in document order, parents before children. ``text`` is the clause's own text without its
    marker and without its children; ``key`` ("pasal-7.ayat-2") is unique in its version; ``path`` tells the
    part and the number ("bab-2/pasal-7/ayat-2", "penjelasan/pasal-7"); ``parent`` is the key of the clause
    above.
    """

    @property
    def key(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def heading(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def parent(self) -> str | None: ...


class Confirmed(msgspec.Struct, frozen=True, kw_only=True):
    """What a person has settled: these old clauses became these new ones (none: deleted, or inserted)."""

    old: tuple[str, ...]
    new: tuple[str, ...]
    op: Op


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one clause.

    ``old`` and ``new`` are keys, one of them None for an insertion or a deletion; a split or merge of n parts
    is n pairs. ``flags`` tell all that changed, in the order text, place, number, refs; ``score`` is the
    similarity, 0 to 1; ``runner_up`` the key of the next best counterpart, where there is a serious one.
    """

    old: str | None
    new: str | None
    op: Op
    flags: tuple[Flag, ...] = ()
    score: float = 1.0
    method: Method = "exact"
    review: Review = "none"
    runner_up: str | None = None


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """Pairs counted: by ``op``; those a person must look at; those that left the substance unchanged."""

    ops: dict[Op, int]
    needs_review: int
    technical: int


def summarise(pairs: Iterable[Pair]) -> Summary:
    """Count ``pairs`` by op (ops that do not occur count 0), those open for review, and the technical ones.

    Technical is a pair of which nothing changed but numbers and references.
    """
    pairs = list(pairs)
    counts = Counter(pair.op for pair in pairs)
    return Summary(
        ops={op: counts[op] for op in OPS},
        needs_review=sum(pair.review == "open" for pair in pairs),
        technical=sum(bool(pair.flags) and _TECHNICAL.issuperset(pair.flags) for pair in pairs),
    )
