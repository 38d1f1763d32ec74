"""The officers' desk: what people told their agency, what is due first on top, and the form for an answer."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.discussions.queries import entry_of
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Forbidden, NotFound
from partisipasi.kit.i18n import N_, gettext
from partisipasi.service.answering import NO_CASE, answer_case
from partisipasi.service.days import ANSWER_WITHIN
from partisipasi.service.offering import answers_for, keeps_services
from partisipasi.service.queries import CaseView, answers_to, case_of, cases_list, figures_of, services_of
from partisipasi.site.exchange import exchange_of
from partisipasi.site.forms import Form, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.site.paging import cursor_of, page_of, whole_number
from partisipasi.topics.queries import AgencyView, agencies_list
from partisipasi.web.service.agencies import case_key
from partisipasi.web.service.words import ELSEWHERE_NAMES, STANDINGS, elsewhere_in_words, status_in_words

ROWS = 25
_PATH = "/ruang-kerja/layanan"
#: In the address, what is wanted of everything; the desk begins with what is open.
_ALL = "semua"


class AnswerForm(msgspec.Struct):
    """An answer. `official` is the choice to speak for the agency: nobody does so by accident."""

    status: Annotated[str, msgspec.Meta(extra={"required": N_("Choose what stands of it.")})]
    body: Annotated[
        str,
        msgspec.Meta(
            max_length=8000,
            extra={"lines": True, "required": N_("Say what was done or will be done, or why it cannot be.")},
        ),
    ]
    on_day: date | None = None
    elsewhere: str = ""
    official: bool = False
    steps: int = 0


@page(_PATH, right=Act.enter_workbench)
async def desk(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    perangkat: FromQuery[str] = "",
    keadaan: FromQuery[str] = "terbuka",
) -> Response[bytes]:
    """The list of one agency."""
    agencies = await _agencies(tx, viewer)
    wanted = whole_number(perangkat)
    agency = next((one for one in agencies if one.id == wanted), agencies[0] if agencies else None)
    standing = keadaan if keadaan in STANDINGS else _ALL
    cursor = cursor_of(request)
    if agency is None:
        return render(request, "service/desk.html", agency=None, agencies=[], page=None)
    rows = await cases_list(
        tx, viewer, agency_id=agency.id, standing=STANDINGS.get(standing, ""), by_due=True,
        after=cursor.after, before=cursor.before, size=ROWS,
    )  # fmt: skip
    query = {"perangkat": str(agency.id), "keadaan": standing}
    return render(
        request,
        "service/desk.html",
        agency=agency,
        agencies=agencies,
        page=page_of(rows, cursor, ROWS, path=_PATH, key=case_key, query=query),
        figures=(await figures_of(tx, [agency.id]))[agency.id],
        standing=standing,
        keeps=keeps_services(viewer, agency.id),
        days=ANSWER_WITHIN,
        status_in_words=status_in_words,
        elsewhere_in_words=elsewhere_in_words,
    )


@page(f"{_PATH}/{{thread_id:int}}", right=Act.enter_workbench)
async def answer_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], thread_id: FromPath[int]
) -> Response[bytes]:
    """One case; for officers of its agency with the form."""
    case = await _case(tx, viewer, thread_id)
    return await _page(request, tx, viewer, case, blank(AnswerForm, steps=case.steps))


@form(f"{_PATH}/{{thread_id:int}}", right=Act.enter_workbench)
async def answer(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], thread_id: FromPath[int]
) -> Response[bytes]:
    """Answer for the agency."""
    sent = await read_form(request, AnswerForm)
    case = await _case(tx, viewer, thread_id)
    if not answers_for(viewer, case.agency_id):
        raise Forbidden(N_("Only officers of this agency answer here."))
    if not sent.errors and not sent.data.official:
        sent.add_error("official", N_("Confirm that you answer in the name of the agency."))
    if not sent.errors:
        async with sent.trying(tx, conflict=""):
            await answer_case(
                tx, viewer, exchange_of(request).site.settings, thread_id=thread_id, status=sent.data.status,
                body=sent.data.body, on_day=sent.data.on_day, elsewhere=sent.data.elsewhere or None,
                steps=sent.data.steps,
            )  # fmt: skip
    if sent.errors:
        # What came in between is on the page now.
        sent.values["steps"] = [str(case.steps)]
        return await _page(request, tx, viewer, case, sent)
    notice = gettext(N_("The answer is public, and its author is told."))
    return see_other(request, f"{_PATH}?perangkat={case.agency_id}", notice=notice)


async def _agencies(tx: Transaction, viewer: Viewer) -> list[AgencyView]:
    """Agencies with services whose desk the viewer sees, their own first."""
    offering = {one.agency_id for one in await services_of(tx, closed=True)}
    known = [one for one in await agencies_list(tx, closed=True) if one.id in offering]
    own = {role.agency_id for role in viewer.roles if role.name == "officer"}
    return sorted(known, key=lambda one: (one.id not in own, one.name.lower()))


async def _case(tx: Transaction, viewer: Viewer, thread_id: int) -> CaseView:
    case = await case_of(tx, viewer, thread_id)
    if case is None or case.heard_at is None:
        raise NotFound(NO_CASE)
    return case


async def _page(
    request: Req, tx: Transaction, viewer: Viewer, case: CaseView, sent: Form[AnswerForm]
) -> Response[bytes]:
    return render(
        request,
        "service/answer.html",
        status=sent.status,
        case=case,
        here=f"{_PATH}/{case.thread_id}",
        said=await entry_of(tx, viewer, case.receipt),
        answers=await answers_to(tx, case.thread_id),
        may_answer=answers_for(viewer, case.agency_id),
        reasons=[(code, gettext(name)) for code, name in ELSEWHERE_NAMES.items()],
        status_in_words=status_in_words,
        elsewhere_in_words=elsewhere_in_words,
        form=sent,
    )


ROUTES = [desk, answer_page, answer]
