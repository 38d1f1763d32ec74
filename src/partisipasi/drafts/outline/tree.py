"""The tree while it grows, and its clauses with keys and paths when it is done."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from .clauses import COUNTED, Clause
from .source import Source

_GROUPS: Final = frozenset(("pembukaan", "buku", "bab", "bagian", "paragraf"))
_ROOTED: Final = frozenset(
    ("menimbang", "mengingat", "memperhatikan", "persetujuan", "memutuskan", "menetapkan", "pasal", "diktum")
)
_NOT_ENACTED: Final = frozenset(("pembukaan", "penutup", "penjelasan", "lampiran", "halaman", "menimbang", "mengingat"))


@dataclass(slots=True)
class Node:
    """A clause to be: `slug` is its own part of key and path, `start` its offset in the source."""

    kind: str
    slug: str
    label: str
    start: int
    heading: str = ""
    text: str = ""
    children: list["Node"] = field(default_factory=list)
    payload: bool = False

    def add(self, child: "Node") -> "Node":
        """Append `child` and return it."""
        self.children.append(child)
        return child


@dataclass(slots=True, frozen=True)
class _Place:
    """Where children hang: the parent's key and path, and the key that numbered articles are rooted at."""

    key: str | None
    base: str
    path: str
    enacted: bool


class _Placer:
    def __init__(self, source: Source) -> None:
        self._source = source
        self._taken: Counter[str] = Counter()
        self.clauses: list[Clause] = []
        self.counts = dict.fromkeys(COUNTED, 0)

    def place(self, nodes: Iterable[Node], at: _Place) -> None:
        for node in nodes:
            prefix = at.base if node.kind in _ROOTED else at.key
            key = self._unique(f"{prefix}.{node.slug}" if prefix else node.slug)
            slug = key[len(prefix) + 1 :] if prefix else key
            step = slug.replace("lampiran-", "lampiran/") if node.kind == "lampiran" else slug
            path = f"{at.path}/{step}" if at.path else step
            self.clauses.append(
                Clause(
                    key=key,
                    kind=node.kind,
                    label=node.label,
                    path=path,
                    heading=node.heading,
                    text=node.text,
                    line=self._source.line_at(node.start),
                    parent=at.key,
                )
            )
            enacted = at.enacted and not node.payload and node.kind not in _NOT_ENACTED
            if enacted and node.kind in self.counts:
                self.counts[node.kind] += 1
            base = at.base if node.kind in _GROUPS else key
            self.place(node.children, _Place(key, base, path, enacted))

    def _unique(self, key: str) -> str:
        candidate, serial = key, self._taken[key]
        while self._taken[candidate]:
            serial += 1
            candidate = f"{key}-{serial}"
        self._taken[key] = max(serial, 1)
        self._taken[candidate] = max(self._taken[candidate], 1)
        return candidate


def place_clauses(roots: Iterable[Node], source: Source) -> tuple[list[Clause], dict[str, int]]:
    """Turn the tree into clauses in document order, and count the units of the enacted body."""
    placer = _Placer(source)
    placer.place(roots, _Place(None, "", "", True))
    return placer.clauses, placer.counts
