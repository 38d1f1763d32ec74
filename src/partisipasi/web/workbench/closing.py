"""Ending a draft: the gate of its end, which text was enacted, what all will be told, and a typed confirmation."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act, Viewer, may
from partisipasi.drafts.queries import VersionView, version_view
from partisipasi.drafts.queries.events import ending_of
from partisipasi.feedback.closing import Enacted, Text, close_draft, tell_enactment
from partisipasi.feedback.facts import facts_of_version, gate_of_closing
from partisipasi.feedback.gate import Gate, closing_gate
from partisipasi.feedback.gate import gate as gate_of
from partisipasi.feedback.queries.previews import preview_of
from partisipasi.kit.database import Transaction
from partisipasi.kit.i18n import N_, gettext
from partisipasi.site.forms import Form, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.web.workbench.gate import obstacles
from partisipasi.web.workbench.places import WorkPlace, work_place

#: What is typed so that nobody ends a draft by accident, in either language.
SURE = N_("end it")
_WRONG_DAY = N_("Enter a day as it stands in the calendar.")
_PLAIN = N_("Say in plain words what the enacted text changes, for whom, and from when.")


class CloseForm(msgspec.Struct):
    """How a draft ends. `text`: the id of the version that was enacted; `revision` and `summary_edits` of a concept."""

    how: Annotated[str, msgspec.Meta(extra={"required": N_("Choose how the draft ends.")})]
    text: int | None = None
    revision: int | None = None
    summary_edits: int | None = None
    introduction: Annotated[str, msgspec.Meta(max_length=5000, extra={"lines": True})] = ""
    reason: Annotated[str, msgspec.Meta(max_length=5000, extra={"lines": True})] = ""
    number: Annotated[str, msgspec.Meta(max_length=200)] = ""
    on: Annotated[date | None, msgspec.Meta(extra={"wrong": _WRONG_DAY})] = None
    link: Annotated[str, msgspec.Meta(max_length=500)] = ""
    sure: str = ""


class EnactedForm(msgspec.Struct):
    """Number, day and place of an enacted rule."""

    number: Annotated[str, msgspec.Meta(max_length=200)] = ""
    on: Annotated[date | None, msgspec.Meta(extra={"wrong": _WRONG_DAY})] = None
    link: Annotated[str, msgspec.Meta(max_length=500)] = ""


@page("/ruang-kerja/rancangan/{draft_id:int}/tutup", right=Act.enter_workbench)
async def closing_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], draft_id: FromPath[int]
) -> Response[bytes]:
    """The gate of a draft's end; of one that ended, how it did."""
    return await _show(request, tx, viewer, draft_id, None)


@form("/ruang-kerja/rancangan/{draft_id:int}/tutup", right=Act.enter_workbench)
async def close(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], draft_id: FromPath[int]
) -> Response[bytes]:
    """End a draft and answer everyone."""
    sent = await read_form(request, CloseForm)
    place = await work_place(tx, viewer, draft_id, inside=True)
    if not sent.errors:
        _check(sent, place)
    if not sent.errors:
        async with sent.trying(tx, conflict=""):
            await _close(tx, viewer, place, sent.data)
            notice = gettext(N_("The draft is closed. The answers are on their way."))
            return see_other(
                request, f"{place.draft.path}/hasil" if place.draft.is_public else place.path, notice=notice
            )
    return await _show(request, tx, viewer, draft_id, sent)


@page("/ruang-kerja/rancangan/{draft_id:int}/penetapan", right=Act.enter_workbench)
async def enactment_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], draft_id: FromPath[int]
) -> Response[bytes]:
    """The form for number, day and official text of an enacted draft."""
    return await _show_enactment(request, tx, viewer, draft_id, None)


@form("/ruang-kerja/rancangan/{draft_id:int}/penetapan", right=Act.enter_workbench)
async def say_enactment(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], draft_id: FromPath[int]
) -> Response[bytes]:
    """Say number, day and official text of an enacted draft."""
    sent = await read_form(request, EnactedForm)
    if not sent.errors:
        async with sent.trying(tx, conflict=""):
            enacted = Enacted(number=sent.data.number, on=sent.data.on, url=sent.data.link)
            await tell_enactment(tx, viewer, draft_id=draft_id, enacted=enacted)
            place = await work_place(tx, viewer, draft_id, inside=True)
            return see_other(
                request, f"{place.path}/tutup", notice=gettext(N_("Saved. It stands on the draft's page."))
            )
    return await _show_enactment(request, tx, viewer, draft_id, sent)


