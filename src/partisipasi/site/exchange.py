"""One request and its answer, as the layers of the site hand it to each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from partisipasi.accounts.rights import GUEST, Viewer
from partisipasi.kit.database import Transaction
from partisipasi.kit.i18n import Language

if TYPE_CHECKING:
    from partisipasi.site.context import Site
    from partisipasi.site.page_cache import Making

_KEY = "partisipasi.exchange"


class Exchange:
    """What is known of a request: set by the entry, filled in as it goes inwards, read on the way out."""

    __slots__ = (
        "api", "asked", "bad_token", "claimed", "keeps", "language", "making", "path", "query", "request_id", "route",
        "site", "tags", "tx", "viewer",
    )  # fmt: skip

    def __init__(self, site: Site, language: Language, path: str, query: str, request_id: str) -> None:
        self.site = site
        self.language: Language = language
        #: The path without the language prefix, and the query string without "?".
        self.path = path
        self.query = query
        self.request_id = request_id
        self.api = path.startswith("/api/")
        self.viewer: Viewer = GUEST
        self.tx: Transaction | None = None
        #: What the answer shows; a page that names its tags may be kept for anonymous visitors.
        self.tags: frozenset[str] = frozenset()
        #: Key of the form pressed, once it is claimed (site.unit).
        self.claimed: tuple[bytes, str, str] | None = None
        #: Hash of what a program's call with a key asked for; its whole answer is kept for the next such call.
        self.asked = ""
        #: Whether what was stored stays even if the form is refused: a file need not be chosen again.
        self.keeps = False
        #: Whether a program came with a token that is none (any more).
        self.bad_token = False
        self.route = ""
        #: Leave to make a page for all who ask for it meanwhile (site.page_cache).
        self.making: Making | None = None

    async def transaction(self, *, writes: bool) -> Transaction:
        """This request's one transaction, opened when first asked for."""
        if self.tx is None:
            self.tx = await self.site.database.begin(writes=writes)
        return self.tx


def put_exchange(scope: Any, exchange: Exchange) -> None:
    """Attach an exchange to its ASGI scope."""
    scope[_KEY] = exchange


def exchange_of(connection: Any) -> Exchange:
    """The exchange of a request, connection or scope."""
    scope = connection if isinstance(connection, dict) else connection.scope
    return cast(Exchange, scope[_KEY])
