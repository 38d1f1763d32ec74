"""The publish gate, one code at a time, without a database."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from partisipasi.feedback.gate import (
    Approver,
    Caused,
    Facts,
    Held,
    IssuePoints,
    Owed,
    Promise,
    Review,
    Running,
    Taken,
    closing_gate,
    gate,
)

CHIEF = Approver(1, "Kepala", made=False, proposed=False)
CLEAR = Facts(follows_round=True, approvers=[CHIEF])
PROMISE = Promise(
    decision_id=5, number=3, change_id=9, before="a", after="b", now="c", redecided=False, explained=False
)


def codes(facts: Facts) -> dict[str, int]:
    return {gap.code: gap.count for gap in gate(facts).gaps}


def with_(**facts: object) -> Facts:
    return msgspec.structs.replace(CLEAR, **facts)


def owed(**facts: object) -> Owed:
    one = Owed(contribution_id=1, receipt="K7PM-3QXD-9", question=False, replied=False, placed=False)
    return msgspec.structs.replace(one, **facts)


def test_a_concept_without_any_gap_is_ready() -> None:
    made = gate(CLEAR)
    assert made.ready and not made.gaps and [one.account_id for one in made.publishers] == [1]


def test_input_that_is_in_no_issue_is_unplaced_and_named_by_its_receipt() -> None:
    facts = with_(owed=[owed(), owed(contribution_id=2, placed=True)])
    (gap,) = gate(facts).gaps
    assert (gap.code, gap.count, gap.items[0].label) == ("unplaced", 1, "K7PM-3QXD-9")


def test_points_whose_issue_is_not_settled_are_undecided_and_counted_as_points() -> None:
    facts = with_(issues=[IssuePoints(1, 14, 38, settled=False), IssuePoints(2, 15, 2, settled=True)])
    (gap,) = gate(facts).gaps
    assert (gap.code, gap.count, gap.items[0].label) == ("undecided", 38, "M-014")


def test_an_issue_without_points_answers_nobody_and_keeps_nothing_back() -> None:
    assert codes(with_(issues=[IssuePoints(1, 14, 0, settled=False)])) == {}


def test_a_question_waits_for_an_official_reply_even_if_it_is_placed() -> None:
    assert codes(with_(owed=[owed(question=True, placed=True)])) == {"no_reply": 1}
    assert codes(with_(owed=[owed(question=True, replied=True)])) == {}


def test_what_is_accepted_needs_its_change() -> None:
    assert codes(with_(taken=[Taken(1, 2, changes=0), Taken(2, 3, changes=1)])) == {"decision_without_change": 1}


def test_a_change_from_public_input_needs_its_decision() -> None:
    facts = with_(caused=[Caused(1, "pasal-7", decisions=0), Caused(2, "pasal-8", decisions=2)])
    (gap,) = gate(facts).gaps
    assert (gap.code, gap.count, gap.items[0].label) == ("change_without_decision", 1, "pasal-7")


def test_touching_a_promised_clause_again_needs_an_explanation() -> None:
    assert codes(with_(promises=[PROMISE])) == {"decision_undone": 1}
    assert codes(with_(promises=[msgspec.structs.replace(PROMISE, explained=True)])) == {}
    assert codes(with_(promises=[msgspec.structs.replace(PROMISE, redecided=True)])) == {}


def test_taking_a_promise_back_needs_another_decision_however_well_it_is_explained() -> None:
    cases = {
        "the old words come back": ("a", "b", "a"),
        "the clause it reworded is deleted": ("a", "b", None),
        "the clause it inserted is deleted": (None, "b", None),
        "the clause it deleted comes back": ("a", None, "z"),
    }
    for case, (before, after, now) in cases.items():
        promise = msgspec.structs.replace(PROMISE, before=before, after=after, now=now, explained=True)
        assert codes(with_(promises=[promise])) == {"decision_undone": 1}, case
        assert codes(with_(promises=[msgspec.structs.replace(promise, redecided=True)])) == {}, case
    inserted = msgspec.structs.replace(PROMISE, before=None, after="b", now="c", explained=True)
    assert codes(with_(promises=[inserted])) == {}


def test_an_undone_decision_is_counted_once_however_many_clauses_it_changed() -> None:
    assert codes(with_(promises=[PROMISE, msgspec.structs.replace(PROMISE, change_id=10)])) == {"decision_undone": 1}


def test_doubtful_alignments_and_anchors_wait_for_a_person() -> None:
    assert codes(with_(reviews=[Review("alignment", 1, "pasal-7"), Review("anchor", 2, "")])) == {"review_open": 2}


def test_held_input_keeps_a_version_back() -> None:
    assert codes(with_(held=[Held(1, "K7PM-3QXD-9")])) == {"held": 1}


def test_a_running_round_keeps_the_next_version_back() -> None:
    assert codes(with_(running=[Running(1, 2, datetime(2026, 12, 1, tzinfo=UTC))])) == {"round_open": 1}


def test_who_made_part_of_the_concept_or_proposed_what_it_releases_is_no_publisher() -> None:
    maker = Approver(2, "Pembuat", made=True, proposed=False)
    proposer = Approver(3, "Pengusul", made=False, proposed=True)
    assert codes(with_(approvers=[maker, proposer])) == {"no_publisher": 1}
    assert [one.account_id for one in gate(with_(approvers=[maker, CHIEF, proposer])).publishers] == [1]


def test_a_version_that_follows_no_round_owes_no_answers_yet() -> None:
    facts = with_(
        follows_round=False,
        owed=[owed(), owed(question=True)],
        issues=[IssuePoints(1, 1, 5, settled=False)],
        held=[Held(1, "K7PM-3QXD-9")],
    )
    assert codes(facts) == {}


def test_closing_asks_for_every_answer_and_for_no_change() -> None:
    facts = with_(
        owed=[owed()],
        issues=[IssuePoints(1, 1, 5, settled=False)],
        taken=[Taken(1, 2, changes=0)],
        caused=[Caused(1, "pasal-7", decisions=0)],
        promises=[PROMISE],
        reviews=[Review("anchor", 1, "")],
    )
    assert {gap.code for gap in closing_gate(facts).gaps} == {"unplaced", "undecided"}


def test_only_unanswered_points_can_be_promised_for_later() -> None:
    late = gate(with_(owed=[owed(), owed(question=True)], issues=[IssuePoints(1, 1, 5, settled=False)]))
    assert late.ready_with_remainder and late.unanswered == 7
    for facts in (with_(taken=[Taken(1, 2, changes=0)]), with_(held=[Held(1, "x")]), with_(approvers=[])):
        assert not gate(facts).ready_with_remainder
