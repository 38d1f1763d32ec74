"""A moderator says that feedback belongs to somebody else."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound, called
from partisipasi.kit.i18n import N_, gettext
from partisipasi.service.answering import NO_CASE, mark_elsewhere
from partisipasi.service.queries import CaseView, case_of
from partisipasi.site.forms import Form, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.web.service.words import ELSEWHERE_NAMES


class MarkForm(msgspec.Struct):
    """Why it belongs elsewhere."""

    elsewhere: Annotated[str, msgspec.Meta(extra={"required": N_("Choose why it belongs elsewhere.")})]
    reason: Annotated[str, msgspec.Meta(max_length=2000, extra={"lines": True, "required": N_("Give a reason.")})]
    steps: int = 0


@page("/moderasi/layanan/{thread_id:int}", right=Act.moderate)
async def mark_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], thread_id: FromPath[int]
) -> Response[bytes]:
    """The form."""
    case = await _case(tx, viewer, thread_id)
    return _page(request, case, blank(MarkForm, steps=case.steps))


@form("/moderasi/layanan/{thread_id:int}", right=Act.moderate)
async def mark(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], thread_id: FromPath[int]
) -> Response[bytes]:
    """Mark it."""
    sent = await read_form(request, MarkForm)
    case = await _case(tx, viewer, thread_id)
    if not sent.errors:
        async with sent.trying(tx, conflict=""):
            with called({"body": "reason"}):
                await mark_elsewhere(
                    tx, viewer, thread_id=thread_id, elsewhere=sent.data.elsewhere, reason=sent.data.reason,
                    steps=sent.data.steps,
                )  # fmt: skip
    if sent.errors:
        sent.values["steps"] = [str(case.steps)]
        return _page(request, case, sent)
    notice = gettext(N_("It is marked, and its author is told where it is heard."))
    return see_other(request, case.path, notice=notice)


async def _case(tx: Transaction, viewer: Viewer, thread_id: int) -> CaseView:
    case = await case_of(tx, viewer, thread_id)
    if case is None or case.heard_at is None:
        raise NotFound(NO_CASE)
    return case


def _page(request: Req, case: CaseView, sent: Form[MarkForm]) -> Response[bytes]:
    reasons = [(code, gettext(name)) for code, name in ELSEWHERE_NAMES.items()]
    return render(request, "service/mark.html", status=sent.status, case=case, reasons=reasons, form=sent)


ROUTES = [mark_page, mark]
