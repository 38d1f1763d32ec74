"""From matched clauses to pairs: what changed, what to call it, what a person must look at."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Final

from partisipasi.drafts.alignment.matching import Match, Matching
from partisipasi.drafts.alignment.pairs import Flag, Op, Pair, Review
from partisipasi.drafts.alignment.passes import ACCEPT, MARGIN
from partisipasi.drafts.alignment.trees import Node
from partisipasi.drafts.wording import Reference, normalise, references

_CLEAN_SPLIT: Final = 0.9
# A clause that kept its boilerplate and changed its subject may be another one.
_SUBSTANCE: Final = 0.5


def verdicts(m: Matching) -> list[Pair]:
    """Turn the matching into pairs in the order of the new version, deletions after their old neighbour."""
    moved = _moved(m)
    placed: list[tuple[tuple[float, int], Pair]] = []
    for new in m.new.nodes:
        for match in m.of_new.get(new, ()):
            placed.append(((new.order, match.old.order), _pair(m, match, match in moved)))
        if new not in m.of_new:
            placed.append(((new.order, -1), _lone(m, new, "inserted")))
    reached = -1.0
    for old in m.old.nodes:
        if matches := m.of_old.get(old):
            reached = matches[-1].new.order
        else:
            placed.append(((reached + 0.5, old.order), _lone(m, old, "deleted")))
    return [pair for _, pair in sorted(placed, key=lambda entry: entry[0])]


def _pair(m: Matching, match: Match, moved: bool) -> Pair:
    flags = _flags(m, match, moved)
    runner_up = None if match.method in ("confirmed", "kept") else _runner_up(m, match)
    return Pair(
        old=match.old.key,
        new=match.new.key,
        op=match.op or _op(m, match, flags),
        flags=flags,
        score=1.0 if match.old.masked == match.new.masked and not _shared(m, match) else round(match.score, 4),
        method=match.method,
        review=_review(m, match, runner_up),
        runner_up=runner_up[1].key if runner_up else None,
    )


def _shared(m: Matching, match: Match) -> bool:
    """Whether the pair is one of several of a split or merge."""
    return len(m.of_old[match.old]) > 1 or len(m.of_new[match.new]) > 1


def _op(m: Matching, match: Match, flags: Sequence[Flag]) -> Op:
    if len(m.of_old[match.old]) > 1:
        return "split"
    if len(m.of_new[match.new]) > 1:
        return "merged"
    if "place" in flags:
        return "moved"
    if "text" in flags:
        return "reworded"
    return "renumbered" if "number" in flags else "same"


def _lone(m: Matching, node: Node, op: Op) -> Pair:
    old, new = (node.key, None) if op == "deleted" else (None, node.key)
    if node in m.settled:
        return Pair(old=old, new=new, op=op, score=0.0, method="confirmed", review="confirmed")
    near = [entry for entry in m.rivals[node] if entry[0] >= ACCEPT and m.free(entry[1])]
    rival = max(near, key=lambda entry: entry[0])[1] if near else m.possible.get(node)
    if rival is not None and not m.free(rival):
        rival = None
    doubtful = rival is not None or node in m.ambiguous
    return Pair(
        old=old,
        new=new,
        op=op,
        score=0.0,
        method="global",
        review="open" if doubtful else "none",
        runner_up=rival.key if rival is not None else None,
    )


# --- flags


def _flags(m: Matching, match: Match, moved: bool) -> tuple[Flag, ...]:
    old, new = match.old, match.new
    flags: list[Flag] = []
    refs = old.exact != new.exact and old.masked == new.masked
    if old.masked != new.masked or (refs and _retargeted(m, old, new)):
        flags.append("text")
    if moved:
        flags.append("place")
    if old.kind != new.kind or old.clause.label.split() != new.clause.label.split():
        flags.append("number")
    if refs:
        flags.append("refs")
    return tuple(flags)


def _retargeted(m: Matching, old: Node, new: Node) -> bool:
    """Whether a reference certainly points to another clause than before: that is no shift, but a change."""
    ours = _targets(old)
    theirs = _targets(new)
    for before, after in zip(ours, theirs, strict=False):
        if not before or not after or before == after:
            continue
        target = m.old.by_place.get(before)
        partners = m.partners(target) if target else []
        if len(partners) == 1 and partners[0].place and partners[0].place != after:
            return True
    return False


def _targets(node: Node) -> list[str]:
    """Where the references of a clause point ("pasal-7/ayat-2"); "" where only its context tells."""
    found: list[str] = []
    before: Reference | None = None
    pasal = ayat = ""
    for reference in references(f"{normalise(node.clause.heading)}\n{normalise(node.clause.text)}"):
        if before is None or reference.chain != before.chain:
            pasal = ayat = ""
        elif before.unit == "pasal" and reference.unit == "ayat":
            # "Pasal 7 ayat (2)" is one place.
            found.pop()
        if reference.unit == "pasal":
            pasal, ayat = reference.number, ""
        found.append(_target(reference, node, pasal, ayat))
        if reference.unit == "ayat":
            ayat = reference.number
        before = reference
    return found


def _target(reference: Reference, node: Node, pasal: str, ayat: str) -> str:
    own = node.place.partition("/")[0]
    if reference.unit == "pasal":
        return f"pasal-{reference.number}"
    if reference.unit == "ayat":
        return f"{f'pasal-{pasal}' if pasal else own}/ayat-{reference.number}"
    if reference.unit == "huruf" and ayat:
        return f"{f'pasal-{pasal}' if pasal else own}/ayat-{ayat}/huruf-{reference.number}"
    return ""


# --- places


def _moved(m: Matching) -> set[Match]:
    """Matches whose clause stands in another clause than before, or in another order among its siblings."""
    moved: set[Match] = set()
    families: defaultdict[tuple[Node | None, str, bool], list[Match]] = defaultdict(list)
    for old in m.old.nodes:
        for match in m.of_old.get(old, ())[:1]:
            above_old, above_new = _matched_above(m, match.old), _matched_above(m, match.new)
            if match.old.part != match.new.part or not _linked(m, above_old, above_new):
                moved.add(match)
            else:
                families[above_new, match.new.part, match.new.division].append(match)
    for family in families.values():
        family.sort(key=lambda match: match.new.order)
        kept = _in_every_longest_rise([match.old.order for match in family])
        moved.update(match for match, stays in zip(family, kept, strict=True) if not stays)
    return moved


def _matched_above(m: Matching, node: Node) -> Node | None:
    """The nearest clause above that both versions have: a bab put over pasal moves none of them."""
    return next((above for above in node.above() if not m.free(above)), None)


def _linked(m: Matching, old: Node | None, new: Node | None) -> bool:
    return old is new is None or (old is not None and new is not None and new in m.partners(old))


def _in_every_longest_rise(values: Sequence[int]) -> list[bool]:
    """Whether every longest increasing subsequence has a value; of two that changed places neither."""
    ending = _rise_lengths(values)
    starting = _rise_lengths([-value for value in reversed(values)])[::-1]
    longest = max(ending, default=0)
    on_some = [before + after - 1 == longest for before, after in zip(ending, starting, strict=True)]
    at_step = Counter(before for before, on in zip(ending, on_some, strict=True) if on)
    return [on and at_step[before] == 1 for before, on in zip(ending, on_some, strict=True)]


def _rise_lengths(values: Sequence[int]) -> list[int]:
    tails: list[int] = []
    lengths = []
    for value in values:
        at = bisect_left(tails, value)
        tails[at : at + 1] = [value]
        lengths.append(at + 1)
    return lengths


# --- review


def _review(m: Matching, match: Match, runner_up: tuple[float, Node] | None) -> Review:
    if match.method == "confirmed":
        return "confirmed"
    old, new = match.old, match.new
    for whole, matches in ((old, m.of_old[old]), (new, m.of_new[new])):
        if len(matches) > 1:
            return "none" if m.joined.get(whole, 0.0) >= _CLEAN_SPLIT else "open"
    if match.method == "kept":
        return "none"
    if old.masked == new.masked:
        return "open" if old in m.ambiguous or new in m.ambiguous else "none"
    substance = m.likeness.substance(old.tree_words, new.tree_words)
    if match.score < ACCEPT or runner_up is not None or substance < _SUBSTANCE:
        return "open"
    return "none"


def _runner_up(m: Matching, match: Match) -> tuple[float, Node] | None:
    """The best other counterpart within the margin, of either clause, that has no much better one itself."""
    if match.old.masked == match.new.masked or _shared(m, match):
        return None
    rivals = [
        entry
        for node, other in ((match.old, match.new), (match.new, match.old))
        for entry in m.rivals[node]
        if entry[1] is not other
        and entry[0] > match.score - MARGIN
        and all(entry[0] > theirs.score - MARGIN for theirs in m.matches(entry[1]))
    ]
    return max(rivals, key=lambda entry: entry[0], default=None)
