"""Addresses that several areas share: what stands before the first hyphen is the number, the rest is for people."""

from __future__ import annotations

from litestar import Response

from partisipasi.kit.codes import parse_receipt
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_
from partisipasi.site.exchange import exchange_of
from partisipasi.site.pages import Req, moved

NOT_HERE = N_("There is nothing at this address.")
#: Digits of a version's number that are looked for at all.
_DIGITS = 6


def number_of(place: str) -> int:
    """The number in "12-disiplin-pegawai".

    Raises:
        NotFound: it does not begin with one.
    """
    digits = place.partition("-")[0]
    if not digits.isascii() or not digits.isdigit() or len(digits) > 18:
        raise NotFound(NOT_HERE)
    return int(digits)


def version_number(written: str) -> int:
    """The number of a version in an address.

    Raises:
        NotFound: it is no number.
    """
    if not written.isascii() or not written.isdigit() or len(written) > _DIGITS:
        raise NotFound(N_("There is no such version."))
    return int(written)


def receipt_of(written: str) -> str:
    """The receipt in an address, as it is stored.

    Raises:
        NotFound: it is no receipt number.
    """
    known = parse_receipt(written)
    if known is None:
        raise NotFound(N_("This is not a receipt number. Please check it."))
    return known


def elsewhere(request: Req, path: str) -> Response[bytes] | None:
    """Lead on to where a page really is, its query kept; None if the request is already there."""
    exchange = exchange_of(request)
    if exchange.path == path:
        return None
    return moved(request, f"{path}?{exchange.query}" if exchange.query else path)
