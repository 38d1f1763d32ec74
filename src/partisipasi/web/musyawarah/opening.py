"""Opening a musyawarah."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromQuery

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.discussions.opening import LONGEST_TITLE
from partisipasi.discussions.queries import TopicLine, forum_topics
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Forbidden, TooMany
from partisipasi.kit.i18n import N_, gettext
from partisipasi.musyawarah.opening import MAY_NOT, may_open, open_musyawarah
from partisipasi.site.exchange import exchange_of
from partisipasi.site.forms import Form, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.web.talk.asking import MASK, found_in, leave_out

_LINES = {"lines": True}


class OpenForm(msgspec.Struct):
    """The question, its background, the first wording."""

    topic: Annotated[int, msgspec.Meta(extra={"required": N_("Choose a topic.")})]
    question: Annotated[
        str, msgspec.Meta(max_length=LONGEST_TITLE, extra={"required": N_("Write the question in one line.")})
    ]
    background: Annotated[
        str, msgspec.Meta(extra={**_LINES, "required": N_("Say what one must know to talk about it.")})
    ]
    wording: Annotated[
        str, msgspec.Meta(extra={**_LINES, "required": N_("Write the proposal that people are asked about.")})
    ]
    sure: bool = False


@page("/forum/baru/musyawarah", right=Act.open_musyawarah)
async def new_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], topik: FromQuery[str] = ""
) -> Response[bytes]:
    """The form."""
    topics = await _topics(tx, viewer)
    chosen = next((topic.id for topic in topics if topic.slug == topik), None)
    return _show(request, topics, blank(OpenForm, topic=chosen))


@form("/forum/baru/musyawarah", right=Act.open_musyawarah)
async def open_new(request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer]) -> Response[bytes]:
    """Open it."""
    sent = await read_form(request, OpenForm)
    if sent.value("step") == MASK:
        leave_out(sent, "background", "wording")
    if not sent.errors:
        data = sent.data
        try:
            async with sent.trying(tx):
                opened = await open_musyawarah(
                    tx, viewer, exchange_of(request).site.settings, topic_id=data.topic, question=data.question,
                    background=data.background, wording=data.wording, sure=data.sure, asks=True,
                )  # fmt: skip
                path = f"/diskusi/{opened.id}-{opened.slug}"
                return see_other(request, path, notice=gettext(N_("The musyawarah is open. You lead it.")))
        except TooMany as error:
            sent.add_error("", error.message, **error.values)
    return _show(request, await _topics(tx, viewer), sent)


async def _topics(tx: Transaction, viewer: Viewer) -> list[TopicLine]:
    topics = [topic for topic in await forum_topics(tx, viewer) if may_open(viewer, topic_id=topic.id)]
    if not topics:
        raise Forbidden(MAY_NOT)
    return topics


def _show(request: Req, topics: list[TopicLine], sent: Form[OpenForm]) -> Response[bytes]:
    found = found_in(sent, "background", "wording")
    return render(request, "musyawarah/new.html", status=sent.status, topics=topics, form=sent, found=found)
