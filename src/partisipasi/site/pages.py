"""How a page or a form's target is declared, and how it answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import quote

from litestar import Request, Response, get, post
from litestar.datastructures import Cookie
from litestar.enums import MediaType

from partisipasi.accounts.rights import Act
from partisipasi.site.cookies import NOTICE_LIFE, make_cookie, read_signed, signed_cookie
from partisipasi.site.exchange import Exchange, exchange_of
from partisipasi.site.layout import Notice, layout_context
from partisipasi.site.templating import render_template

Req = Request[Any, Any, Any]
Handler = Callable[..., Any]


def page(path: str | Sequence[str], *, right: Act = Act.read_public, cached: bool = False) -> Callable[[Handler], Any]:
    """Declare a page.

    Args:
        path: below the site's root, without the language prefix.
        right: who may open it.
        cached: whether it may be kept whole for anonymous visitors; it then names its tags with `shows`.
    """
    return get(path, media_type=MediaType.HTML, include_in_schema=False, opt={"right": right, "cached": cached})


def form(
    path: str | Sequence[str], *, right: Act, largest: int = 256 * 1024, signed: bool = False
) -> Callable[[Handler], Any]:
    """Declare what a form is sent to.

    Args:
        largest: size of its body in bytes.
        signed: what it does is signed into its address and depends on no cookie, so that programs may send it too.
    """
    return post(
        path,
        media_type=MediaType.HTML,
        include_in_schema=False,
        status_code=200,
        request_max_body_size=largest,
        opt={"right": right, "cached": False, "signed": signed},
    )


def shows(request: Req, *tags: str) -> None:
    """Name what a cached page shows; a change of any of it drops the page. `city` is always among it."""
    exchange_of(request).tags = frozenset({"city", *tags})


def render(
    request: Req, template: str, /, *, block: str | None = None, status: int = 200, **context: object
) -> Response[bytes]:
    """Answer with a template.

    Args:
        template: path below templates/.
        block: the block that is sent alone when htmx asks for part of the page.
        status: 422 for a form with errors; from 400 up the transaction is undone.
        context: what the template shows: view structs and plain values.
    """
    exchange = exchange_of(request)
    partial = block if block and request.headers.get("hx-request") == "true" else None
    notice = None if partial else read_notice(request)
    frame = {**layout_context(exchange), "flash": [notice] if notice else []}
    html = render_template(template, {**frame, **context}, block=partial)
    response = Response(html.encode(), status_code=status, media_type=MediaType.HTML)
    if notice is not None:
        response.set_cookie(make_cookie(exchange.site.settings, "kabar", "", seconds=0))
    return response


def see_other(
    request: Req,
    path: str,
    *,
    notice: str | None = None,
    kind: str = "success",
    cookies: Sequence[Cookie] = (),
) -> Response[bytes]:
    """Lead on to a page of this site, in the language spoken, perhaps with a sentence to show there."""
    exchange = exchange_of(request)
    response = Response(b"", status_code=303, headers={"location": _location(exchange, path)})
    for cookie in cookies:
        response.set_cookie(cookie)
    if notice:
        claim = [notice, kind]
        response.set_cookie(signed_cookie(exchange.site.settings, "kabar", claim, seconds=NOTICE_LIFE))
    return response


def moved(request: Req, path: str) -> Response[bytes]:
    """Lead on from an old address for good."""
    return Response(b"", status_code=308, headers={"location": _location(exchange_of(request), path)})


def _location(exchange: Exchange, path: str) -> str:
    """A path of this site in the language spoken, fit for a header."""
    safe = quote(path, safe="/?#[]@!$&'()*+,;=:%~-._")
    return f"/en{safe}" if exchange.language == "en" and safe.startswith("/") else safe


def local_path(value: str | None, default: str = "/") -> str:
    """A path to go on to, only if it is one of this site: `//evil`, `/\\evil`, `/en//evil` and addresses are not."""
    path = value or ""
    if path == "/en" or path.startswith("/en/"):
        path = path.removeprefix("/en") or "/"
    if not path.startswith("/") or path.startswith(("//", "/\\")) or len(path) > 500:
        return default
    if any(ord(sign) < 32 or sign == "\\" for sign in path) or path.lower().startswith(("/%2f", "/%5c")):
        return default
    return path


def read_notice(request: Req) -> Notice | None:
    """The sentence that the page before left for this one."""
    claim = read_signed(exchange_of(request).site.settings, "kabar", request)
    if isinstance(claim, list) and len(claim) == 2:
        return Notice(str(claim[0]), str(claim[1]))
    return None
