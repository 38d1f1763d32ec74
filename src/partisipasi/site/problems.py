"""What programs are told when something is refused or fails: problem+json (RFC 9457)."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import Response

from partisipasi.kit.errors import Invalid, Refused
from partisipasi.kit.i18n import gettext

MEDIA_TYPE = "application/problem+json"


class Wrong(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that is wrong with what was sent."""

    field: Annotated[str, msgspec.Meta(description="Where: a member of the body, a parameter, or empty for the whole.")]
    message: Annotated[str, msgspec.Meta(description="A sentence for people.")]
    code: Annotated[str, msgspec.Meta(description="Of a gap that keeps the gate closed: its code.")] = ""


class Problem(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """Why a call was not carried out."""

    type: Annotated[str, msgspec.Meta(description="urn:partisipasi: and a code that stays the same.")]
    title: str
    status: int
    detail: str
    errors: list[Wrong]
    gaps: Annotated[Any, msgspec.Meta(description="Where the gate is closed: `{code, count, items}` of each gap.")] = (
        None
    )
    current: Annotated[Any, msgspec.Meta(description="Where something changed meanwhile: what stands there now.")] = (
        None
    )


def problem(
    status: int,
    title: str,
    detail: str,
    *,
    code: str = "",
    error: Refused | None = None,
    errors: list[Wrong] | None = None,
    headers: dict[str, str] | None = None,
) -> Response[bytes]:
    """A problem as an answer.

    Args:
        code: what programs tell problems of one status apart by.
        error: the refusal of an action; its fields, gaps or what stands now are told.
        errors: what is wrong, where no action has said it.
    """
    found = getattr(error, "detail", None)
    gaps = getattr(found, "gaps", None)
    told = Problem(
        type=f"urn:partisipasi:{code or status}",
        title=title,
        status=status,
        detail=detail,
        errors=[*(errors or []), *_wrong(error, gaps)],
        gaps=gaps,
        current=found if gaps is None else None,
    )
    return Response(content=msgspec.json.encode(told), status_code=status, media_type=MEDIA_TYPE, headers=headers or {})


def _wrong(error: Refused | None, gaps: Any) -> list[Wrong]:
    if isinstance(error, Invalid):
        return [Wrong(name, gettext(text, **error.values)) for name, text in error.fields.items()]
    return [Wrong("", f"{gap.code}: {gap.count}", gap.code) for gap in gaps or ()]
