"""What persons have settled about a concept, over its saves: kept while its clauses are there, remembered while not."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence

import msgspec

from partisipasi.drafts.actions.alignments import Saved
from partisipasi.drafts.actions.clauses import clause_fingerprint
from partisipasi.drafts.alignment import Confirmed
from partisipasi.drafts.outline import Clause
from partisipasi.drafts.queries.alignments import AlignmentView
from partisipasi.drafts.tables import LostConfirmation
from partisipasi.kit.database import Transaction


async def carry_confirmations(
    tx: Transaction,
    version_id: int,
    saved: Saved,
    clauses: Sequence[Clause],
    keys: Mapping[str, str],
    restored: Mapping[str, int] | None = None,
) -> list[Confirmed]:
    """What persons settled before, said in the new keys. What concerns clauses that are gone is put aside; it holds
    again once they are back with the same words: by undoing, or by a text that has them again.

    Args:
        clauses: the concept's clauses now.
        keys: new key → key of the same clause as it was saved before.
        restored: new key → identity of a clause that comes back.
    """
    now = _Now(saved, clauses, keys, restored or {})
    kept, gone = [], []
    for lines in judgements(saved.alignment):
        entry = now.said(lines)
        if entry is None:
            gone.append(_row(version_id, saved, lines))
        else:
            kept.append(entry)
    waiting = await tx.all(
        _Aside,
        "SELECT id, op, old_text_ids, new_clause_ids, new_fingerprints FROM lost_confirmation WHERE version_id = $1",
        version_id,
    )
    taken = {
        key for entry in kept for key in (*(f"old {one}" for one in entry.old), *(f"new {one}" for one in entry.new))
    }
    back = []
    for aside in waiting:
        found = now.again(aside)
        places = {*(f"old {one}" for one in found.old), *(f"new {one}" for one in found.new)} if found else set()
        if found is not None and not places & taken:
            taken |= places
            kept.append(found)
            back.append(aside.id)
    await tx.execute("DELETE FROM lost_confirmation WHERE id = ANY ($1::bigint[])", back)
    await tx.add_all(gone)
    return kept


def judgements(alignment: Sequence[AlignmentView]) -> list[list[AlignmentView]]:
    """Confirmed lines, those of one split or merge together: they are one judgement."""
    found: defaultdict[tuple[str, str], list[AlignmentView]] = defaultdict(list)
    for line in alignment:
        if line.review == "confirmed":
            shared = {"split": f"old {line.old_key}", "merged": f"new {line.new_key}"}.get(line.op, f"line {line.id}")
            found[line.op, shared].append(line)
    return list(found.values())


def standing_confirmations(saved: Saved) -> list[Confirmed]:
    """What persons settled about a concept as it was saved."""
    return [
        _entry(
            lines[0].op,
            tuple(dict.fromkeys(line.old_key for line in lines if line.old_key)),
            tuple(dict.fromkeys(line.new_key for line in lines if line.new_key)),
        )
        for lines in judgements(saved.alignment)
    ]


class _Aside(msgspec.Struct, frozen=True):
    id: int
    op: str
    old_text_ids: list[int]
    new_clause_ids: list[int]
    new_fingerprints: list[str]


class _Now:
    """The clauses of a concept about to be saved, found by what they were."""

    def __init__(
        self, saved: Saved, clauses: Sequence[Clause], keys: Mapping[str, str], restored: Mapping[str, int]
    ) -> None:
        ids = {clause.key: clause.id for clause in saved.clauses}
        identities = {new: ids[before] for new, before in keys.items()} | dict(restored)
        prints = {clause.key: clause_fingerprint(clause) for clause in clauses}
        counts = Counter(prints.values())
        self._new_of = {before: new for new, before in keys.items()}
        self._by_identity = {identity: new for new, identity in identities.items()}
        self._by_print = {value: key for key, value in prints.items() if counts[value] == 1}
        self._prints = prints
        self._old_keys = {clause.text_id: clause.key for clause in saved.old}
        self._old_prints = {clause.key: clause.fingerprint for clause in saved.old}
        # What came into the text with this save: a clause held to be gone may be among it.
        self._fresh = {value for key, value in prints.items() if key not in identities}

    def said(self, lines: Sequence[AlignmentView]) -> Confirmed | None:
        """A judgement in the keys of now; None if one of its clauses is gone, or what was held to be gone is back."""
        old = tuple(dict.fromkeys(line.old_key for line in lines if line.old_key))
        before = dict.fromkeys(line.new_key for line in lines if line.new_key)
        new = tuple(self._new_of[key] for key in before if key in self._new_of)
        gone = len(new) < len(before) or self._back(lines[0].op, old, self._fresh)
        return None if gone else _entry(lines[0].op, old, new)

    def again(self, aside: _Aside) -> Confirmed | None:
        """A judgement that was put aside, if all its clauses are there again with the words they had."""
        new = []
        for identity, value in zip(aside.new_clause_ids, aside.new_fingerprints, strict=True):
            key = self._by_identity.get(identity)
            key = key if key is not None and self._prints[key] == value else self._by_print.get(value)
            if key is None:
                return None
            new.append(key)
        old = tuple(self._old_keys[text_id] for text_id in aside.old_text_ids if text_id in self._old_keys)
        if len(set(new)) < len(new) or len(old) < len(aside.old_text_ids):
            return None
        return None if self._back(aside.op, old, self._prints.values()) else _entry(aside.op, old, tuple(new))

    def _back(self, op: str, old: Collection[str], among: Collection[str]) -> bool:
        return op == "deleted" and any(self._old_prints[key] in among for key in old)


def _entry(op: str, old: tuple[str, ...], new: tuple[str, ...]) -> Confirmed:
    return Confirmed(old=old, new=new, op=msgspec.convert(op, type=Confirmed.__annotations__["op"]))


def _row(version_id: int, saved: Saved, lines: Sequence[AlignmentView]) -> LostConfirmation:
    clauses = {clause.key: clause for clause in saved.clauses}
    new = [clauses[key] for key in dict.fromkeys(line.new_key for line in lines if line.new_key)]
    return LostConfirmation(
        version_id=version_id,
        op=lines[0].op,
        old_text_ids=list(dict.fromkeys(line.old_text_id for line in lines if line.old_text_id is not None)),
        new_clause_ids=[clause.id for clause in new],
        new_fingerprints=[clause.fingerprint for clause in new],
    )
