"""Reading the preview links of a concept and how often each was opened, for the team."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.drafts.queries.visibility import SEES_CONCEPT
from partisipasi.kit.database import Transaction


class Opening(msgspec.Struct, frozen=True):
    """That a link was opened; `part` is the key its part of the text begins with, empty for the beginning."""

    at: datetime
    part: str


class PreviewView(msgspec.Struct, frozen=True, kw_only=True):
    """A link. `state` is open, over or revoked. `openings_json`: the latest ones."""

    id: int
    reader: str
    purpose: str
    state: str
    expires_at: datetime
    made_at: datetime
    maker: str | None
    opened: int
    openings_json: str | None

    @property
    def last_at(self) -> datetime:
        """A moment of the last day on which it works."""
        return self.expires_at - timedelta(minutes=1)

    @property
    def openings(self) -> list[Opening]:
        """The latest times it was opened, latest first."""
        return msgspec.json.decode(self.openings_json, type=list[Opening]) if self.openings_json else []


async def previews_of(tx: Transaction, viewer: Viewer, version_id: int) -> list[PreviewView]:
    """The links to a concept, newest first; never more than may be made."""
    return await tx.all(
        PreviewView,
        f"""SELECT p.id, p.reader, p.purpose, p.expires_at, p.made_at, a.display_name AS maker,
                   CASE WHEN p.revoked_at IS NOT NULL THEN 'revoked' WHEN p.expires_at <= now() THEN 'over'
                        ELSE 'open' END AS state,
                   (SELECT count(*) FROM preview_opening o WHERE o.link_id = p.id) AS opened,
                   (SELECT json_agg(json_build_object('at', o.at, 'part', o.part) ORDER BY o.id DESC)::text
                    FROM (SELECT * FROM preview_opening WHERE link_id = p.id ORDER BY id DESC LIMIT 20) o)
                     AS openings_json
            FROM preview_link p JOIN version v ON v.id = p.version_id JOIN draft d ON d.id = v.draft_id
            LEFT JOIN account a ON a.id = p.made_by
            WHERE p.version_id = $2 AND {SEES_CONCEPT} ORDER BY p.id DESC LIMIT 100""",
        viewer.account_id,
        version_id,
    )
