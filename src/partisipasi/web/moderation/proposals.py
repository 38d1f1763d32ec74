"""Hiding several contributions at once: what one moderator proposed, on one page for the second."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_, gettext
from partisipasi.moderation.planning import Plan, plan_batch
from partisipasi.moderation.rules import LEFT_OUT_NAMES, RULE_NAMES
from partisipasi.moderation.seconds import Proposal, agree, decline, proposal_of
from partisipasi.site.forms import Form, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.web.moderation.bulk import PATH
from partisipasi.web.moderation.cases import SecondForm
from partisipasi.web.moderation.queue import asked_of, go_on


@page("/moderasi/usul/{proposal_id:int}", right=Act.moderate)
async def proposal_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], proposal_id: FromPath[int]
) -> Response[bytes]:
    """All that would be hidden, with rule and reason."""
    return await _show(request, tx, viewer, proposal_id, blank(SecondForm))


@form("/moderasi/usul/{proposal_id:int}", right=Act.moderate)
async def answer_proposal(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], proposal_id: FromPath[int]
) -> Response[bytes]:
    """Agree to all of it, or decline it."""
    sent = await read_form(request, SecondForm)
    await _found(tx, viewer, proposal_id)
    if not sent.errors and sent.data.answer not in {"agree", "decline"}:
        sent.add_error("answer", N_("Choose what to do."))
    if sent.errors:
        return await _show(request, tx, viewer, proposal_id, sent)
    if sent.data.answer == "decline":
        await decline(tx, viewer, proposal_id=proposal_id, remark=sent.data.remark)
        notice = gettext(N_("The proposal is declined; nothing was changed."))
        return await go_on(request, tx, viewer, notice=notice)
    batch = await agree(tx, viewer, proposal_id=proposal_id)
    notice = gettext(N_("Decided by two. You can undo it for ten minutes; people are told after that."))
    return see_other(request, f"{PATH}/{batch}" if batch else "/moderasi", notice=notice)


async def _found(tx: Transaction, viewer: Viewer, proposal_id: int) -> tuple[Proposal, list[Plan]]:
    found = await proposal_of(tx, proposal_id)
    plans = [] if found is None else await plan_batch(tx, viewer, act="", items=found.items)
    if found is None or not plans:
        raise NotFound(N_("There is no such case."))
    return found, plans


async def _show(
    request: Req, tx: Transaction, viewer: Viewer, proposal_id: int, shown: Form[SecondForm]
) -> Response[bytes]:
    found, plans = await _found(tx, viewer, proposal_id)
    return render(
        request, "moderation/proposal.html", status=shown.status, form=shown, proposal=found, plans=plans,
        own=found.proposed_by == viewer.account_id, missing=len(found.items) - len(plans), rules=RULE_NAMES,
        narrowed=urlencode(asked_of(request)[1]), left_out={**LEFT_OUT_NAMES, "proposed": ""},
    )  # fmt: skip


ROUTES: list[Any] = [proposal_page, answer_proposal]
