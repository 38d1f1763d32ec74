"""Following: the button on the pages of what can be followed, the page behind it for guests, the list of it all."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_, gettext
from partisipasi.notifications.following import (
    GONE,
    Thing,
    count_followed,
    follow,
    followable,
    followed_by,
    follows,
    unfollow,
)
from partisipasi.site.forms import Press, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.site.paging import cursor_of, page_of

PAGE_SIZE = 30
#: What stands in the address for each thing.
WORDS: Mapping[Thing, str] = {
    "draft": "rancangan",
    "clause": "bagian",
    "topic": "topik",
    "agency": "perangkat",
    "thread": "diskusi",
    "issue": "pokok",
}
_THINGS: Mapping[str, Thing] = {word: thing for thing, word in WORDS.items()}


class FollowButton(msgspec.Struct, frozen=True, kw_only=True):
    """The button as components/follow.html shows it: path of its form, what is followed, whether it is."""

    path: str
    what: Thing
    id: int
    on: bool
    guest: bool


class Switch(msgspec.Struct):
    """Whether the thing is to be followed, and whether the list is where one goes on from."""

    on: bool = False
    back: str = ""


async def follow_button(tx: Transaction, viewer: Viewer, what: Thing, thing_id: int) -> FollowButton:
    """The button for a thing on its own page. Guests get a link, so that the page can be kept whole, and no query."""
    on = await follows(tx, viewer, what=what, thing_id=thing_id)
    return button_of(what, thing_id, on=on, guest=not viewer.signed_in)


@page("/ikuti/{what:str}/{thing_id:int}")
async def follow_page(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    what: FromPath[str],
    thing_id: FromPath[int],
) -> Response[bytes]:
    """What following a thing means, and the ways to do it."""
    thing = await followable(tx, viewer, _thing(what), thing_id)
    button = await follow_button(tx, viewer, thing.what, thing.id)
    return render(request, "told/follow.html", thing=thing, follow=button, form=blank(Press))


@form("/ikuti/{what:str}/{thing_id:int}", right=Act.support)
async def set_follow(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    what: FromPath[str],
    thing_id: FromPath[int],
) -> Response[bytes]:
    """Follow a thing or stop. The value is set, not toggled, so pressing twice does nothing twice."""
    sent = await read_form(request, Switch, once=False)
    kind = _thing(what)
    on = not sent.errors and sent.data.on
    if on:
        thing = await follow(tx, viewer, what=kind, thing_id=thing_id)
        path, said = thing.path, N_("You are told of what happens here.")
    else:
        await unfollow(tx, viewer, what=kind, thing_id=thing_id)
        path, said = "/akun/ikuti", N_("You no longer follow this.")
        if not sent.value("back"):
            path = (await followable(tx, viewer, kind, thing_id)).path
    if request.headers.get("hx-request") == "true":
        button = button_of(kind, thing_id, on=on, guest=False)
        return render(request, "told/_follow_button.html", follow=button, say=gettext(said))
    return see_other(request, path, notice=gettext(said))


@page("/akun/ikuti", right=Act.keep_account)
async def followed_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer]
) -> Response[bytes]:
    """Everything one follows."""
    cursor = cursor_of(request)
    listed = page_of(
        await followed_by(tx, viewer, cursor, size=PAGE_SIZE),
        cursor,
        PAGE_SIZE,
        path="/akun/ikuti",
        key=lambda row: row.key,
        total=await count_followed(tx, viewer),
    )
    return render(request, "told/followed.html", page=listed, form=blank(Switch), words=WORDS)


def button_of(what: Thing, thing_id: int, *, on: bool, guest: bool) -> FollowButton:
    """The button as it stands."""
    return FollowButton(path=f"/ikuti/{WORDS[what]}/{thing_id}", what=what, id=thing_id, on=on, guest=guest)


def _thing(word: str) -> Thing:
    if word not in _THINGS:
        raise NotFound(GONE)
    return _THINGS[word]
