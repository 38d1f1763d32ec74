"""Handing in the text of a version: a file, or words in JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.exceptions import HTTPException
from litestar.openapi.spec import OpenAPIFormat, OpenAPIMediaType, OpenAPIType, RequestBody, Schema

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.api.routes import Once, Req, decoded, make
from partisipasi.api.shapes import SAYS_SOMETHING, Id, PathId
from partisipasi.drafts.outline import SENTENCES, OutlineWarning
from partisipasi.drafts.sources import LARGEST, read_upload
from partisipasi.feedback.concepts import create_concept
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Invalid
from partisipasi.kit.i18n import N_, gettext
from partisipasi.site.forms import sent_fields

#: A text of the largest size, and what JSON or a form wraps around it.
_LARGEST_BODY = LARGEST + 2 * 1024 * 1024
_NO_FILE = N_("Send the text as a file named “file”.")


class Text(msgspec.Struct, frozen=True):
    """The text of a version."""

    text: Annotated[str, msgspec.Meta(max_length=LARGEST, pattern=SAYS_SOMETHING)]


class Doubt(msgspec.Struct, frozen=True):
    """Something the reader of the text was not sure of."""

    code: str
    message: str
    line: int


class MadeVersion(msgspec.Struct, frozen=True, kw_only=True):
    """The concept that was made."""

    id: Id
    number: int
    state: Literal["concept"]
    revision: int
    counts: Annotated[dict[str, int], msgspec.Meta(description="Units of each kind in the enacted part.")]
    warnings: list[Doubt]
    coverage: Annotated[float, msgspec.Meta(description="Share of letters and digits that the outline holds.")]
    open_alignments: Annotated[int, msgspec.Meta(description="Clauses whose fate waits for a person.")]


@dataclass
class _TakesText(Once):
    """The body of the call, in both its kinds: the framework documents one at most."""

    def __post_init__(self) -> None:
        """Add the bodies."""
        super().__post_init__()
        text = Schema(type=OpenAPIType.STRING, min_length=1, max_length=LARGEST, pattern=SAYS_SOMETHING)
        file = Schema(
            type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY, description="A .txt or .md file, at most 10 MB."
        )
        self.request_body = RequestBody(
            required=True,
            content={
                RequestEncodingType.JSON: OpenAPIMediaType(_object(text=text)),
                RequestEncodingType.MULTI_PART: OpenAPIMediaType(_object(file=file)),
            },
        )


@make(
    "/drafts/{draft_id:int}/versions",
    right=Act.edit_concept,
    largest=_LARGEST_BODY,
    operation=_TakesText,
)
async def post_version(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], draft_id: PathId
) -> MadeVersion:
    """Make the next version of a draft as a concept, from a file or a text.

    Drafters and legal reviewers of its team do this. The text is read into clauses; `warnings` says what the reader
    doubts. It is aligned with the version before, and waits for its publication.
    """
    made = await create_concept(tx, viewer, draft_id=draft_id, source=await _source(request))
    return MadeVersion(
        id=made.id,
        number=made.number,
        state="concept",
        revision=made.revision,
        counts=made.counts,
        warnings=[_doubt(warning) for warning in made.warnings],
        coverage=made.coverage,
        open_alignments=made.open_alignments,
    )


async def _source(request: Req) -> str:
    kind = request.content_type[0]
    if kind == RequestEncodingType.MULTI_PART:
        file = (await sent_fields(request)).get("file")
        if not isinstance(file, UploadFile):
            raise Invalid({"file": _NO_FILE})
        return read_upload(file.filename or "", await file.read())
    if kind and kind != RequestEncodingType.JSON:
        raise HTTPException(status_code=415, detail="JSON or a form with a file is expected")
    return decoded(await request.body(), Text).text


def _doubt(warning: OutlineWarning) -> Doubt:
    return Doubt(warning.code, gettext(SENTENCES[warning.code], **warning.values), warning.line)


def _object(**properties: Schema) -> Schema:
    return Schema(type=OpenAPIType.OBJECT, properties=dict(properties), required=list(properties))
