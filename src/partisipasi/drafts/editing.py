"""Editing an outline in place: other words, a clause put in, taken out, moved, numbered otherwise.

Whatever is counted after the place of the edit is counted on, references go on pointing to the clause they meant, and
elucidations keep their clause's number. Nothing else changes: no letter of any other clause, and never the order.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

import msgspec

from partisipasi.drafts.citing import Doubtful, Rewritten, citations, follow
from partisipasi.drafts.numbering import Counted, Number, count_on, first_label, lettered, with_number
from partisipasi.drafts.outline import KINDS, Clause, read_outline
from partisipasi.drafts.outline.tree import Node
from partisipasi.drafts.placing import node_of, replaced, slug_of
from partisipasi.drafts.units import Text, Unit

Where = Literal["before", "after", "inside"]
#: What is usually put into a clause.
USUAL_PART: Final = {
    "buku": "bab",
    "bab": "pasal",
    "bagian": "pasal",
    "paragraf": "pasal",
    "pasal": "ayat",
    "ayat": "huruf",
    "huruf": "angka",
    "angka": "huruf",
    "menimbang": "huruf",
    "mengingat": "angka",
    "section": "alinea",
}


#: How the words of a new clause are begun, to be read, and its key then.
_READ_AS: Final = {"pasal": ("Pasal 1\n", "pasal-1"), "ayat": ("Pasal 1\n(1) ", "pasal-1.ayat-1")}


class Misplaced(ValueError):
    """A clause cannot go where it was to go: into itself, a pasal into a pasal, or out of the enacted text."""


class Reword(msgspec.Struct, frozen=True, tag="reworded"):
    """Other words, another heading. None leaves them as they are."""

    heading: str | None = None
    text: str | None = None


class Insert(msgspec.Struct, frozen=True, tag="inserted"):
    """A new clause before, after or in another one. `shift`: what follows is counted on; else it gets a letter (7A).

    `text` may hold the clauses in it as well, each on a line of its own with its number: "(1) …", "a. …".
    """

    where: Where
    kind: str
    heading: str = ""
    text: str = ""
    shift: bool = True


class Remove(msgspec.Struct, frozen=True, tag="deleted"):
    """A clause goes with all that is in it."""


class Move(msgspec.Struct, frozen=True, tag="moved"):
    """A clause goes with all that is in it before, after or into another one, named by its key."""

    where: Where
    target: str


class Renumber(msgspec.Struct, frozen=True, tag="renumbered"):
    """Another number. `following`: what is counted after it is counted on."""

    label: str
    following: bool = True


Edit = Reword | Insert | Remove | Move | Renumber


class Shift(msgspec.Struct, frozen=True):
    """Something that follows from an edit without being asked for. `key` is of now, `before_key` of before."""

    key: str
    before_key: str
    before: str
    after: str


class Loose(msgspec.Struct, frozen=True):
    """A reference that a person has to put right: what it meant is gone, or stands in another clause now."""

    key: str
    words: str
    gone: bool


class Edited(msgspec.Struct, frozen=True, kw_only=True):
    """An outline edited.

    `keys` are new key → key before, without new clauses; `key` is the edited clause's now, None if it is gone;
    `removed` the keys of what went; `numbers` and `references` what shifted; `loose` what a person has to look at.
    """

    clauses: list[Clause]
    keys: dict[str, str]
    counts: dict[str, int]
    key: str | None
    removed: list[str]
    numbers: list[Shift]
    references: list[Shift]
    loose: list[Loose]


def edit_outline(clauses: Sequence[Clause], key: str, edit: Edit) -> Edited:
    """Apply an edit to an outline.

    Args:
        key: the clause that is edited; for an insertion, its neighbour or what it goes into.

    Raises:
        KeyError: there is no clause of this key.
        ValueError: an unknown kind.
        Misplaced: a clause cannot go there.
    """
    text = Text(clauses)
    unit = text.by_key[key]
    cited = citations(text) if not isinstance(edit, Reword) else []
    gone: list[Unit] = []
    match edit:
        case Reword():
            unit.heading = unit.heading if edit.heading is None else edit.heading
            unit.text = unit.text if edit.text is None else edit.text
        case Insert():
            unit = _insert(text, unit, edit)
        case Remove():
            gone = _remove(text, unit)
        case Move():
            _move(text, unit, edit)
        case Renumber():
            _renumber(text, unit, edit)
    if not isinstance(edit, Reword):
        _number_explanations(text)
    rewritten, doubtful = follow(text, cited, gone)
    return _edited(text, clauses, unit, gone, rewritten, doubtful)


def _insert(text: Text, neighbour: Unit, edit: Insert) -> Unit:
    if edit.kind not in KINDS:
        raise ValueError(edit.kind)
    unit = _read(edit, neighbour.line)
    _put(text, unit, neighbour, edit.where)
    if unit.quoted() and not text.quotes:
        raise Misplaced(neighbour.clause.key if neighbour.clause else "")
    sequence = text.sequence(unit)
    at = sequence.index(unit)
    like = [one.label for one in (*reversed(sequence[:at]), *sequence[at:]) if one.number is not None]
    unit.label = like[0] if like else first_label(edit.kind)
    before = next((one.number for one in reversed(sequence[:at]) if one.number is not None), None)
    if not edit.shift and before is not None:
        unit.label = with_number(unit.kind, unit.label, _free_letter(before, sequence))
    elif like:
        _count(sequence, at, at, {unit})
    return unit


def _read(edit: Insert, line: int) -> Unit:
    """The unit of an insertion with what its words, read as the text of a draft is, have in them.

    Words that read otherwise than as one clause with its parts are left as they are: nothing is guessed or dropped.
    """
    unit = Unit(edit.kind, "", edit.heading, edit.text, line)
    if edit.kind not in _READ_AS or "\n" not in edit.text.strip():
        return unit
    beginning, top = _READ_AS[edit.kind]
    outline = read_outline(beginning + edit.text.strip())
    found = {clause.key: clause for clause in outline.clauses}
    inside = [clause for clause in outline.clauses if clause.key.startswith(f"{top}.")]
    above = [key for key in found if key != top and not key.startswith(f"{top}.")]
    if top not in found or not inside or outline.coverage < 1 or not set(above) <= {top.rpartition(".")[0]}:
        return unit
    unit.text = found[top].text
    units = {top: unit}
    for clause in inside:
        below = Unit(clause.kind, clause.label, clause.heading, clause.text, line)
        parent = units[clause.parent or top]
        below.parent = parent
        parent.children.append(below)
        units[clause.key] = below
    return unit


def _free_letter(before: Number, sequence: Sequence[Unit]) -> Number:
    taken = {one.number for one in sequence}
    number = lettered(before)
    while number in taken:
        number = lettered(number)
    return number


def _remove(text: Text, unit: Unit) -> list[Unit]:
    sequence = text.sequence(unit)
    inside = set(unit.walk())
    at = sequence.index(unit)
    gone = list(inside)
    lost_pasal = [one for one in inside if one is not unit and one.kind == "pasal" and not one.quoted()]
    for one in inside:
        explanation = text.explanation(one)
        if explanation is not None and explanation not in gone:
            gone += explanation.walk()
            text.detach(explanation)
    pasal = text.sequence(lost_pasal[0]) if lost_pasal and not lost_pasal[0].apart() else []
    first = min((pasal.index(one) for one in lost_pasal if one in pasal), default=0)
    text.detach(unit)
    _count([one for one in sequence if one not in inside], at, at, set())
    _count([one for one in pasal if one not in inside], first, first, set())
    return gone


def _move(text: Text, unit: Unit, edit: Move) -> None:
    target = text.by_key.get(edit.target)
    if target is None or target is unit or unit in target.above():
        raise Misplaced(edit.target)
    inner = [one for one in unit.walk() if one.kind == "pasal" and not one.apart() and not one.quoted()]
    left = text.sequence(unit)
    places = {one: at for at, one in enumerate(text.sequence(inner[0]))} if inner else {}
    at = left.index(unit)
    standing = (unit.apart(), unit.quoted())
    text.detach(unit)
    _put(text, unit, target, edit.where)
    if (unit.apart(), unit.quoted()) != standing:
        raise Misplaced(edit.target)
    _take_explanation(text, unit)
    joined = text.sequence(unit)
    if unit.kind != "pasal" or not inner:
        if set(left) != set(joined):
            _count([one for one in left if one is not unit], at, at, set())
            _count(joined, joined.index(unit), joined.index(unit), {unit})
        else:
            _recount(joined, [at, joined.index(unit)], {unit})
    if inner:
        counted = text.sequence(inner[0])
        _recount(counted, [here for here, one in enumerate(counted) if places[one] != here], set(inner))


def _take_explanation(text: Text, unit: Unit) -> None:
    """An elucidation goes with its clause where that now stands in another one that is elucidated too."""
    explanation = text.explanation(unit)
    holder = text.explanation(unit.parent) if unit.parent else None
    if explanation is not None and holder is not None and explanation.parent is not holder and unit.kind != "pasal":
        text.detach(explanation)
        text.attach(explanation, holder)


def _recount(sequence: Sequence[Unit], touched: Sequence[int], fresh: set[Unit]) -> None:
    if touched:
        _count(sequence, min(touched), max(touched), fresh)


def _renumber(text: Text, unit: Unit, edit: Renumber) -> None:
    sequence = text.sequence(unit)
    unit.label = edit.label
    at = sequence.index(unit)
    if edit.following and unit.number is not None:
        _count(sequence, at + 1, at + 1, set())


def _put(text: Text, unit: Unit, target: Unit, where: Where) -> None:
    if where == "inside":
        text.attach(unit, target)
        return
    at = text.beside(target).index(target) + (where == "after")
    text.attach(unit, target.parent, at)


def _count(sequence: Sequence[Unit], first: int, last: int, fresh: set[Unit]) -> None:
    """Count a sequence on; what was moved into it takes the number of its place."""
    changed = count_on([Counted(one.number, one in fresh) for one in sequence], first, last)
    for at, number in changed.items():
        sequence[at].label = with_number(sequence[at].kind, sequence[at].label, number)


def _number_explanations(text: Text) -> None:
    """Give elucidations the numbers of what they explain, and the order."""
    for key, unit in text.by_key.items():
        explanation = text.explanation(unit)
        if explanation is None or not key or unit.number is None or explanation.number == unit.number:
            continue
        explanation.label = with_number(explanation.kind, explanation.label, unit.number)
    order = {id(unit): at for at, unit in enumerate(text.walk())}
    for holder in [one for one in text.walk() if one.clause and one.clause.key.startswith("penjelasan")]:
        _in_order(text, holder, order)


def _in_order(text: Text, holder: Unit, order: dict[int, int]) -> None:
    """Put the elucidations in a clause into the order of what they explain; whatever else is there keeps its place."""
    places = [at for at, one in enumerate(holder.children) if text.explained(one) is not one]
    units = sorted((holder.children[at] for at in places), key=lambda one: order.get(id(text.explained(one)), 0))
    for at, unit in zip(places, units, strict=True):
        holder.children[at] = unit


def _edited(
    text: Text,
    before: Sequence[Clause],
    unit: Unit,
    gone: Sequence[Unit],
    rewritten: Sequence[Rewritten],
    doubtful: Sequence[Doubtful],
) -> Edited:
    units = list(text.walk())
    nodes = [_node(one) for one in units]
    last_line = max((clause.line for clause in before), default=1)
    depths: dict[Unit, int] = {}
    for one in units:
        depths[one] = depths[one.parent] + 1 if one.parent else 0
    clauses, counts = replaced(nodes, list(depths.values()), last_line)
    now = {one: clause.key for one, clause in zip(units, clauses, strict=True)}
    return Edited(
        clauses=clauses,
        keys={now[one]: one.clause.key for one in units if one.clause is not None},
        counts=counts,
        key=now.get(unit),
        removed=[one.clause.key for one in gone if one.clause is not None],
        numbers=[
            Shift(now[one], one.clause.key, one.clause.label, one.label)
            for one in units
            if one.clause is not None and one.label != one.clause.label
        ],
        references=[_shifted(entry, now) for entry in rewritten],
        loose=[Loose(now[entry.unit], entry.words, entry.gone) for entry in doubtful],
    )


def _shifted(entry: Rewritten, now: dict[Unit, str]) -> Shift:
    before_key = entry.unit.clause.key if entry.unit.clause else ""
    return Shift(now[entry.unit], before_key, entry.before, entry.after)


def _node(unit: Unit) -> Node:
    if unit.clause is None:
        return Node(unit.kind, slug_of(unit.kind, unit.label), unit.label, unit.line - 1, unit.heading, unit.text)
    node = node_of(unit.clause)
    if unit.label != unit.clause.label:
        node.label, node.slug = unit.label, slug_of(unit.kind, unit.label)
    node.heading, node.text = unit.heading, unit.text
    return node
