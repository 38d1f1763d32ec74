"""Taking a suggestion over into a concept: the wording it was made for, the words suggested, and the clause now."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act, Viewer, demand
from partisipasi.drafts.actions import StaleEdit
from partisipasi.drafts.actions.concepts import LONGEST_CLAUSE
from partisipasi.drafts.actions.keeping import as_outline
from partisipasi.drafts.queries import clauses_of
from partisipasi.drafts.redline import redline
from partisipasi.feedback.changes import LONGEST_EXPLANATION
from partisipasi.feedback.queries.linking import taking_decisions
from partisipasi.feedback.queries.suggestions import suggestion_for
from partisipasi.feedback.suggestions import take_suggestion
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, called
from partisipasi.kit.i18n import N_, gettext
from partisipasi.site.forms import Form, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.web.workbench.concepts import stale_edit
from partisipasi.web.workbench.effects import names_of
from partisipasi.web.workbench.places import concept_path, concept_place

_TAKEN = N_("The words are in the concept.")


class TakeForm(msgspec.Struct):
    """The words a clause is to have after a suggestion, and the decision that takes it up."""

    text: Annotated[str, msgspec.Meta(max_length=LONGEST_CLAUSE, extra={"lines": True})] = ""
    revision: int = 0
    decision: int | None = None
    explanation: Annotated[str, msgspec.Meta(max_length=LONGEST_EXPLANATION, extra={"lines": True})] = ""


@page("/ruang-kerja/versi/{version_id:int}/usulan/{receipt:str}", right=Act.enter_workbench)
async def suggestion_page(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    version_id: FromPath[int],
    receipt: FromPath[str],
) -> Response[bytes]:
    """The three wordings, and the form for the one that is to stand."""
    return await _show(request, tx, viewer, version_id, receipt, None)


@form("/ruang-kerja/versi/{version_id:int}/usulan/{receipt:str}", right=Act.enter_workbench, largest=1024 * 1024)
async def take(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    version_id: FromPath[int],
    receipt: FromPath[str],
) -> Response[bytes]:
    """Take the suggestion over; where somebody changed the clause meanwhile, show that and keep the words."""
    sent = await read_form(request, TakeForm)
    stale: StaleEdit | None = None
    if not sent.errors:
        try:
            async with sent.trying(tx):
                with called({"decisions": "decision"}):
                    made = await take_suggestion(
                        tx,
                        viewer,
                        version_id=version_id,
                        revision=sent.data.revision,
                        receipt=receipt,
                        text=sent.data.text,
                        decision_id=sent.data.decision,
                        explanation=sent.data.explanation,
                    )
                return see_other(request, f"{concept_path(version_id)}/bagian/{made.key}", notice=gettext(_TAKEN))
        except Conflict as error:
            stale = stale_edit(error, sent)
    return await _show(request, tx, viewer, version_id, receipt, sent, stale=stale)


async def _show(
    request: Req,
    tx: Transaction,
    viewer: Viewer,
    version_id: int,
    receipt: str,
    sent: Form[TakeForm] | None,
    *,
    stale: StaleEdit | None = None,
) -> Response[bytes]:
    place, version = await concept_place(tx, viewer, version_id)
    demand(viewer, Act.edit_concept, team=place.roles)
    if version.state != "concept":
        return see_other(request, place.path)
    suggested = await suggestion_for(tx, viewer, version_id, receipt)
    names = names_of(as_outline(await clauses_of(tx, version_id)))
    # Where the clause has moved on, its words of now stand in the form: taking over is then a person's work.
    start = suggested.current if suggested.moved_on or suggested.taken else suggested.proposed
    values = blank(TakeForm, text=start, revision=version.revision)
    return render(
        request,
        "workbench/suggestion.html",
        status=sent.status if sent is not None else 200,
        place=place,
        draft=place.draft,
        version=version,
        suggested=suggested,
        name=names.get(suggested.key, suggested.key),
        asked=[(part.op, part.text) for part in redline(suggested.base, suggested.proposed)],
        since=[(part.op, part.text) for part in redline(suggested.base, suggested.current)],
        decisions=await taking_decisions(tx, viewer, place.draft.id),
        stale=stale,
        form=sent or values,
    )


ROUTES = [suggestion_page, take]
