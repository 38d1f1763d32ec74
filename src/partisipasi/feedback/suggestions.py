"""Taking somebody's suggested words over into a concept, with the change showing where they came from."""

from __future__ import annotations

from partisipasi.accounts.rights import Viewer
from partisipasi.drafts.editing import Reword
from partisipasi.drafts.queries.versions import ConceptView
from partisipasi.feedback.changes import set_change
from partisipasi.feedback.concepts import edit_concept
from partisipasi.feedback.queries.suggestions import suggestion_for
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Invalid
from partisipasi.kit.i18n import N_

_NO_WORDS = N_("Write the words the clause is to have.")
_NO_CHANGE = N_("With these words the clause is as it was in the version before: there is no change to link.")


async def take_suggestion(
    tx: Transaction,
    viewer: Viewer,
    *,
    version_id: int,
    revision: int,
    receipt: str,
    text: str,
    decision_id: int | None = None,
    explanation: str = "",
) -> ConceptView:
    """Word a clause of a concept as somebody suggested, or near it, and remember whose words they were.

    Args:
        revision: the one that was seen; whoever changed the clause since is not overwritten.
        text: the words as the officer settled on them: suggested, current or mixed.
        decision_id: the decision on the input that causes the change; its other causes stay.
        explanation: what is different now, in one sentence; kept as it was when empty.

    Raises:
        NotFound: no such suggestion for this viewer, or its clause is gone.
        Forbidden: the viewer may not edit the concept, or not link decisions.
        Conflict: the clause was changed since that revision (code `stale_revision`).
        Invalid: no words, no change by them, or a decision that cannot cause one.
    """
    suggested = await suggestion_for(tx, viewer, version_id, receipt)
    if not text.strip():
        raise Invalid({"text": _NO_WORDS})
    concept = await edit_concept(
        tx,
        viewer,
        version_id=version_id,
        revision=revision,
        clause_id=suggested.clause_id,
        edit=Reword(text=text),
        act="taken",
    )
    await tx.execute(
        """INSERT INTO taken_suggestion (version_id, clause_id, contribution_id, taken_by) VALUES ($1, $2, $3, $4)
           ON CONFLICT DO NOTHING""",
        version_id,
        suggested.clause_id,
        suggested.id,
        viewer.account_id,
    )
    if decision_id is not None:
        await _link(tx, viewer, version_id, suggested.clause_id, decision_id, explanation)
    return concept


async def _link(
    tx: Transaction, viewer: Viewer, version_id: int, clause_id: int, decision_id: int, explanation: str
) -> None:
    rows = await tx.rows(
        """SELECT h.id, h.explanation,
                  array(SELECT l.decision_id FROM decision_change l WHERE l.change_id = h.id) AS known
           FROM change h WHERE h.version_id = $1 AND h.clause_id = $2 AND NOT h.technical ORDER BY h.id LIMIT 1""",
        version_id,
        clause_id,
    )
    if not rows:
        raise Invalid({"decision": _NO_CHANGE})
    await set_change(
        tx,
        viewer,
        change_id=rows[0]["id"],
        cause="public_input",
        explanation=explanation or rows[0]["explanation"],
        decision_ids={*rows[0]["known"], decision_id},
    )
