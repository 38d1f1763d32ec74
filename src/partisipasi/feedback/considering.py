"""What a team does with a contribution before it is placed: read it, give it to a colleague, note something on it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from partisipasi.accounts.rights import Act, Viewer, may
from partisipasi.drafts.queries.teams import team_roles
from partisipasi.feedback.standing import stand_beside
from partisipasi.feedback.tables import InternalNote
from partisipasi.kit.codes import parse_receipt
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Invalid, NotFound
from partisipasi.kit.i18n import N_
from partisipasi.kit.text import clean_text
from partisipasi.record.actions import write_record

LONGEST_NOTE = 2000
_NOTHING = N_("Choose at least one contribution.")
_ELSEWHERE = N_("There is no such input in this draft.")


async def mark_read(tx: Transaction, viewer: Viewer, *, draft_id: int, receipts: Sequence[str]) -> int:
    """Say that contributions were read. What was read before keeps its first reader.

    Returns:
        How many were not read before.

    Raises:
        NotFound: an outsider, or input of another draft.
        Forbidden: not somebody who places input.
        Invalid: nothing chosen.
    """
    await stand_beside(tx, viewer, draft_id, Act.place_points)
    ids = await _owed(tx, draft_id, receipts)
    new = await note_reading(tx, viewer, ids)
    if new:
        await write_record(
            tx, "input.read", actor_id=viewer.account_id, subject=("draft", draft_id), details={"contributions": new}
        )
    return len(new)


async def note_reading(tx: Transaction, viewer: Viewer, contribution_ids: Collection[int]) -> list[int]:
    """Note that what was just acted on was read by this. Returns the ids of what was not read before."""
    return await tx.values(
        """INSERT INTO reading (contribution_id, read_by) SELECT unnest($1::bigint[]), $2
           ON CONFLICT DO NOTHING RETURNING contribution_id""",
        sorted(contribution_ids),
        viewer.account_id,
    )


async def assign(
    tx: Transaction, viewer: Viewer, *, draft_id: int, receipts: Sequence[str], account_id: int | None
) -> int:
    """Give contributions to a colleague to consider, or to nobody.

    Args:
        account_id: somebody of the team who places input or replies; None takes the task from whoever has it.

    Returns:
        How many contributions it concerns.

    Raises:
        NotFound: an outsider, or input of another draft.
        Forbidden: not somebody who places input.
        Invalid: nothing chosen, or somebody who is not in the team or only reads.
    """
    await stand_beside(tx, viewer, draft_id, Act.place_points)
    ids = await _owed(tx, draft_id, receipts)
    if account_id is None:
        await tx.execute("DELETE FROM assignment WHERE contribution_id = ANY ($1::bigint[])", ids)
    else:
        # Asked as of somebody signed in: the table of rights knows roles, not people.
        roles = await team_roles(tx, draft_id, account_id)
        if not may(Viewer(account_id=account_id), Act.write_note, team=roles):
            raise Invalid({"assignee": N_("Choose somebody of the team who works on the input.")})
        await tx.execute(
            """INSERT INTO assignment (contribution_id, account_id, assigned_by) SELECT unnest($1::bigint[]), $2, $3
               ON CONFLICT (contribution_id) DO UPDATE SET
                 account_id = excluded.account_id, assigned_by = excluded.assigned_by, assigned_at = now()""",
            ids,
            account_id,
            viewer.account_id,
        )
    await write_record(
        tx,
        "input.assigned",
        actor_id=viewer.account_id,
        subject=("draft", draft_id),
        details={"contributions": ids, "to": account_id},
    )
    return len(ids)


async def write_note(tx: Transaction, viewer: Viewer, *, draft_id: int, receipt: str, body: str) -> int:
    """Note something on a contribution, for the team alone.

    Returns:
        The note's id.

    Raises:
        NotFound: an outsider, or input of another draft.
        Forbidden: somebody who only reads.
        Invalid: no words, or too many.
    """
    await stand_beside(tx, viewer, draft_id, Act.write_note)
    ids = await _owed(tx, draft_id, [receipt])
    words = clean_text(body)
    if not words.strip():
        raise Invalid({"note": N_("Write the note.")})
    if len(words) > LONGEST_NOTE:
        raise Invalid({"note": N_("This is too long: at most %(limit)s characters.")}, limit=LONGEST_NOTE)
    made = await tx.add(InternalNote(contribution_id=ids[0], body=words, written_by=viewer.account_id))
    await note_reading(tx, viewer, ids)
    await write_record(tx, "note.written", actor_id=viewer.account_id, subject=("contribution", ids[0]))
    return made.id


async def remove_note(tx: Transaction, viewer: Viewer, *, draft_id: int, note_id: int) -> None:
    """Delete a note: one's own, or a colleague's that says too much. Who did it is recorded.

    Raises:
        NotFound: an outsider, or no such note in this draft.
        Forbidden: somebody who only reads.
    """
    await stand_beside(tx, viewer, draft_id, Act.write_note)
    gone = await tx.values(
        """DELETE FROM internal_note n USING contribution c
           WHERE n.id = $1 AND c.id = n.contribution_id AND c.draft_id = $2 RETURNING n.contribution_id""",
        note_id,
        draft_id,
    )
    if not gone:
        raise NotFound(N_("This note is not there any more."))
    await write_record(tx, "note.removed", actor_id=viewer.account_id, subject=("contribution", gone[0]))


async def _owed(tx: Transaction, draft_id: int, receipts: Sequence[str]) -> list[int]:
    """The ids of contributions that are owed an answer in a draft."""
    wanted = sorted({parse_receipt(receipt) or "" for receipt in receipts})
    if not wanted:
        raise Invalid({"receipts": _NOTHING})
    ids: list[int] = await tx.values(
        """SELECT c.id FROM contribution c JOIN owed_contribution o ON o.contribution_id = c.id
           WHERE c.receipt = ANY ($1::text[]) AND o.draft_id = $2 ORDER BY c.id""",
        wanted,
        draft_id,
    )
    if len(ids) != len(wanted):
        raise NotFound(_ELSEWHERE)
    return ids
