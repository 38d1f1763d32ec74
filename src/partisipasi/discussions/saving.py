"""Texts that were not sent yet, kept for their author alone: saving, finding, dropping them.

Two windows may write for the same place. Who saves without having seen the last saving writes a text of its own, so
that neither is lost; both are shown where one goes on writing.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from partisipasi.accounts.rights import Act, Viewer, demand
from partisipasi.discussions.screening import DRAFT_LIFE, LONGEST_PROPOSAL, LONGEST_TEXT, MOST_DRAFTS
from partisipasi.discussions.writing_tables import SavedDraft
from partisipasi.kit.database import Database, Transaction
from partisipasi.kit.errors import Invalid, NotFound
from partisipasi.kit.i18n import N_
from partisipasi.kit.text import clean_line, clean_text

#: Texts of one account for one place, beyond which the oldest goes: more windows nobody has open.
MOST_BESIDE = 5
_LONGEST_TITLE = 200
_ROW = "SELECT id, place, title, body, proposed, fields, sequence, updated_at FROM saved_draft WHERE account_id = $1"
_NEWER = f"{_ROW} AND id > $2 ORDER BY id LIMIT $3"
_OLDER = f"{_ROW} AND ($2::bigint IS NULL OR id < $2) ORDER BY id DESC LIMIT $3"
_HERE = f"{_ROW} AND place = $2 ORDER BY updated_at DESC, id DESC"


class Saved(msgspec.Struct, frozen=True, kw_only=True):
    """What saving did: the text's id and count now, None where nothing is kept; `apart`: another text is there too."""

    id: int | None = None
    sequence: int = 0
    apart: bool = False


class SavedView(msgspec.Struct, frozen=True, kw_only=True):
    """A text that was not sent. `place` is the address of its form; `fields` are the other fields, as JSON."""

    id: int
    place: str
    title: str
    body: str
    proposed: str
    fields: str
    sequence: int
    updated_at: datetime


class _Known(msgspec.Struct, frozen=True):
    id: int
    sequence: int


async def save_draft(
    tx: Transaction,
    viewer: Viewer,
    *,
    place: str,
    title: str,
    body: str,
    proposed: str = "",
    fields: str = "{}",
    draft_id: int | None = None,
    sequence: int = 0,
) -> Saved:
    """Keep a text that is being written.

    Args:
        place: address of the form. draft_id, sequence: the saving that this one goes on from.

    Raises:
        SignInNeeded: a guest.
        Invalid: longer than could ever be sent.
    """
    demand(viewer, Act.keep_account)
    body, proposed = clean_text(body), clean_text(proposed)
    if len(body) > 2 * LONGEST_TEXT or len(proposed) > 2 * LONGEST_PROPOSAL or len(fields) > LONGEST_TEXT:
        raise Invalid({"body": N_("This text is too long. Please shorten it, or hand it in as a letter.")})
    # Two windows of one person save one after the other.
    await tx.execute("SELECT 1 FROM account WHERE id = $1 FOR NO KEY UPDATE", viewer.account_id)
    here = await tx.all(
        _Known, "SELECT id, sequence FROM saved_draft WHERE account_id = $1 AND place = $2 ORDER BY id",
        viewer.account_id, place,
    )  # fmt: skip
    mine = next((one for one in here if one.id == draft_id and one.sequence == sequence), None)
    apart = len(here) > (mine is not None)
    if not body and not proposed:
        if mine is not None:
            await tx.execute("DELETE FROM saved_draft WHERE id = $1", mine.id)
        return Saved(apart=apart)
    if mine is None:
        row = await tx.add(
            SavedDraft(
                account_id=viewer.account_id or 0, place=place, path=place, title=clean_line(title)[:_LONGEST_TITLE],
                body=body, proposed=proposed, fields=fields, sequence=1, updated_at=tx.now,
            )
        )  # fmt: skip
        await _keep_few(tx, viewer, place)
        return Saved(id=row.id, sequence=1, apart=apart)
    await tx.execute(
        """UPDATE saved_draft SET body = $2, proposed = $3, fields = $4, sequence = sequence + 1, updated_at = now()
           WHERE id = $1""",
        mine.id, body, proposed, fields,
    )  # fmt: skip
    return Saved(id=mine.id, sequence=mine.sequence + 1, apart=apart)


async def saved_here(tx: Transaction, viewer: Viewer, place: str) -> list[SavedView]:
    """The viewer's texts for one place, the one written last first; none for guests."""
    return await tx.all(SavedView, _HERE, viewer.account_id, place) if viewer.signed_in else []


async def saved_list(
    tx: Transaction, viewer: Viewer, *, after: int | None = None, before: int | None = None, size: int = 20
) -> list[SavedView]:
    """The viewer's texts that were not sent, newest first, one more than `size` if there are more.

    Raises:
        SignInNeeded: a guest.
    """
    demand(viewer, Act.keep_account)
    cursor = after if before is None else before
    return await tx.all(SavedView, _OLDER if before is None else _NEWER, viewer.account_id, cursor, size + 1)


async def drop_draft(tx: Transaction, viewer: Viewer, *, draft_id: int) -> None:
    """Throw a text away.

    Raises:
        SignInNeeded: a guest. NotFound: it is not there, or somebody else's.
    """
    demand(viewer, Act.keep_account)
    if not await forget_sent(tx, viewer, draft_id=draft_id):
        raise NotFound(N_("This text is not there any more. Perhaps it was sent."))


async def forget_sent(tx: Transaction, viewer: Viewer, *, draft_id: int | None) -> bool:
    """Delete a text of the viewer's, as it was sent. Returns whether it was there."""
    sql = "DELETE FROM saved_draft WHERE id = $1 AND account_id = $2"
    return bool(await tx.execute(sql, draft_id, viewer.account_id)) if draft_id else False


async def own_drafts(tx: Transaction, viewer: Viewer) -> list[dict[str, Any]]:
    """The viewer's texts that were not sent, for themselves to take away.

    Raises:
        SignInNeeded: a guest.
    """
    demand(viewer, Act.keep_account)
    return await tx.rows(
        "SELECT place, title, body, proposed, updated_at FROM saved_draft WHERE account_id = $1 ORDER BY id",
        viewer.account_id,
    )


async def forget_account_drafts(tx: Transaction, account_id: int) -> None:
    """Delete the texts of an account that is erased."""
    await tx.execute("DELETE FROM saved_draft WHERE account_id = $1", account_id)


async def tidy_drafts(database: Database) -> None:
    """Chore: delete texts nobody has written on for long."""
    async with database.transaction() as tx:
        await tx.execute(
            """DELETE FROM saved_draft WHERE id IN (
                 SELECT id FROM saved_draft WHERE updated_at < now() - $1::interval LIMIT 1000)""",
            DRAFT_LIFE,
        )


async def _keep_few(tx: Transaction, viewer: Viewer, place: str) -> None:
    """Let the oldest go where there are too many, here or in all."""
    await tx.execute(
        """DELETE FROM saved_draft WHERE id IN (
             (SELECT id FROM saved_draft WHERE account_id = $1 AND place = $2
              ORDER BY updated_at DESC, id DESC OFFSET $3)
             UNION ALL
             (SELECT id FROM saved_draft WHERE account_id = $1 ORDER BY updated_at DESC, id DESC OFFSET $4))""",
        viewer.account_id, place, MOST_BESIDE, MOST_DRAFTS,
    )  # fmt: skip
