"""How often the alignment finds what was really done to a text: random edits with the truth kept."""

import random
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest

from draft_edits import Clause, Edited, Item, Rendered
from partisipasi.drafts.alignment import align
from partisipasi.drafts.outline import read_outline
from random_laws import edited_copy, invented

LAWS = Path(__file__).resolve().parents[3] / "shared" / "data" / "laws"
CITATION: Final = re.compile(r"Pasal (?P<pasal>\d+)(?: ayat \((?P<ayat>\d+)\))?")
# Of references only the plain forms are sure to be read right; lists, and those to other laws, stay as they are.
UNCLEAR: Final = re.compile(r"(dan|,|serta|atau|dengan) (ayat|huruf)|\) huruf|\wPasal|\(\d+(?!\d*\))|Undang|Peraturan")


class Tally:
    """Pairs found, missed and wrongly claimed, by op; a miss that is open for review counts as flagged."""

    def __init__(self) -> None:
        self.found: Counter[str] = Counter()
        self.flagged: Counter[str] = Counter()
        self.missed: Counter[str] = Counter()
        self.claimed: Counter[str] = Counter()
        self.open = 0
        self.pairs = 0

    def add(self, before: Sequence[Item], edited: Edited) -> None:
        """Align a text with its edited version and compare the pairs with what was done."""
        old, new = Rendered(before), Rendered(edited.items)
        pairs = align(old.clauses, new.clauses)
        self.pairs += len(pairs)
        self.open += sum(pair.review == "open" for pair in pairs)
        got = {
            (old.ids[pair.old] if pair.old else None, new.ids[pair.new] if pair.new else None): pair for pair in pairs
        }
        truth = true_ops(old, new, edited)
        for ids, op in truth.items():
            if ids in got and got[ids].op == op:
                self.found[op] += 1
                continue
            near = [pair for met, pair in got.items() if met[0] == ids[0] is not None or met[1] == ids[1] is not None]
            (self.flagged if any(pair.review == "open" for pair in near) else self.missed)[op] += 1
        dangling = edited.dangling()
        self.claimed.update(
            pair.op
            for ids, pair in got.items()
            if truth.get(ids) != pair.op and pair.review != "open" and ids[1] not in dangling
        )

    def recall(self, op: str) -> float:
        """Share of the true pairs of an op that were found or flagged."""
        return (self.found[op] + self.flagged[op]) / max(1, self.found[op] + self.flagged[op] + self.missed[op])

    def precision(self, op: str) -> float:
        """Share of the undoubted pairs of an op that are true."""
        return self.found[op] / max(1, self.found[op] + self.claimed[op])


def true_ops(old: Rendered, new: Rendered, edited: Edited) -> dict[tuple[int | None, int | None], str]:
    """What each pair should be called, by ids, but for clauses that cite a deleted one: their words had to change."""
    labels_old = {old.ids[clause.key]: clause.label for clause in old.clauses}
    labels_new = {new.ids[clause.key]: clause.label for clause in new.clauses}
    truth: dict[tuple[int | None, int | None], str] = {}
    for one, became in edited.links.items():
        if not became:
            truth[one, None] = "deleted"
        for other in became:
            unedited = "same" if labels_old[one] == labels_new[other] else "renumbered"
            truth[one, other] = edited.ops.get(one) or edited.ops.get(other) or unedited
    linked = {other for became in edited.links.values() for other in became}
    truth |= {(None, other): "inserted" for other in labels_new if other not in linked}
    dangling = edited.dangling()
    return {ids: op for ids, op in truth.items() if ids[1] not in dangling}


def editable(clauses: Sequence[Clause]) -> list[Item]:
    """The body of a real law, its plain references made to follow their clauses."""
    items: dict[str, Item] = {}
    tops: list[Item] = []
    for clause in clauses:
        if clause.path.split("-")[0] in ("bab", "pasal"):
            items[clause.key] = Item(clause.kind, clause.text, clause.heading)
            (items[clause.parent].children if clause.parent in items else tops).append(items[clause.key])
    for key, item in items.items():
        if UNCLEAR.search(item.text):
            continue
        own = key.split(".")[0]

        def cite(match: re.Match[str], own: str = own) -> str:
            pasal = f"pasal-{match['pasal']}" if match["pasal"] else own
            target = items.get(f"{pasal}.ayat-{match['ayat']}" if match["ayat"] else pasal)
            return f"{{{target.id}}}" if target else match.group()

        item.text = CITATION.sub(cite, item.text)
    return tops


def assert_recovered(tally: Tally) -> None:
    for op in ("same", "renumbered", "moved", "inserted", "deleted", "reworded", "split", "merged"):
        assert tally.recall(op) >= 0.95, (op, tally.found, tally.missed)
        assert tally.precision(op) >= 0.95, (op, tally.found, tally.claimed)
    # Doubt must not stand in for knowledge.
    assert tally.open <= 0.02 * tally.pairs
    assert sum(tally.flagged.values()) <= 0.01 * sum(tally.found.values())


def test_edits_of_an_invented_draft_are_recovered() -> None:
    tally = Tally()
    for seed in range(40):
        source = random.Random(seed)
        draft = invented(source)
        tally.add(draft, edited_copy(draft, invented(source), source))
    assert_recovered(tally)


def test_edits_of_real_laws_are_recovered() -> None:
    if not LAWS.is_dir():
        pytest.skip("the shared laws are not here")
    names = ("uu_2011_12", "pp_2021_94", "pp_2019_30", "uu_2009_25")
    texts = [read_outline((LAWS / f"{name}.md").read_text(encoding="utf-8")).clauses for name in names]
    laws = [editable(clauses) for clauses in texts]  # type: ignore[arg-type]
    tally = Tally()
    for seed in range(16):
        source = random.Random(seed)
        tally.add(laws[seed % 4], edited_copy(laws[seed % 4], laws[(seed + 1) % 4], source))
    assert_recovered(tally)
