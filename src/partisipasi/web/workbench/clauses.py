"""Setting one clause of a concept right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act, Viewer, demand
from partisipasi.drafts.actions import StaleEdit
from partisipasi.drafts.actions.concepts import LONGEST_CLAUSE, LONGEST_HEADING, LONGEST_LABEL
from partisipasi.drafts.actions.keeping import as_outline
from partisipasi.drafts.correction import places_for
from partisipasi.drafts.outline import KINDS
from partisipasi.drafts.queries import ClauseView, clause_in_place, clauses_of
from partisipasi.feedback.concepts import correct_clause
from partisipasi.feedback.queries.linking import taking_decisions
from partisipasi.feedback.queries.suggestions import suggestions_for
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, NotFound
from partisipasi.kit.i18n import N_, gettext
from partisipasi.site.forms import Form, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.web.workbench.concepts import PER_PAGE, stale_edit
from partisipasi.web.workbench.effects import names_of
from partisipasi.web.workbench.places import concept_path, concept_place

#: What the form calls the top of the text, where a clause stands in no other one.
TOP = "-"
_SAVED = N_("The clause is saved.")
NO_CLAUSE = N_("There is no such clause in this version.")


class ClauseForm(msgspec.Struct):
    """A clause as it should be."""

    revision: int
    kind: str
    inside: str
    clause: int | None = None
    next: bool = False
    label: Annotated[str, msgspec.Meta(max_length=LONGEST_LABEL)] = ""
    heading: Annotated[str, msgspec.Meta(max_length=LONGEST_HEADING)] = ""
    text: Annotated[str, msgspec.Meta(max_length=LONGEST_CLAUSE, extra={"lines": True})] = ""


@page("/ruang-kerja/versi/{version_id:int}/bagian/{key:str}", right=Act.enter_workbench)
async def clause_page(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    version_id: FromPath[int],
    key: FromPath[str],
) -> Response[bytes]:
    """The form with a clause, to set it right."""
    return await _page(request, tx, viewer, version_id, key, None)


@form("/ruang-kerja/versi/{version_id:int}/bagian/{key:str}", right=Act.enter_workbench, largest=1024 * 1024)
async def correct(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    version_id: FromPath[int],
    key: FromPath[str],
) -> Response[bytes]:
    """Set a clause right; where somebody else was faster, show both."""
    sent = await read_form(request, ClauseForm)
    stale: StaleEdit | None = None
    if not sent.errors:
        try:
            async with sent.trying(tx):
                concept = await correct_clause(
                    tx,
                    viewer,
                    version_id=version_id,
                    revision=sent.data.revision,
                    key=key,
                    clause_id=sent.data.clause,
                    kind=sent.data.kind,
                    label=sent.data.label,
                    heading=sent.data.heading,
                    text=sent.data.text,
                    inside=None if sent.data.inside == TOP else sent.data.inside,
                )
                found = await clause_in_place(tx, viewer, version_id, concept.key)
                following = _following(await clauses_of(tx, version_id), found.clause) if sent.data.next else None
                if following is not None:
                    return see_other(request, f"{concept_path(version_id)}/bagian/{following}", notice=gettext(_SAVED))
                part = found.clause.position // PER_PAGE + 1
                return see_other(
                    request,
                    f"{concept_path(version_id)}?bagian={part}#{concept.key}",
                    notice=gettext(_SAVED),
                )
        except Conflict as error:
            stale = stale_edit(error, sent)
    return await _page(request, tx, viewer, version_id, key, sent, stale=stale)


async def _page(
    request: Req,
    tx: Transaction,
    viewer: Viewer,
    version_id: int,
    key: str,
    sent: Form[ClauseForm] | None,
    *,
    stale: StaleEdit | None = None,
) -> Response[bytes]:
    place, version = await concept_place(tx, viewer, version_id)
    demand(viewer, Act.edit_concept, team=place.roles)
    if version.state != "concept":
        return see_other(request, place.path)
    clauses = await clauses_of(tx, version_id)
    meant = sent.value("clause") if sent is not None else ""
    clause = next((entry for entry in clauses if (str(entry.id) == meant if meant else entry.key == key)), None)
    if clause is None and sent is None:
        raise NotFound(NO_CLAUSE)
    key = clause.key if clause else key
    names = names_of(as_outline(clauses))
    return render(
        request,
        "workbench/clause.html",
        status=sent.status if sent is not None else 200,
        place=place,
        draft=place.draft,
        version=version,
        key=key,
        clause=clause,
        name=names.get(key, key),
        kinds=KINDS,
        places=[(entry.key, names[entry.key]) for entry in places_for(as_outline(clauses), key)] if clause else [],
        top=TOP,
        decisions=[
            one
            for one in await taking_decisions(tx, viewer, place.draft.id)
            if clause and clause.id in one.clauses and one.state == "approved" and not one.no_text_change
        ],
        suggestions=await suggestions_for(tx, viewer, version_id, clause.id) if clause else [],
        **_around(clauses, clause, names),
        form=sent or _values(clause, version.revision),
        stale=stale,
    )


def _values(clause: ClauseView | None, revision: int) -> Form[ClauseForm]:
    if clause is None:
        raise NotFound(NO_CLAUSE)
    return blank(
        ClauseForm,
        revision=revision,
        clause=clause.id,
        kind=clause.kind,
        inside=clause.parent or TOP,
        label=clause.label,
        heading=clause.heading,
        text=clause.text,
    )


def _around(clauses: list[ClauseView], clause: ClauseView | None, names: Mapping[str, str]) -> dict[str, Any]:
    """What stands around a clause: its neighbours in the text, those it can change places with, what it stands in."""
    if clause is None:
        return {"before": None, "after": None, "up": None, "down": None, "above": []}
    beside = [entry.key for entry in clauses if entry.parent_id == clause.parent_id and entry.kind == clause.kind]
    at = beside.index(clause.key)
    by_id = {entry.id: entry for entry in clauses}
    above = []
    higher = by_id.get(clause.parent_id or 0)
    while higher is not None:
        above.append((higher.key, names[higher.key]))
        higher = by_id.get(higher.parent_id or 0)
    return {
        "before": clauses[clause.position - 1].key if clause.position else None,
        "after": _following(clauses, clause),
        "up": beside[at - 1] if at else None,
        "down": beside[at + 1] if at + 1 < len(beside) else None,
        "above": above[::-1],
    }


def _following(clauses: Sequence[ClauseView], clause: ClauseView) -> str | None:
    return clauses[clause.position + 1].key if clause.position + 1 < len(clauses) else None
