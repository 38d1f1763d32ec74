"""The site's cookies, all of them: a session, a notice for the next page, a slip that may show an owner key.

Nobody gets one for reading. Over TLS the names carry `__Host-`, which ties them to this host, to Secure and to Path=/.
"""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie
from typing import Any, Literal

from litestar import Request
from litestar.datastructures import Cookie

from partisipasi.settings import Settings
from partisipasi.site.signing import sign, unsign

Name = Literal["sesi", "kabar", "slip"]
#: Given again when a button is pressed twice; a session never is.
KEPT_FOR_REPEAT = frozenset({"kabar", "slip", "__Host-kabar", "__Host-slip"})
#: Seconds in which a slip shows its owner key again, and a notice waits for the next page.
SLIP_LIFE, NOTICE_LIFE = 3600, 120


def cookie_name(settings: Settings, name: Name) -> str:
    """The name as it is sent."""
    return f"__Host-{name}" if settings.https else name


def make_cookie(settings: Settings, name: Name, value: str, *, seconds: int | None) -> Cookie:
    """A cookie of ours; `seconds` = 0 removes it."""
    return Cookie(
        key=cookie_name(settings, name),
        value=value,
        max_age=seconds,
        path="/",
        secure=settings.https,
        httponly=True,
        samesite="lax",
    )


def signed_cookie(settings: Settings, name: Name, claim: object, *, seconds: int) -> Cookie:
    """A cookie that holds a signed claim."""
    return make_cookie(settings, name, sign(settings, name, claim, seconds=seconds), seconds=seconds)


def read_signed(settings: Settings, name: Name, request: Request[Any, Any, Any]) -> object | None:
    """The claim of a signed cookie of this request, or None."""
    value = request.cookies.get(cookie_name(settings, name))
    return unsign(settings, name, value) if value else None


def session_token(settings: Settings, header: str) -> str | None:
    """The session token in a Cookie header, if there is one."""
    if not header:
        return None
    try:
        found = SimpleCookie(header).get(cookie_name(settings, "sesi"))
    except CookieError:
        return None
    return found.value if found and 20 <= len(found.value) <= 100 else None
