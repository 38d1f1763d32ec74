"""Staff notes: what moderators tell each other about a case or about its author, never public.

A note belongs to the case on whose page it was written, also one about a person: so whoever moderates that place reads
it, and nobody else. Whoever works on the case themselves reads none of it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final, Literal

import msgspec

from partisipasi.accounts.rights import Act, Viewer, demand
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Forbidden, Invalid, NotFound
from partisipasi.kit.i18n import N_
from partisipasi.moderation.queries import MY_TOPIC, Case, case
from partisipasi.moderation.tables import ModerationNote
from partisipasi.record.actions import write_record

#: Characters: room for what was looked up and where, no room for a second file on somebody.
LONGEST_NOTE: Final = 1000
#: How long one's own note can be deleted: a slip is seen at once. Later it is struck out, since others acted on it.
DELETE_WITHIN: Final = timedelta(minutes=15)
#: Notes on a page: more is a talk that belongs elsewhere.
MOST_SHOWN: Final = 50

_NO_NOTE = N_("There is no such note of yours.")
_OWN_WORK = N_("You work on this yourself. Another moderator decides it.")


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """A note as moderators read it. `elsewhere`: the receipt of the case it was written at, where that is another."""

    id: int
    about_author: bool
    body: str
    writer: str | None
    at: datetime
    struck_at: datetime | None
    own: bool
    deletable: bool
    elsewhere: str | None
    case_id: int


async def write_note(tx: Transaction, viewer: Viewer, *, contribution_id: int, about: str, body: str) -> int:
    """Note something about a case, or about its author.

    Args:
        about: case or author.

    Returns:
        The note's id.

    Raises:
        SignInNeeded, Forbidden: no moderator, or one who works on what is concerned.
        NotFound: no case, or of a topic of others.
        Invalid: `about`: nobody known wrote it; `note`: no words, or too many.
    """
    demand(viewer, Act.moderate, anywhere=True)
    found = await case(tx, viewer, contribution_id)
    if found is None:
        raise NotFound(N_("There is no such case."))
    if found.own_work:
        raise Forbidden(_OWN_WORK)
    if about not in {"case", "author"} or (about == "author" and found.author_id is None):
        raise Invalid({"about": N_("Choose what the note is about.")})
    if not body.strip():
        raise Invalid({"note": N_("Write the note.")})
    if len(body) > LONGEST_NOTE:
        raise Invalid({"note": N_("This is too long: at most %(limit)s characters.")}, limit=LONGEST_NOTE)
    made = await tx.add(
        ModerationNote(
            contribution_id=contribution_id,
            author_id=found.author_id if about == "author" else None,
            account_id=viewer.account_id,
            body=body,
            at=tx.now,
        )
    )
    await write_record(
        tx, "contribution.staff_note", actor_id=viewer.account_id, subject=("contribution", contribution_id),
        details={"note": made.id, "about": about},
    )  # fmt: skip
    return made.id


async def take_note_back(tx: Transaction, viewer: Viewer, *, note_id: int) -> bool:
    """Delete one's own note while it is fresh; strike it out afterwards, so that it is still there to read.

    Returns:
        Whether it is gone; else it is struck out.

    Raises:
        SignInNeeded, Forbidden: no moderator.
        NotFound: none of one's own.
    """
    demand(viewer, Act.moderate, anywhere=True)
    gone = await tx.values(
        """DELETE FROM moderation_note WHERE id = $1 AND account_id = $2 AND struck_at IS NULL
             AND at > now() - $3::interval RETURNING contribution_id""",
        note_id,
        viewer.account_id,
        DELETE_WITHIN,
    )
    struck = gone or await tx.values(
        """UPDATE moderation_note SET struck_at = coalesce(struck_at, now()) WHERE id = $1 AND account_id = $2
           RETURNING contribution_id""",
        note_id,
        viewer.account_id,
    )
    if not struck:
        raise NotFound(_NO_NOTE)
    await write_record(
        tx, "contribution.staff_note_removed" if gone else "contribution.staff_note_struck",
        actor_id=viewer.account_id, subject=("contribution", struck[0]), details={"note": note_id},
    )  # fmt: skip
    return bool(gone)


async def notes_of_case(tx: Transaction, viewer: Viewer, found: Case) -> list[Note]:
    """The notes of a case and those about its author, oldest first; none for whoever works on the case.

    Those about the author come from other cases too, as far as the viewer moderates them.
    """
    if found.own_work:
        return []
    return await tx.all(
        Note,
        f"""SELECT n.id, n.author_id IS NOT NULL AS about_author, n.body, a.display_name AS writer, n.at, n.struck_at,
                   n.account_id = $1 AS own,
                   n.account_id = $1 AND n.struck_at IS NULL AND n.at > now() - $4::interval AS deletable,
                   CASE WHEN c.id <> $2 THEN c.receipt END AS elsewhere, c.id AS case_id
            FROM moderation_note n JOIN contribution c ON c.id = n.contribution_id JOIN thread h ON h.id = c.thread_id
            LEFT JOIN account a ON a.id = n.account_id
            WHERE (n.contribution_id = $2 OR n.author_id = $3) AND {MY_TOPIC}
            ORDER BY n.id DESC LIMIT {MOST_SHOWN}""",
        viewer.account_id,
        found.id,
        found.author_id,
        DELETE_WITHIN,
    )


async def notes_about(tx: Transaction, viewer: Viewer) -> list[dict[str, Any]]:
    """What moderators noted about the viewer as a person, for themselves to take away; who wrote it is not in it."""
    return await tx.rows(
        """SELECT n.body, n.at, n.struck_at FROM moderation_note n JOIN contributor o ON o.id = n.author_id
           WHERE o.account_id = $1 ORDER BY n.id""",
        viewer.account_id,
    )


async def forget_notes(tx: Transaction, *, account_id: int, texts: Literal["kept", "removed"]) -> None:
    """Take a person out of notes, while their account still has its words.

    What they noted loses its writer; what was noted about them goes, and so does what was noted about cases whose
    words go as well.
    """
    await tx.execute("UPDATE moderation_note SET account_id = NULL WHERE account_id = $1", account_id)
    await tx.execute(
        """DELETE FROM moderation_note n USING contributor o WHERE o.account_id = $1
             AND (n.author_id = o.id OR ($2 = 'removed' AND n.contribution_id IN
                  (SELECT c.id FROM contribution c WHERE c.contributor_id = o.id)))""",
        account_id,
        texts,
    )
