"""What stands in the daily mail: by draft, two of one name apart, what belongs to none in the reader's language."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from partisipasi.kit.i18n import speaking
from partisipasi.notifications.queries import Told
from partisipasi.web.told.letters import groups_of

_NOTHING: dict[str, Any] = dict.fromkeys(Told.__struct_fields__)


def _told(number: int, kind: str, **known: object) -> Told:
    at = datetime(2026, 11, 24, tzinfo=UTC)
    return Told(**{**_NOTHING, "id": number, "kind": kind, "family": "drafts", "at": at, "read": False, **known})


def test_the_mail_is_grouped_by_draft_and_not_by_title() -> None:
    drafts = [{"draft_id": number, "draft_slug": "x", "draft_title": "Jam kerja"} for number in (1, 2)]
    told = [
        _told(1, "version", version_number=2, **drafts[0]),
        _told(2, "closed", closed_how="enacted", **drafts[0]),
        _told(3, "version", version_number=1, **drafts[1]),
        _told(4, "reply", receipt="7KQ2-MXR4-T"),
        _told(5, "mention", receipt="7KQ2-MXR4-T"),
    ]
    with speaking("en"):
        groups = groups_of(told)
    assert [(group.title, group.language, len(group.items)) for group in groups] == [
        ("Jam kerja", "id", 2),
        ("Jam kerja", "id", 1),
        ("In the forum, and to you", "en", 2),
    ]
    assert groups[2].items[1].line == "Somebody has mentioned you"
    assert groups[2].items[1].path == "/masukan/7KQ2-MXR4-T/di"
