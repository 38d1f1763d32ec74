"""The official reply that answers a question: accepting it, and taking that back."""

from __future__ import annotations

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.discussions.accepting import (
    Answer,
    accept_answer,
    may_accept,
    official_answers,
    take_back_acceptance,
)
from partisipasi.discussions.queries import ThreadView
from partisipasi.kit.codes import parse_receipt
from partisipasi.kit.database import Transaction
from partisipasi.kit.i18n import N_, gettext
from partisipasi.site.forms import Form, Press, blank, read_form
from partisipasi.site.pages import Req, form, see_other
from partisipasi.web.addresses import number_of


class Answers(msgspec.Struct, frozen=True):
    """What the page of a question shows above its talk."""

    accepted: Answer | None
    others: list[Answer]
    may_accept: bool
    form: Form[Press]


async def answers_of(tx: Transaction, viewer: Viewer, thread: ThreadView) -> Answers | None:
    """The accepted answer of a question, and for who may say so the replies that could be; None for other threads."""
    if thread.kind != "question" or thread.draft_id is not None:
        return None
    found = await official_answers(tx, thread.id)
    may = may_accept(viewer, opened_by=thread.opened_by, topic_id=thread.topic_id, agency_id=thread.agency_id)
    return Answers(
        next((one for one in found if one.accepted), None),
        [one for one in found if not one.accepted] if may else [],
        may,
        blank(Press),
    )


@form("/masukan/{receipt:str}/jawaban", right=Act.support)
async def accept(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], receipt: FromPath[str]
) -> Response[bytes]:
    """Accept an official reply as the answer to the question."""
    await read_form(request, Press)
    thread_id = await accept_answer(tx, viewer, receipt=parse_receipt(receipt) or "")
    return see_other(request, f"/diskusi/{thread_id}", notice=gettext(N_("The reply stands as the answer.")))


@form("/diskusi/{place:str}/belum-terjawab", right=Act.support)
async def take_back(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], place: FromPath[str]
) -> Response[bytes]:
    """Say that the question is not answered after all."""
    await read_form(request, Press)
    thread_id = number_of(place)
    await take_back_acceptance(tx, viewer, thread_id=thread_id)
    return see_other(request, f"/diskusi/{thread_id}", notice=gettext(N_("The question is open again.")))


ROUTES = [accept, take_back]
