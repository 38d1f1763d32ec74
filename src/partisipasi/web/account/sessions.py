"""Where one is signed in, and ending that; tokens for programs."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.accounts.sessions import demand_proof, end_all_sessions, end_session, sessions_of
from partisipasi.accounts.tokens import DAYS, MOST_DAYS, make_token, revoke_token, tokens_of
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_, gettext
from partisipasi.site.forms import Form, Press, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.web.account.entering import leave


class NewToken(msgspec.Struct):
    """The form for a new token."""

    days: Annotated[int, msgspec.Meta(ge=1, le=MOST_DAYS)] = DAYS


@page("/akun/sesi", right=Act.keep_account)
async def sessions_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer]
) -> Response[bytes]:
    """Every browser that is signed in."""
    rows = await sessions_of(tx, viewer)
    return render(request, "account/sessions.html", sessions=rows, this=viewer.session_id, form=blank(Press))


@form("/akun/sesi/{session_id:int}/akhiri", right=Act.keep_account)
async def end_one(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    session_id: FromPath[int],
) -> Response[bytes]:
    """Sign one browser out."""
    await read_form(request, Press)
    await end_session(tx, viewer, session_id=session_id)
    if session_id == viewer.session_id:
        return leave(request, "/", notice=gettext(N_("You are signed out.")))
    return see_other(request, "/akun/sesi", notice=gettext(N_("That device is signed out.")))


@form("/akun/sesi/akhiri-semua", right=Act.keep_account)
async def end_everywhere(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer]
) -> Response[bytes]:
    """Sign every browser out, this one too."""
    await end_all_sessions(tx, account_id=viewer.account_id or 0)
    return leave(request, "/", notice=gettext(N_("You are signed out everywhere.")))


@page("/akun/token", right=Act.keep_account)
async def tokens_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer]
) -> Response[bytes]:
    """Tokens of one's programs."""
    _demand_staff(viewer)
    return await _tokens_page(request, tx, viewer, blank(NewToken, days=DAYS))


@form("/akun/token", right=Act.keep_account)
async def new_token(request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer]) -> Response[bytes]:
    """Make a token and show it, this once: the answer is the page itself, so that no address or cookie holds it."""
    _demand_staff(viewer)
    account_id = demand_proof(viewer, tx.now)
    # A double press must show a token, not the lack of one: the first answer is lost, so a second token is made.
    sent = await read_form(request, NewToken, once=False)
    if sent.errors:
        return await _tokens_page(request, tx, viewer, sent)
    token = await make_token(tx, viewer, account_id=account_id, days=sent.data.days)
    return await _tokens_page(request, tx, viewer, blank(NewToken, days=DAYS), token=token)


@form("/akun/token/{token_id:int}/akhiri", right=Act.keep_account)
async def end_token(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], token_id: FromPath[int]
) -> Response[bytes]:
    """End a token."""
    await read_form(request, Press)
    await revoke_token(tx, viewer, token_id=token_id)
    return see_other(request, "/akun/token", notice=gettext(N_("That token no longer works.")))


def _demand_staff(viewer: Viewer) -> None:
    if not viewer.is_staff:
        raise NotFound(N_("Page not found"))


async def _tokens_page(
    request: Req, tx: Transaction, viewer: Viewer, shown: Form[NewToken], *, token: str = ""
) -> Response[bytes]:
    rows = await tokens_of(tx, viewer)
    return render(
        request,
        "account/tokens.html",
        status=shown.status,
        form=shown,
        tokens=rows,
        token=token,
        now=tx.now,
        most=MOST_DAYS,
    )
