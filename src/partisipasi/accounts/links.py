"""One-time links and the six digits beside them: what proves that somebody reads an address.

A link is consumed by pressing a button on the page it leads to, never by opening it: mail scanners open everything. It
works in any browser, once, until it is too old or a newer one of its kind has been made. The digits do the same for who
reads mail on another device; as they can be guessed, they live shorter and allow few tries.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import timedelta
from typing import Literal

import msgspec

from partisipasi.accounts.tables import LoginLink
from partisipasi.kit.codes import new_token, six_digits, token_hash
from partisipasi.kit.database import Transaction, as_json
from partisipasi.kit.errors import Refused
from partisipasi.kit.i18n import N_
from partisipasi.settings import Settings

Purpose = Literal["sign_in", "confirm_contribution", "set_password", "change_address"]

#: How long a link is good for. The digits never live longer than CODE_LIFE.
LIFE: Mapping[Purpose, timedelta] = {
    "sign_in": timedelta(minutes=15),
    "confirm_contribution": timedelta(hours=72),
    "set_password": timedelta(minutes=30),
    "change_address": timedelta(minutes=30),
}
#: A link that whoever runs the machine hands over by other means than mail.
GRANTED_LIFE = timedelta(hours=24)
CODE_LIFE = timedelta(minutes=30)
CODE_TRIES = 5
#: What the digits can do; what changes an account needs the link itself.
CODE_PURPOSES: tuple[Purpose, ...] = ("sign_in", "confirm_contribution")
#: How long the same press of a button, arriving twice, is answered twice.
SAME_PRESS = timedelta(minutes=2)

_COLUMNS = "id, purpose, address, subject_id, next_path, pending"


class LinkOver(Refused):
    """A link or code that is unknown, used, too old or replaced; which of these is nobody's business."""

    status = 410
    code = "link_over"


class Link(msgspec.Struct, frozen=True):
    """A link just made. Token and code exist here and in the mail alone."""

    id: int
    token: str
    code: str

    @property
    def url_path(self) -> str:
        """Path of the page with the button, below the site's root."""
        return f"/tautan/{self.token}"


class LinkView(msgspec.Struct, frozen=True):
    """A link as its page needs it. `pending` is what the asker typed, as JSON, or empty."""

    id: int
    purpose: Purpose
    address: str
    subject_id: int | None
    next_path: str
    pending: str


class Consumed(LinkView, frozen=True):
    """A link that has just proved its address. `again`: the same press was carried out before; answer it alike."""

    again: bool = False


class _Found(msgspec.Struct):
    id: int
    purpose: Purpose
    address: str
    subject_id: int | None
    next_path: str
    pending: str
    pressed: bytes | None
    consumed: bool
    over: bool


_FOUND = """id, purpose, address, subject_id, next_path, pending, pressed,
            consumed_at IS NOT NULL AS consumed, expires_at <= now() AS over"""


async def make_link(
    tx: Transaction,
    settings: Settings,
    *,
    purpose: Purpose,
    address: str,
    subject_id: int | None = None,
    next_path: str = "/",
    pending: Mapping[str, object] | None = None,
    life: timedelta | None = None,
) -> Link:
    """Make a link for an address; it ends older ones of the same purpose, address and subject.

    Args:
        address: already normalised (`people.normalise_address`). No account needs to have it.
        subject_id: what the link is about: a contribution to confirm, an account whose address or password changes.
        next_path: where to go on afterwards; a path of this site, checked by the caller.
        pending: what to keep of a form until its address is proved. Erased with the link.
        life: other than the usual one of the purpose.
    """
    # Two asked for at once would not see each other, and both would live.
    await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 8))", address)
    await tx.execute(
        """DELETE FROM login_link
           WHERE purpose = $1 AND address = $2 AND subject_id IS NOT DISTINCT FROM $3 AND consumed_at IS NULL""",
        purpose,
        address,
        subject_id,
    )
    token, code = new_token(), six_digits()
    row = await tx.add(
        LoginLink(
            purpose=purpose,
            address=address,
            subject_id=subject_id,
            token_hash=token_hash(token),
            code_hash=_code_hash(settings.secret, address, code),
            next_path=next_path,
            pending=as_json(pending) if pending else "",
            expires_at=tx.now + (life or LIFE[purpose]),
        )
    )
    return Link(row.id, token, code)


