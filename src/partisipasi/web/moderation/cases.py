"""One case: all that is needed to decide it, and the deciding."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Invalid, NotFound
from partisipasi.kit.i18n import N_, gettext
from partisipasi.moderation.acts import hide, release, restore
from partisipasi.moderation.queries import (
    Case,
    case,
    case_decisions,
    case_reports,
)
from partisipasi.moderation.rules import ACT_NAMES, REASON_NAMES, RULE_NAMES
from partisipasi.site.forms import Form, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other


class DecisionForm(msgspec.Struct):
    """A moderator's decision: act is hide, restore or release."""

    act: Annotated[str, msgspec.Meta(extra={"required": N_("Choose what to do.")})]
    rule: str = ""
    public_reason: Annotated[str, msgspec.Meta(max_length=1000, extra={"lines": True})] = ""
    private_note: Annotated[str, msgspec.Meta(max_length=2000, extra={"lines": True})] = ""


@page("/moderasi/perkara/{contribution_id:int}", right=Act.moderate)
async def case_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], contribution_id: FromPath[int]
) -> Response[bytes]:
    """One case with all that is needed to decide it."""
    return await _case_page(request, tx, await _case(tx, viewer, contribution_id), blank(DecisionForm))


@form("/moderasi/perkara/{contribution_id:int}", right=Act.moderate)
async def decide(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], contribution_id: FromPath[int]
) -> Response[bytes]:
    """Decide a case."""
    sent = await read_form(request, DecisionForm)
    found = await _case(tx, viewer, contribution_id)
    if not sent.errors:
        async with sent.trying(tx):
            await _carry_out(tx, viewer, contribution_id, sent.data)
    if sent.errors:
        return await _case_page(request, tx, found, sent)
    return see_other(request, "/moderasi", notice=gettext(N_("The case is decided.")))


async def _carry_out(tx: Transaction, viewer: Viewer, contribution_id: int, asked: DecisionForm) -> None:
    if asked.act == "hide":
        await hide(
            tx, viewer, contribution_id=contribution_id, rule=asked.rule, public_reason=asked.public_reason,
            private_note=asked.private_note,
        )  # fmt: skip
    elif asked.act == "restore":
        await restore(
            tx, viewer, contribution_id=contribution_id, public_reason=asked.public_reason,
            private_note=asked.private_note,
        )  # fmt: skip
    elif asked.act == "release":
        await release(tx, viewer, contribution_id=contribution_id, private_note=asked.private_note)
    else:
        raise Invalid({"act": N_("Choose what to do.")})


async def _case(tx: Transaction, viewer: Viewer, contribution_id: int) -> Case:
    found = await case(tx, viewer, contribution_id)
    if found is None:
        raise NotFound(N_("There is no such case."))
    return found


async def _case_page(request: Req, tx: Transaction, found: Case, shown: Form[DecisionForm]) -> Response[bytes]:
    return render(
        request,
        "moderation/case.html",
        status=shown.status,
        case=found,
        form=shown,
        reports=await case_reports(tx, found.id),
        decisions=await case_decisions(tx, found.id),
        rules=RULE_NAMES,
        reasons=REASON_NAMES,
        acts=ACT_NAMES,
    )


ROUTES: list[Any] = [case_page, decide]
