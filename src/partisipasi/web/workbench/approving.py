"""Approving many decisions at once: the list of what is approved, less what is unticked."""

from __future__ import annotations

from datetime import datetime

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act, Viewer, may
from partisipasi.feedback.approving import Approved, Proposal, approve_decisions, proposals_of
from partisipasi.kit.database import Transaction
from partisipasi.kit.i18n import N_, gettext, ngettext
from partisipasi.site.forms import Form, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.site.paging import cursor_of
from partisipasi.web.answers.words import REASONS
from partisipasi.web.workbench.places import draft_path, work_place

PAGE_SIZE = 40
_UNREAD = N_("Please read the decisions again, then approve them.")


class ApproveManyForm(msgspec.Struct):
    """What stays ticked: each decision with when the wording on the page was proposed, as "id@time"."""

    decisions: list[str] = []


@page("/ruang-kerja/rancangan/{draft_id:int}/setujui", right=Act.enter_workbench)
async def approve_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], draft_id: FromPath[int]
) -> Response[bytes]:
    """Every proposal with its reason, ticked."""
    return await _show(request, tx, viewer, draft_id, None)


@form("/ruang-kerja/rancangan/{draft_id:int}/setujui", right=Act.enter_workbench)
async def approve_many(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], draft_id: FromPath[int]
) -> Response[bytes]:
    """Approve what is ticked, as it was read."""
    sent = await read_form(request, ApproveManyForm)
    chosen = [] if sent.errors else [_read(one) for one in sent.data.decisions]
    if None in chosen:
        sent.add_error("decisions", _UNREAD)
    if not sent.errors:
        async with sent.trying(tx, conflict=""):
            approved = await approve_decisions(
                tx, viewer, draft_id=draft_id, chosen=[one for one in chosen if one is not None]
            )
            kind = "warning" if approved.left else "success"
            return see_other(request, f"{draft_path(draft_id)}/setujui", notice=_in_words(approved), kind=kind)
    return await _show(request, tx, viewer, draft_id, sent)


async def _show(
    request: Req, tx: Transaction, viewer: Viewer, draft_id: int, sent: Form[ApproveManyForm] | None
) -> Response[bytes]:
    place = await work_place(tx, viewer, draft_id, inside=True)
    after = cursor_of(request).after or 0
    rows = await proposals_of(tx, viewer, draft_id, after=after, limit=PAGE_SIZE + 1)
    shown = rows[:PAGE_SIZE]
    return render(
        request,
        "workbench/approve.html",
        status=sent.status if sent else 200,
        place=place,
        proposals=[(one, _value(one)) for one in shown],
        after=after,
        more=shown[-1].number if len(rows) > PAGE_SIZE else None,
        reasons=REASONS,
        may_approve=may(viewer, Act.approve_decision, team=place.roles),
        ticked=any(not one.own and not one.vague for one in shown),
        untouched=sent is None,
        form=sent or blank(ApproveManyForm),
    )


def _value(one: Proposal) -> str:
    return f"{one.id}@{one.proposed_at.isoformat()}"


def _read(value: str) -> tuple[int, datetime] | None:
    number, _, seen = value.partition("@")
    try:
        return (int(number), datetime.fromisoformat(seen)) if number.isascii() and len(number) < 18 else None
    except ValueError:
        return None


def _in_words(approved: Approved) -> str:
    words = []
    if approved.done:
        words.append(
            ngettext(
                "%(num)s decision is approved: %(issues)s.",
                "%(num)s decisions are approved: %(issues)s.",
                len(approved.done),
                issues=", ".join(approved.done),
            )
        )
    words += [
        gettext(N_("%(issue)s is left as it is: %(why)s"), issue=label, why=gettext(error.message, **error.values))
        for label, error in approved.left
    ]
    return " ".join(words)


ROUTES = [approve_page, approve_many]
