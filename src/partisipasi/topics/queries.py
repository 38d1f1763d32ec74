"""Reading topics and agencies. Both are public; one that is closed stays readable and takes nothing new."""

from __future__ import annotations

from datetime import datetime

import msgspec

from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_, language

_TOPIC = "id, slug, name, name_en, description, description_en, audience, tags, position, closed_at"
_AGENCY = "id, slug, name, short_name, description, closed_at"


class TopicView(msgspec.Struct, frozen=True, kw_only=True):
    """A topic."""

    id: int
    slug: str
    name: str
    name_en: str
    description: str
    description_en: str
    audience: str
    tags: list[str]
    position: int
    closed_at: datetime | None

    @property
    def path(self) -> str:
        """Address of its page, without language."""
        return f"/topik/{self.id}-{self.slug}"

    @property
    def title(self) -> str:
        """Its name in the language spoken, as far as it has one."""
        return (self.name_en if language() == "en" else "") or self.name

    @property
    def about(self) -> str:
        """Its description in the language spoken, as far as it has one."""
        return (self.description_en if language() == "en" else "") or self.description


class AgencyView(msgspec.Struct, frozen=True, kw_only=True):
    """An agency."""

    id: int
    slug: str
    name: str
    short_name: str
    description: str
    closed_at: datetime | None

    @property
    def path(self) -> str:
        """Where it answers what people told it: the beginning of those addresses, without language."""
        return f"/perangkat/{self.id}-{self.slug}"


async def topics_list(tx: Transaction, *, closed: bool = False, tag: str | None = None) -> list[TopicView]:
    """All topics in their order, or those with a tag; those that are closed only on request."""
    return await tx.all(
        TopicView,
        f"""SELECT {_TOPIC} FROM topic WHERE (closed_at IS NULL OR $1) AND ($2::text IS NULL OR $2 = ANY(tags))
            ORDER BY position, lower(name)""",
        closed,
        tag,
    )


async def agencies_of_topic(tx: Transaction, topic_id: int) -> list[AgencyView]:
    """Agencies that have a public draft or a discussion in a topic, by name."""
    return await tx.all(
        AgencyView,
        f"""SELECT {_AGENCY} FROM agency a WHERE EXISTS (
              SELECT 1 FROM draft d JOIN version v ON v.draft_id = d.id AND v.state = 'published'
              WHERE d.agency_id = a.id AND d.topic_id = $1)
            OR EXISTS (SELECT 1 FROM thread t WHERE t.agency_id = a.id AND t.topic_id = $1 AND t.audience = 'public')
            ORDER BY lower(name)""",
        topic_id,
    )


async def topic_view(tx: Transaction, topic_id: int) -> TopicView:
    """One topic.

    Raises:
        NotFound: there is none.
    """
    found = await tx.one(TopicView, f"SELECT {_TOPIC} FROM topic WHERE id = $1", topic_id)
    if found is None:
        raise NotFound(N_("There is no such topic."))
    return found


async def topic_of_slug(tx: Transaction, slug: str) -> TopicView | None:
    """A topic by the readable part of its address; None if there is none."""
    return await tx.one(TopicView, f"SELECT {_TOPIC} FROM topic WHERE slug = $1 ORDER BY id LIMIT 1", slug)


async def agencies_list(tx: Transaction, *, closed: bool = False) -> list[AgencyView]:
    """All agencies by name; those that are closed only on request."""
    return await tx.all(
        AgencyView, f"SELECT {_AGENCY} FROM agency WHERE closed_at IS NULL OR $1 ORDER BY lower(name)", closed
    )


async def agency_view(tx: Transaction, agency_id: int) -> AgencyView:
    """One agency.

    Raises:
        NotFound: there is none.
    """
    found = await tx.one(AgencyView, f"SELECT {_AGENCY} FROM agency WHERE id = $1", agency_id)
    if found is None:
        raise NotFound(N_("There is no such agency."))
    return found


async def agency_of_slug(tx: Transaction, slug: str) -> AgencyView | None:
    """An agency by its slug; None if there is none."""
    return await tx.one(AgencyView, f"SELECT {_AGENCY} FROM agency WHERE slug = $1 ORDER BY id LIMIT 1", slug)
