"""The site's own files, with and without what npm brings."""

from __future__ import annotations

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from partisipasi.kit.database import Database
from partisipasi.settings import Settings
from partisipasi.site import assets
from partisipasi.site.context import Site
from partisipasi.site.headers import page_policy


@pytest.fixture
def without_npm(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(assets, "_HTMX", tmp_path / "nothing.js")
    assets._script.cache_clear()
    monkeypatch.setattr(assets, "_script", assets._script.__wrapped__)


def test_without_npm_there_is_no_script_and_the_log_says_so(
    without_npm: None, settings: Settings, database: Database
) -> None:
    with capture_logs() as events:
        site = Site(settings, Database(database.dsn, size=1))
        assert site.assets.url("app.js") == ""
    assert site.assets.url("app.css").startswith("/static/app.")
    assert b"script-src 'none'" in page_policy(site, "testserver.local")
    assert [event["event"] for event in events] == ["no_script"]


def test_names_follow_contents_and_the_colour_is_part_of_the_stylesheet() -> None:
    one, two = assets.Assets("#0b5d51"), assets.Assets("#7a1f3d")
    assert one.url("app.css") != two.url("app.css")
    assert one.url("app.js") == two.url("app.js")
    found = one.get(one.url("app.css"))
    assert found is not None
    assert len(found.brotli) < 12_000
    assert one.get("/static/app.css") is None
