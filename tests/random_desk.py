"""A consultation played at random whose team works in place: issues split, deputies coming and going, edits undone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

from partisipasi.accounts.rights import Viewer
from partisipasi.drafts.actions.deputies import end_deputy, name_deputy
from partisipasi.drafts.editing import Edit, Insert, Move, Remove, Renumber, Reword
from partisipasi.feedback.concepts import copy_version, edit_concept, undo_edit
from partisipasi.feedback.considering import assign, mark_read, write_note
from partisipasi.feedback.issues import create_issue
from partisipasi.feedback.points import move_points, take_back
from partisipasi.kit.database import Transaction
from random_rounds import RoundsPlay

_CONCEPT = "SELECT id FROM version WHERE draft_id = $1 AND state = 'concept'"

_FREE = """SELECT i.id FROM issue i WHERE i.draft_id = $1
             AND EXISTS (SELECT 1 FROM point p WHERE p.issue_id = i.id AND p.removed_at IS NULL)
             AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.issue_id = i.id
                               AND d.state IN ('approved', 'released'))"""


class DeskPlay(RoundsPlay):
    """One draft; what is undone leaves the concept exactly as it was."""

    def acts(self) -> dict[Callable[[Transaction], Awaitable[None]], int]:
        """What may happen next, and how often."""
        return super().acts() | {
            self.mend: 40, self.split: 20, self.undo_placing: 3, self.begin: 5, self.edit: 14, self.undo: 6,
            self.edit_and_undo: 8, self.appoint: 3, self.dismiss: 2, self.read: 3, self.give: 2, self.note: 2,
        }  # fmt: skip

    def approver(self) -> Viewer:
        """An approver, also one who only may be deputising just now."""
        return self.random.choice([super().approver(), super().approver(), self.desk.outsider])

    # --- issues

    async def split(self, tx: Transaction) -> None:
        """Some points of an issue become an issue of their own. No point is lost, none is in two."""
        issue_id = await self.pick(tx, _FREE)
        inside = "SELECT id FROM point WHERE issue_id = $1 AND removed_at IS NULL ORDER BY id"
        points = await tx.values(inside, issue_id)
        some = self.random.sample(points, self.random.randint(1, len(points)))
        made = await create_issue(tx, self.desk.analyst, draft_id=self.desk.draft_id, title="Terpisah?")
        moved = await move_points(tx, self.desk.analyst, point_ids=some, issue_id=made.id)
        left, there = await tx.values(inside, issue_id), await tx.values(inside, made.id)
        assert moved == len(there) == len(some)
        assert len(left) + len(there) == len(points)

    async def undo_placing(self, tx: Transaction) -> None:
        points = [await self.pick(tx, self._POINT) for _ in range(2)]
        await take_back(tx, self.desk.analyst, draft_id=self.desk.draft_id, point_ids=points)

    # --- reading

    async def read(self, tx: Transaction) -> None:
        receipts = [voice.receipt for voice in self.random.sample(list(self.voices.values()), 1)]
        await mark_read(tx, self.desk.analyst, draft_id=self.desk.draft_id, receipts=receipts)

    async def give(self, tx: Transaction) -> None:
        voice = self.random.choice(list(self.voices.values()))
        to = self.random.choice([self.desk.analyst.account_id, self.desk.chief.account_id, None])
        await assign(tx, self.desk.analyst, draft_id=self.desk.draft_id, receipts=[voice.receipt], account_id=to)

    async def note(self, tx: Transaction) -> None:
        voice = self.random.choice(list(self.voices.values()))
        await write_note(tx, self.desk.analyst, draft_id=self.desk.draft_id, receipt=voice.receipt, body="Tanya hukum.")

    # --- deputies

    async def appoint(self, tx: Transaction) -> None:
        """Somebody from elsewhere deputises for the chief, from now or from a time to come."""
        begins = tx.now + timedelta(days=self.random.choice([0, 0, 3]))
        await name_deputy(
            tx, self.desk.analyst, draft_id=self.desk.draft_id, deputises_for=self.desk.chief.account_id or 0,
            role="approver", account_id=self.desk.outsider.account_id or 0, begins_at=begins,
            ends_at=begins + timedelta(days=2),
        )  # fmt: skip

    async def dismiss(self, tx: Transaction) -> None:
        member_id = await self.pick(
            tx, "SELECT id FROM team_member WHERE draft_id = $1 AND deputises_for IS NOT NULL AND ended_at IS NULL"
        )
        await end_deputy(tx, self.desk.analyst, draft_id=self.desk.draft_id, member_id=member_id)

    # --- the text

    async def begin(self, tx: Transaction) -> None:
        await copy_version(tx, self.desk.analyst, draft_id=self.desk.draft_id)

    async def edit(self, tx: Transaction) -> int:
        """One clause edited in place. The id of the edit."""
        version_id = await self.pick(tx, _CONCEPT)
        clause_id, edit = await self._edit_of(tx, version_id)
        revision = await tx.value("SELECT revision FROM version WHERE id = $1", version_id)
        await edit_concept(
            tx, self.desk.analyst, version_id=version_id, revision=revision, clause_id=clause_id, edit=edit
        )
        return int(await tx.value("SELECT max(id) FROM concept_edit WHERE version_id = $1", version_id))

    async def _edit_of(self, tx: Transaction, version_id: int) -> tuple[int, Edit]:
        rows = await tx.rows("SELECT clause_id, kind, key FROM clause_text WHERE version_id = $1", version_id)
        one = self.random.choice([row for row in rows if row["kind"] in ("pasal", "ayat")])
        target = self.random.choice([row for row in rows if row["kind"] == one["kind"]])
        self.words += 1
        edits: list[Edit] = [
            Reword(text=f"Rumusan {self.words} untuk jam kerja pegawai di kantor dan di lapangan."),
            Insert(where="after", kind=one["kind"], text=f"Bagian {self.words} yang belum pernah ada."),
            Insert(where="before", kind=one["kind"], text=f"Sisipan {self.words}.", shift=False),
            Remove(), Move(where="before", target=target["key"]), Renumber(label="Pasal 90"),
        ]  # fmt: skip
        return one["clause_id"], self.random.choice(edits)

    async def undo(self, tx: Transaction) -> None:
        """The newest edit of a concept is taken back, whatever it was."""
        version_id = await self.pick(tx, _CONCEPT)
        edit_id = await tx.value("SELECT max(id) FROM concept_edit WHERE version_id = $1", version_id)
        await undo_edit(tx, self.desk.analyst, version_id=version_id, edit_id=edit_id or 0)

    async def edit_and_undo(self, tx: Transaction) -> None:
        """After an edit and its undoing nothing is different: not a word, not a number, nothing said of a change."""
        version_id = await self.pick(tx, _CONCEPT)
        before = await self._standing(tx, version_id)
        edit_id = await self.edit(tx)
        await undo_edit(tx, self.desk.analyst, version_id=version_id, edit_id=edit_id)
        after = await self._standing(tx, version_id)
        *others, anchors = zip(before, after, strict=True)
        assert all(was == now for was, now in others)
        # Whoever spoke since the concept was last saved has got an anchor now.
        assert set(anchors[0]) <= set(anchors[1])

    async def _standing(self, tx: Transaction, version_id: int) -> list[list[tuple[object, ...]]]:
        found = []
        for sql in (
            """SELECT clause_id, key, label, heading, text, kind, position, depth FROM clause_text
               WHERE version_id = $1 ORDER BY position""",
            """SELECT o.clause_id AS old, n.clause_id AS new, s.op, s.review FROM alignment s
               LEFT JOIN clause_text o ON o.id = s.old_text_id LEFT JOIN clause_text n ON n.id = s.new_text_id
               WHERE s.version_id = $1 ORDER BY 1, 2""",
            """SELECT h.clause_id, h.op, h.cause, h.explanation,
                      array(SELECT decision_id FROM decision_change x WHERE x.change_id = h.id ORDER BY 1) AS decisions
               FROM change h WHERE h.version_id = $1 AND h.cause IS NOT NULL ORDER BY h.clause_id, h.position""",
            # What was withdrawn meanwhile is no longer followed.
            """SELECT a.contribution_id, a.clause_id, a.state, a.review FROM anchor a
               JOIN contribution c ON c.id = a.contribution_id AND c.state = 'published'
               WHERE a.version_id = $1 ORDER BY 1""",
        ):
            found.append([tuple(row.values()) for row in await tx.rows(sql, version_id)])
        return found
