"""How one wants to be told: one choice for each family of things."""

from __future__ import annotations

from typing import Literal

import msgspec
from litestar import Response
from litestar.di import NamedDependency

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.kit.database import Transaction
from partisipasi.kit.i18n import N_, gettext
from partisipasi.notifications.choices import choices_of, choose
from partisipasi.site.forms import Form, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other

Choice = Literal["now", "daily", "here", "off"]


class Choices(msgspec.Struct):
    """A choice for each family; one that is left out stays as it is."""

    answers: Choice | None = None
    replies: Choice | None = None
    mentions: Choice | None = None
    rounds: Choice | None = None
    drafts: Choice | None = None
    talk: Choice | None = None
    moderation: Literal["now", "daily", "here"] | None = None
    services: Choice | None = None
    musyawarah: Choice | None = None


@page("/akun/kabar/pilihan", right=Act.keep_account)
async def choices_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer]
) -> Response[bytes]:
    """The choices as they are."""
    return _page(request, blank(Choices, **await choices_of(tx, viewer.account_id or 0)))


@form("/akun/kabar/pilihan", right=Act.keep_account)
async def save_choices(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer]
) -> Response[bytes]:
    """Keep the choices."""
    sent = await read_form(request, Choices)
    if sent.errors:
        return _page(request, sent)
    chosen = {family: choice for family, choice in msgspec.to_builtins(sent.data).items() if choice}
    await choose(tx, viewer, choices=chosen)
    return see_other(request, "/akun/kabar/pilihan", notice=gettext(N_("Saved.")))


def _page(request: Req, shown: Form[Choices]) -> Response[bytes]:
    return render(request, "told/choices.html", status=shown.status, form=shown)
