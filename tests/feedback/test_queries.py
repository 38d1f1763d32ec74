"""What everybody and the team read: sums that add up, traces that walk both ways, and nothing that is not public."""

from __future__ import annotations

import msgspec
import pytest

from builders import Desk, Voice, change_of, decide, make_concept, make_desk, propose, raise_issue, speak
from partisipasi.accounts.rights import GUEST, Viewer
from partisipasi.feedback.changes import set_change
from partisipasi.feedback.gate import Gate
from partisipasi.feedback.issues import IssueRef
from partisipasi.feedback.points import place_point
from partisipasi.feedback.publishing import Promised, publish_version
from partisipasi.feedback.queries.changes import change_view, changes_of, told_changes
from partisipasi.feedback.queries.graph import Graph, graph_of
from partisipasi.feedback.queries.inbox import InboxFilter, inbox, inbox_counts
from partisipasi.feedback.queries.issues import issue_view, issues_of
from partisipasi.feedback.queries.outcomes import standing_of
from partisipasi.feedback.queries.results import remainders_of, totals_of
from partisipasi.feedback.queries.traces import trace_of
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound

SECRET = "Kata rahasia yang tidak boleh tampil"
MILD = "Pegawai yang terlambat dikenai pemotongan sebesar 1% (satu persen) setiap hari."


class Story(msgspec.Struct):
    """Version 2 is out: one input accepted and changed the text, one rejected, one hidden, one withdrawn, one late."""

    desk: Desk
    accepted: Voice
    hidden: Voice
    withdrawn: Voice
    late: Voice
    open_issue: IssueRef
    version_id: int


@pytest.fixture
async def story(tx: Transaction) -> Story:
    desk = await make_desk(tx)
    accepted, rejected, late = [await speak(tx, desk.scene, f"Masukan {n}. Dua hal.") for n in range(3)]
    hidden = await speak(tx, desk.scene, SECRET, state="hidden")
    await tx.execute("UPDATE contribution SET hidden_rule = 'abuse', public_name = $2 WHERE id = $1", hidden.id, SECRET)
    withdrawn = await speak(tx, desk.scene, SECRET)
    await speak(tx, desk.scene, SECRET, state="held")
    await speak(tx, desk.scene, "", stance="agree")
    first = await raise_issue(tx, desk, accepted, hidden, withdrawn)
    second = await raise_issue(tx, desk, rejected)
    await place_point(tx, desk.analyst, issue_id=second.id, receipt=accepted.receipt, excerpt="Dua hal.")
    await decide(tx, desk, first, "accepted")
    await decide(tx, desk, second, "rejected")
    await tx.execute("UPDATE contribution SET state = 'withdrawn', withdrawn_at = now() WHERE id = $1", withdrawn.id)
    version_id = await make_concept(tx, desk, {"pasal-7.ayat-1": MILD, "pasal-9": "Pasal baru dari kajian."})
    change_id = await change_of(tx, version_id, "pasal-7.ayat-1")
    await set_change(
        tx, desk.analyst, change_id=change_id, cause="public_input", issue_numbers=[1], explanation="Turun."
    )
    await tx.execute("UPDATE contribution SET state = 'hidden', hidden_rule = 'spam' WHERE state = 'held'")
    promise = Promised("Masih dibahas.", (tx.now.date()).replace(year=tx.now.year + 1))
    await publish_version(tx, desk.chief, version_id=version_id, remainder=promise)
    open_issue = await raise_issue(tx, desk, late, title="Masih terbuka?")
    await propose(tx, desk, open_issue, "noted", reason=SECRET)
    return Story(desk, accepted, hidden, withdrawn, late, open_issue, version_id)


def written(thing: object) -> str:
    return msgspec.json.encode(thing).decode()


async def test_totals_count_points_and_add_up_by_outcome(tx: Transaction, story: Story) -> None:
    totals = await totals_of(tx, story.desk.draft_id)
    assert {one.outcome: one.points for one in totals.by_outcome} == {"accepted": 2, "rejected": 2}
    assert (totals.points, totals.decided, totals.open) == (5, 4, 1)
    assert totals.decided == sum(one.points for one in totals.by_outcome)
    assert sum(one.contributions for one in totals.by_outcome) > totals.contributions - 1
    assert (totals.contributions, totals.owed, totals.unplaced) == (4, 4, 0)
    assert (totals.bare, totals.withdrawn) == (1, 2)


