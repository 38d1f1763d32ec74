"""Which clause of a new version is which clause of the one before: identities follow the alignment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from partisipasi.drafts.alignment import Pair


def inherit(
    pairs: Sequence[Pair],
    old_ids: Mapping[str, int],
    old_lengths: Mapping[str, int],
    carried: Mapping[str, int],
) -> dict[str, int | None]:
    """Give each new clause the identity it inherits.

    A clause that was reworded, moved or renumbered keeps its identity. Of the parts of a split the most similar one
    keeps it; a merged clause has that of its largest source. What is inserted keeps the identity it had in the concept
    as it was saved before (`carried`), unless that belongs to a clause of the version before.

    Args:
        pairs: the alignment, every new key in at least one pair.
        old_ids: key → identity in the version before.
        old_lengths: key → length of the clause's own text in the version before.
        carried: new key → identity in the concept before this save.

    Returns:
        New key → identity, None for a clause that is born now. No identity is given twice.
    """
    sources: defaultdict[str, list[Pair]] = defaultdict(list)
    parts: defaultdict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        if pair.new is not None:
            sources[pair.new].append(pair)
        if pair.old is not None and pair.new is not None:
            parts[pair.old].append(pair)
    heirs = {old: max(entries, key=lambda pair: pair.score).new for old, entries in parts.items()}
    given: dict[str, int | None] = {}
    taken = set(old_ids.values())
    for new, entries in sources.items():
        olds = [pair.old for pair in entries if pair.old is not None and heirs[pair.old] == new]
        if olds:
            given[new] = old_ids[max(olds, key=lambda old: old_lengths[old])]
            continue
        kept = carried.get(new)
        given[new] = kept if kept is not None and kept not in taken else None
        if given[new] is not None:
            taken.add(given[new] or 0)
    return given
