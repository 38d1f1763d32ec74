"""What became of clauses over several versions."""

from __future__ import annotations

from partisipasi.drafts.composition import Step, Wording, compose


def _wordings(**texts: str) -> dict[int, Wording]:
    """`t12="3 Pasal 1 a"`: clause text 12 is clause 3, labelled Pasal 1, with fingerprint a."""
    found = {}
    for name, value in texts.items():
        clause, unit, number, words = value.split()
        found[int(name[1:])] = Wording(int(clause), f"{unit} {number}", words)
    return found


def test_one_step_stays_as_it_is() -> None:
    steps = [Step(1, 11, "reworded", ("text",), 0.8), Step(None, 12, "inserted", ())]
    assert compose([steps], {}) == steps


def test_changes_of_both_steps_add_up() -> None:
    first = [Step(1, 11, "reworded", ("text",), 0.8)]
    second = [Step(11, 21, "renumbered", ("number",), 1.0)]
    wordings = _wordings(t1="1 Pasal 1 a", t21="1 Pasal 2 b")
    assert compose([first, second], wordings) == [Step(1, 21, "reworded", ("text", "number"), 0.8)]


def test_what_was_changed_and_changed_back_is_the_same() -> None:
    first = [Step(1, 11, "reworded", ("text", "number"))]
    second = [Step(11, 21, "reworded", ("text", "number"))]
    wordings = _wordings(t1="1 Pasal 1 a", t21="1 Pasal 1 a")
    assert compose([first, second], wordings) == [Step(1, 21, "same", ())]


def test_what_came_and_went_again_does_not_appear() -> None:
    first = [Step(1, 11, "same", ()), Step(None, 12, "inserted", ())]
    second = [Step(11, 21, "same", ()), Step(12, None, "deleted", ())]
    wordings = _wordings(t1="1 Pasal 1 a", t21="1 Pasal 1 a")
    assert compose([first, second], wordings) == [Step(1, 21, "same", ())]


def test_what_came_in_between_is_new_however_it_was_reworded() -> None:
    first = [Step(None, 11, "inserted", ())]
    second = [Step(11, 21, "reworded", ("text",), 0.9)]
    assert compose([first, second], _wordings(t21="1 Pasal 1 b")) == [Step(None, 21, "inserted", (), 0.0)]


def test_a_clause_that_went_and_came_back_with_its_identity_is_one_line() -> None:
    first = [Step(1, 11, "same", ()), Step(2, None, "deleted", ())]
    second = [Step(11, 21, "same", ()), Step(None, 22, "inserted", ())]
    wordings = _wordings(t1="1 Pasal 1 a", t2="2 Pasal 2 b", t21="1 Pasal 1 a", t22="2 Pasal 2 c")
    assert compose([first, second], wordings) == [
        Step(1, 21, "same", ()),
        Step(2, 22, "reworded", ("text",)),
    ]


def test_a_split_whose_parts_were_merged_again_is_no_split() -> None:
    first = [Step(1, 11, "split", ("text",), 0.6), Step(1, 12, "split", ("text",), 0.4)]
    second = [Step(11, 21, "merged", ("text",), 0.6), Step(12, 21, "merged", ("text",), 0.4)]
    wordings = _wordings(t1="1 Pasal 1 a", t21="1 Pasal 1 a")
    assert [(line.old, line.new, line.op) for line in compose([first, second], wordings)] == [(1, 21, "same")]


def test_a_split_of_which_one_part_went_is_a_rewording_and_no_deletion() -> None:
    first = [Step(1, 11, "split", ("text",), 0.6), Step(1, 12, "split", ("text",), 0.4)]
    second = [Step(11, 21, "same", ()), Step(12, None, "deleted", ())]
    wordings = _wordings(t1="1 Pasal 1 a", t21="1 Pasal 1 b")
    assert compose([first, second], wordings) == [Step(1, 21, "reworded", ("text",), 0.6)]


def test_lines_come_in_the_order_of_the_last_version_and_deletions_last() -> None:
    first = [Step(1, 11, "same", ()), Step(2, 12, "same", ()), Step(3, 13, "same", ())]
    second = [Step(13, 21, "moved", ("place",)), Step(12, None, "deleted", ()), Step(11, 22, "moved", ("place",))]
    wordings = _wordings(t1="1 Pasal 1 a", t2="2 Pasal 2 b", t3="3 Pasal 3 c", t21="3 Pasal 3 c", t22="1 Pasal 1 a")
    assert [(line.old, line.new, line.op) for line in compose([first, second], wordings)] == [
        (3, 21, "moved"),
        (1, 22, "moved"),
        (2, None, "deleted"),
    ]
