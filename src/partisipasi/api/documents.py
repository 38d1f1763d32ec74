"""The documents a draft rests on."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from litestar.di import NamedDependency

from partisipasi.accounts.rights import Viewer
from partisipasi.api.addresses import address
from partisipasi.api.routes import Req, read
from partisipasi.api.shapes import Id, Listed, PathId
from partisipasi.drafts.queries import draft_view
from partisipasi.drafts.queries.documents import DocumentView, documents_of
from partisipasi.kit.database import Transaction

Kind = Literal["academic_paper", "study", "slides", "other"]


class File(msgspec.Struct, frozen=True, kw_only=True):
    """One file of a document. Its address gives it out as it was handed in."""

    id: Id
    number: int
    format: Annotated[str, msgspec.Meta(description="Told by its content: pdf, txt, docx and so on.")]
    size: Annotated[int, msgspec.Meta(description="In bytes.")]
    sha256: str
    note: str
    added_at: datetime
    url: Annotated[str | None, msgspec.Meta(description="Null where the document is withdrawn.")]


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A document beside a draft, with its files, newest first."""

    id: Id
    number: int
    kind: Kind
    title: str
    language: str
    url: str
    withdrawn_at: datetime | None
    withdrawn_reason: str
    files: list[File]


@read("/drafts/{draft_id:int}/documents")
async def documents(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], draft_id: PathId
) -> Listed[Document]:
    """The documents of a draft in their order, withdrawn ones last. `document_id` of a contribution is their `id`."""
    await draft_view(tx, viewer, draft_id)
    return Listed([_document(request, one) for one in await documents_of(tx, viewer, draft_id)], None)


def _document(request: Req, view: DocumentView) -> Document:
    given_out = view.withdrawn_at is None
    return Document(
        id=view.id,
        number=view.number,
        kind=msgspec.convert(view.kind, Kind),
        title=view.title,
        language=view.language,
        url=address(request, view.path),
        withdrawn_at=view.withdrawn_at,
        withdrawn_reason=view.withdrawn_reason,
        files=[
            File(
                id=one.id,
                number=one.number,
                format=one.format,
                size=one.size,
                sha256=one.sha256,
                note=one.note,
                added_at=one.added_at,
                url=address(request, view.file_path(one)) if given_out else None,
            )
            for one in view.files
        ],
    )
