"""The changes of a concept: why each clause is different, and which decisions caused it."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act, Viewer, may
from partisipasi.feedback.changes import LONGEST_EXPLANATION, LONGEST_SENTENCE, set_change
from partisipasi.feedback.queries.changes import ChangeView, changes_of
from partisipasi.feedback.queries.linking import TakingDecision, taking_decisions
from partisipasi.feedback.queries.lost import lost_changes
from partisipasi.feedback.queries.redlines import redlines_of
from partisipasi.feedback.salvage import attach_lost, discard_lost, list_again
from partisipasi.feedback.tables import CAUSES, LATER_CAUSES
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Invalid
from partisipasi.kit.i18n import N_, gettext, ngettext
from partisipasi.site.forms import Form, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.site.paging import whole_number
from partisipasi.web.answers.cards import card_of
from partisipasi.web.workbench.places import concept_path, concept_place

#: Changes on one page: each carries its words.
PAGE_SIZE = 40


class ChangeForm(msgspec.Struct):
    """Why clauses change: of one change, or of several at once, whose sentences then stay as they are."""

    changes: list[int] = []
    cause: str = ""
    explanation: Annotated[str, msgspec.Meta(max_length=LONGEST_EXPLANATION, extra={"lines": True})] = ""
    decisions: list[int] = []
    sentence: Annotated[str, msgspec.Meta(max_length=LONGEST_SENTENCE)] = ""
    sentence_en: Annotated[str, msgspec.Meta(max_length=LONGEST_SENTENCE)] = ""


class LostForm(msgspec.Struct):
    """What to do with a lost change: "attach" it to another change, "discard" it, "list" a discarded one again."""

    lost: int = 0
    act: str = ""
    change: int | None = None


@page("/ruang-kerja/versi/{version_id:int}/perubahan", right=Act.enter_workbench)
async def changes_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], version_id: FromPath[int]
) -> Response[bytes]:
    """Every change with its words and its cause; one of them open to be explained."""
    return await _show(request, tx, viewer, version_id, None)


@form("/ruang-kerja/versi/{version_id:int}/perubahan", right=Act.enter_workbench)
async def explain(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], version_id: FromPath[int]
) -> Response[bytes]:
    """Say why the chosen clauses change."""
    sent = await read_form(request, ChangeForm)
    if not sent.errors:
        async with sent.trying(tx, conflict=""):
            await _explain(tx, viewer, version_id, sent.data, own="sentence" in sent.values)
    if sent.errors:
        return await _show(request, tx, viewer, version_id, sent)
    done = len(sent.data.changes)
    explained = ngettext("%(num)s change is explained.", "%(num)s changes are explained.", done)
    notice = explained if sent.data.cause else gettext(N_("Saved. It is not said yet why this changes."))
    return see_other(request, await _next(request, tx, viewer, version_id, max(sent.data.changes)), notice=notice)


@form("/ruang-kerja/versi/{version_id:int}/perubahan/hilang", right=Act.enter_workbench)
async def deal_with_lost(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], version_id: FromPath[int]
) -> Response[bytes]:
    """Say lost words of another change, discard them, or list them again."""
    sent = await read_form(request, LostForm)
    await concept_place(tx, viewer, version_id)
    if not sent.errors:
        async with sent.trying(tx, conflict=""):
            notice = await _deal(tx, viewer, sent.data)
            return see_other(request, f"{concept_path(version_id)}/perubahan#hilang", notice=gettext(notice))
    return await _show(request, tx, viewer, version_id, None, lost=sent)


async def _deal(tx: Transaction, viewer: Viewer, asked: LostForm) -> str:
    if asked.act == "attach":
        if asked.change is None:
            raise Invalid({"change": N_("Choose the change it is said of.")})
        await attach_lost(tx, viewer, lost_id=asked.lost, change_id=asked.change)
        return N_("It is said of that change now.")
    if asked.act == "list":
        await list_again(tx, viewer, lost_id=asked.lost)
        return N_("It is listed again.")
    await discard_lost(tx, viewer, lost_id=asked.lost)
    return N_("Discarded. It can be listed again.")


async def _explain(tx: Transaction, viewer: Viewer, version_id: int, asked: ChangeForm, *, own: bool) -> None:
    if not asked.changes:
        raise Invalid({"changes": N_("Mark at least one change.")})
    if asked.cause == "public_input" and not asked.decisions:
        raise Invalid({"decisions": N_("Choose the decision that caused it.")})
    if asked.decisions and asked.cause != "public_input":
        raise Invalid({"cause": N_("With a decision on input, the cause is public input.")})
    if asked.cause and not asked.explanation:
        raise Invalid({"explanation": N_("Say in short why it changes.")})
    known = set(await tx.values("SELECT id FROM change WHERE version_id = $1", version_id))
    if not set(asked.changes) <= known:
        raise Conflict(N_("The concept was saved anew meanwhile. Please mark the changes again."), code="stale")
    for change_id in asked.changes:
        await set_change(
            tx,
            viewer,
            change_id=change_id,
            cause=asked.cause or None,
            explanation=asked.explanation,
            decision_ids=asked.decisions,
            sentence=asked.sentence if own else None,
            sentence_en=asked.sentence_en if own else None,
        )


async def _next(request: Req, tx: Transaction, viewer: Viewer, version_id: int, done: int) -> str:
    """On to the first change that has no cause yet, or back to the one just explained."""
    rows = await changes_of(tx, viewer, version_id, technical=False)
    following = next((row.id for row in rows if not row.cause), None)
    start = whole_number(request.query_params.get("dari"))
    keep = "" if start is None else f"&dari={start}"
    base = f"{concept_path(version_id)}/perubahan"
    return f"{base}?ubah={following}#c-{following}" if following else f"{base}?ubah=0{keep}#c-{done}"


async def _show(
    request: Req,
    tx: Transaction,
    viewer: Viewer,
    version_id: int,
    sent: Form[ChangeForm] | None,
    *,
    lost: Form[LostForm] | None = None,
) -> Response[bytes]:
    place, version = await concept_place(tx, viewer, version_id)
    rows = await changes_of(tx, viewer, version_id)
    told = [row for row in rows if not row.technical]
    opened = _opened(request, told, sent)
    start = _start(request, told, opened)
    shown = told[start : start + PAGE_SIZE]
    lines = await redlines_of(shown)
    editable = version.state == "concept" and place.text_open and may(viewer, Act.place_points, team=place.roles)
    return render(
        request,
        "workbench/changes.html",
        status=(sent or lost or blank(LostForm)).status,
        place=place,
        version=version,
        cards=[(row, card_of(row, lines, place.draft.path)) for row in shown],
        technical=[row for row in rows if row.technical],
        total=len(told),
        unexplained=sum(not row.cause for row in told),
        start=start,
        earlier=max(start - PAGE_SIZE, 0) if start else None,
        later=start + PAGE_SIZE if start + PAGE_SIZE < len(told) else None,
        opened=opened,
        made=opened.made_sentence(lines.get(opened.id)) if opened is not None else "",
        causes=CAUSES if place.draft.closed_at is None else LATER_CAUSES,
        decisions=await taking_decisions(tx, viewer, place.draft.id),
        editable=editable,
        form=sent or _known(opened),
        lost=await lost_changes(tx, viewer, version_id),
        told=told,
        lost_form=lost or blank(LostForm),
        sort=_nearest,
    )


def _opened(request: Req, rows: list[ChangeView], sent: Form[ChangeForm] | None) -> ChangeView | None:
    """The change whose form stands open: the one sent or asked for, else the first without a cause."""
    wanted = request.query_params.get("ubah", "")
    if sent is not None:
        chosen = sent.values.get("changes", [])
        return next((row for row in rows if len(chosen) == 1 and str(row.id) == chosen[0]), None)
    if wanted:
        return next((row for row in rows if str(row.id) == wanted), None)
    return next((row for row in rows if not row.cause), None)


def _start(request: Req, rows: list[ChangeView], opened: ChangeView | None) -> int:
    wanted = whole_number(request.query_params.get("dari"))
    if wanted is not None:
        return min(wanted, max(len(rows) - 1, 0))
    return rows.index(opened) // PAGE_SIZE * PAGE_SIZE if opened in rows and opened is not None else 0


def _known(opened: ChangeView | None) -> Form[ChangeForm]:
    if opened is None:
        return blank(ChangeForm)
    return blank(
        ChangeForm,
        cause=opened.cause,
        explanation=opened.explanation,
        decisions=[one.decision_id for one in opened.decisions],
        sentence=opened.own_sentence,
        sentence_en=opened.own_sentence_en,
    )


def _nearest(decisions: list[TakingDecision], change: ChangeView | None) -> list[TakingDecision]:
    """Decisions to choose from: those about the clause first, then those that still lack a change."""
    clause = change.clause_id if change is not None else 0
    return sorted(decisions, key=lambda one: (clause not in one.clauses, one.links > 0, one.number))


ROUTES = [changes_page, explain, deal_with_lost]
