"""A consultation of several rounds and texts, played at random through the actions alone.

Unlike `random_play`, rounds are opened, extended, closed early and opened again on the same text; texts are written,
aligned and confirmed; input is screened, entered late and restored late.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any

from builders import Desk, Voice
from draft_edits import Edited, Item
from partisipasi.accounts.rights import GUEST
from partisipasi.discussions.contributing import Target, Words, contribute
from partisipasi.discussions.offline import Giver, enter_offline
from partisipasi.discussions.visibility import release_held
from partisipasi.drafts.actions.rounds import change_round, open_round
from partisipasi.drafts.queries.alignments import restorable_clauses
from partisipasi.feedback.changes import set_change
from partisipasi.feedback.closing import Enacted, Text, close_draft
from partisipasi.feedback.concepts import confirm_alignment, confirm_anchor, create_concept, revise_concept
from partisipasi.feedback.decisions import approve_decision, propose_decision, return_decision
from partisipasi.feedback.facts import gate_of_closing, gate_of_version
from partisipasi.feedback.gate import Item as GateItem
from partisipasi.feedback.issues import create_issue
from partisipasi.feedback.publishing import Promised, publish_version
from partisipasi.invariants import INVARIANTS
from partisipasi.kit.codes import new_decision_ref
from partisipasi.kit.database import Database, Transaction
from partisipasi.kit.errors import Refused
from partisipasi.moderation.tables import ModerationDecision
from partisipasi.record.chain import lengthen_chain, verify_chain
from partisipasi.search.indexing import index_due
from partisipasi.search.operators import read_query
from partisipasi.search.queries import search
from partisipasi.settings import Settings
from random_play import Play
from random_texts import source_of, stock
from talk_scene import make_person

STEPS = 200


class RoundsPlay(Play):
    """One draft from its first text to its end."""

    def __init__(self, seed: int, database: Database, settings: Settings, desk: Desk, items: Sequence[Item]) -> None:
        super().__init__(seed, database, settings, desk)
        self.items = list(items)
        self.written = list(items)
        self.dropped: list[Item] = []
        self.sealed: dict[int, str] = {}
        self.told: set[tuple[int, int, int]] = set()

    def acts(self) -> dict[Callable[[Transaction], Awaitable[None]], int]:
        """What may happen next, and how often."""
        return super().acts() | {
            self.say: 24, self.open: 8, self.extend: 2, self.close_early: 3, self.enter: 2, self.draft: 5,
            self.revise: 2, self.confirm: 12, self.settle_anchors: 6, self.place: 18, self.explain: 6, self.publish: 12,
            self.mend: 80, self.end: 2 if sum(self.done.values()) > STEPS // 2 else 0,
            self.amend: 12 if self.done.get("end") else 0,
        } | {self.close: 0}  # fmt: skip

    # --- rounds

    async def open(self, tx: Transaction) -> None:
        """Open a round on the newest text, also again on the same one."""
        version_id = await self.pick(tx, "SELECT id FROM version WHERE draft_id = $1 AND state = 'published'")
        await open_round(
            tx, self.approver(), version_id=version_id, opens_at=None, closes_at=tx.now + timedelta(hours=2),
            introduction="Sampaikan apa yang perlu diperbaiki.",
        )  # fmt: skip

    _OPEN = "SELECT id FROM round WHERE draft_id = $1 AND opens_at <= now() AND closes_at > now()"

    async def extend(self, tx: Transaction) -> None:
        round_id = await self.pick(tx, self._OPEN)
        closes = await tx.value("SELECT closes_at FROM round WHERE id = $1", round_id)
        later = closes + timedelta(hours=1)
        await change_round(tx, self.desk.analyst, round_id=round_id, closes_at=later, reason="Diminta warga.")

    async def close_early(self, tx: Transaction) -> None:
        round_id = await self.pick(tx, self._OPEN)
        await change_round(tx, self.approver(), round_id=round_id, closes_at=None, reason="Tidak ada masukan lagi.")

    # --- people

    async def _speak(self, tx: Transaction, body: str, **more: Any) -> None:
        self.words += 1
        body = body.format(f"kata{self.words}")
        clause_id = await self._clause(tx)
        about = Target(clause_id=clause_id) if clause_id else Target(draft_id=self.desk.draft_id)
        person = await make_person(tx)
        posted = await contribute(tx, person, self.settings, target=about, body=body, **more)
        self.voices[posted.id] = Voice(posted.id, posted.receipt, person)

    async def _clause(self, tx: Transaction) -> int | None:
        ids = await tx.values(
            """SELECT x.clause_id FROM clause_text x WHERE x.version_id =
                 (SELECT max(id) FROM version WHERE draft_id = $1 AND state = 'published') AND x.kind <> 'bab'
               ORDER BY x.position LIMIT 6""",
            self.desk.draft_id,
        )
        return self.random.choice([*ids, None])

    async def say(self, tx: Transaction) -> None:
        await self._speak(tx, "{0} tentang potongan. Lagi {0}.", stance=self.random.choice(["none", "disagree"]))

    async def ask(self, tx: Transaction) -> None:
        await self._speak(tx, "Kapan {0} berlaku?", kind="question")

    async def reply(self, tx: Transaction) -> None:
        id_ = await self.pick(tx, "SELECT id FROM contribution WHERE draft_id = $1 AND kind = 'question'")
        await self._answer(tx, id_)

    async def enter(self, tx: Transaction) -> None:
        """A letter of any round, also of one long over."""
        self.words += 1
        round_id = await self.pick(tx, "SELECT id FROM round WHERE draft_id = $1")
        posted = await enter_offline(
            tx, self.desk.analyst, self.settings, target=Target(draft_id=self.desk.draft_id), round_id=round_id,
            words=Words(body=f"Surat kata{self.words} tentang jam kerja. Lagi kata{self.words}."), channel="letter",
            giver=Giver(),
        )  # fmt: skip
        self.voices[posted.id] = Voice(posted.id, posted.receipt, None)

    # --- texts

    async def draft(self, tx: Transaction) -> None:
        """The next text: the last one with clauses reworded, moved, split, merged, dropped and brought back."""
        edited = self._edit(self.items)
        await create_concept(tx, self.desk.analyst, draft_id=self.desk.draft_id, source=source_of(edited))
        self.written = edited

    async def revise(self, tx: Transaction) -> None:
        version_id = await self.pick(tx, "SELECT id FROM version WHERE draft_id = $1 AND state = 'concept'")
        revision = await tx.value("SELECT revision FROM version WHERE id = $1", version_id)
        edited = self._edit(self.written)
        await revise_concept(tx, self.desk.analyst, version_id=version_id, revision=revision, source=source_of(edited))
        self.written = edited

    def _edit(self, items: Sequence[Item]) -> list[Item]:
        edited = Edited(items, stock(self.random), self.random)
        edits: list[Callable[[], bool]] = [
            lambda: edited.reword("ayat", 0.3), lambda: edited.delete("ayat"), lambda: edited.delete("pasal"),
            lambda: edited.insert("pasal"), lambda: edited.move("pasal"), lambda: edited.move("ayat"), edited.split,
            edited.merge, edited.split_pasal, lambda: self._bring_back(edited.items),
        ]  # fmt: skip
        for edit in self.random.choices(edits, k=self.random.randint(1, 3)):
            edit()
        return edited.items

    def _bring_back(self, items: list[Item]) -> bool:
        """A pasal that an earlier text had, in its old words."""
        there = {item.id for top in items for item in top.walk()}
        gone = [item for item in self.dropped if item.id not in there]
        if not gone:
            return False
        self.random.choice(items).children.append(self.random.choice(gone).copy())
        return True

    async def confirm(self, tx: Transaction) -> None:
        """Look at what became of some clauses; now and then say it otherwise, or that an old clause is back."""
        version_id = await self.pick(tx, "SELECT id FROM version WHERE draft_id = $1 AND state = 'concept'")
        if self.random.random() < 0.3 and (back := await restorable_clauses(tx, version_id)):
            line = await self.pick(
                tx,
                """SELECT s.id FROM alignment s JOIN version v ON v.id = s.version_id
                   WHERE v.draft_id = $1 AND v.state = 'concept' AND s.op = 'inserted'""",
            )
            restores = self.random.choice(back).clause_id
            await confirm_alignment(tx, self.desk.analyst, alignment_id=line, op="inserted", restores=restores)
            return
        waiting = "SELECT id FROM alignment WHERE version_id = $1 AND review = 'open' ORDER BY id"
        for _ in range(6):
            lines = await tx.values(waiting, version_id)
            if not lines:
                return
            await confirm_alignment(tx, self.desk.analyst, alignment_id=self.random.choice(lines))

    async def settle_anchors(self, tx: Transaction) -> None:
        waiting = await tx.values(
            """SELECT a.id FROM anchor a JOIN version v ON v.id = a.version_id
               WHERE v.draft_id = $1 AND v.state = 'concept' AND a.review = 'open'""",
            self.desk.draft_id,
        )
        for anchor_id in waiting:
            await confirm_anchor(tx, self.desk.analyst, anchor_id=anchor_id)

    async def mend(self, tx: Transaction) -> None:
        """What a diligent team does: take a gap of the gate and do what it asks for."""
        found = await tx.values("SELECT id FROM version WHERE draft_id = $1 AND state = 'concept'", self.desk.draft_id)
        draft_id = self.desk.draft_id
        gate = await gate_of_version(tx, found[0]) if found else await gate_of_closing(tx, draft_id)
        gaps = [gap for gap in gate.gaps if gap.items]
        # While people may still speak, the team does what it can before it thinks of closing early.
        gaps = [gap for gap in gaps if gap.code != "round_open"] or (gaps if self.random.random() < 0.4 else [])
        if not gaps:
            await (self.publish if found else self.draft)(tx)
            return
        gap = self.random.choice(gaps)
        await self._mend(tx, gap.code, self.random.choice(gap.items))

    async def _mend(self, tx: Transaction, code: str, item: GateItem) -> None:
        analyst = self.desk.analyst
        if code == "unplaced":
            await create_issue(tx, analyst, draft_id=self.desk.draft_id, title="Perlu diubah?", receipts=[item.label])
        elif code == "undecided":
            await self._decide(tx, item.id)
        elif code == "no_reply":
            await self._answer(tx, item.id)
        elif code == "decision_without_change":
            await self._follow_up(tx, item.id)
        elif code == "review_open" and item.kind == "alignment":
            await confirm_alignment(tx, analyst, alignment_id=item.id)
        elif code == "review_open":
            await confirm_anchor(tx, analyst, anchor_id=item.id)
        elif code == "held":
            await release_held(tx, contribution_id=item.id)
            await tx.add(ModerationDecision(public_ref=new_decision_ref(), contribution_id=item.id, act="release"))
        elif code == "round_open":
            await self.close_early(tx)
        else:
            await self.explain(tx)

    async def _decide(self, tx: Transaction, issue_id: int) -> None:
        proposed = await tx.values("SELECT id FROM decision WHERE issue_id = $1 AND state = 'proposed'", issue_id)
        if proposed:
            await approve_decision(tx, self.random.choice([self.desk.chief, self.desk.deputy]), decision_id=proposed[0])
            return
        outcome = self.random.choice(["accepted", "partly", "noted", "already"])
        await propose_decision(tx, self.desk.analyst, issue_id=issue_id, outcome=outcome, reason="Sudah dibahas.")

    async def _follow_up(self, tx: Transaction, decision_id: int) -> None:
        """Link a decision that accepts with a change, or say that no text need change for it."""
        changes = await tx.values(
            """SELECT h.id FROM change h JOIN version v ON v.id = h.version_id AND v.state = 'concept'
               WHERE v.draft_id = $1 AND NOT h.technical""",
            self.desk.draft_id,
        )
        if changes and self.random.random() < 0.7:
            change_id = self.random.choice(changes)
            linked = await tx.values("SELECT decision_id FROM decision_change WHERE change_id = $1", change_id)
            await set_change(
                tx, self.desk.analyst, change_id=change_id, cause="public_input", explanation="Diminta warga.",
                decision_ids={*linked, decision_id},
            )  # fmt: skip
            return
        if await tx.value("SELECT state = 'approved' FROM decision WHERE id = $1", decision_id):
            await return_decision(tx, self.desk.chief, decision_id=decision_id, remark="Naskah tidak perlu berubah.")
        issue_id = await tx.value("SELECT issue_id FROM decision WHERE id = $1", decision_id)
        await propose_decision(
            tx, self.desk.analyst, issue_id=issue_id, outcome="accepted", reason="Cukup.", no_text_change=True
        )
        decision = await tx.value("SELECT max(id) FROM decision WHERE issue_id = $1", issue_id)
        await approve_decision(tx, self.desk.deputy, decision_id=decision)

    async def _answer(self, tx: Transaction, contribution_id: int) -> None:
        await contribute(
            tx, self.desk.analyst, self.settings, target=Target(draft_id=self.desk.draft_id), body="Tiga bulan lagi.",
            kind="official", parent=self.voices[contribution_id].receipt,
        )  # fmt: skip

    async def publish(self, tx: Transaction) -> None:
        """Publish if the gate lets: it must have let exactly then, and nothing owed is left open behind it."""
        version_id = await self.pick(tx, "SELECT id FROM version WHERE draft_id = $1 AND state = 'concept'")
        promise = Promised("Masih dibahas.", (tx.now + timedelta(days=9)).date())
        remainder = promise if self.random.random() < 0.6 else None
        before = await gate_of_version(tx, version_id)
        await publish_version(tx, self.approver(), version_id=version_id, remainder=remainder)
        assert before.ready or (remainder and before.ready_with_remainder)
        assert not await tx.values(self._OPEN, self.desk.draft_id)
        if before.ready and not await self.closed(tx):
            assert await self.open_answers(tx) == []
        self.dropped += [item for top in self.items for item in top.children]
        self.items = self.written

    async def end(self, tx: Transaction) -> None:
        """The draft is enacted, perhaps with the text in the making, withdrawn or left as it is: everybody is answered.

        A concept that is not what was enacted stays as it is.
        """
        how = self.random.choice(["enacted", "enacted", "unchanged", "withdrawn"])
        concept = await tx.values(
            "SELECT id FROM version WHERE draft_id = $1 AND state = 'concept'", self.desk.draft_id
        )
        text = None
        if how == "enacted":
            newest = "SELECT max(id) FROM version WHERE draft_id = $1 AND state = 'published'"
            text = Text(version_id=self.random.choice([*concept * 3, await tx.value(newest, self.desk.draft_id)]))
        await close_draft(
            tx, self.approver(), draft_id=self.desk.draft_id, how=how, reason="Selesai.", enacted=Enacted(number="7"),
            text=text,
        )  # fmt: skip
        assert await self.open_answers(tx) == []
        if text is not None and concept == [text.version_id]:
            self.items = self.written

    async def finish(self, *, most: int = 400) -> None:
        """Let the team mend what it finds until the draft has ended, then work on what may still follow."""
        for _ in range(most):
            async with self.database.transaction(writes=False) as tx:
                over = await self.closed(tx)
            act = self.amend if over else self.random.choice([self.mend, self.mend, self.mend, self.end])
            if await self.attempt(act):
                await self.check()
            if self.done.get("amend", 0) >= 6 or (over and self.done.get("amend", 0) == 0):
                return

    async def amend(self, tx: Transaction) -> None:
        """Work on the official text of an enacted draft: write it, settle its pairs, say who asked, publish it."""
        if await tx.value("SELECT closed_how IS DISTINCT FROM 'enacted' FROM draft WHERE id = $1", self.desk.draft_id):
            raise Refused("it was not enacted")
        concept = await tx.values(
            "SELECT id FROM version WHERE draft_id = $1 AND state = 'concept'", self.desk.draft_id
        )
        if not concept:
            await self.draft(tx)
            return
        gaps = (await gate_of_version(tx, concept[0])).gaps
        assert {gap.code for gap in gaps} <= {
            "change_without_decision", "decision_undone", "review_open", "no_publisher",
        }  # fmt: skip
        items = [item for gap in gaps for item in gap.items]
        if not items:
            await self.publish(tx)
            return
        for item in items:
            await self._amend(tx, concept[0], item)

    async def _amend(self, tx: Transaction, version_id: int, item: GateItem) -> None:
        if item.kind == "change":
            cause = self.random.choice(["harmonisation", "facilitation"])
            await set_change(tx, self.desk.analyst, change_id=item.id, cause=cause, explanation="Diminta provinsi.")
        elif item.kind == "alignment":
            if await tx.value("SELECT review FROM alignment WHERE id = $1", item.id) == "open":
                await confirm_alignment(tx, self.desk.analyst, alignment_id=item.id)
        elif item.kind == "anchor":
            if await tx.value("SELECT review FROM anchor WHERE id = $1", item.id) == "open":
                await confirm_anchor(tx, self.desk.analyst, anchor_id=item.id)
        else:
            issue_id = await tx.value("SELECT issue_id FROM decision WHERE id = $1", item.id)
            await propose_decision(
                tx, self.desk.analyst, issue_id=issue_id, outcome="noted", reason="Provinsi meminta lain."
            )
            newest = await tx.value("SELECT max(id) FROM decision WHERE issue_id = $1", issue_id)
            await approve_decision(tx, self.desk.deputy, decision_id=newest)

    async def open_answers(self, tx: Transaction) -> list[int]:
        """Who is still owed an answer once everything is said to be answered. Nobody may be, whatever came before."""
        return await tx.values(
            """SELECT c.id FROM contribution c
               WHERE c.draft_id = $1 AND c.round_id IS NOT NULL AND c.depth = 0 AND c.source <> ''
                 AND c.kind IN ('comment', 'suggestion')
                 AND (c.state IN ('published', 'held') OR (c.state = 'hidden' AND c.hidden_rule <> 'spam'))
                 AND (c.state = 'held'
                   OR NOT EXISTS (SELECT 1 FROM point p WHERE p.contribution_id = c.id AND p.removed_at IS NULL)
                   OR EXISTS (SELECT 1 FROM point p WHERE p.contribution_id = c.id AND p.removed_at IS NULL
                       AND NOT EXISTS (SELECT 1 FROM decision d JOIN notice n ON n.decision_id = d.id
                           WHERE d.issue_id = p.issue_id AND d.state = 'released' AND n.contribution_id = c.id)))""",
            self.desk.draft_id,
        )

    # --- what must hold

    async def check(self) -> None:
        """All invariants of all rooms; published texts and given answers stay as they were."""
        await super().check()
        async with self.database.transaction(writes=False) as tx:
            found = {rule.name: ids for rule in INVARIANTS if (ids := await tx.values(rule.sql))}
            assert not found, found
            texts = await tx.rows(
                """SELECT v.id, md5(string_agg(x.clause_id || x.key || x.heading || x.text, '|' ORDER BY x.position))
                          || v.sha256 AS digest
                   FROM version v JOIN clause_text x ON x.version_id = v.id WHERE v.state = 'published' GROUP BY v.id"""
            )
            told = await tx.rows("SELECT release_id, contribution_id, decision_id FROM notice")
        digests = {row["id"]: row["digest"] for row in texts}
        assert self.sealed.items() <= digests.items()
        self.sealed = digests
        answers = {(row["release_id"], row["contribution_id"], row["decision_id"]) for row in told}
        assert self.told <= answers
        self.told = answers

    async def check_found(self) -> None:
        """What is not public is not found either, and the record is whole."""
        await index_due(self.database)
        await lengthen_chain(self.database)
        async with self.database.transaction(writes=False) as tx:
            hidden = await tx.values("SELECT source FROM contribution WHERE state <> 'published' AND source <> ''")
            for source in hidden[:20]:
                word = next(word for word in source.split() if word.startswith("kata")).rstrip(".")
                wanted = read_query(word)
                assert wanted is None or await search(tx, GUEST, wanted) == []
            assert (await verify_chain(tx, [])).faults == []
