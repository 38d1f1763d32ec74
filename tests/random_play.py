"""A consultation played at random: everything people, officers and moderators do, and all that must hold after it."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from datetime import timedelta

import msgspec

from builders import Desk, Voice, breaches, make_concept, reopen, speak
from partisipasi.accounts.rights import GUEST, Viewer
from partisipasi.discussions.erasing import erase_contributor
from partisipasi.discussions.visibility import (
    hide_contribution,
    hold_contribution,
    release_held,
    restore_contribution,
)
from partisipasi.discussions.withdrawing import withdraw_contribution
from partisipasi.feedback.changes import set_change
from partisipasi.feedback.closing import close_draft, release_interim
from partisipasi.feedback.decisions import approve_decision, propose_decision, return_decision
from partisipasi.feedback.facts import gate_of_version
from partisipasi.feedback.issues import create_issue, merge_issues
from partisipasi.feedback.notices import answer_notice, forget_texts, take_mail_batch
from partisipasi.feedback.points import move_points, place_point, remove_point
from partisipasi.feedback.progress import count_due
from partisipasi.feedback.publishing import Promised, publish_version
from partisipasi.feedback.queries.changes import told_changes
from partisipasi.feedback.queries.graph import graph_of
from partisipasi.feedback.queries.issues import issue_view, issues_of
from partisipasi.feedback.queries.outcomes import standing_of
from partisipasi.feedback.queries.results import totals_of
from partisipasi.feedback.queries.traces import trace_of
from partisipasi.feedback.tables import OUTCOMES
from partisipasi.kit.codes import new_decision_ref
from partisipasi.kit.database import Database, Transaction
from partisipasi.kit.errors import Refused
from partisipasi.moderation.tables import ModerationDecision
from partisipasi.settings import Settings
from talk_scene import PASAL

STEPS = 160


class Play:
    """One consultation, played at random. Every act is a transaction of its own; refusals are part of the play."""

    def __init__(self, seed: int, database: Database, settings: Settings, desk: Desk) -> None:
        self.random = random.Random(seed)
        self.database, self.settings, self.desk = database, settings, desk
        self.voices: dict[int, Voice] = {}
        self.done: dict[str, int] = {}
        self.words = 0
        self.mailed: list[tuple[int, int]] = []

    def acts(self) -> dict[Callable[[Transaction], Awaitable[None]], int]:
        """What may happen next, and how often."""
        return {
            self.say: 14, self.ask: 2, self.reply: 3, self.withdraw: 2, self.hide: 3, self.restore: 4, self.hold: 1,
            self.erase: 1, self.raise_issue: 6, self.place: 14, self.remove: 2, self.move: 2, self.merge: 1,
            self.propose: 10, self.approve: 12, self.send_back: 2, self.draft: 5, self.explain: 8, self.publish: 9,
            self.interim: 2, self.rate: 4, self.mail: 3, self.close: 1 if sum(self.done.values()) > STEPS // 2 else 0,
        }  # fmt: skip

    async def step(self) -> bool:
        """One act. False if it was refused: nothing has changed then."""
        acts = self.acts()
        (act,) = self.random.choices(list(acts), list(acts.values()))
        return await self.attempt(act)

    async def attempt(self, act: Callable[[Transaction], Awaitable[None]]) -> bool:
        """One chosen act. False if it was refused."""
        try:
            async with self.database.transaction() as tx:
                await act(tx)
        except Refused:
            return False
        self.done[act.__name__] = self.done.get(act.__name__, 0) + 1
        return True

    async def pick(self, tx: Transaction, sql: str) -> int:
        """One of the ids that a query finds."""
        ids = await tx.values(sql, self.desk.draft_id)
        if not ids:
            raise Refused("nothing to do this with")
        return int(self.random.choice(ids))

    def approver(self) -> Viewer:
        """An approver; now and then somebody who is none."""
        return self.random.choice([*[self.desk.chief, self.desk.deputy] * 4, self.desk.analyst])

    # --- people

    async def say(self, tx: Transaction) -> None:
        self.words += 1
        voice = await speak(
            tx,
            self.desk.scene,
            f"kata{self.words} tentang potongan. Lagi kata{self.words}.",
            key=self.random.choice([*self.desk.scene.clauses, None]),
            forum=self.random.random() < 0.1,
        )
        self.voices[voice.id] = voice

    async def ask(self, tx: Transaction) -> None:
        self.words += 1
        voice = await speak(tx, self.desk.scene, f"Kapan kata{self.words} berlaku?", kind="question")
        self.voices[voice.id] = voice

    async def reply(self, tx: Transaction) -> None:
        id_ = await self.pick(tx, "SELECT id FROM contribution WHERE draft_id = $1 AND kind = 'question'")
        await speak(tx, self.desk.scene, "Tiga bulan lagi.", kind="official", parent=self.voices[id_], anonymous=True)

    async def withdraw(self, tx: Transaction) -> None:
        voice = self.random.choice(list(self.voices.values()))
        await withdraw_contribution(tx, voice.viewer or GUEST, self.settings, receipt=voice.receipt)

    async def rate(self, tx: Transaction) -> None:
        id_ = await self.pick(
            tx, "SELECT n.id FROM notice n JOIN release r ON r.id = n.release_id WHERE r.draft_id = $1"
        )
        voice = self.voices[await tx.value("SELECT contribution_id FROM notice WHERE id = $1", id_)]
        satisfied = self.random.random() < 0.5
        await answer_notice(
            tx, voice.viewer or GUEST, self.settings, notice_id=id_, satisfied=satisfied, reply=f"kata{voice.id}x"
        )

    async def erase(self, tx: Transaction) -> None:
        voice = self.random.choice(list(self.voices.values()))
        texts = self.random.choice(["kept", "removed"])
        account = voice.viewer.account_id or 0 if voice.viewer else 0
        ids = await erase_contributor(tx, account_id=account, texts=texts)  # type: ignore[arg-type]
        if texts == "removed":
            await forget_texts(tx, contribution_ids=ids)

    # --- moderators

    async def hide(self, tx: Transaction) -> None:
        id_ = self.random.choice(list(self.voices))
        rule = self.random.choice(["spam", "abuse", "personal_data"])
        await hide_contribution(tx, contribution_id=id_, rule=rule)
        await tx.add(ModerationDecision(public_ref=new_decision_ref(), contribution_id=id_, act="hide", rule=rule))

    async def restore(self, tx: Transaction) -> None:
        id_ = await self.pick(
            tx, "SELECT id FROM contribution WHERE state IN ('held', 'hidden') AND coalesce(draft_id, $1) = $1"
        )
        held = await tx.value("SELECT state = 'held' FROM contribution WHERE id = $1", id_)
        await (release_held if held else restore_contribution)(tx, contribution_id=id_)
        await tx.add(
            ModerationDecision(public_ref=new_decision_ref(), contribution_id=id_, act="release" if held else "restore")
        )

    async def hold(self, tx: Transaction) -> None:
        await hold_contribution(tx, contribution_id=self.random.choice(list(self.voices)), reason="reports")

    # --- officers

    async def raise_issue(self, tx: Transaction) -> None:
        await create_issue(tx, self.desk.analyst, draft_id=self.desk.draft_id, title="Apakah potongan tetap?")

    async def place(self, tx: Transaction) -> None:
        issue_id = await self.pick(tx, "SELECT id FROM issue WHERE draft_id = $1")
        id_ = await self.pick(
            tx,
            """SELECT c.id FROM contribution c WHERE coalesce(c.draft_id, $1) = $1 AND c.kind <> 'official'
               ORDER BY EXISTS (SELECT 1 FROM point p WHERE p.contribution_id = c.id AND p.removed_at IS NULL), id
               LIMIT 4""",
        )
        source = await tx.value("SELECT source FROM contribution WHERE id = $1", id_)
        excerpt = source[5:25] if self.random.random() < 0.4 else None
        receipt = self.voices[id_].receipt
        await place_point(tx, self.desk.analyst, issue_id=issue_id, receipt=receipt, excerpt=excerpt)

    _POINT = "SELECT p.id FROM point p JOIN issue i ON i.id = p.issue_id WHERE i.draft_id = $1 AND removed_at IS NULL"

    async def remove(self, tx: Transaction) -> None:
        await remove_point(tx, self.desk.analyst, point_id=await self.pick(tx, self._POINT))

    async def move(self, tx: Transaction) -> None:
        points = [await self.pick(tx, self._POINT) for _ in range(2)]
        issue_id = await self.pick(tx, "SELECT id FROM issue WHERE draft_id = $1")
        await move_points(tx, self.desk.analyst, point_ids=points, issue_id=issue_id)

    async def merge(self, tx: Transaction) -> None:
        one, other = [await self.pick(tx, "SELECT id FROM issue WHERE draft_id = $1") for _ in range(2)]
        await merge_issues(tx, self.desk.analyst, issue_id=one, into_id=other)

    async def propose(self, tx: Transaction) -> None:
        outcome = self.random.choice(["accepted", "partly", *OUTCOMES])
        await propose_decision(
            tx,
            self.random.choice([self.desk.analyst, self.desk.analyst, self.desk.deputy]),
            issue_id=await self.pick(tx, "SELECT id FROM issue WHERE draft_id = $1"),
            outcome=outcome,
            reason_code="budget" if outcome == "rejected" else None,
            reason="Sudah dipertimbangkan.",
            no_text_change=outcome in ("accepted", "partly") and self.random.random() < 0.5,
        )

    _PROPOSED = "SELECT d.id FROM decision d JOIN issue i ON i.id = d.issue_id WHERE i.draft_id = $1 AND d.state = "

    async def approve(self, tx: Transaction) -> None:
        await approve_decision(tx, self.approver(), decision_id=await self.pick(tx, self._PROPOSED + "'proposed'"))

    async def send_back(self, tx: Transaction) -> None:
        state = self.random.choice(["'proposed'", "'approved'"])
        decision_id = await self.pick(tx, self._PROPOSED + state)
        await return_decision(tx, self.approver(), decision_id=decision_id, remark="Kurang jelas.")

    async def interim(self, tx: Transaction) -> None:
        decision_id = await self.pick(tx, self._PROPOSED + "'approved'")
        await release_interim(
            tx, self.approver(), draft_id=self.desk.draft_id, decision_ids=[decision_id], reason="Ditanyakan."
        )

    async def draft(self, tx: Transaction) -> None:
        if await tx.value("SELECT count(*) FROM version WHERE state = 'concept'") or await self.closed(tx):
            raise Refused("there is a concept, or the draft is closed")
        key = self.random.choice(list(PASAL))
        words = self.random.choice([f"Rumusan {self.random.random()}.", PASAL[key][2]])
        await make_concept(tx, self.desk, {key: words, "pasal-9": f"Pasal baru {self.random.randint(1, 3)}."})

    async def explain(self, tx: Transaction) -> None:
        change_id = await self.pick(
            tx,
            """SELECT h.id FROM change h JOIN version v ON v.id = h.version_id
               WHERE v.draft_id = $1 AND v.state = 'concept'""",
        )
        taken = await tx.values(
            """SELECT d.id FROM decision d JOIN issue i ON i.id = d.issue_id WHERE i.draft_id = $1
               AND d.outcome IN ('accepted', 'partly') AND d.state IN ('proposed', 'approved', 'released')""",
            self.desk.draft_id,
        )
        decisions = taken if self.random.random() < 0.7 else []
        cause = "public_input" if decisions else self.random.choice(["editorial", "legal_review", "public_input"])
        await set_change(
            tx, self.desk.analyst, change_id=change_id, cause=cause, explanation="Begitu.", decision_ids=decisions
        )

    async def publish(self, tx: Transaction) -> None:
        version_id = await self.pick(tx, "SELECT id FROM version WHERE draft_id = $1 AND state = 'concept'")
        promise = Promised("Masih dibahas.", (tx.now + timedelta(days=9)).date())
        with_promise = self.random.random() < 0.7
        gate_before = await gate_of_version(tx, version_id)
        await publish_version(tx, self.approver(), version_id=version_id, remainder=promise if with_promise else None)
        assert gate_before.ready or (with_promise and gate_before.ready_with_remainder)
        await reopen(tx, self.desk, version_id)

    async def close(self, tx: Transaction) -> None:
        await close_draft(tx, self.approver(), draft_id=self.desk.draft_id, how="unchanged", reason="Sudah cukup.")

    async def closed(self, tx: Transaction) -> bool:
        """Whether the draft has ended."""
        return bool(await tx.value("SELECT closed_at IS NOT NULL FROM draft WHERE id = $1", self.desk.draft_id))

    async def mail(self, tx: Transaction) -> None:
        release_id = await self.pick(tx, "SELECT id FROM release WHERE draft_id = $1")
        batch = await take_mail_batch(tx, release_id=release_id, size=3)
        self.mailed += [(release_id, person.contributor_id) for person in batch]

    # --- what must hold

    async def check(self) -> None:
        """All invariants, and that each person was told at most once about each release."""
        async with self.database.transaction() as tx:
            while await count_due(tx):
                pass
            broken = await breaches(tx)
            assert not broken, broken
        assert len(self.mailed) == len(set(self.mailed))

    async def check_public(self) -> None:
        """What everybody reads: no word of anything that is not published, and traces that walk both ways."""
        async with self.database.transaction(writes=False) as tx:
            graph = await graph_of(tx, self.desk.draft_id)
            totals = await totals_of(tx, self.desk.draft_id)
            standing = await standing_of(tx, self.desk.draft_id)
            rows = await issues_of(tx, GUEST, self.desk.draft_id)
            issues = [await issue_view(tx, GUEST, row.id) for row in rows]
            changes = await told_changes(tx, self.desk.draft_id)
            traces = [await trace_of(tx, GUEST, one.receipt) for one in graph.contributions]
            sources = await tx.values("SELECT source FROM contribution WHERE state <> 'published' AND source <> ''")
        assert totals.points == totals.decided + totals.open
        assert totals.decided == sum(one.points for one in totals.by_outcome)
        assert totals.points == len(graph.points) == sum(row.points for row in rows)
        written = msgspec.json.encode((graph, standing, rows, issues, changes, traces)).decode()
        for source in sources:
            word = next(word for word in source.split() if word.startswith("kata"))
            assert f"{word} " not in written and f"{word}." not in written
        forward = {(t.receipt, c.id) for t in traces for p in t.points for d in p.decisions for c in d.changes}
        reach = {edge.source: set[str]() for edge in graph.edges}
        for edge in graph.edges:
            reach[edge.source].add(edge.target)
        walked = {
            (one.receipt, int(change.partition(":")[2]))
            for one in graph.contributions
            for point in reach.get(one.id, ())
            for issue in reach.get(point, ())
            for decision in reach.get(issue, ())
            for change in reach.get(decision, ())
            if change.startswith("change:")
        }
        counted = {one.receipt for one in graph.contributions if one.stage is not None}
        assert {pair for pair in forward if pair[0] in counted} == walked
