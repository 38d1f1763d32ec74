"""What the author of a case does with it: say whether the answer helped, or take the words to SP4N-LAPOR!."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.discussions.ownership import NOT_YOURS
from partisipasi.discussions.receipts import OwnContribution
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_, day, gettext
from partisipasi.service.answering import NO_CASE
from partisipasi.service.judging import judge_case
from partisipasi.service.opening import LONGEST_PART
from partisipasi.service.queries import CaseView, answers_to, case_of
from partisipasi.site.exchange import exchange_of
from partisipasi.site.forms import Form, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.web.addresses import receipt_of
from partisipasi.web.service.words import elsewhere_in_words, status_in_words
from partisipasi.web.talk.receipts import KeyForm
from partisipasi.web.talk.slips import key_on_slip, own_here


class JudgeForm(msgspec.Struct):
    """Whether it helped, and why."""

    resolved: Annotated[Literal["1", "0"], msgspec.Meta(extra={"required": N_("Choose one of the two.")})]
    body: Annotated[str, msgspec.Meta(max_length=LONGEST_PART, extra={"lines": True})] = ""
    sure: bool = False
    steps: int = 0


@page("/masukan/{receipt:str}/penilaian")
async def judge_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], receipt: FromPath[str]
) -> Response[bytes]:
    """The form, for the author; for everybody else a field for the owner key."""
    known = receipt_of(receipt)
    own = await own_here(request, tx, viewer, known)
    if own is None:
        return render(request, "talk/key.html", receipt=known, form=blank(KeyForm))
    case = await _case(tx, viewer, own)
    return await _page(request, tx, own, case, blank(JudgeForm, steps=case.steps))


@form("/masukan/{receipt:str}/penilaian", right=Act.contribute)
async def judge(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], receipt: FromPath[str]
) -> Response[bytes]:
    """Say whether the answer helped."""
    sent = await read_form(request, JudgeForm)
    known = receipt_of(receipt)
    own = await own_here(request, tx, viewer, known)
    if own is None:
        raise NotFound(NOT_YOURS)
    case = await _case(tx, viewer, own)
    resolved, state = False, ""
    if not sent.errors:
        resolved = sent.data.resolved == "1"
        async with sent.trying(tx, conflict=""):
            state = await judge_case(
                tx, viewer, exchange_of(request).site.settings, receipt=known, resolved=resolved, body=sent.data.body,
                steps=sent.data.steps, key=key_on_slip(request, known), sure=sent.data.sure,
            )  # fmt: skip
    if sent.errors:
        sent.values["steps"] = [str(case.steps)]
        return await _page(request, tx, own, case, sent)
    notice = N_("Thank you. It counts as resolved.") if resolved else N_("It is open again, and the agency is told.")
    if state == "held":
        notice = N_("Noted. A moderator looks at your words before they appear.")
    return see_other(request, case.path, notice=gettext(notice))


@page("/masukan/{receipt:str}/lapor")
async def take_elsewhere(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], receipt: FromPath[str]
) -> Response[bytes]:
    """The author's words, ready for SP4N-LAPOR!. Nothing is sent there from here."""
    known = receipt_of(receipt)
    own = await own_here(request, tx, viewer, known)
    if own is None:
        return render(request, "talk/key.html", receipt=known, form=blank(KeyForm))
    case = await _case(tx, viewer, own)
    return render(
        request,
        "service/elsewhere.html",
        case=case,
        letter=_letter(case, own),
        why=elsewhere_in_words(case.elsewhere),
    )


async def _case(tx: Transaction, viewer: Viewer, own: OwnContribution) -> CaseView:
    case = await case_of(tx, viewer, own.thread_id)
    if case is None or case.contribution_id != own.id:
        raise NotFound(NO_CASE)
    return case


async def _page(
    request: Req, tx: Transaction, own: OwnContribution, case: CaseView, sent: Form[JudgeForm]
) -> Response[bytes]:
    answers = await answers_to(tx, case.thread_id)
    return render(
        request,
        "service/judge.html",
        status=sent.status,
        own=own,
        case=case,
        answer=answers[-1] if answers else None,
        asked=own.state == "published" and case.status in {"done", "declined"},
        status_in_words=status_in_words,
        longest=LONGEST_PART,
        form=sent,
    )


def _letter(case: CaseView, own: OwnContribution) -> str:
    """The words in the order in which SP4N-LAPOR! asks for them; always in Indonesian, as it is read there."""
    lines = [
        f"Judul laporan: {case.service_name or 'Layanan publik'} – {case.agency_name}",
        "Isi laporan:",
        own.source.replace("**", ""),
        "",
        f"Tanggal kejadian: {day(case.happened_on)}",
        f"Lokasi kejadian: {case.place}",
        f"Instansi tujuan: {case.agency_name if case.elsewhere != 'other_body' else ''}",
    ]
    return "\n".join(line for line in lines if not line.endswith(": "))


ROUTES = [judge_page, judge, take_elsewhere]
