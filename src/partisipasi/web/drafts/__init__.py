"""Drafts as everybody reads them: the list, a draft, a version of its text, two versions compared."""

from __future__ import annotations

from typing import Any

from partisipasi.web.drafts import compare, files, lists, overview, previews, reader

ROUTES: list[Any] = [
    lists.list_drafts,
    overview.show_draft,
    reader.read_version,
    compare.compare,
    files.download,
    previews.preview,
]
