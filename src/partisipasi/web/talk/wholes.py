"""Conclusions and summaries: reading them with their versions, writing them, objecting to them, answering that."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.discussions.steering.closing import conclude_thread
from partisipasi.discussions.steering.objecting import answer_objection, object_to_text, took_part
from partisipasi.discussions.steering.queries import (
    ObjectionView,
    objections_to,
    source_of,
    texts_in_force,
    versions_of,
)
from partisipasi.discussions.steering.standing import Standing, standing_of, voices_of
from partisipasi.discussions.steering.texts import LONGEST, summarise_thread
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Invalid, NotFound, TooMany
from partisipasi.kit.i18n import N_, gettext
from partisipasi.moderation.threads import decide_unlock
from partisipasi.site.exchange import exchange_of
from partisipasi.site.forms import Form, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other, shows
from partisipasi.web.addresses import number_of
from partisipasi.web.talk.posts import author_of
from partisipasi.web.talk.slips import slip_cookie
from partisipasi.web.talk.steered import shown_text

_TEXT = msgspec.Meta(max_length=LONGEST, extra={"lines": True})


class ConclusionForm(msgspec.Struct):
    """The conclusion a thread is closed with, or the reason why it is opened again."""

    seen: int
    act: str = "conclude"
    conclusion: Annotated[str, _TEXT] = ""
    reason: Annotated[str, msgspec.Meta(max_length=500, extra={"lines": True})] = ""


class SummaryForm(msgspec.Struct):
    """The summary of a thread."""

    seen: int
    summary: Annotated[str, _TEXT] = ""


class ObjectionForm(msgspec.Struct):
    """What is wrong with a text."""

    text: int
    body: Annotated[str, msgspec.Meta(extra={"lines": True, "required": N_("Please write something.")})]
    sure: bool = False


class AnswerForm(msgspec.Struct):
    """What became of an objection."""

    answer: Annotated[str, msgspec.Meta(extra={"required": N_("Choose what became of it.")})]
    words: Annotated[str, msgspec.Meta(max_length=2000, extra={"lines": True})] = ""


@page("/diskusi/{place:str}/tutup", right=Act.support)
async def conclusion_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], place: FromPath[str]
) -> Response[bytes]:
    """Closing a thread with a conclusion, or opening it again."""
    thread = await standing_of(tx, viewer, number_of(place))
    written = await source_of(tx, thread.id, "conclusion")
    return _conclusion_page(request, viewer, thread, blank(ConclusionForm, conclusion=written))


@form("/diskusi/{place:str}/tutup", right=Act.support)
async def conclude(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], place: FromPath[str]
) -> Response[bytes]:
    """Close a thread with a conclusion, or open it again."""
    sent = await read_form(request, ConclusionForm)
    thread = await standing_of(tx, viewer, number_of(place))
    if not sent.errors:
        async with sent.trying(tx, conflict=""):
            if sent.data.act == "reopen":
                await decide_unlock(tx, viewer, thread_id=thread.id, reason=sent.data.reason, seen=sent.data.seen)
                return see_other(request, thread.path, notice=gettext(N_("The discussion is open again.")))
            await conclude_thread(tx, viewer, thread_id=thread.id, conclusion=sent.data.conclusion, seen=sent.data.seen)
            notice = gettext(N_("The discussion is closed. Its conclusion stands above it."))
            return see_other(request, thread.path, notice=notice)
    return _conclusion_page(request, viewer, await standing_of(tx, viewer, thread.id), sent)


def _conclusion_page(request: Req, viewer: Viewer, thread: Standing, sent: Form[ConclusionForm]) -> Response[bytes]:
    voices = voices_of(viewer, thread) - (set() if thread.kind == "discussion" else {"author"})
    return render(request, "talk/conclude.html", status=sent.status, thread=thread, form=sent, may=bool(voices))


@page("/diskusi/{place:str}/ringkasan", cached=True)
async def texts_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], place: FromPath[str]
) -> Response[bytes]:
    """The conclusions and summaries of a thread in all their versions, and objections to them."""
    thread = await standing_of(tx, viewer, number_of(place))
    if thread.merged_into_id is not None:
        return see_other(request, f"/diskusi/{thread.merged_into_id}")
    texts = await versions_of(tx, thread.id)
    if not viewer.signed_in:
        shows(request, f"thread:{thread.id}", *(f"contribution:{cited}" for text in texts for cited in text.cited))
    objections = await objections_to(tx, thread.id) if texts else []
    return render(
        request,
        "talk/wholes.html",
        thread=thread,
        texts=[shown_text(text) for text in texts],
        objections=[(one, author_of(one.name, one.resident)) for one in objections],
        answers=bool(voices_of(viewer, thread) & {"moderator", "officer"}),
        form=blank(AnswerForm),
    )


@page("/diskusi/{place:str}/ringkasan/tulis", right=Act.steer)
async def summary_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], place: FromPath[str]
) -> Response[bytes]:
    """Writing the summary of a thread."""
    thread = await standing_of(tx, viewer, number_of(place))
    written = await source_of(tx, thread.id, "summary")
    return _summary_page(request, viewer, thread, blank(SummaryForm, summary=written))


@form("/diskusi/{place:str}/ringkasan/tulis", right=Act.steer)
async def summarise(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], place: FromPath[str]
) -> Response[bytes]:
    """Write the summary of a thread."""
    sent = await read_form(request, SummaryForm)
    thread = await standing_of(tx, viewer, number_of(place))
    if not sent.errors:
        async with sent.trying(tx, conflict=""):
            await summarise_thread(tx, viewer, thread_id=thread.id, summary=sent.data.summary, seen=sent.data.seen)
            return see_other(request, f"{thread.path}/ringkasan", notice=gettext(N_("The summary is public.")))
    return _summary_page(request, viewer, await standing_of(tx, viewer, thread.id), sent)


def _summary_page(request: Req, viewer: Viewer, thread: Standing, sent: Form[SummaryForm]) -> Response[bytes]:
    may = bool(voices_of(viewer, thread) & {"moderator", "officer"})
    return render(request, "talk/summarise.html", status=sent.status, thread=thread, form=sent, may=may)


@page("/diskusi/{place:str}/ringkasan/keberatan", right=Act.support)
async def objection_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], place: FromPath[str]
) -> Response[bytes]:
    """Saying what is wrong with the summary or conclusion of a thread."""
    thread = await standing_of(tx, viewer, number_of(place))
    return await _objection_page(request, tx, viewer, thread, blank(ObjectionForm))


@form("/diskusi/{place:str}/ringkasan/keberatan", right=Act.support)
async def object_to(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], place: FromPath[str]
) -> Response[bytes]:
    """Say it."""
    sent = await read_form(request, ObjectionForm)
    thread = await standing_of(tx, viewer, number_of(place))
    if sent.errors:
        return await _objection_page(request, tx, viewer, thread, sent)
    try:
        async with tx.savepoint():
            posted = await object_to_text(
                tx, viewer, exchange_of(request).site.settings, text_id=sent.data.text, body=sent.data.body,
                sure=sent.data.sure,
            )  # fmt: skip
    except (Invalid, Conflict) as error:
        sent.refuse(error)
        return await _objection_page(request, tx, viewer, thread, sent)
    except TooMany as error:
        sent.add_error("", error.message, **error.values)
        response = await _objection_page(request, tx, viewer, thread, sent, status=429)
        response.headers["retry-after"] = str(error.wait)
        return response
    notice = gettext(N_("Thank you. Whoever steers this discussion answers you on this page."))
    return see_other(request, f"{thread.path}/ringkasan", notice=notice, cookies=[slip_cookie(request, posted.receipt)])


async def _objection_page(
    request: Req, tx: Transaction, viewer: Viewer, thread: Standing, sent: Form[ObjectionForm], *, status: int = 0
) -> Response[bytes]:
    texts = await texts_in_force(tx, thread.id)
    if not texts:
        raise NotFound(N_("There is no such text."))
    return render(
        request,
        "talk/object.html",
        status=status or sent.status,
        thread=thread,
        form=sent,
        texts=[(text.id, kind) for kind, text in sorted(texts.items(), reverse=True)],
        may=await took_part(tx, thread.id, viewer.account_id),
    )


@page("/diskusi/{place:str}/ringkasan/jawab/{receipt:str}", right=Act.steer)
async def answer_page(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    place: FromPath[str],
    receipt: FromPath[str],
) -> Response[bytes]:
    """Answering an objection."""
    thread = await standing_of(tx, viewer, number_of(place))
    return await _answer_page(request, tx, thread, receipt, blank(AnswerForm))


@form("/diskusi/{place:str}/ringkasan/jawab/{receipt:str}", right=Act.steer)
async def answer(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    place: FromPath[str],
    receipt: FromPath[str],
) -> Response[bytes]:
    """Answer an objection."""
    sent = await read_form(request, AnswerForm)
    thread = await standing_of(tx, viewer, number_of(place))
    if not sent.errors:
        found = await _objection(tx, thread, receipt)
        async with sent.trying(tx, conflict=""):
            await answer_objection(
                tx, viewer, contribution_id=found.contribution_id, answer=sent.data.answer, words=sent.data.words
            )
            return see_other(request, f"{thread.path}/ringkasan", notice=gettext(N_("The objection is answered.")))
    return await _answer_page(request, tx, thread, receipt, sent)


async def _objection(tx: Transaction, thread: Standing, receipt: str) -> ObjectionView:
    found = next((one for one in await objections_to(tx, thread.id) if one.receipt == receipt), None)
    if found is None:
        raise NotFound(N_("There is no such objection."))
    return found


async def _answer_page(
    request: Req, tx: Transaction, thread: Standing, receipt: str, sent: Form[AnswerForm]
) -> Response[bytes]:
    found = await _objection(tx, thread, receipt)
    return render(
        request, "talk/answer_objection.html", status=sent.status, thread=thread, form=sent, objection=found,
        author=author_of(found.name, found.resident),
    )  # fmt: skip


ROUTES = [
    conclusion_page, conclude, texts_page, summary_page, summarise, objection_page, object_to, answer_page, answer,
]  # fmt: skip
