"""Reading the documents of a draft, and the bytes of their files.

A document is public with its draft. The files of a withdrawn one are for the team alone; its page stays.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.drafts.formats import MEDIA_TYPES
from partisipasi.drafts.queries.visibility import IS_PUBLIC, SEES_CONCEPT
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_
from partisipasi.kit.text import slug

NO_DOCUMENT = N_("There is no such document.")


class FileView(msgspec.Struct, frozen=True, kw_only=True):
    """One file of a document. `role` is what whoever handed it in was in the team; nobody is named."""

    id: int
    number: int
    format: str
    size: int
    sha256: str
    note: str
    role: str
    added_at: datetime


class DocumentView(msgspec.Struct, frozen=True, kw_only=True):
    """A document with its files, newest first."""

    id: int
    draft_id: int
    draft_slug: str
    number: int
    kind: str
    title: str
    language: str
    created_at: datetime
    withdrawn_at: datetime | None
    withdrawn_reason: str
    files_json: str

    @property
    def files(self) -> list[FileView]:
        """Its files, newest first; there is always one."""
        return msgspec.json.decode(self.files_json, type=list[FileView])

    @property
    def path(self) -> str:
        """Address of its public page, without language."""
        return f"/rancangan/{self.draft_id}-{self.draft_slug}/dokumen/{self.number}"

    def file_path(self, file: FileView) -> str:
        """Address of one of its files."""
        return f"/berkas/{file.id}/{slug(self.title)}.{file.format}"


class Download(msgspec.Struct, frozen=True, kw_only=True):
    """What is needed to give a file out. `public`: everybody may have it."""

    sha256: str
    format: str
    title: str
    number: int
    newest: bool
    public: bool

    @property
    def media_type(self) -> str:
        """What it is served as."""
        return MEDIA_TYPES[self.format]


_FILES = """(SELECT json_agg(json_build_object('id', f.id, 'number', f.number, 'format', f.format, 'size', k.size,
      'sha256', f.sha256, 'note', f.note, 'role', f.role, 'added_at', f.added_at) ORDER BY f.number DESC)::text
    FROM document_version f JOIN stored_content k ON k.sha256 = f.sha256 WHERE f.document_id = x.id)"""
_SELECT = f"""SELECT x.id, x.draft_id, d.slug AS draft_slug, x.number, x.kind, x.title, x.language, x.created_at,
    x.withdrawn_at, x.withdrawn_reason, {_FILES} AS files_json
    FROM document x JOIN draft d ON d.id = x.draft_id WHERE ({IS_PUBLIC} OR {SEES_CONCEPT})"""


async def documents_of(tx: Transaction, viewer: Viewer, draft_id: int) -> list[DocumentView]:
    """The documents of a draft in their order, those that were withdrawn last. Never more than a page can show."""
    return await tx.all(
        DocumentView,
        f"{_SELECT} AND x.draft_id = $2 ORDER BY x.withdrawn_at IS NOT NULL, x.position, x.id LIMIT 200",
        viewer.account_id,
        draft_id,
    )


async def document_view(tx: Transaction, viewer: Viewer, draft_id: int, number: int) -> DocumentView:
    """One document by its number on the draft.

    Raises:
        NotFound: it is not there, or the viewer may not know of it.
    """
    found = await tx.one(
        DocumentView, f"{_SELECT} AND x.draft_id = $2 AND x.number = $3", viewer.account_id, draft_id, number
    )
    if found is None:
        raise NotFound(NO_DOCUMENT)
    return found


async def document_by_id(tx: Transaction, viewer: Viewer, document_id: int) -> DocumentView:
    """One document by its id.

    Raises:
        NotFound: it is not there, or the viewer may not know of it.
    """
    found = await tx.one(DocumentView, f"{_SELECT} AND x.id = $2", viewer.account_id, document_id)
    if found is None:
        raise NotFound(NO_DOCUMENT)
    return found


async def download_of(tx: Transaction, viewer: Viewer, file_id: int) -> Download:
    """What a file is, for whoever may have it.

    Raises:
        NotFound: it is not there, its document is withdrawn, or the viewer may not know of it.
    """
    found = await tx.one(
        Download,
        f"""SELECT f.sha256, f.format, x.title, f.number, {IS_PUBLIC} AND x.withdrawn_at IS NULL AS public,
                   f.number = (SELECT max(o.number) FROM document_version o WHERE o.document_id = x.id) AS newest
            FROM document_version f JOIN document x ON x.id = f.document_id JOIN draft d ON d.id = x.draft_id
            WHERE f.id = $2 AND (({IS_PUBLIC} AND x.withdrawn_at IS NULL) OR {SEES_CONCEPT})""",
        viewer.account_id,
        file_id,
    )
    if found is None:
        raise NotFound(NO_DOCUMENT)
    return found


async def content_of(tx: Transaction, download: Download) -> bytes:
    """The bytes of a file that may be given out."""
    found: bytes = await tx.value("SELECT content FROM stored_content WHERE sha256 = $1", download.sha256)
    return found
