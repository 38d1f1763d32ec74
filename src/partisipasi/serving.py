"""What a serving process loads: the application, from the settings in its environment."""

from __future__ import annotations

from partisipasi.app import create_app
from partisipasi.kit.database import Database
from partisipasi.kit.logs import configure_logs
from partisipasi.kit.serving import end_when_orphaned
from partisipasi.settings import SettingsError, load
from partisipasi.site.entry import Entry


def application() -> Entry:
    """The ASGI application of this process."""
    configure_logs()
    end_when_orphaned()
    settings = load()
    if settings.database_url is None:
        raise SettingsError("DATABASE_URL is not set")
    return create_app(settings, Database(settings.database_url))
