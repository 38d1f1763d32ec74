"""Rounds in the workbench: open one on the newest version, extend one, close one early."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act, Viewer, demand
from partisipasi.drafts.actions import change_round, open_round
from partisipasi.drafts.actions.rounds import NO_INTRODUCTION
from partisipasi.drafts.queries import RoundView, newest_version, round_changes, round_view, rounds_of
from partisipasi.feedback.promises import promise_answers
from partisipasi.kit.database import Transaction
from partisipasi.kit.i18n import N_, gettext, zone
from partisipasi.kit.markup import plain
from partisipasi.kit.markup import render as render_markup
from partisipasi.site.forms import Form, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.web.workbench.places import WorkPlace, work_place

_WRONG_DAY = N_("Enter a day as it stands in the calendar.")
#: A round is open until the last minute of the day it closes on.
_LAST_MINUTE = time(23, 59)


class RoundForm(msgspec.Struct):
    """A new round, by days."""

    closes_at: Annotated[
        date, msgspec.Meta(extra={"required": N_("Choose the last day of the round."), "wrong": _WRONG_DAY})
    ]
    introduction: Annotated[
        str,
        msgspec.Meta(
            max_length=5000,
            extra={"lines": True, "required": NO_INTRODUCTION},
        ),
    ]
    introduction_en: Annotated[str, msgspec.Meta(max_length=5000, extra={"lines": True})] = ""
    opens_at: Annotated[date | None, msgspec.Meta(extra={"wrong": _WRONG_DAY})] = None
    promised_on: Annotated[date | None, msgspec.Meta(extra={"wrong": _WRONG_DAY})] = None


class ChangeForm(msgspec.Struct):
    """Another last day for a round, or the end of it now."""

    reason: Annotated[
        str,
        msgspec.Meta(max_length=1000, extra={"lines": True, "required": N_("Give the reason; everybody can read it.")}),
    ]
    closes_at: Annotated[date | None, msgspec.Meta(extra={"wrong": _WRONG_DAY})] = None
    act: str = "day"


@page("/ruang-kerja/rancangan/{draft_id:int}/putaran", right=Act.enter_workbench)
async def rounds_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], draft_id: FromPath[int]
) -> Response[bytes]:
    """The rounds of a draft, and the form for another one."""
    place = await work_place(tx, viewer, draft_id, inside=True)
    version = await newest_version(tx, draft_id)
    words = {"introduction": version.plain_summary, "introduction_en": version.plain_summary_en} if version else {}
    return await _rounds(request, tx, place, blank(RoundForm, **words))


@form("/ruang-kerja/rancangan/{draft_id:int}/putaran", right=Act.enter_workbench)
async def open_one(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], draft_id: FromPath[int]
) -> Response[bytes]:
    """Open a round on the newest published version."""
    place = await work_place(tx, viewer, draft_id, inside=True)
    demand(viewer, Act.manage_rounds, team=place.roles)
    sent = await read_form(request, RoundForm)
    if place.draft.version_id is None:
        sent.add_error("", N_("Nothing is published yet: publish a version first."))
    if not sent.errors:
        async with sent.trying(tx, conflict=""):
            made = await open_round(
                tx,
                viewer,
                version_id=place.draft.version_id or 0,
                opens_at=first_minute(sent.data.opens_at),
                closes_at=last_minute(sent.data.closes_at),
                introduction=sent.data.introduction,
                introduction_en=sent.data.introduction_en,
            )
            if sent.data.promised_on is not None:
                await promise_answers(tx, viewer, round_id=made.id, promised_on=sent.data.promised_on)
            return see_other(request, f"{place.path}/putaran", notice=gettext(N_("The round is set.")))
    return await _rounds(request, tx, place, sent)


@page("/ruang-kerja/putaran/{round_id:int}", right=Act.enter_workbench)
async def round_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], round_id: FromPath[int]
) -> Response[bytes]:
    """One round, with the form to extend it or close it early."""
    found = await round_view(tx, round_id)
    place = await work_place(tx, viewer, found.draft_id, inside=True)
    day = found.closes_at.astimezone(zone()).date()
    return await _round(request, tx, place, found, blank(ChangeForm, closes_at=day.isoformat()))


@form("/ruang-kerja/putaran/{round_id:int}", right=Act.enter_workbench)
async def change_one(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], round_id: FromPath[int]
) -> Response[bytes]:
    """Extend a round or close it early."""
    found = await round_view(tx, round_id)
    place = await work_place(tx, viewer, found.draft_id, inside=True)
    demand(viewer, Act.manage_rounds, team=place.roles)
    sent = await read_form(request, ChangeForm)
    now = sent.value("act") == "now"
    if not sent.errors and not now and sent.data.closes_at is None:
        sent.add_error("closes_at", N_("Choose the last day of the round."))
    if not sent.errors:
        day = sent.data.closes_at
        async with sent.trying(tx, conflict=""):
            await change_round(
                tx,
                viewer,
                round_id=round_id,
                closes_at=None if now or day is None else last_minute(day),
                reason=sent.data.reason,
            )
            if now:
                # The page of the draft says what a closed round makes possible.
                return see_other(request, place.path, notice=gettext("The round is closed."))
            return see_other(request, f"{place.path}/putaran", notice=gettext("The last day is changed."))
    return await _round(request, tx, place, found, sent)


def first_minute(day: date | None) -> datetime | None:
    """When a day begins in the city's zone; None where no day was chosen."""
    return datetime.combine(day, time.min, zone()) if day is not None else None


def last_minute(day: date) -> datetime:
    """When a round that closes on this day closes, in the city's zone."""
    return datetime.combine(day, _LAST_MINUTE, zone())


async def _rounds(request: Req, tx: Transaction, place: WorkPlace, sent: Form[RoundForm]) -> Response[bytes]:
    rounds = await rounds_of(tx, place.draft.id)
    return render(
        request,
        "workbench/rounds.html",
        status=sent.status,
        place=place,
        draft=place.draft,
        rounds=[(one, plain(render_markup(one.introduction))) for one in rounds],
        form=sent,
    )


async def _round(
    request: Req,
    tx: Transaction,
    place: WorkPlace,
    found: RoundView,
    sent: Form[ChangeForm],
) -> Response[bytes]:
    return render(
        request,
        "workbench/round.html",
        status=sent.status,
        place=place,
        draft=place.draft,
        round=found,
        introduction=render_markup(found.introduction),
        changes=await round_changes(tx, found.id),
        form=sent,
    )
