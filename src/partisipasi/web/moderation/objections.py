"""Objections on the desk of moderators: what waits, and one with both sides to decide on."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated, Any
from urllib.parse import urlencode

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_, gettext, zone
from partisipasi.moderation.objecting import LONGEST, decide_objection
from partisipasi.moderation.objections import ObjectionCase, objection_case
from partisipasi.moderation.reversing import CHANGEABLE, LIMITS, Instead
from partisipasi.moderation.rules import ACT_NAMES, RULE_NAMES
from partisipasi.site.forms import Form, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.web.moderation.queue import asked_of, go_on
from partisipasi.web.moderation.reasons import RESULT_NAMES

_LINES = {"lines": True}


class VerdictForm(msgspec.Struct):
    """How an objection ends. Reason, rule and end are of the decision that takes the place of the contested one."""

    result: Annotated[str, msgspec.Meta(extra={"required": N_("Choose how the objection ends.")})]
    answer: Annotated[
        str,
        msgspec.Meta(
            max_length=LONGEST,
            extra={**_LINES, "required": N_("Give reasons that whoever objected can understand.")},
        ),
    ]
    public_reason: Annotated[str, msgspec.Meta(max_length=1000, extra=_LINES)] = ""
    rule: str = ""
    ends_on: date | None = None


@page("/moderasi/keberatan", right=Act.moderate)
async def waiting_page(request: Req) -> Response[bytes]:
    """The objections that wait stand in the queue, with everything else."""
    return see_other(request, "/moderasi?jenis=objection")


@page("/moderasi/keberatan/{objection_id:int}", right=Act.moderate)
async def objection_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], objection_id: FromPath[int]
) -> Response[bytes]:
    """One objection with the decision it is against."""
    return _show(request, await _case(tx, viewer, objection_id), blank(VerdictForm))


@form("/moderasi/keberatan/{objection_id:int}", right=Act.moderate)
async def decide_on(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], objection_id: FromPath[int]
) -> Response[bytes]:
    """Decide on an objection."""
    sent = await read_form(request, VerdictForm)
    if not sent.errors:
        async with sent.trying(tx, conflict=""):
            await decide_objection(
                tx, viewer, objection_id=objection_id, result=sent.data.result, answer=sent.data.answer,
                instead=_instead(sent.data),
            )  # fmt: skip
    if sent.errors:
        return _show(request, await _case(tx, viewer, objection_id), sent)
    notice = gettext(N_("The objection is decided. Whoever objected is told."))
    return await go_on(request, tx, viewer, notice=notice)


def _instead(sent: VerdictForm) -> Instead | None:
    if sent.result == "upheld":
        return None
    ends_at = None
    if sent.ends_on is not None:
        ends_at = datetime.combine(sent.ends_on + timedelta(days=1), time(), tzinfo=zone())
    return Instead(public_reason=sent.public_reason, rule=sent.rule, ends_at=ends_at)


async def _case(tx: Transaction, viewer: Viewer, objection_id: int) -> ObjectionCase:
    found = await objection_case(tx, viewer, objection_id)
    if found is None:
        raise NotFound(N_("There is no such objection."))
    return found


def _show(request: Req, found: ObjectionCase, shown: Form[VerdictForm]) -> Response[bytes]:
    return render(
        request,
        "moderation/objection.html",
        status=shown.status,
        found=found,
        form=shown,
        changeable=found.side == "author" and found.act in CHANGEABLE,
        limit=found.act in LIMITS,
        acts=ACT_NAMES,
        rules=RULE_NAMES,
        results=RESULT_NAMES,
        longest=LONGEST,
        narrowed=urlencode(asked_of(request)[1]),
    )


ROUTES: list[Any] = [waiting_page, objection_page, decide_on]
