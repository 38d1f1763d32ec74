"""An outline as a tree that can be edited: units that know their clause, their number and what stands around them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from partisipasi.drafts.numbering import Number, number_in
from partisipasi.drafts.outline import Clause
from partisipasi.drafts.placing import QUOTABLE

#: Parts of a text that are not enacted: what is counted in the body is not counted there.
_APART = frozenset(("penjelasan", "lampiran", "penutup", "halaman"))
_EXPLAINED = "penjelasan."


class Unit:
    """A clause in an outline that is being edited. `clause` is what it was before, None for a new one."""

    __slots__ = ("children", "clause", "heading", "kind", "label", "line", "parent", "text")

    def __init__(self, kind: str, label: str, heading: str, text: str, line: int, clause: Clause | None = None) -> None:
        self.kind, self.label, self.heading, self.text, self.line = kind, label, heading, text, line
        self.clause = clause
        self.parent: Unit | None = None
        self.children: list[Unit] = []

    @property
    def number(self) -> Number | None:
        """The number in its label."""
        return number_in(self.kind, self.label)

    def above(self) -> Iterator[Unit]:
        """What it stands in, the nearest first."""
        at = self.parent
        while at is not None:
            yield at
            at = at.parent

    def walk(self) -> Iterator[Unit]:
        """It and all below it, in order."""
        pending = [self]
        while pending:
            unit = pending.pop()
            yield unit
            pending.extend(reversed(unit.children))

    def depth(self) -> int:
        """How deep it stands, 0 at the top."""
        return sum(1 for _ in self.above())

    def apart(self) -> bool:
        """Whether it stands in an elucidation, an annex or a closing, not in the enacted text."""
        return any(unit.kind in _APART for unit in (self, *self.above()))

    def quoted(self) -> bool:
        """Whether an amending act quotes it, or something it stands in."""
        chain = [self, *self.above()]
        return any(
            unit.kind in QUOTABLE and any(higher.kind == "pasal" for higher in chain[at + 1 :])
            for at, unit in enumerate(chain)
        )


class Text:
    """The units of an outline: `roots` from the top, `by_key` by the keys they had before the edit."""

    def __init__(self, clauses: Sequence[Clause]) -> None:
        self.roots: list[Unit] = []
        self.by_key: dict[str, Unit] = {}
        for clause in clauses:
            unit = Unit(clause.kind, clause.label, clause.heading, clause.text, clause.line, clause)
            self.by_key[clause.key] = unit
            self.attach(unit, self.by_key[clause.parent] if clause.parent else None)
        self.quotes = any(unit.quoted() for unit in self.walk())

    def walk(self) -> Iterator[Unit]:
        """All units in order."""
        for root in self.roots:
            yield from root.walk()

    def beside(self, unit: Unit) -> list[Unit]:
        """What stands in the same clause as a unit, it included."""
        return unit.parent.children if unit.parent else self.roots

    def attach(self, unit: Unit, parent: Unit | None, at: int | None = None) -> None:
        """Put a unit into another one (None: the top) at a place among its children, at the end by default."""
        here = parent.children if parent else self.roots
        here.insert(len(here) if at is None else at, unit)
        unit.parent = parent

    def detach(self, unit: Unit) -> None:
        """Take a unit out with all below it."""
        self.beside(unit).remove(unit)
        unit.parent = None

    def explanation(self, unit: Unit) -> Unit | None:
        """The elucidation of a unit, where there is one."""
        return self.by_key.get(_EXPLAINED + unit.clause.key) if unit.clause else None

    def explained(self, unit: Unit) -> Unit:
        """What an elucidation explains; any other unit itself."""
        key = unit.clause.key if unit.clause else ""
        return self.by_key.get(key.removeprefix(_EXPLAINED), unit) if key.startswith(_EXPLAINED) else unit

    def sequence(self, unit: Unit) -> list[Unit]:
        """The units that are counted together with one: all pasal of the enacted text; else its kind beside it.

        Siblings that begin to count anew are another list.
        """
        if unit.kind == "pasal" and not unit.apart() and not unit.quoted():
            return [one for one in self.walk() if one.kind == "pasal" and not one.apart() and not one.quoted()]
        runs: list[list[Unit]] = [[]]
        for one in self.beside(unit):
            if one.kind != unit.kind:
                continue
            first = one.clause is not None and one.number == Number(1)
            if first and any(before.number is not None and before.clause is not None for before in runs[-1]):
                runs.append([])
            runs[-1].append(one)
        return next(run for run in runs if unit in run)
