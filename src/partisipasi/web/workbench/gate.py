"""The publish gate: what stands in the way, where it is mended, who may publish, and the button."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from urllib.parse import quote

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act, Viewer, may
from partisipasi.drafts.actions.rounds import NO_INTRODUCTION
from partisipasi.drafts.queries import VersionView
from partisipasi.feedback.facts import facts_of_version
from partisipasi.feedback.gate import REMAINDER, Gap, Gate, Item
from partisipasi.feedback.gate import gate as gate_of
from partisipasi.feedback.publishing import Opening, Promised, publish_version
from partisipasi.feedback.queries.names import names_of_keys
from partisipasi.feedback.queries.previews import Preview, preview_of
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_, gettext, href
from partisipasi.site.forms import Form, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.web.workbench.issues import issue_path
from partisipasi.web.workbench.places import WorkPlace, concept_path, concept_place, draft_path, work_place
from partisipasi.web.workbench.rounds import first_minute, last_minute

#: Things listed under a gap; the rest stand behind its own link.
_SHOWN = 12
_CALLED_BY_KEY = frozenset({"change", "alignment", "anchor"})
_WRONG_DAY = N_("Enter a day as it stands in the calendar.")

_PUBLIC = N_("Version %(number)s is public.")
_PUBLIC_AND_ANSWERED = N_("Version %(number)s is public. The answers are on their way.")


class PublishForm(msgspec.Struct):
    """What goes with a version: an introduction, perhaps a round, perhaps a promise to answer the rest later."""

    revision: int = 0
    summary_edits: int | None = None
    introduction: Annotated[
        str,
        msgspec.Meta(
            max_length=5000,
            extra={"lines": True, "required": NO_INTRODUCTION},
        ),
    ] = ""
    introduction_en: Annotated[str, msgspec.Meta(max_length=5000, extra={"lines": True})] = ""
    round: bool = False
    opens_at: Annotated[date | None, msgspec.Meta(extra={"wrong": _WRONG_DAY})] = None
    closes_at: Annotated[date | None, msgspec.Meta(extra={"wrong": _WRONG_DAY})] = None
    remainder: bool = False
    remainder_reason: Annotated[str, msgspec.Meta(max_length=2000, extra={"lines": True})] = ""
    promised_on: Annotated[date | None, msgspec.Meta(extra={"wrong": _WRONG_DAY})] = None


class Obstacle(msgspec.Struct, frozen=True, kw_only=True):
    """A gap as the page shows it: all of it behind `href`, single things behind their own links."""

    code: str
    count: int
    href: str
    items: list[tuple[str, str]]
    more: int
    excusable: bool


@page("/ruang-kerja/versi/{version_id:int}/terbit", right=Act.enter_workbench)
async def gate_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], version_id: FromPath[int]
) -> Response[bytes]:
    """The gate of a concept."""
    place, version = await concept_place(tx, viewer, version_id)
    if version.state == "published":
        return see_other(request, version.path)
    sent = blank(
        PublishForm,
        revision=version.revision,
        summary_edits=version.summary_edits,
        # Nobody has summed up a first version yet but its drafter, in the words that stand under the draft's title.
        introduction=version.introduction or (place.draft.summary if version.number == 1 else ""),
        introduction_en=version.introduction_en,
    )
    return await _show(request, tx, viewer, place, version, sent)


@form("/ruang-kerja/versi/{version_id:int}/terbit", right=Act.enter_workbench)
async def publish(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], version_id: FromPath[int]
) -> Response[bytes]:
    """Publish."""
    sent = await read_form(request, PublishForm)
    place, version = await concept_place(tx, viewer, version_id)
    if not sent.errors:
        _check(sent)
    if not sent.errors:
        async with sent.trying(tx, conflict=""):
            await _publish(tx, viewer, version_id, sent.data)
            notice = gettext(_PUBLIC if version.number == 1 else _PUBLIC_AND_ANSWERED, number=version.number)
            return see_other(request, version.path, notice=notice)
    return await _show(request, tx, viewer, place, version, sent)


@page("/ruang-kerja/keputusan/{decision_id:int}", right=Act.enter_workbench)
async def decision_place(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], decision_id: FromPath[int]
) -> Response[bytes]:
    """Lead to the issue that a decision answers. Who may not see it does not learn that it is there."""
    found = await tx.rows(
        "SELECT i.id, i.draft_id FROM decision n JOIN issue i ON i.id = n.issue_id WHERE n.id = $1", decision_id
    )
    if not found:
        raise NotFound(N_("This decision does not exist."))
    await work_place(tx, viewer, found[0]["draft_id"], inside=True)
    return see_other(request, issue_path(found[0]["id"]))


async def obstacles(tx: Transaction, gate: Gate, place: WorkPlace, version_id: int | None) -> list[Obstacle]:
    """The gaps of a gate with the places that mend them. `version_id`: of the concept; None when a draft is closed."""
    shown = [item for gap in gate.gaps for item in gap.items[:_SHOWN]]
    keys = {item.label for item in shown if item.kind in _CALLED_BY_KEY}
    names = await names_of_keys(tx, version_id, keys) if version_id is not None else {}
    return [
        Obstacle(
            code=gap.code,
            count=gap.count,
            href=href(_place_of(gap, place, version_id)),
            items=[
                (_name_of_item(item, names), href(_place_of_item(item, place, version_id)))
                for item in gap.items[:_SHOWN]
            ],
            more=max(len(gap.items) - _SHOWN, 0),
            excusable=gap.code in REMAINDER,
        )
        for gap in gate.gaps
    ]


def _check(sent: Form[PublishForm]) -> None:
    """What only this form can know: which of its parts were meant."""
    if not sent.data.introduction:
        sent.add_error("introduction", NO_INTRODUCTION)
    if sent.data.round and sent.data.closes_at is None:
        sent.add_error("closes_at", N_("Choose the last day of the round."))
    if sent.data.remainder and not sent.data.remainder_reason:
        sent.add_error("remainder_reason", N_("Say why these points are not answered yet."))
    if sent.data.remainder and sent.data.promised_on is None:
        sent.add_error("promised_on", N_("Promise a day that is still to come."))


async def _publish(tx: Transaction, viewer: Viewer, version_id: int, asked: PublishForm) -> None:
    opening = remainder = None
    if asked.round and asked.closes_at is not None:
        opening = Opening(closes_at=last_minute(asked.closes_at), opens_at=first_minute(asked.opens_at))
    if asked.remainder and asked.promised_on is not None:
        remainder = Promised(asked.remainder_reason, asked.promised_on)
    await publish_version(
        tx,
        viewer,
        version_id=version_id,
        revision=asked.revision,
        summary_edits=asked.summary_edits,
        introduction=asked.introduction,
        introduction_en=asked.introduction_en,
        remainder=remainder,
        opening=opening,
    )


async def _show(
    request: Req,
    tx: Transaction,
    viewer: Viewer,
    place: WorkPlace,
    version: VersionView,
    sent: Form[PublishForm],
) -> Response[bytes]:
    facts = await facts_of_version(tx, version.id, draft_id=place.draft.id)
    gate = gate_of(facts)
    preview: Preview = await preview_of(tx, viewer, place.draft.id)
    return render(
        request,
        "workbench/gate.html",
        status=sent.status,
        place=place,
        version=version,
        gate=gate,
        obstacles=await obstacles(tx, gate, place, version.id),
        preview=preview,
        lost=facts.lost,
        approvers=facts.approvers,
        eligible=any(one.account_id == viewer.account_id for one in gate.publishers),
        approver=may(viewer, Act.publish_version, team=place.roles),
        form=sent,
    )


def _place_of(gap: Gap, place: WorkPlace, version_id: int | None) -> str:
    concept = concept_path(version_id or 0)
    inbox = f"{place.path}/masukan"
    places = {
        "unplaced": f"{inbox}?tempat=belum",
        "undecided": f"{place.path}/pokok",
        "no_reply": f"{inbox}?jenis=question&tempat=belum",
        "decision_without_change": f"{concept}/perubahan",
        "change_without_decision": f"{concept}/perubahan",
        "decision_undone": f"{concept}/perubahan",
        "review_open": f"{concept}/penyandingan",
        "held": "/moderasi",
        "round_open": f"{place.path}/putaran",
        "no_publisher": f"{place.path}/tim",
    }
    if gap.code == "review_open" and all(item.kind == "anchor" for item in gap.items):
        return f"{concept}/jangkar"
    return places[gap.code]


def _name_of_item(item: Item, names: dict[str, str]) -> str:
    """How people call it: the clause by its name, not by the key that programs know."""
    if item.kind == "round":
        return gettext(N_("Round %(number)s"), number=item.label)
    if item.kind in _CALLED_BY_KEY:
        return names.get(item.label) or item.label
    return item.label


def _place_of_item(item: Item, place: WorkPlace, version_id: int | None) -> str:
    concept = concept_path(version_id or 0)
    return {
        "contribution": f"{draft_path(place.draft.id)}/masukan?baca={quote(item.label)}#baca",
        "issue": issue_path(item.id),
        "decision": f"/ruang-kerja/keputusan/{item.id}",
        "change": f"{concept}/perubahan?ubah={item.id}#c-{item.id}",
        "alignment": f"/ruang-kerja/penyandingan/{item.id}",
        "anchor": f"{concept}/jangkar#j-{item.id}",
        "round": f"/ruang-kerja/putaran/{item.id}",
    }[item.kind]


ROUTES = [gate_page, publish, decision_place]
