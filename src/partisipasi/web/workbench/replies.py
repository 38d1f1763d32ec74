"""Official replies to questions, given from the inbox: a deliberate act in the name of the policy team."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.discussions.contributing import contribute
from partisipasi.discussions.places import Target
from partisipasi.feedback.queries.placing import owed_id
from partisipasi.feedback.questions import questions_of
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_, gettext
from partisipasi.site.exchange import exchange_of
from partisipasi.site.forms import blank, read_form
from partisipasi.site.pages import Req, form, see_other
from partisipasi.web.workbench.inbox import PlaceForm, show_inbox
from partisipasi.web.workbench.places import draft_path


class ReplyForm(msgspec.Struct):
    """An official reply. `official` is the choice to speak for the team: nobody does so by accident."""

    body: Annotated[str, msgspec.Meta(max_length=10_000, extra={"lines": True, "required": N_("Write the reply.")})]
    official: bool = False
    receipt: str = ""


@form("/ruang-kerja/rancangan/{draft_id:int}/jawab", right=Act.enter_workbench)
async def reply(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], draft_id: FromPath[int]
) -> Response[bytes]:
    """Answer a question in the name of the policy team, and go on to the next one that waits."""
    sent = await read_form(request, ReplyForm)
    receipt = sent.value("receipt")
    if await owed_id(tx, viewer, draft_id, receipt) is None:
        raise NotFound(N_("There is no such question in this draft."))
    if not sent.errors and not sent.data.official:
        sent.add_error("official", N_("Confirm that you reply in the name of the policy team."))
    if not sent.errors:
        async with sent.trying(tx, conflict="body"):
            await contribute(
                tx, viewer, exchange_of(request).site.settings, target=Target(draft_id=draft_id),
                body=sent.data.body, kind="official", parent=receipt,
            )  # fmt: skip
    if sent.errors:
        return await show_inbox(request, tx, viewer, draft_id, blank(PlaceForm), other=sent)
    notice = gettext(N_("The official reply is public."))
    following = await questions_of(tx, viewer, draft_id, waiting=True, limit=1)
    if not following:
        return see_other(request, f"{draft_path(draft_id)}/pertanyaan", notice=notice)
    here = f"{draft_path(draft_id)}/masukan?jenis=question&baca={following[0].receipt}#baca"
    return see_other(request, here, notice=notice)


ROUTES = [reply]
