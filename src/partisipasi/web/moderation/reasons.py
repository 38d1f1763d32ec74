"""The statement of reasons for a decision, and the form with which one objects to it."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.discussions.receipts import OwnContribution
from partisipasi.kit.codes import parse_decision_ref, parse_receipt
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_, gettext
from partisipasi.moderation.objecting import DECIDE_WITHIN, LONGEST, file_objection, side_of
from partisipasi.moderation.objections import objections_to
from partisipasi.moderation.rules import ACT_NAMES, RULE_NAMES
from partisipasi.moderation.statements import Statement, decision_of_receipt, statement
from partisipasi.site.exchange import exchange_of
from partisipasi.site.forms import Form, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.web.talk.slips import key_on_slip, own_here

_NO_DECISION = N_("There is no such decision.")
#: How it came about that a moderator looked → its words.
DETECTIONS = {
    "report": N_("Somebody reported it."),
    "staff": N_("A moderator found it."),
    "automatic": N_("A program pointed it out."),
    "held": N_("It was held by the automatic check before it appeared, as the house rules describe."),
}
RESULT_NAMES = {
    "upheld": N_("The decision stays"),
    "modified": N_("The decision was changed"),
    "overturned": N_("The decision was taken back"),
}


class ObjectionForm(msgspec.Struct):
    """Why a decision is wrong."""

    body: Annotated[
        str,
        msgspec.Meta(
            max_length=LONGEST,
            extra={"lines": True, "required": N_("Say why the decision is wrong, in a sentence or more.")},
        ),
    ]


@page("/moderasi/keputusan/{ref:str}")
async def statement_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], ref: FromPath[str]
) -> Response[bytes]:
    """Why it was decided so. A contribution's receipt leads to the decision in force about it."""
    receipt = parse_receipt(ref)
    if receipt is not None:
        known = await decision_of_receipt(tx, receipt)
        if known is None:
            raise NotFound(_NO_DECISION)
        return see_other(request, f"/moderasi/keputusan/{known}")
    return await _show(request, tx, viewer, await _statement(tx, viewer, ref), blank(ObjectionForm))


@form("/moderasi/keputusan/{ref:str}/keberatan", right=Act.read_public)
async def object_to(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], ref: FromPath[str]
) -> Response[bytes]:
    """Object, as the author by account or owner key, or as who reported in vain."""
    sent = await read_form(request, ObjectionForm)
    found = await _statement(tx, viewer, ref)
    key = key_on_slip(request, found.receipt) if found.receipt else ""
    if not sent.errors:
        async with sent.trying(tx, conflict=""):
            await file_objection(
                tx, viewer, exchange_of(request).site.settings, ref=found.public_ref, body=sent.data.body, key=key
            )
    if sent.errors:
        return await _show(request, tx, viewer, found, sent)
    notice = N_("Your objection is filed. A moderator who did not take part decides on it.")
    return see_other(request, f"/moderasi/keputusan/{found.public_ref}", notice=gettext(notice))


async def _statement(tx: Transaction, viewer: Viewer, ref: str) -> Statement:
    found = await statement(tx, viewer, parse_decision_ref(ref) or "")
    if found is None:
        raise NotFound(_NO_DECISION)
    return found


async def _show(
    request: Req, tx: Transaction, viewer: Viewer, found: Statement, shown: Form[ObjectionForm]
) -> Response[bytes]:
    own: OwnContribution | None = None
    if found.receipt is not None:
        own = await own_here(request, tx, viewer, found.receipt)
    side = side_of(found, holder=own is not None)
    objections = await objections_to(tx, viewer, found.id, as_author=own is not None)
    return render(
        request,
        "moderation/statement.html",
        status=shown.status,
        found=found,
        own=own,
        side=side,
        objections=objections,
        filed=any(one.own for one in objections),
        form=shown,
        acts=ACT_NAMES,
        rules=RULE_NAMES,
        detections=DETECTIONS,
        results=RESULT_NAMES,
        days=DECIDE_WITHIN,
        longest=LONGEST,
    )


ROUTES: list[Any] = [statement_page, object_to]