async def test_results_name_every_issue_what_came_from_elsewhere_and_who_still_waits(
    tx: Transaction, story: Story
) -> None:
    issues = await issues_of(tx, GUEST, story.desk.draft_id)
    assert [(row.label, row.outcome, row.points) for row in issues] == [
        ("M-001", "accepted", 2), ("M-002", "rejected", 2), ("M-003", None, 1),
    ]  # fmt: skip
    told = await told_changes(tx, story.desk.draft_id)
    assert [(one.key, one.cause) for one in told if one.cause != "public_input"] == [("pasal-9", None)]
    standing = await standing_of(tx, story.desk.draft_id)
    assert [row.receipt for row in standing.waiting] == [story.late.receipt] and standing.unanswered == 1
    assert [(row.reason, row.points, row.left) for row in standing.remainders] == [("Masih dibahas.", 1, 1)]
    assert SECRET not in written((issues, told, standing))


async def test_a_mended_remainder_has_nothing_left(tx: Transaction, story: Story) -> None:
    await tx.execute("UPDATE contribution SET state = 'withdrawn' WHERE id = $1", story.late.id)
    assert [row.left for row in await remainders_of(tx, story.desk.draft_id)] == [0]


async def test_a_trace_leads_from_the_words_to_the_changed_clause(tx: Transaction, story: Story) -> None:
    trace = await trace_of(tx, GUEST, story.accepted.receipt.lower().replace("-", ""))
    whole, part = trace.points
    assert (whole.issue, whole.with_others, whole.decision and whole.decision.outcome) == ("M-001", 1, "accepted")
    assert part.excerpt == "Dua hal." and part.decision and part.decision.reason_code == "budget"
    (change,) = whole.decision.changes if whole.decision else []
    assert (change.name, change.op, change.after) == ("Pasal 7 ayat (1)", "reworded", MILD)
    assert (trace.stage, trace.state) == ("answered", "published")
    assert [(anchor.number, anchor.key) for anchor in trace.anchors] == [(1, "pasal-7.ayat-1"), (2, "pasal-7.ayat-1")]


async def test_a_trace_of_what_is_hidden_or_withdrawn_shows_what_became_of_it_and_no_word(
    tx: Transaction, story: Story
) -> None:
    for voice in (story.hidden, story.withdrawn):
        trace = await trace_of(tx, GUEST, voice.receipt)
        assert trace.points and trace.points[0].decision
        assert (trace.html, trace.name, trace.number) == ("", None, None)
        assert SECRET not in written(trace)


async def test_a_trace_of_what_waits_says_that_it_was_received_and_nothing_else(tx: Transaction, story: Story) -> None:
    waiting = await speak(tx, story.desk.scene, SECRET, state="held")
    trace = await trace_of(tx, story.desk.chief, waiting.receipt)
    assert (trace.state, trace.stage, trace.anchors, trace.points) == ("held", "waiting", [], [])
    assert SECRET not in written(trace)
    with pytest.raises(NotFound):
        await trace_of(tx, GUEST, "K7PM-3QXD-9")


async def test_an_undecided_point_shows_its_issue_and_not_the_proposal(tx: Transaction, story: Story) -> None:
    trace = await trace_of(tx, story.desk.chief, story.late.receipt)
    assert (trace.stage, trace.points[0].issue, trace.points[0].decisions) == ("considered", "M-003", [])
    for viewer in (GUEST, story.desk.outsider):
        public = await issue_view(tx, viewer, story.open_issue.id)
        assert public.decisions == [] and public.issue.pending is None
        assert SECRET not in written(public)
    team = await issue_view(tx, story.desk.reader, story.open_issue.id)
    assert [row.state for row in team.decisions] == ["proposed"] and team.issue.pending == "proposed"


async def test_an_issue_shows_its_points_to_everybody_but_hidden_words_only_to_the_team(
    tx: Transaction, story: Story
) -> None:
    issue_id = (await issues_of(tx, GUEST, story.desk.draft_id))[0].id
    public = await issue_view(tx, GUEST, issue_id)
    assert [point.state for point in public.points] == ["published", "hidden"] and public.withdrawn == 1
    assert SECRET not in written(public)
    team = await issue_view(tx, story.desk.analyst, issue_id)
    assert SECRET in written(team.points) and team.decisions[0].proposer == "Analis"
    assert public.decisions[0].proposer is None and public.decisions[0].changes[0].name == "Pasal 7 ayat (1)"


async def test_an_issue_without_points_is_for_the_team_alone(tx: Transaction, story: Story) -> None:
    empty = await raise_issue(tx, story.desk, title=SECRET)
    assert SECRET not in written(await issues_of(tx, GUEST, story.desk.draft_id))
    with pytest.raises(NotFound):
        await issue_view(tx, GUEST, empty.id)
    assert (await issue_view(tx, story.desk.analyst, empty.id)).issue.points == 0


