"""A browser comes in or goes out."""

from __future__ import annotations

from litestar import Response
from litestar.datastructures import Cookie

from partisipasi.accounts.queries import CITIZEN_LIFE, viewer_of_account
from partisipasi.accounts.rights import Act, may
from partisipasi.accounts.sessions import start_session
from partisipasi.kit.database import Transaction
from partisipasi.site.client import device
from partisipasi.site.cookies import make_cookie
from partisipasi.site.exchange import exchange_of
from partisipasi.site.pages import Req, see_other

#: Where one goes who did not say where to.
OWN_ACCOUNT = "/akun"


async def enter(request: Req, tx: Transaction, account_id: int) -> Cookie:
    """Sign this browser in, under a new token; a session it had ends. How long it lasts is the database's to say."""
    exchange = exchange_of(request)
    token = await start_session(
        tx, account_id=account_id, device=device(request), instead_of=exchange.viewer.session_id
    )
    return make_cookie(exchange.site.settings, "sesi", token, seconds=CITIZEN_LIFE)


async def landing(tx: Transaction, account_id: int, wanted: str) -> str:
    """Where somebody who came in goes: where they wanted to, and who wanted nowhere in particular to their work."""
    if wanted != OWN_ACCOUNT:
        return wanted
    return "/ruang-kerja" if may(await viewer_of_account(tx, account_id), Act.enter_workbench) else wanted


def leave(request: Req, path: str, *, notice: str) -> Response[bytes]:
    """Take this browser's cookies away, and what it has kept of pages and unsent texts."""
    settings = exchange_of(request).site.settings
    gone = [make_cookie(settings, "sesi", "", seconds=0), make_cookie(settings, "slip", "", seconds=0)]
    response = see_other(request, path, notice=notice, cookies=gone)
    response.headers["clear-site-data"] = '"cache", "storage"'
    return response
