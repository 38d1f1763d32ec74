"""The publish gate: from facts to gaps. Pure: whoever asks loads the facts (`facts`), nothing here reads or writes.

Each rule keeps one promise: no version follows a round while somebody is owed an answer, while an accepted decision is
without its change, while a citizen-caused change is without a decision, while a promise is undone in silence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Literal

import msgspec

Code = Literal[
    "unplaced", "undecided", "no_reply", "decision_without_change", "change_without_decision", "decision_undone",
    "review_open", "held", "round_open", "no_publisher",
]  # fmt: skip
ItemKind = Literal["contribution", "issue", "decision", "change", "alignment", "anchor", "round"]

#: What a named approver may leave unanswered for a while, with a reason and a promised day.
REMAINDER: frozenset[Code] = frozenset({"unplaced", "undecided", "no_reply"})


class Owed(msgspec.Struct, frozen=True):
    """A contribution that is owed an answer. A question is answered by an official reply."""

    contribution_id: int
    receipt: str
    question: bool
    replied: bool
    placed: bool


class IssuePoints(msgspec.Struct, frozen=True):
    """The counted points of an issue. `settled`: it has an approved or released decision."""

    issue_id: int
    number: int
    points: int
    settled: bool


class Taken(msgspec.Struct, frozen=True):
    """A decision, approved or released, that accepts in full or in part without saying that no text need change.

    `changes` counts the changes of substance that it is linked with, in this concept or in an earlier version.
    """

    decision_id: int
    number: int
    changes: int


class Caused(msgspec.Struct, frozen=True):
    """A change of the concept said to come from public input. `decisions`: settled, accepting ones linked with it."""

    change_id: int
    key: str
    decisions: int


class Promise(msgspec.Struct, frozen=True):
    """A clause that a decision in force changed in an earlier version, and that the concept changes again.

    `before`, `after` and `now` are fingerprints of its wording before that decision, by it, and in the concept; None
    where the clause was not there. `redecided`: another settled decision is linked with the new change;
    `explained`: the new change says its cause and why.
    """

    decision_id: int
    number: int
    change_id: int
    before: str | None
    after: str | None
    now: str | None
    redecided: bool
    explained: bool

    @property
    def taken_back(self) -> bool:
        """Whether the clause is again as if the decision had never been: its old words, gone again, back again."""
        if self.after is None or self.before is None:
            return (self.now is None) == (self.before is None)
        return self.now is None or self.now == self.before

    @property
    def undone(self) -> bool:
        """Whether this happens in silence: taking back needs a decision, touching it again at least an explanation."""
        return not self.redecided and (self.taken_back or not self.explained)


class Review(msgspec.Struct, frozen=True):
    """An alignment or an anchor of the concept that waits for a person. `key` is the clause's."""

    kind: Literal["alignment", "anchor"]
    id: int
    key: str


class Held(msgspec.Struct, frozen=True):
    """Input that screening holds back: nobody knows yet whether it is owed an answer."""

    contribution_id: int
    receipt: str


class Running(msgspec.Struct, frozen=True):
    """A round of the draft that has not ended."""

    round_id: int
    number: int
    closes_at: datetime


class Approver(msgspec.Struct, frozen=True):
    """An approver of the team. `made`: part of the concept is theirs; `proposed`: a decision about to be released."""

    account_id: int
    name: str
    made: bool
    proposed: bool


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """All that the gate needs to know of a concept, or of a draft about to be closed.

    `lost` counts lost changes still listed. They block nothing by themselves: an accepted decision that went with one
    is a gap of its own, and words nobody needs any more must not hold up an answer. The gate's page shows them.
    `silent` counts changes of substance whose cause nobody has said; they block nothing either.
    `enacted`: the draft has ended, everybody is answered, and only its official text may still differ; `unexplained`:
    the concept's changes of substance that do not say that harmonisation or facilitation caused them, and why.
    """

    follows_round: bool
    enacted: bool = False
    unexplained: Sequence[Caused] = ()
    owed: Sequence[Owed] = ()
    issues: Sequence[IssuePoints] = ()
    taken: Sequence[Taken] = ()
    caused: Sequence[Caused] = ()
    promises: Sequence[Promise] = ()
    reviews: Sequence[Review] = ()
    lost: int = 0
    silent: int = 0
    held: Sequence[Held] = ()
    running: Sequence[Running] = ()
    approvers: Sequence[Approver] = ()


class Item(msgspec.Struct, frozen=True):
    """A thing that keeps a gap open. `label` is how people know it: receipt, M-014, clause key, number of a round."""

    kind: ItemKind
    id: int
    label: str


class Gap(msgspec.Struct, frozen=True):
    """One reason why this cannot be published yet. `count` may exceed the items listed where each item counts more."""

    code: Code
    count: int
    items: tuple[Item, ...]


