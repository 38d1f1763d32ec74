"""A draft with a policy team, and the steps of a consultation in one line each: people, input, issues, texts.

Rows are inserted directly where a test is not about the act that makes them; the acts themselves are used where it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.anchors import carry_anchors
from partisipasi.discussions.contributors import contributor_of
from partisipasi.discussions.invariants import INVARIANTS as TALK
from partisipasi.discussions.tables import Anchor, Contribution, Suggestion, Thread
from partisipasi.discussions.tallies import count_in, counted
from partisipasi.drafts.tables import Round, VersionMaker
from partisipasi.feedback.changes import refresh_changes
from partisipasi.feedback.decisions import approve_decision, propose_decision
from partisipasi.feedback.invariants import INVARIANTS as ANSWERS
from partisipasi.feedback.issues import IssueRef, create_issue
from partisipasi.kit.codes import new_receipt
from partisipasi.kit.database import Transaction
from partisipasi.kit.markup import render
from talk_scene import PASAL, Scene, align, join_team, make_person, make_scene, make_version

REASON = "Sudah kami pertimbangkan bersama bagian hukum."


class Desk(msgspec.Struct):
    """A draft whose first round is over, and the people who answer it.

    The analyst also drafts; `chief` and `deputy` are approvers who made nothing.
    """

    scene: Scene
    analyst: Viewer
    chief: Viewer
    deputy: Viewer
    reader: Viewer
    outsider: Viewer

    @property
    def draft_id(self) -> int:
        """The draft."""
        return self.scene.draft_id


class Voice(msgspec.Struct):
    """A contribution that was made, and by whom."""

    id: int
    receipt: str
    viewer: Viewer | None


async def make_desk(tx: Transaction) -> Desk:
    """A published version, a round that ended yesterday, a team, an officer who is not in it."""
    scene = await make_scene(tx, open_round=False)
    people = [await make_person(tx, name=name, role="officer") for name in ("Analis", "Kepala", "Wakil", "Orang lain")]
    analyst, chief, deputy, outsider = people
    reader = await make_person(tx, name="Pembaca", role="reader")
    await join_team(tx, scene, analyst, "drafter", "analyst")
    await join_team(tx, scene, chief, "approver")
    await join_team(tx, scene, deputy, "approver")
    return Desk(scene, analyst, chief, deputy, reader, outsider)


async def speak(
    tx: Transaction,
    scene: Scene,
    body: str = "Potongan 2% terlalu besar bagi pegawai golongan rendah.",
    *,
    viewer: Viewer | None = None,
    key: str | None = "pasal-7.ayat-1",
    kind: str = "comment",
    stance: str = "none",
    state: str = "published",
    proposed: str | None = None,
    parent: Voice | None = None,
    forum: bool = False,
    anonymous: bool = False,
) -> Voice:
    """A contribution on a clause of the first version in its round (or on the draft, or in a forum)."""
    speaker = viewer if viewer or anonymous else await make_person(tx)
    contributor = await contributor_of(tx, account_id=speaker.account_id or 0) if speaker else None
    clause_id = scene.clauses[key] if key and not forum else None
    thread_id = await _thread(tx, scene, clause_id, forum=forum)
    made = await tx.add(
        Contribution(
            receipt=new_receipt(),
            thread_id=thread_id,
            draft_id=None if forum else scene.draft_id,
            clause_id=clause_id,
            version_id=None if forum else scene.version_id,
            round_id=None if forum else scene.round_id,
            parent_id=parent.id if parent else None,
            root_id=parent.id if parent else None,
            depth=1 if parent else 0,
            contributor_id=contributor,
            kind=kind,
            stance=stance,
            state=state,
            source=body,
            html=render(body),
            held_reason="links" if state == "held" else None,
            hidden_rule="abuse" if state == "hidden" else None,
            published_at=tx.now if state in ("published", "hidden") else None,
        )
    )
    if clause_id is not None:
        await tx.add(Anchor(contribution_id=made.id, version_id=scene.version_id, clause_id=clause_id))
    if proposed is not None:
        await tx.add(
            Suggestion(contribution_id=made.id, base_text_id=scene.texts[key or "pasal-7.ayat-1"], proposed=proposed)
        )
    if state == "published":
        await count_in(tx, await counted(tx, made.id))
    return Voice(made.id, made.receipt, speaker)


async def _thread(tx: Transaction, scene: Scene, clause_id: int | None, *, forum: bool) -> int:
    draft_id = None if forum else scene.draft_id
    known: int | None = await tx.value(
        """SELECT id FROM thread WHERE topic_id = $1 AND draft_id IS NOT DISTINCT FROM $2
             AND clause_id IS NOT DISTINCT FROM $3 LIMIT 1""",
        scene.topic_id,
        draft_id,
        clause_id,
    )
    if known is not None:
        return known
    made = await tx.add(Thread(topic_id=scene.topic_id, draft_id=draft_id, clause_id=clause_id, title="Forum"))
    return made.id


async def raise_issue(
    tx: Transaction, desk: Desk, *voices: Voice, title: str = "Apakah potongan 2% tetap?"
) -> IssueRef:
    """An issue with whole contributions as its points."""
    return await create_issue(
        tx, desk.analyst, draft_id=desk.draft_id, title=title, receipts=[voice.receipt for voice in voices]
    )


async def propose(tx: Transaction, desk: Desk, issue: IssueRef, outcome: str = "noted", **more: object) -> int:
    """A proposal by the analyst."""
    code = "budget" if outcome == "rejected" else None
    wording = {"outcome": outcome, "reason_code": code, "reason": REASON, **more}
    proposed = await propose_decision(tx, desk.analyst, issue_id=issue.id, **wording)  # type: ignore[arg-type]
    return proposed.id


async def decide(tx: Transaction, desk: Desk, issue: IssueRef, outcome: str = "noted", **more: object) -> int:
    """A decision proposed by the analyst and approved by the deputy."""
    decision_id = await propose(tx, desk, issue, outcome, **more)
    await approve_decision(tx, desk.deputy, decision_id=decision_id)
    return decision_id


async def make_concept(
    tx: Transaction, desk: Desk, changed: Mapping[str, str | None], *, maker: Viewer | None = None
) -> int:
    """The next version as a concept: the newest one with some clauses reworded, inserted, or gone (None).

    Aligned by key, changes worked out and anchors carried as a save does. Returns its id.
    """
    last = await tx.rows(
        "SELECT id, number FROM version WHERE draft_id = $1 AND state = 'published' ORDER BY number DESC LIMIT 1",
        desk.draft_id,
    )
    old = {
        row["key"]: row
        for row in await tx.rows(
            "SELECT id, clause_id, key, kind, label, text FROM clause_text WHERE version_id = $1 ORDER BY position",
            last[0]["id"],
        )
    }
    words = {key: (row["kind"], row["label"], row["text"]) for key, row in old.items()}
    for key, text in changed.items():
        if text is None:
            del words[key]
        else:
            kind, label, _ = words.get(key) or PASAL.get(key) or ("pasal", key.replace("-", " ").title(), "")
            words[key] = (kind, label, text)
    version_id, _, texts = await make_version(
        tx,
        desk.draft_id,
        last[0]["number"] + 1,
        words,
        follows=last[0]["id"],
        identities={key: row["clause_id"] for key, row in old.items()},
    )
    lines: list[tuple[int | None, int | None, str]] = []
    for key, text_id in texts.items():
        before = old.get(key)
        op = "inserted" if before is None else "same" if before["text"] == words[key][2] else "reworded"
        lines.append((before["id"] if before else None, text_id, op))
    lines += [(row["id"], None, "deleted") for key, row in old.items() if key not in words]
    await align(tx, version_id, lines)
    await tx.execute("UPDATE alignment SET flags = '{text}' WHERE version_id = $1 AND op = 'reworded'", version_id)
    await tx.add(VersionMaker(version_id=version_id, account_id=(maker or desk.analyst).account_id or 0))
    await carry_anchors(tx, version_id)
    await refresh_changes(tx, version_id)
    return version_id


async def breaches(tx: Transaction) -> dict[str, list[int]]:
    """Every invariant of answers and talk that does not hold, with what it fails for."""
    found = {one.name: await tx.values(one.sql) for one in (*ANSWERS, *TALK)}
    return {name: ids for name, ids in found.items() if ids}


async def change_of(tx: Transaction, version_id: int, key: str) -> int:
    """The change of a version at a clause."""
    found: int = await tx.value(
        """SELECT h.id FROM change h LEFT JOIN clause_text n ON n.id = h.new_text_id
           LEFT JOIN clause_text o ON o.id = h.old_text_id WHERE h.version_id = $1 AND coalesce(n.key, o.key) = $2""",
        version_id,
        key,
    )
    return found


async def reopen(tx: Transaction, desk: Desk, version_id: int, *, open_now: bool = False) -> None:
    """Another round, on a newer version: over already, or open."""
    hour = timedelta(hours=1)
    number = await tx.value("SELECT max(number) + 1 FROM round WHERE draft_id = $1", desk.draft_id)
    made = await tx.add(
        Round(
            draft_id=desk.draft_id,
            version_id=version_id,
            number=number,
            opens_at=tx.now - 2 * hour,
            closes_at=tx.now + (hour if open_now else -hour),
        )
    )
    rows = await tx.rows("SELECT key, id, clause_id FROM clause_text WHERE version_id = $1", version_id)
    desk.scene.version_id, desk.scene.round_id = version_id, made.id
    desk.scene.clauses = {row["key"]: row["clause_id"] for row in rows}
    desk.scene.texts = {row["key"]: row["id"] for row in rows}