async def test_changes_of_a_concept_are_for_the_team_alone(tx: Transaction, story: Story) -> None:
    concept = await make_concept(tx, story.desk, {"pasal-8": "Kepala perangkat daerah dapat membina pegawai."})
    change_id = await change_of(tx, concept, "pasal-8")
    for viewer in (GUEST, story.desk.outsider):
        for attempt in (changes_of(tx, viewer, concept), change_view(tx, viewer, change_id)):
            with pytest.raises(NotFound):
                await attempt
    assert [change.key for change in await changes_of(tx, story.desk.reader, concept)] == ["pasal-8"]
    assert "pasal-8" not in {change.key for change in await told_changes(tx, story.desk.draft_id)}
    assert change_id not in {change.change_id for change in (await graph_of(tx, story.desk.draft_id)).changes}


async def test_a_change_names_its_decisions_and_how_many_contributions_stand_behind_them(
    tx: Transaction, story: Story
) -> None:
    change = (await changes_of(tx, GUEST, story.version_id, technical=False))[0]
    assert (change.name, change.cause, change.explanation) == ("Pasal 7 ayat (1)", "public_input", "Turun.")
    assert [(one.issue, one.outcome, one.contributions) for one in change.decisions] == [("M-001", "accepted", 2)]


def walk(graph: Graph, start: str, *, back: bool = False) -> set[str]:
    """Everything that can be reached from a node along the edges, or against them."""
    steps: dict[str, set[str]] = {}
    for edge in graph.edges:
        source, target = (edge.target, edge.source) if back else (edge.source, edge.target)
        steps.setdefault(source, set()).add(target)
    reached, waiting = set[str](), [start]
    while waiting:
        for node in steps.get(waiting.pop(), set()) - reached:
            reached.add(node)
            waiting.append(node)
    return reached


async def test_the_graph_walks_both_ways_and_holds_no_word_that_is_not_public(tx: Transaction, story: Story) -> None:
    graph = await graph_of(tx, story.desk.draft_id)
    nodes = {
        one.id
        for kind in (graph.contributions, graph.points, graph.issues, graph.decisions, graph.changes)
        for one in kind
    }  # type: ignore[attr-defined]
    assert {end for edge in graph.edges for end in (edge.source, edge.target)} <= nodes
    forward = {(c.id, n) for c in graph.contributions for n in walk(graph, c.id) if n.startswith("change:")}
    backward = {(n, h.id) for h in graph.changes for n in walk(graph, h.id, back=True) if n.startswith("contribution:")}
    assert forward == backward and len(forward) == 2
    states = {one.receipt: (one.state, one.stage) for one in graph.contributions}
    assert states[story.hidden.receipt] == ("hidden", "answered")
    assert states[story.withdrawn.receipt] == ("withdrawn", None)
    assert SECRET not in written(graph)


async def test_the_inbox_is_filtered_and_paged_for_the_team_alone(tx: Transaction, story: Story) -> None:
    draft_id, analyst = story.desk.draft_id, story.desk.analyst
    question = await speak(tx, story.desk.scene, "Kapan berlaku?", kind="question", key=None)
    unplaced = await speak(tx, story.desk.scene, "Toleransi 15 menit.", stance="agree_with_changes", key="pasal-8")

    async def receipts(**wanted: object) -> list[str]:
        rows = await inbox(tx, analyst, draft_id, InboxFilter(**wanted))  # type: ignore[arg-type]
        return [row.receipt for row in rows]

    everything = await receipts()
    assert story.hidden.receipt in everything and story.withdrawn.receipt not in everything
    assert await receipts(placed=False) == [question.receipt, unplaced.receipt]
    assert await receipts(kind="question") == [question.receipt]
    assert await receipts(stance="agree_with_changes") == [unplaced.receipt]
    assert await receipts(clause_id=story.desk.scene.clauses["pasal-8"]) == [unplaced.receipt]
    assert await receipts(words="TOLERANSI") == [unplaced.receipt]
    page = await inbox(tx, analyst, draft_id, after=question.id, limit=1)
    assert [row.receipt for row in page] == [unplaced.receipt] and page[0].key == "pasal-8"
    earlier = await inbox(tx, analyst, draft_id, before=unplaced.id, limit=1)
    assert [row.receipt for row in earlier] == [question.receipt]
    counts = await inbox_counts(tx, story.desk.reader, draft_id)
    assert (counts.owed, counts.unplaced, counts.unreplied) == (6, 1, 1)
    official = await speak(tx, story.desk.scene, "Tiga bulan lagi.", kind="official", key=None, parent=question)
    assert official.receipt not in await receipts() and await receipts(placed=False) == [unplaced.receipt]
    for viewer in (GUEST, story.desk.outsider, Viewer(account_id=question.viewer and question.viewer.account_id)):
        with pytest.raises(NotFound):
            await inbox(tx, viewer, draft_id)


def test_a_gate_is_written_as_json_with_codes_counts_and_items() -> None:
    assert msgspec.json.decode(written(Gate(ready=True, gaps=(), publishers=()))) == {
        "ready": True, "gaps": [], "publishers": [],
    }  # fmt: skip
