"""Drafts that can be edited with the truth kept: what became of each clause is known, not guessed."""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Final

_ROMAN: Final = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_REFERENCE: Final = re.compile(r"\{(\d+)\}")
_ids = count(1)


@dataclass
class Item:
    """A clause of an editable draft; ``{12}`` in its text stands for a reference to the clause with id 12."""

    kind: str
    text: str = ""
    heading: str = ""
    children: "list[Item]" = field(default_factory=list)
    id: int = field(default_factory=lambda: next(_ids))

    def walk(self) -> "Iterator[Item]":
        yield self
        for child in self.children:
            yield from child.walk()

    def copy(self) -> "Item":
        """The same clauses, with their ids."""
        children = [child.copy() for child in self.children]
        return Item(self.kind, self.text, self.heading, children, self.id)

    def renewed(self) -> "Item":
        """The same wording as clauses of their own; what it cites is nowhere."""
        children = [child.renewed() for child in self.children]
        return Item(self.kind, _REFERENCE.sub("Pasal 999", self.text), self.heading, children)


@dataclass(frozen=True)
class Clause:
    """A clause as the alignment takes it."""

    key: str
    kind: str
    label: str
    path: str
    heading: str
    text: str
    parent: str | None


def roman(number: int) -> str:
    digits = ""
    for value, sign in _ROMAN:
        digits += sign * (number // value)
        number %= value
    return digits


def letter(number: int) -> str:
    return chr(96 + number) if number <= 26 else chr(96 + number % 26) * 2


def clause(path: str, text: str = "", heading: str = "", label: str | None = None) -> Clause:
    """A clause by its path: "bab-2/pasal-7/ayat-2" has the key pasal-7.ayat-2 and stands in pasal-7."""
    segments = path.split("/")
    kind, _, number = segments[-1].partition("-")
    parent = _key(segments[:-1]) if len(segments) > 1 else None
    key = _key(segments)
    return Clause(key, kind, label or _label(kind, number), path, heading, text, parent)


def _key(segments: list[str]) -> str:
    pasal = next((at for at, segment in enumerate(segments) if segment.startswith("pasal-")), 0)
    outside = segments[:1] if pasal and segments[0] in ("penjelasan", "lampiran") else []
    return ".".join([*outside, *segments[pasal:]])


def _label(kind: str, number: str) -> str:
    forms = {"pasal": f"Pasal {number}", "ayat": f"({number})", "huruf": f"{number}.", "angka": f"{number}."}
    return forms.get(kind, f"{kind.upper()} {roman(int(number)) if number.isdigit() else number}".strip())


class Rendered:
    """A draft as clauses, its numbers counted and its references written out; ``ids`` leads from keys to items."""

    def __init__(self, items: Sequence[Item]) -> None:
        self.clauses: list[Clause] = []
        self.ids: dict[str, int] = {}
        self._citations: dict[int, str] = {}
        self._pasal = count(1)
        places: list[tuple[Item, str]] = []
        self._place(items, "", places)
        for item, path in places:
            made = clause(path, self._written(item.text, path), item.heading)
            self.clauses.append(made)
            self.ids[made.key] = item.id

    def _place(self, items: Sequence[Item], above: str, places: list[tuple[Item, str]]) -> None:
        numbers: dict[str, int] = {}
        for item in items:
            numbers[item.kind] = numbers.get(item.kind, 0) + 1
            number = next(self._pasal) if item.kind == "pasal" else numbers[item.kind]
            sign = letter(number) if item.kind == "huruf" else str(number)
            path = f"{above}{item.kind}-{sign}"
            self._citations[item.id] = _citation(path)
            places.append((item, path))
            self._place(item.children, f"{path}/", places)

    def _written(self, text: str, path: str) -> str:
        """References written out; inside one pasal without its number."""
        here = _citation(path).split(" ayat ")[0]

        def cite(match: re.Match[str]) -> str:
            citation = self._citations.get(int(match.group(1)), "Pasal 999")
            return citation.removeprefix(f"{here} ")

        return _REFERENCE.sub(cite, text)


def _citation(path: str) -> str:
    segments = path.split("/")
    start = next((at for at, segment in enumerate(segments) if segment.startswith("pasal-")), len(segments) - 1)
    words = []
    for segment in segments[start:]:
        kind, _, number = segment.partition("-")
        words.append({"pasal": f"Pasal {number}", "ayat": f"ayat ({number})"}.get(kind, f"{kind} {number}"))
    return " ".join(words)


# --- editing


class Edited:
    """A draft under revision: ``items`` as they become, ``links`` from old to new ids, ``ops`` where it was edited."""

    def __init__(self, items: Sequence[Item], stock: Sequence[Item], random: random.Random) -> None:
        self.items = [item.copy() for item in items]
        self.stock = list(stock)
        self.random = random
        self.links: dict[int, set[int]] = {item.id: {item.id} for top in items for item in top.walk()}
        self.ops: dict[int, str] = {}

    # Where things stand

    def of_kind(self, kind: str) -> list[tuple[list[Item], Item]]:
        """Each clause of a kind that no edit touched, with the list it stands in."""
        found: list[tuple[list[Item], Item]] = []
        pending = [self.items]
        while pending:
            here = pending.pop()
            for item in here:
                if item.kind == kind and all(below.id not in self.ops for below in item.walk()):
                    found.append((here, item))
                pending.append(item.children)
        return found

    def pick(self, kind: str, fits: Callable[[list[Item], Item], bool]) -> tuple[list[Item], Item] | None:
        fitting = [entry for entry in self.of_kind(kind) if fits(*entry)]
        return self.random.choice(fitting) if fitting else None

    def mark(self, item: Item, op: str) -> None:
        self.ops[item.id] = op

    def dangling(self) -> set[int]:
        """Clauses that cite one which is gone."""
        items = [item for top in self.items for item in top.walk()]
        alive = {item.id for item in items}
        return {item.id for item in items if any(int(cited) not in alive for cited in _REFERENCE.findall(item.text))}

    # Edits: each returns whether it found a place

    def insert(self, kind: str) -> bool:
        fresh = [item for item in self.stock if item.kind == kind]
        place = self.pick(kind, lambda here, _: kind == "pasal" or len(here) > 1)
        if not fresh or not place:
            return False
        source = self.random.choice(fresh)
        self.stock.remove(source)
        here, neighbour = place
        here.insert(here.index(neighbour), source)
        for item in source.walk():
            self.mark(item, "inserted")
        return True

    def insert_bab(self) -> bool:
        place = self.pick("bab", lambda _, item: True)
        content = [item for item in self.stock if item.kind == "pasal"][:3]
        if not place or not content:
            return False
        here, neighbour = place
        heading = " ".join(content[0].text.upper().split()[:4]) or "KETENTUAN BARU"
        fresh = Item("bab", heading=heading, children=content)
        here.insert(here.index(neighbour), fresh)
        for item in fresh.walk():
            self.mark(item, "inserted")
        self.stock = [item for item in self.stock if item not in content]
        return True

    def retitle(self) -> bool:
        place = self.pick("bab", lambda _, item: bool(item.heading))
        if not place:
            return False
        place[1].heading += " DAN LAIN-LAIN"
        self.mark(place[1], "reworded")
        return True

    def mistype(self) -> bool:
        place = self.pick("ayat", lambda _, item: len(item.text) > 12 and "{" not in item.text[:6])
        if not place:
            return False
        item = place[1]
        item.text = f"{item.text[:4]}x{item.text[5:]}"
        self.mark(item, "reworded")
        return True

    def delete(self, kind: str) -> bool:
        place = self.pick(kind, lambda here, _: kind == "pasal" or len(here) > 2)
        if not place:
            return False
        here, item = place
        here.remove(item)
        for below in item.walk():
            self.links[below.id] = set()
            self.mark(below, "deleted")
        return True

    def move(self, kind: str) -> bool:
        """To another bab or another pasal; a bab past at least two others."""
        place = self.pick(kind, lambda here, item: len(here) > 2 and words(item) > 8)
        if not place:
            return False
        here, item = place
        if kind == "bab":
            at = here.index(item)
            targets = [(here, to) for to in range(len(here)) if abs(to - at) > 1]
        else:
            targets = [(there, to) for there, _ in self.of_kind(kind) if there is not here for to in range(len(there))]
        if not targets:
            return False
        there, to = self.random.choice(targets)
        here.remove(item)
        there.insert(to, item)
        self.mark(item, "moved")
        return True

    def swap(self, kind: str) -> bool:
        place = self.pick(kind, lambda here, item: here.index(item) + 1 < len(here) and words(item) > 3)
        if not place:
            return False
        here, item = place
        at = here.index(item)
        other = here[at + 1]
        if other.kind != kind or other.id in self.ops or words(other) <= 3:
            return False
        here[at : at + 2] = [other, item]
        self.mark(item, "moved")
        self.mark(other, "moved")
        return True

    def reword(self, kind: str, share: float) -> bool:
        place = self.pick(kind, lambda _, item: len(item.text.split()) > 8)
        if not place:
            return False
        item = place[1]
        vocabulary = " ".join(stock.text for top in self.stock for stock in top.walk()).split()
        changed = []
        for word in item.text.split():
            if self.random.random() < share:
                change = self.random.choice(("drop", "replace", "add"))
                if change == "add":
                    changed.append(word)
                if change != "drop":
                    changed.append(self.random.choice(vocabulary))
            else:
                changed.append(word)
        if changed == item.text.split():
            changed[0] = f"{changed[0]}x"
        item.text = " ".join(changed)
        self.mark(item, "reworded")
        return True

    def split(self) -> bool:
        """An ayat at about its middle."""
        place = self.pick("ayat", lambda _, item: not item.children and len(item.text.split()) > 19)
        if not place:
            return False
        here, item = place
        running = item.text.split()
        cut = int(len(running) * self.random.uniform(0.35, 0.65))
        second = Item("ayat", " ".join(running[cut:]).capitalize())
        item.text = " ".join(running[:cut]) + "."
        here.insert(here.index(item) + 1, second)
        self.links[item.id].add(second.id)
        self.mark(item, "split")
        self.mark(second, "split")
        return True

    def split_pasal(self) -> bool:
        place = self.pick("pasal", lambda _, item: len(item.children) > 3 and not item.text)
        if not place:
            return False
        here, item = place
        cut = len(item.children) // 2
        second = Item("pasal", children=item.children[cut:])
        del item.children[cut:]
        here.insert(here.index(item) + 1, second)
        self.links[item.id].add(second.id)
        self.mark(item, "split")
        self.mark(second, "split")
        return True

    def merge(self) -> bool:
        """Two neighbouring ayat into one."""
        place = self.pick("ayat", lambda here, item: not item.children and here.index(item) + 1 < len(here))
        if not place:
            return False
        here, item = place
        other = here[here.index(item) + 1]
        lengths = len(item.text.split()), len(other.text.split())
        if other.children or other.id in self.ops or min(lengths) < 8 or max(lengths) > 2 * min(lengths):
            return False
        item.text = f"{item.text.rstrip('.')} dan {other.text}"
        here.remove(other)
        self.links[other.id] = {item.id}
        self.mark(item, "merged")
        self.mark(other, "merged")
        return True


def words(item: Item) -> int:
    """Words of a clause and all below it."""
    return sum(len(f"{below.heading} {below.text}".split()) for below in item.walk())
