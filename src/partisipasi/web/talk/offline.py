"""The page in the workbench on which the team enters what came by letter, in a meeting, by telephone or at the desk."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from partisipasi.accounts.rights import Act, Viewer, demand
from partisipasi.discussions.contributing import Words
from partisipasi.discussions.offline import LONGEST_NAME, Giver, enter_offline
from partisipasi.discussions.places import Target
from partisipasi.discussions.screening import LONGEST_TEXT
from partisipasi.drafts.queries.clauses import clauses_of, full_labels
from partisipasi.drafts.queries.drafts import DraftView, draft_view
from partisipasi.drafts.queries.rounds import RoundView, rounds_of
from partisipasi.drafts.queries.teams import team_roles
from partisipasi.kit.codes import parse_receipt
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Invalid, NotFound
from partisipasi.kit.i18n import N_, gettext
from partisipasi.site.exchange import exchange_of
from partisipasi.site.forms import Form, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.web.talk.slips import key_on_slip, slip_cookie

#: Units that input is entered on; single huruf and angka would make the list unreadable.
_LISTED = frozenset({"bab", "bagian", "paragraf", "pasal", "ayat", "section", "alinea", "lampiran", "diktum"})


class OfflineForm(msgspec.Struct):
    """What was said, by whom, how it came."""

    channel: Annotated[str, msgspec.Meta(extra={"required": N_("Choose how this input came.")})]
    body: Annotated[
        str,
        msgspec.Meta(max_length=LONGEST_TEXT, extra={"lines": True, "required": N_("Enter what was said.")}),
    ]
    clause: int | None = None
    kind: str = "comment"
    stance: str = "none"
    round: int | None = None
    giver_kind: str = "person"
    giver_name: Annotated[str, msgspec.Meta(max_length=LONGEST_NAME)] = ""
    speaks_for: Annotated[str, msgspec.Meta(max_length=LONGEST_NAME)] = ""


@page("/ruang-kerja/rancangan/{draft_id:int}/masukan/baru", right=Act.enter_offline)
async def offline_page(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    draft_id: FromPath[int],
    tanda_terima: FromQuery[str] = "",
) -> Response[bytes]:
    """The form; after an entry also its slip, to hand out."""
    draft, rounds = await _demand(tx, viewer, draft_id)
    # Only who has just entered it holds its slip: the owner key is for whoever gave the input, not for the team.
    entered = parse_receipt(tanda_terima) if tanda_terima else None
    key = key_on_slip(request, entered) if entered else ""
    sent = blank(
        OfflineForm, giver_kind="person", kind="comment", stance="none", round=rounds[-1].id if rounds else None
    )
    return await _page(request, tx, draft, rounds, sent, entered=entered, key=key)


@form("/ruang-kerja/rancangan/{draft_id:int}/masukan/baru", right=Act.enter_offline)
async def enter(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], draft_id: FromPath[int]
) -> Response[bytes]:
    """Enter it."""
    sent = await read_form(request, OfflineForm)
    draft, rounds = await _demand(tx, viewer, draft_id)
    if sent.errors:
        return await _page(request, tx, draft, rounds, sent, status=422)
    data = sent.data
    try:
        async with tx.savepoint():
            posted = await enter_offline(
                tx,
                viewer,
                exchange_of(request).site.settings,
                target=Target(clause_id=data.clause) if data.clause else Target(draft_id=draft.id),
                round_id=data.round or 0,
                words=Words(body=data.body, kind=data.kind, stance=data.stance),
                channel=data.channel,
                giver=Giver(kind=data.giver_kind, name=data.giver_name, speaks_for=data.speaks_for),
            )
    except Invalid as error:
        sent.refuse(error)
        return await _page(request, tx, draft, rounds, sent, status=422)
    except (Conflict, NotFound) as error:
        sent.add_error("clause", error.message)
        return await _page(request, tx, draft, rounds, sent, status=422)
    return see_other(
        request,
        f"/ruang-kerja/rancangan/{draft.id}/masukan/baru?tanda_terima={posted.receipt}",
        notice=gettext(N_("Entered. Print the slip and hand it to whoever gave this input.")),
        cookies=[slip_cookie(request, posted.receipt)],
    )


async def _demand(tx: Transaction, viewer: Viewer, draft_id: int) -> tuple[DraftView, list[RoundView]]:
    draft = await draft_view(tx, viewer, draft_id)
    demand(viewer, Act.enter_offline, team=await team_roles(tx, draft.id, viewer.account_id))
    begun = [entry for entry in await rounds_of(tx, draft.id) if entry.state != "planned"]
    return draft, begun


async def _page(
    request: Req,
    tx: Transaction,
    draft: DraftView,
    rounds: list[RoundView],
    sent: Form[OfflineForm],
    *,
    status: int = 200,
    entered: str | None = None,
    key: str = "",
) -> Response[bytes]:
    if not rounds:
        raise NotFound(N_("This draft has had no round yet, so there is nothing to enter input for."))
    clauses = await clauses_of(tx, rounds[-1].version_id)
    names = full_labels(clauses)
    options = [(c.id, f"{names[c.text_id]} {c.heading}".strip()) for c in clauses if c.kind in _LISTED]
    return render(
        request,
        "talk/offline.html",
        status=status,
        draft=draft,
        rounds=rounds,
        form=sent,
        clauses=options,
        entered=entered if key else None,
        owner_key=key,
    )
