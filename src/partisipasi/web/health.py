"""Whether the process lives and whether it can serve: for supervisors and proxies, not for people."""

from __future__ import annotations

from litestar import MediaType, Response, get

from partisipasi.accounts.rights import Act
from partisipasi.site.exchange import exchange_of
from partisipasi.site.pages import Req

_OPTIONS = {"right": Act.read_public, "cached": False}


@get("/hidup", media_type=MediaType.TEXT, include_in_schema=False, opt=_OPTIONS)
async def alive() -> str:
    """The process answers."""
    return "hidup\n"


@get("/siap", media_type=MediaType.TEXT, include_in_schema=False, opt=_OPTIONS)
async def ready(request: Req) -> Response[str]:
    """The process can serve: its database answers."""
    tx = await exchange_of(request).transaction(writes=False)
    await tx.value("SELECT 1")
    return Response("siap\n")
