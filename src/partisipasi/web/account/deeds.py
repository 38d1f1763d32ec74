"""What the button of a mailed link does, by the purpose of the link. Each area of the site adds its own to DEEDS."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import msgspec
from litestar.datastructures import Cookie

from partisipasi.accounts.links import Consumed, LinkView, Purpose
from partisipasi.kit.database import Transaction
from partisipasi.site.forms import Press
from partisipasi.site.pages import Req


class Scene(msgspec.Struct, frozen=True):
    """The page of a link: a template that extends `account/link.html` and says what the button does."""

    template: str
    context: Mapping[str, Any] = {}


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """What pressing the button has led to.

    Attributes:
        path: the page to go on to.
        notice: a translated sentence to show there.
        account_id: whom to sign in in this browser, if anyone.
        cookies: further cookies for the answer.
    """

    path: str
    notice: str = ""
    account_id: int | None = None
    cookies: Sequence[Cookie] = ()


class Deed(msgspec.Struct, frozen=True, kw_only=True):
    """What a link of one purpose does.

    Attributes:
        describe: the page before the button, from the link; changes nothing.
        carry_out: the deed itself, with what was typed beside the button. Where `Consumed.again` is set it has been
            done before and must only be answered once more. May raise Invalid: the form is shown again.
        shape: fields beside the button. The digits do the deed with the shape's defaults.
    """

    describe: Callable[[Req, Transaction, LinkView], Awaitable[Scene]]
    carry_out: Callable[[Req, Transaction, Consumed, Any], Awaitable[Done]]
    shape: type[msgspec.Struct] = Press


#: Filled by `partisipasi.web`.
DEEDS: dict[Purpose, Deed] = {}