def _check(sent: Form[CloseForm], place: WorkPlace) -> None:
    """What only this form can know: that it was meant, and which text."""
    concept_id = place.draft.concept_id
    if sent.data.how == "enacted" and concept_id is not None:
        if sent.data.text is None:
            sent.add_error("text", N_("Say which text was enacted."))
        elif sent.data.text == concept_id and not sent.data.introduction:
            sent.add_error("introduction", _PLAIN)
    if sent.data.sure.casefold().strip(" .“”\"'") not in {SURE, gettext(SURE).casefold()}:
        sent.add_error("sure", N_("Type “%(words)s”, so that nobody ends a draft by accident."), words=gettext(SURE))


async def _close(tx: Transaction, viewer: Viewer, place: WorkPlace, asked: CloseForm) -> None:
    text = None
    if asked.how == "enacted" and asked.text is not None:
        text = Text(version_id=asked.text)
        if asked.text == place.draft.concept_id:
            text = Text(
                version_id=asked.text,
                revision=asked.revision,
                summary_edits=asked.summary_edits,
                introduction=asked.introduction,
            )
    await close_draft(
        tx,
        viewer,
        draft_id=place.draft.id,
        how=asked.how,
        reason=asked.reason,
        enacted=Enacted(number=asked.number, on=asked.on, url=asked.link),
        text=text,
    )


async def _gates(tx: Transaction, place: WorkPlace) -> tuple[Gate, Gate | None, int]:
    """The gate of the end without a further text, and that with the concept as the enacted text, if there is one.

    Also how many changes in it do not say their cause yet.
    """
    if place.draft.concept_id is None:
        return await gate_of_closing(tx, place.draft.id), None, 0
    facts = await facts_of_version(tx, place.draft.concept_id, draft_id=place.draft.id)
    bare = [msgspec.structs.replace(one, made=False) for one in facts.approvers]
    return closing_gate(msgspec.structs.replace(facts, approvers=bare)), gate_of(facts), facts.silent


async def _show(
    request: Req, tx: Transaction, viewer: Viewer, draft_id: int, sent: Form[CloseForm] | None
) -> Response[bytes]:
    place = await work_place(tx, viewer, draft_id, inside=True)
    ending = await ending_of(tx, draft_id) if place.draft.closed_at else None
    concept: VersionView | None = None
    if place.draft.concept_id is not None:
        concept = await version_view(tx, viewer, place.draft.concept_id)
    return render(
        request,
        "workbench/closing.html",
        status=sent.status if sent else 200,
        place=place,
        ending=ending,
        concept=concept,
        approver=may(viewer, Act.publish_version, team=place.roles),
        form=sent or _begin(concept),
        sure=gettext(SURE),
        **({} if ending else await _way(tx, viewer, place)),
    )


async def _way(tx: Transaction, viewer: Viewer, place: WorkPlace) -> dict[str, Any]:
    """What stands between a draft and its end, whether the viewer may end it, and what everybody would be told."""
    gate, with_text, silent = await _gates(tx, place)
    plain = {gap.code for gap in gate.gaps}
    more = Gate(False, tuple(gap for gap in with_text.gaps if gap.code not in plain) if with_text else (), ())
    return {
        "gate": gate,
        "obstacles": await obstacles(tx, gate, place, None),
        "text_obstacles": await obstacles(tx, more, place, place.draft.concept_id) if more.gaps else [],
        "silent": silent,
        "preview": await preview_of(tx, viewer, place.draft.id),
        "eligible": _among(viewer, gate),
        "eligible_with_text": with_text is not None and _among(viewer, with_text),
    }


def _among(viewer: Viewer, gate: Gate) -> bool:
    return any(one.account_id == viewer.account_id for one in gate.publishers)


def _begin(concept: VersionView | None) -> Form[CloseForm]:
    if concept is None:
        return blank(CloseForm)
    return blank(
        CloseForm,
        revision=concept.revision,
        summary_edits=concept.summary_edits,
        introduction=concept.introduction,
    )


async def _show_enactment(
    request: Req, tx: Transaction, viewer: Viewer, draft_id: int, sent: Form[EnactedForm] | None
) -> Response[bytes]:
    place = await work_place(tx, viewer, draft_id, inside=True)
    ending = await ending_of(tx, draft_id) if place.draft.closed_at else None
    known = blank(EnactedForm)
    if ending is not None:
        known = blank(EnactedForm, number=ending.enacted_number, on=ending.enacted_on, link=ending.enacted_url)
    return render(
        request,
        "workbench/enactment.html",
        status=sent.status if sent else 200,
        place=place,
        ending=ending,
        approver=may(viewer, Act.publish_version, team=place.roles),
        form=sent or known,
    )


ROUTES = [closing_page, close, enactment_page, say_enactment]
