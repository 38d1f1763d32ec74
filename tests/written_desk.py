"""A draft whose first version is read from a text and published through the actions, with a policy team."""

from __future__ import annotations

from builders import Desk
from draft_scene import make_place
from partisipasi.accounts.rights import Viewer
from partisipasi.drafts.actions.drafts import create_draft
from partisipasi.drafts.actions.teams import name_team
from partisipasi.feedback.concepts import confirm_alignment, create_concept
from partisipasi.feedback.publishing import publish_version
from partisipasi.kit.database import Transaction
from talk_scene import Scene, make_person


async def make_written_desk(tx: Transaction, source: str, *, round_over: bool = False) -> Desk:
    """The draft and its people, as `builders.make_desk` has them.

    Args:
        round_over: whether a round on the first version ended yesterday; else there was none.
    """
    topic_id, agency_id = await make_place(tx)
    people = [await make_person(tx, name=name, role="officer") for name in ("Analis", "Kepala", "Wakil", "Orang lain")]
    analyst, chief, deputy, outsider = people
    draft = await create_draft(tx, analyst, topic_id=topic_id, agency_id=agency_id, title="Jam kerja", kind="perwali")
    await name_team(
        tx,
        analyst,
        draft_id=draft.id,
        members={_id(analyst): {"drafter", "analyst"}, _id(chief): {"approver"}, _id(deputy): {"approver"}},
    )
    concept = await create_concept(tx, analyst, draft_id=draft.id, source=source)
    await publish_version(tx, chief, version_id=concept.id, introduction="Versi pertama.")
    rows = await tx.rows("SELECT key, id, clause_id FROM clause_text WHERE version_id = $1", concept.id)
    clauses, texts = {row["key"]: row["clause_id"] for row in rows}, {row["key"]: row["id"] for row in rows}
    scene = Scene(topic_id, agency_id, draft.id, draft.slug, concept.id, 0, clauses, texts)
    if round_over:
        scene.round_id = await tx.value(
            """INSERT INTO round (draft_id, version_id, number, opens_at, closes_at)
               VALUES ($1, $2, 1, now() - interval '2 days', now() - interval '1 day') RETURNING id""",
            draft.id,
            concept.id,
        )
    return Desk(scene, analyst, chief, deputy, await make_person(tx, name="Pembaca", role="reader"), outsider)


async def agree_to_all(tx: Transaction, desk: Desk, version_id: int) -> None:
    """Agree with every doubtful pair of a concept."""
    while ids := await tx.values("SELECT id FROM alignment WHERE version_id = $1 AND review = 'open'", version_id):
        await confirm_alignment(tx, desk.analyst, alignment_id=ids[0])


def _id(viewer: Viewer) -> int:
    assert viewer.account_id is not None
    return viewer.account_id
