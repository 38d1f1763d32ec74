"""From a forum into an issue: what anybody said there becomes a point, and is answered like a comment on a draft."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from markupsafe import Markup

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.feedback.gate import issue_label
from partisipasi.feedback.issues import create_issue
from partisipasi.feedback.points import place_point
from partisipasi.feedback.queries.destinations import Candidate, Destination, candidate_of, destinations_of
from partisipasi.feedback.queries.placing import points_on
from partisipasi.kit.codes import parse_receipt
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Invalid, NotFound
from partisipasi.kit.i18n import N_, gettext, href
from partisipasi.site.forms import Form, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.web.talk.posts import author_of
from partisipasi.web.workbench.said import Said


class PlaceForm(msgspec.Struct):
    """An issue that is there, or a new one of a draft or agency; all of the contribution, or some words of it."""

    issue: int | None = None
    title: Annotated[str, msgspec.Meta(max_length=200)] = ""
    owner: str = ""
    excerpt: Annotated[str, msgspec.Meta(max_length=2000, extra={"lines": True})] = ""


@page("/ruang-kerja/tempatkan/{receipt:str}", right=Act.enter_workbench)
async def place_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], receipt: FromPath[str]
) -> Response[bytes]:
    """What was said, where it is placed already, and where it could be."""
    return await _show(request, tx, viewer, await _candidate(tx, viewer, receipt), blank(PlaceForm))


@form("/ruang-kerja/tempatkan/{receipt:str}", right=Act.enter_workbench)
async def place(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], receipt: FromPath[str]
) -> Response[bytes]:
    """Place it."""
    sent = await read_form(request, PlaceForm)
    said = await _candidate(tx, viewer, receipt)
    if not sent.errors:
        async with sent.trying(tx, conflict="issue"):
            label = await _place(tx, viewer, said, sent.data)
            notice = gettext(N_("Placed in issue %(issue)s. Whoever said it gets the decision."), issue=label)
            return see_other(request, f"/ruang-kerja/tempatkan/{said.receipt}", notice=notice)
    return await _show(request, tx, viewer, said, sent)


async def _candidate(tx: Transaction, viewer: Viewer, receipt: str) -> Candidate:
    found = await candidate_of(tx, viewer, parse_receipt(receipt) or "")
    if found is None:
        raise NotFound(N_("There is no input with this receipt number."))
    return found


async def _show(
    request: Req, tx: Transaction, viewer: Viewer, said: Candidate, sent: Form[PlaceForm]
) -> Response[bytes]:
    places = await destinations_of(tx, viewer)
    return render(
        request,
        "workbench/forum_point.html",
        status=sent.status,
        receipt=said.receipt,
        words=_said(said),
        stage=said.stage,
        public=said.public,
        points=await points_on(tx, viewer, said.id),
        places=places,
        owners=[(one.key, one.name) for one in places],
        issues=sum(len(one.issues) for one in places),
        form=sent,
    )


async def _place(tx: Transaction, viewer: Viewer, said: Candidate, asked: PlaceForm) -> str:
    """Returns the label of the issue."""
    title, excerpt = asked.title.strip(), asked.excerpt.strip() or None
    if bool(title) == (asked.issue is not None):
        raise Invalid({"issue": N_("Choose an issue, or name a new one: one of the two.")})
    if not title:
        number = await tx.value("SELECT number FROM issue WHERE id = $1", asked.issue)
        await place_point(tx, viewer, issue_id=asked.issue or 0, receipt=said.receipt, excerpt=excerpt)
        return issue_label(number)
    chosen = _chosen(await destinations_of(tx, viewer), asked.owner)
    _demand_new(chosen, title)
    made = await create_issue(tx, viewer, draft_id=chosen.owner.draft_id, agency_id=chosen.owner.agency_id, title=title)
    await place_point(tx, viewer, issue_id=made.id, receipt=said.receipt, excerpt=excerpt)
    return made.label


def _chosen(places: list[Destination], key: str) -> Destination:
    fitting = [one for one in places if one.key == key or (not key and len(places) == 1)]
    if not fitting:
        raise Invalid({"owner": N_("Choose what the new issue belongs to.")})
    return fitting[0]


def _demand_new(chosen: Destination, title: str) -> None:
    """The same question twice would be decided twice."""
    wanted = " ".join(title.casefold().split())
    for one in chosen.issues:
        if " ".join(one.title.casefold().split()) == wanted:
            raise Conflict(
                N_("%(issue)s asks this already. Choose it among the issues that are there."), issue=one.label
            )


def _said(said: Candidate) -> Said:
    return Said(
        receipt=said.receipt,
        href=href(f"/masukan/{said.receipt}/di"),
        author=author_of(said.name, said.number),
        at=said.at,
        kind=said.kind,
        stance="none",
        state="published",
        rule=None,
        channel="online",
        html=Markup(said.html),  # noqa: S704 - sanitised when it was written
        parts=None,
        proposed=None,
        where=said.thread_title,
        where_href=href(f"/masukan/{said.receipt}/di"),
    )


ROUTES = [place_page, place]
