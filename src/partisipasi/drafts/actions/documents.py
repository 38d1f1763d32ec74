"""What a draft rests on: handing in documents and newer files of them, naming, ordering and withdrawing them."""

from __future__ import annotations

import hashlib

import msgspec

from partisipasi.accounts.rights import Act, Viewer, demand
from partisipasi.drafts.actions.standing import LockedDraft, lock_draft
from partisipasi.drafts.formats import recognise
from partisipasi.drafts.tables import DOCUMENT_KINDS, Document, DocumentVersion
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Invalid, NotFound
from partisipasi.kit.i18n import N_
from partisipasi.kit.text import clean_line, clean_text
from partisipasi.record.actions import write_record

SHORTEST_TITLE, LONGEST_TITLE, LONGEST_NOTE, LONGEST_REASON = 3, 200, 300, 500
LANGUAGES = ("id", "en")
#: More on one draft nobody reads.
MOST = 50
#: Roles of a team, the one named first that stands for an officer with several.
_ROLES = ("drafter", "legal", "analyst", "approver")
_NEIGHBOURS = "SELECT id FROM document WHERE draft_id = $1 AND withdrawn_at IS NULL"
_ABOVE = f"{_NEIGHBOURS} AND position < $2 ORDER BY position DESC LIMIT 1"
_BELOW = f"{_NEIGHBOURS} AND position > $2 ORDER BY position LIMIT 1"
_NO_DOCUMENT = N_("There is no such document.")
_WITHDRAWN = N_("This document is withdrawn; nothing can be changed on it any more.")
_TITLE = N_("Give it a title of 3 to 200 characters.")
_WRONG = N_("This value cannot be used here.")
_LONG = N_("This is too long: at most %(limit)s characters.")
_THERE = N_("This very file is there already: it stands for “%(title)s”.")
_REASON = N_("Say why, for everybody to read.")
_MANY = N_("There are %(most)s documents already. Withdraw one that is no longer needed.")


class MadeDocument(msgspec.Struct, frozen=True):
    """A document just handed in."""

    id: int
    number: int


