"""The list of watched words, for who keeps it, with a place to try it out."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.discussions.watched import find_watched
from partisipasi.discussions.watching import (
    LONGEST_REASON,
    LONGEST_WORD,
    WatchedRow,
    unwatch_word,
    watch_word,
    watched_list,
    watched_words,
)
from partisipasi.kit.database import Transaction
from partisipasi.kit.i18n import N_, gettext
from partisipasi.site.forms import Form, Press, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.site.paging import cursor_of, page_of

PATH = "/moderasi/kata"
ROWS = 50


class WordForm(msgspec.Struct):
    """A word to watch for."""

    word: Annotated[
        str, msgspec.Meta(max_length=LONGEST_WORD, extra={"required": N_("Enter a word or phrase of 3 to 60 letters.")})
    ]
    reason: Annotated[
        str,
        msgspec.Meta(
            max_length=LONGEST_REASON, extra={"required": N_("Give a reason that the author can understand.")}
        ),
    ]
    kind: Literal["word", "stem"] = "word"
    outcome: Literal["ask", "hold"] = "ask"


class TryForm(msgspec.Struct):
    """A sentence to try the list with."""

    text: Annotated[str, msgspec.Meta(max_length=2000, extra={"lines": True})] = ""


@page(PATH, right=Act.watch_words)
async def words_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer]
) -> Response[bytes]:
    """The list, and the form for another word."""
    return await _page(request, tx, viewer, blank(WordForm, kind="word", outcome="ask"))


@form(PATH, right=Act.watch_words)
async def add_word(request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer]) -> Response[bytes]:
    """Put a word on the list."""
    sent = await read_form(request, WordForm)
    if not sent.errors:
        async with sent.trying(tx, conflict="word"):
            await watch_word(tx, viewer, **msgspec.structs.asdict(sent.data))
            return see_other(request, PATH, notice=gettext(N_("The word is watched from now on.")))
    return await _page(request, tx, viewer, sent)


@form(PATH + "/coba", right=Act.watch_words)
async def try_words(request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer]) -> Response[bytes]:
    """What the list finds in a sentence. Nothing is stored."""
    tried = await read_form(request, TryForm, once=False)
    hits = [] if tried.errors else [one.word for one in find_watched(tried.data.text, await watched_words(tx))]
    return await _page(request, tx, viewer, blank(WordForm, kind="word", outcome="ask"), tried=tried, hits=hits)


@form(PATH + "/{word_id:int}/lepas", right=Act.watch_words)
async def drop_word(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], word_id: FromPath[int]
) -> Response[bytes]:
    """Take a word off the list."""
    await read_form(request, Press)
    await unwatch_word(tx, viewer, word_id=word_id)
    return see_other(request, PATH, notice=gettext(N_("The word is no longer watched.")))


async def _page(
    request: Req,
    tx: Transaction,
    viewer: Viewer,
    sent: Form[WordForm],
    *,
    tried: Form[TryForm] | None = None,
    hits: list[str] | None = None,
) -> Response[bytes]:
    cursor = cursor_of(request)
    rows = await watched_list(tx, viewer, after=cursor.after, before=cursor.before, size=ROWS)
    listed = page_of(rows, cursor, ROWS, path=PATH, key=_key)
    faulty = tried if tried is not None and tried.errors else sent
    return render(
        request, "moderation/words.html", status=faulty.status, rows=listed.rows, page=listed, form=sent,
        faulty=faulty, tried=tried or blank(TryForm), hits=hits, press=blank(Press),
    )  # fmt: skip


def _key(row: WatchedRow) -> int:
    return row.id


ROUTES = [words_page, add_word, try_words, drop_word]