class Publisher(msgspec.Struct, frozen=True):
    """Somebody who may publish this."""

    account_id: int
    name: str


class Gate(msgspec.Struct, frozen=True):
    """Whether a version may be published, what stands in the way, and who may do it."""

    ready: bool
    gaps: tuple[Gap, ...]
    publishers: tuple[Publisher, ...]

    @property
    def ready_with_remainder(self) -> bool:
        """Whether only unanswered points stand in the way, which an approver may promise to answer later."""
        return all(gap.code in REMAINDER for gap in self.gaps)

    @property
    def unanswered(self) -> int:
        """How many contributions, points and questions a remainder would leave open."""
        return sum(gap.count for gap in self.gaps if gap.code in REMAINDER)


def issue_label(number: int) -> str:
    """M-014: how an issue is called."""
    return f"M-{number:03d}"


def gate(facts: Facts) -> Gate:
    """The gate of a concept. After enactment everybody is answered, and every change must be accounted for."""
    return _gate(facts, (*_LATER, *_ALWAYS) if facts.enacted else (*_ANSWERS, *_TEXT, *_ALWAYS))


def closing_gate(facts: Facts) -> Gate:
    """The gate of a draft that ends without a further text: the same less what concerns changes."""
    return _gate(facts, (*_ANSWERS, *_ALWAYS))


def publishers(facts: Facts) -> tuple[Publisher, ...]:
    """The approvers who made none of the concept and proposed none of the decisions it would release."""
    return tuple(Publisher(one.account_id, one.name) for one in facts.approvers if not one.made and not one.proposed)


def _gate(facts: Facts, rules: Iterable[Callable[[Facts], Gap | None]]) -> Gate:
    gaps = tuple(gap for rule in rules if (gap := rule(facts)) is not None)
    return Gate(ready=not gaps, gaps=gaps, publishers=publishers(facts))


def _gap(code: Code, items: Iterable[Item], count: int | None = None) -> Gap | None:
    listed = tuple(items)
    return Gap(code, len(listed) if count is None else count, listed) if listed else None


# --- answers: asked only where a round has been


def _unplaced(facts: Facts) -> Gap | None:
    return _gap(
        "unplaced",
        (
            Item("contribution", one.contribution_id, one.receipt)
            for one in facts.owed
            if facts.follows_round and not one.question and not one.placed
        ),
    )


def _undecided(facts: Facts) -> Gap | None:
    open_issues = [one for one in facts.issues if facts.follows_round and one.points and not one.settled]
    return _gap(
        "undecided",
        (Item("issue", one.issue_id, issue_label(one.number)) for one in open_issues),
        sum(one.points for one in open_issues),
    )


def _no_reply(facts: Facts) -> Gap | None:
    return _gap(
        "no_reply",
        (
            Item("contribution", one.contribution_id, one.receipt)
            for one in facts.owed
            if facts.follows_round and one.question and not one.replied
        ),
    )


def _held(facts: Facts) -> Gap | None:
    return _gap(
        "held",
        (Item("contribution", one.contribution_id, one.receipt) for one in facts.held if facts.follows_round),
    )


# --- text


def _decision_without_change(facts: Facts) -> Gap | None:
    return _gap(
        "decision_without_change",
        (Item("decision", one.decision_id, issue_label(one.number)) for one in facts.taken if not one.changes),
    )


def _change_without_decision(facts: Facts) -> Gap | None:
    return _gap(
        "change_without_decision",
        (Item("change", one.change_id, one.key) for one in facts.caused if not one.decisions),
    )


def _change_unexplained(facts: Facts) -> Gap | None:
    return _gap("change_without_decision", (Item("change", one.change_id, one.key) for one in facts.unexplained))


def _decision_undone(facts: Facts) -> Gap | None:
    undone = {one.decision_id: one.number for one in facts.promises if one.undone}
    return _gap("decision_undone", (Item("decision", id_, issue_label(number)) for id_, number in undone.items()))


def _review_open(facts: Facts) -> Gap | None:
    return _gap("review_open", (Item(one.kind, one.id, one.key) for one in facts.reviews))


# --- always


def _round_open(facts: Facts) -> Gap | None:
    return _gap("round_open", (Item("round", one.round_id, str(one.number)) for one in facts.running))


def _no_publisher(facts: Facts) -> Gap | None:
    return None if publishers(facts) else Gap("no_publisher", 1, ())


_ANSWERS = (_unplaced, _undecided, _no_reply, _held)
_TEXT = (_decision_without_change, _change_without_decision, _decision_undone, _review_open)
_LATER = (_change_unexplained, _decision_undone, _review_open)
_ALWAYS = (_round_open, _no_publisher)
