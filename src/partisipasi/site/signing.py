"""Short signed claims in cookies: a notice for the next page, a slip that may show an owner key."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time

import msgspec

from partisipasi.settings import Settings


def sign(settings: Settings, purpose: str, claim: object, *, seconds: int) -> str:
    """A cookie value that only this installation can make.

    Args:
        purpose: part of what is signed, so that no claim can be used for another purpose.
        claim: anything JSON can hold; it can be read by who holds the cookie.
        seconds: how long it is good for.
    """
    body = msgspec.json.encode([int(time.time()) + seconds, claim])
    return f"{_encode(body)}.{_encode(_mac(settings.secret, purpose, body))}"


def unsign(settings: Settings, purpose: str, value: str) -> object | None:
    """The claim, or None if the value is forged, of another purpose, or too old."""
    head, _, tail = value.partition(".")
    try:
        body, mac = _decode(head), _decode(tail)
    except ValueError:
        return None
    for secret in (settings.secret, *settings.old_secrets):
        if hmac.compare_digest(mac, _mac(secret, purpose, body)):
            break
    else:
        return None
    try:
        expires, claim = msgspec.json.decode(body, type=tuple[int, object])
    except msgspec.MsgspecError:
        return None
    return claim if expires >= time.time() else None


def _mac(secret: str, purpose: str, body: bytes) -> bytes:
    return hmac.new(secret.encode(), purpose.encode() + b"\0" + body, hashlib.sha256).digest()[:16]


def _encode(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def _decode(value: str) -> bytes:
    return base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))
