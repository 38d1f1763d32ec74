"""What one running process shares between its requests."""

from __future__ import annotations

from collections.abc import Collection

import asyncpg
import structlog

from partisipasi.city.queries import CityView, the_city
from partisipasi.kit.database import Database
from partisipasi.kit.errors import Unavailable
from partisipasi.kit.signals import EVERYTHING, Signals
from partisipasi.settings import Settings
from partisipasi.site.assets import Assets
from partisipasi.site.page_cache import PageCache

log = structlog.get_logger(__name__)


class Site:
    """Settings, database, signals, assets, cache and the city, as this process holds them."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self.settings = settings
        self.database = database
        #: Connections of their own for counting tries (site.limits); opened when first needed.
        self.counting = Database(database.dsn, size=2)
        self.signals = Signals(database)
        self.cache = PageCache(self.signals)
        self.city = CityView()
        self._assets: Assets | None = None
        #: SQL that counts what an account has not read (see `viewer_of_session`), given by who puts the rooms together.
        self.unread = "0"
        #: Sessions used since they were last noted in the database.
        self.sessions_seen: set[int | None] = set()
        self._city_is_fresh = False
        self.signals.subscribe(self._heard)

    async def current_city(self) -> CityView:
        """The city; read again after it has changed, the last known one while the database is away."""
        if not self._city_is_fresh:
            try:
                async with self.database.transaction(writes=False) as tx:
                    city = await the_city(tx)
            except (Unavailable, OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                return self.city
            # Without signals nobody would tell of a change: ask again next time.
            self._city_is_fresh = self.signals.live
            if city.accent != self.city.accent:
                self._assets = None
            self.city = city
        return self.city

    @property
    def assets(self) -> Assets:
        """The site's own files in the city's colour; made when first asked for: a worker never asks."""
        if self._assets is None:
            self._assets = Assets(self.city.accent)
        return self._assets

    def _heard(self, tags: Collection[str]) -> None:
        if tags is EVERYTHING or "city" in tags:
            self._city_is_fresh = False