async def look_at_link(tx: Transaction, *, token: str | None = None, link_id: int | None = None) -> LinkView | None:
    """A link that can still be consumed, without consuming it; None if there is none."""
    return await tx.one(
        LinkView,
        f"""SELECT {_COLUMNS} FROM login_link
            WHERE (token_hash = $1 OR id = $2) AND consumed_at IS NULL AND expires_at > now()""",
        token_hash(token) if token else None,
        link_id,
    )


async def address_of_link(tx: Transaction, *, link_id: int) -> str | None:
    """The address a link was made for, used up or not: for who has just asked for it and need not type it again."""
    found: str | None = await tx.value("SELECT address FROM login_link WHERE id = $1", link_id)
    return found


async def count_code_try(tx: Transaction, *, address: str) -> None:
    """Count a try at the digits, before they are looked at and in a transaction of its own that is surely committed.

    Counted first, so that a hundred guesses at once are not worth more than a hundred one after the other.
    """
    await tx.execute(
        "UPDATE login_link SET attempts = attempts + 1 WHERE address = $1 AND consumed_at IS NULL", address
    )


async def consume_link(
    tx: Transaction,
    settings: Settings,
    *,
    purpose: Purpose | None = None,
    token: str | None = None,
    address: str | None = None,
    code: str | None = None,
    press: str = "",
) -> Consumed:
    """Use a link up, by its token or by address and digits.

    Args:
        purpose: the only purpose that will do; None takes any.
        code: six digits as typed; the try must already be counted (`count_code_try`).
        press: the key of the form pressed. The same press may arrive twice (a double tap whose first answer the browser
            dropped); it is then answered again, for SAME_PRESS.

    Raises:
        LinkOver: there is no such link, or it is used, too old, replaced, or was guessed at too often.
    """
    if token:
        found = await tx.one(
            _Found, f"SELECT {_FOUND} FROM login_link WHERE token_hash = $1 FOR UPDATE", token_hash(token)
        )
    else:
        found = await _by_code(tx, settings, address or "", code or "")
    if found is None or purpose not in {None, found.purpose}:
        raise _over()
    pressed = token_hash(press) if press else None
    again = found.consumed and pressed is not None and found.pressed == pressed
    if not again:
        if found.consumed or found.over:
            raise _over()
        await tx.execute("UPDATE login_link SET consumed_at = now(), pressed = $2 WHERE id = $1", found.id, pressed)
    return Consumed(found.id, found.purpose, found.address, found.subject_id, found.next_path, found.pending, again)


async def end_links(tx: Transaction, *, address: str) -> None:
    """End every link of an address that is no longer its account's."""
    await tx.execute("DELETE FROM login_link WHERE address = $1", address)


async def forget_links(tx: Transaction) -> None:
    """Chore: drop links a week after their end, with the addresses in them."""
    await tx.execute("DELETE FROM login_link WHERE expires_at < now() - interval '7 days'")


async def _by_code(tx: Transaction, settings: Settings, address: str, code: str) -> _Found | None:
    """The latest link of an address with these digits."""
    digits = "".join(sign for sign in code if sign.isascii() and sign.isdigit())
    if len(digits) != 6:
        return None
    hashes = [_code_hash(secret, address, digits) for secret in (settings.secret, *settings.old_secrets)]
    return await tx.one(
        _Found,
        f"""SELECT {_FOUND} FROM login_link
            WHERE address = $1 AND code_hash = ANY($2::bytea[]) AND attempts <= $3 AND created_at > now() - $4::interval
              AND purpose = ANY($6::text[]) AND (consumed_at IS NULL OR consumed_at > now() - $5::interval)
            ORDER BY id DESC LIMIT 1 FOR UPDATE""",
        address,
        hashes,
        CODE_TRIES,
        CODE_LIFE,
        SAME_PRESS,
        CODE_PURPOSES,
    )


def _over() -> LinkOver:
    return LinkOver(N_("This link or code no longer works: it was used, is too old, or a newer one has been sent."))


def _code_hash(secret: str, address: str, code: str) -> bytes:
    """Six digits can be tried out by who has the table, so their hash needs the installation's secret too."""
    return hmac.new(secret.encode(), f"code {address} {code}".encode(), hashlib.sha256).digest()