class _Held(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    draft_id: int
    number: int
    position: int
    title: str
    withdrawn: bool


async def add_document(
    tx: Transaction, viewer: Viewer, *, draft_id: int, title: str, kind: str, content: bytes, language: str = "id"
) -> MadeDocument:
    """Hand in a document beside a draft. It is public as soon as the draft is.

    Raises:
        NotFound: the viewer may not know of the draft.
        Forbidden: the viewer does not write in its team.
        Conflict: the draft is closed (`draft_closed`), or has too many (`too_many`).
        Invalid: title, kind, language, or a file that is not taken.
    """
    draft = await _lock(tx, viewer, draft_id)
    title = _described(title, kind, language)
    form = recognise(content)
    taken = await tx.value("SELECT count(*) FROM document WHERE draft_id = $1 AND withdrawn_at IS NULL", draft_id)
    if taken >= MOST:
        raise Conflict(_MANY, code="too_many", most=MOST)
    await _demand_new(tx, draft_id, content)
    number: int = await tx.value("SELECT coalesce(max(number), 0) + 1 FROM document WHERE draft_id = $1", draft_id)
    made = await tx.add(
        Document(
            draft_id=draft_id, number=number, position=number, kind=kind, title=title, language=language,
            created_by=viewer.account_id,
        )
    )  # fmt: skip
    sha256 = await _add_version(tx, viewer, draft, made.id, number=1, form=form, content=content, note="")
    details = {"draft": draft_id, "kind": kind, "sha256": sha256}
    await write_record(tx, "document.added", actor_id=viewer.account_id, subject=("document", made.id), details=details)
    _tell(tx, draft_id)
    return MadeDocument(made.id, number)


async def replace_document(tx: Transaction, viewer: Viewer, *, document_id: int, content: bytes, note: str = "") -> int:
    """Hand in a newer file of a document; the earlier ones stay readable.

    Args:
        note: what is new in it, in a sentence.

    Returns:
        The number of the new version.

    Raises:
        As `add_document`; Conflict also where the document is withdrawn (`withdrawn`).
    """
    draft, document = await _lock_document(tx, viewer, document_id)
    note = clean_text(note).strip()
    if len(note) > LONGEST_NOTE:
        raise Invalid({"note": _LONG}, limit=LONGEST_NOTE)
    form = recognise(content)
    await _demand_new(tx, document.draft_id, content)
    number: int = await tx.value("SELECT max(number) + 1 FROM document_version WHERE document_id = $1", document_id)
    sha256 = await _add_version(tx, viewer, draft, document_id, number=number, form=form, content=content, note=note)
    details = {"draft": document.draft_id, "number": number, "sha256": sha256}
    await write_record(
        tx, "document.replaced", actor_id=viewer.account_id, subject=("document", document_id), details=details
    )
    _tell(tx, document.draft_id)
    return number


async def describe_document(
    tx: Transaction, viewer: Viewer, *, document_id: int, title: str, kind: str, language: str = "id"
) -> None:
    """Give a document another title, kind or language.

    Raises:
        As `replace_document`.
    """
    _, document = await _lock_document(tx, viewer, document_id)
    title = _described(title, kind, language)
    await tx.execute(
        "UPDATE document SET title = $2, kind = $3, language = $4 WHERE id = $1", document_id, title, kind, language
    )
    # The talk about a document is named like it wherever it is told of.
    await tx.execute("UPDATE thread SET title = $2 WHERE document_id = $1", document_id, title)
    await write_record(
        tx,
        "document.described",
        actor_id=viewer.account_id,
        subject=("document", document_id),
        details={"draft": document.draft_id, "kind": kind},
    )
    _tell(tx, document.draft_id)


async def move_document(tx: Transaction, viewer: Viewer, *, document_id: int, up: bool) -> None:
    """Let a document change places with its neighbour in the list; at the end of the list nothing happens.

    Raises:
        As `replace_document`.
    """
    _, document = await _lock_document(tx, viewer, document_id)
    neighbour = _ABOVE if up else _BELOW
    other: int | None = await tx.value(neighbour, document.draft_id, document.position)
    if other is None:
        return
    await tx.execute(
        """UPDATE document d SET position = o.position FROM document o
           WHERE (d.id, o.id) IN (($1, $2), ($2, $1))""",
        document_id,
        other,
    )
    _tell(tx, document.draft_id)


async def withdraw_document(tx: Transaction, viewer: Viewer, *, document_id: int, reason: str) -> None:
    """Take a document back. Its page stays, with the reason and what was said; its files are no longer given out.

    Raises:
        As `replace_document`, but that a closed draft's can be withdrawn too; Invalid: no reason.
    """
    _, document = await _lock_document(tx, viewer, document_id, closed_too=True)
    reason = clean_text(reason).strip()
    if not reason:
        raise Invalid({"reason": _REASON})
    if len(reason) > LONGEST_REASON:
        raise Invalid({"reason": _LONG}, limit=LONGEST_REASON)
    await tx.execute(
        "UPDATE document SET withdrawn_at = $2, withdrawn_reason = $3 WHERE id = $1", document_id, tx.now, reason
    )
    await write_record(
        tx,
        "document.withdrawn",
        actor_id=viewer.account_id,
        subject=("document", document_id),
        details={"draft": document.draft_id},
    )
    _tell(tx, document.draft_id)


async def _lock(tx: Transaction, viewer: Viewer, draft_id: int, *, closed_too: bool = False) -> LockedDraft:
    draft = await lock_draft(tx, viewer, draft_id)
    demand(viewer, Act.keep_documents, team=draft.roles)
    if not closed_too:
        draft.demand_open()
    return draft


async def _lock_document(
    tx: Transaction, viewer: Viewer, document_id: int, *, closed_too: bool = False
) -> tuple[LockedDraft, _Held]:
    draft_id = await tx.value("SELECT draft_id FROM document WHERE id = $1", document_id)
    if draft_id is None:
        raise NotFound(_NO_DOCUMENT)
    draft = await _lock(tx, viewer, draft_id, closed_too=closed_too)
    found = await tx.one(
        _Held,
        """SELECT id, draft_id, number, position, title, withdrawn_at IS NOT NULL AS withdrawn
           FROM document WHERE id = $1""",
        document_id,
    )
    if found is None:
        raise NotFound(_NO_DOCUMENT)
    if found.withdrawn:
        raise Conflict(_WITHDRAWN, code="withdrawn")
    return draft, found


def _described(title: str, kind: str, language: str) -> str:
    title = clean_line(title)
    wrong: dict[str, str] = {}
    if not SHORTEST_TITLE <= len(title) <= LONGEST_TITLE:
        wrong["title"] = _TITLE
    if kind not in DOCUMENT_KINDS:
        wrong["kind"] = _WRONG
    if language not in LANGUAGES:
        wrong["language"] = _WRONG
    if wrong:
        raise Invalid(wrong)
    return title


async def _demand_new(tx: Transaction, draft_id: int, content: bytes) -> None:
    """Refuse a file that stands for a document of the draft already: it was chosen by mistake."""
    title = await tx.value(
        """SELECT d.title FROM document d JOIN LATERAL (
             SELECT sha256 FROM document_version WHERE document_id = d.id ORDER BY number DESC LIMIT 1) v ON true
           WHERE d.draft_id = $1 AND d.withdrawn_at IS NULL AND v.sha256 = $2 LIMIT 1""",
        draft_id,
        hashlib.sha256(content).hexdigest(),
    )
    if title is not None:
        raise Invalid({"file": _THERE}, title=title)


async def _add_version(
    tx: Transaction,
    viewer: Viewer,
    draft: LockedDraft,
    document_id: int,
    *,
    number: int,
    form: str,
    content: bytes,
    note: str,
) -> str:
    sha256 = hashlib.sha256(content).hexdigest()
    await tx.execute(
        "INSERT INTO stored_content (sha256, size, content) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        sha256,
        len(content),
        content,
    )
    await tx.add(
        DocumentVersion(
            document_id=document_id,
            number=number,
            sha256=sha256,
            format=form,
            note=note,
            role=next(role for role in _ROLES if role in draft.roles),
            added_by=viewer.account_id,
            added_at=tx.now,
        )
    )
    return sha256


def _tell(tx: Transaction, draft_id: int) -> None:
    tx.changed(f"draft:{draft_id}")
