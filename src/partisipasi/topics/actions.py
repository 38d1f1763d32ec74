"""Making, renaming, closing and reopening topics and agencies: administrators do this."""

from __future__ import annotations

from typing import Literal

from partisipasi.accounts.rights import SYSTEM, Act, Viewer, demand
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Invalid, Taken
from partisipasi.kit.i18n import N_
from partisipasi.kit.text import clean_line, clean_text, slug
from partisipasi.record.actions import write_record
from partisipasi.topics.queries import AgencyView, TopicView, agency_view, topic_view

LONGEST_NAME, LONGEST_DESCRIPTION = 200, 2000
#: Tags of a topic: what does not fit in a line on a phone orients nobody.
MOST_TAGS, LONGEST_TAG = 8, 30
_NO_NAME = N_("Give it a name.")
_TAKEN = N_("There is already one of this name.")
_LONG = N_("This is too long: at most %(limit)s characters.")


async def create_topic(
    tx: Transaction,
    viewer: Viewer,
    *,
    name: str,
    description: str = "",
    name_en: str = "",
    description_en: str = "",
) -> TopicView:
    """Make a topic; it stands last among them.

    Raises:
        Forbidden: the viewer is neither an administrator nor the program itself.
        Taken: there is one of this name.
        Invalid: no name, or too long a text.
    """
    if viewer is not SYSTEM:
        demand(viewer, Act.administer)
    name, description = _checked(name, description)
    name_en, description_en = clean_line(name_en), clean_text(description_en)
    made: int | None = await tx.value(
        """INSERT INTO topic (slug, name, name_en, description, description_en, position)
           SELECT $1, $2, $3, $4, $5, coalesce(max(position), 0) + 1 FROM topic
           ON CONFLICT (name) DO NOTHING RETURNING id""",
        slug(name),
        name,
        name_en,
        description,
        description_en,
    )
    if made is None:
        raise Taken({"name": _TAKEN})
    await _record(tx, viewer, "topic.created", "topic", made)
    return await topic_view(tx, made)


async def describe_topic(
    tx: Transaction,
    viewer: Viewer,
    *,
    topic_id: int,
    name: str,
    description: str = "",
    name_en: str = "",
    description_en: str = "",
    tags: str = "",
    audience: str = "public",
) -> TopicView:
    """Change what a topic is called, how it is described, and who talks in its forum from now on.

    Args:
        tags: words that cut across topics, with commas between them.
        audience: public, or verified: what is opened from now on is kept to verified civil servants.

    Raises:
        Forbidden: the viewer is no administrator.
        NotFound: there is no such topic.
        Taken: there is one of this name.
        Invalid: no name, or too long a text.
    """
    demand(viewer, Act.administer)
    await topic_view(tx, topic_id)
    if audience not in {"public", "verified"}:
        raise Invalid({"audience": N_("This value cannot be used here.")})
    name, description = _checked(name, description)
    if await tx.value("SELECT true FROM topic WHERE name = $1 AND id <> $2", name, topic_id):
        raise Taken({"name": _TAKEN})
    await tx.execute(
        """UPDATE topic SET slug = $2, name = $3, name_en = $4, description = $5, description_en = $6, tags = $7,
                            audience = $8 WHERE id = $1""",
        topic_id,
        slug(name),
        name,
        clean_line(name_en),
        description,
        clean_text(description_en),
        _tags(tags),
        audience,
    )
    await _record(tx, viewer, "topic.described", "topic", topic_id)
    return await topic_view(tx, topic_id)


async def close_topic(tx: Transaction, viewer: Viewer, *, topic_id: int, closed: bool = True) -> None:
    """Close a topic to anything new, or open it again. What is in it stays.

    Raises:
        Forbidden: the viewer is no administrator.
        NotFound: there is no such topic.
    """
    demand(viewer, Act.administer)
    await topic_view(tx, topic_id)
    await tx.execute(
        "UPDATE topic SET closed_at = CASE WHEN $2 THEN coalesce(closed_at, now()) END WHERE id = $1", topic_id, closed
    )
    await _record(tx, viewer, "topic.closed" if closed else "topic.reopened", "topic", topic_id)


async def create_agency(
    tx: Transaction, viewer: Viewer, *, name: str, description: str = "", short_name: str = ""
) -> AgencyView:
    """Make an agency.

    Raises:
        Forbidden: the viewer is no administrator.
        Taken: there is one of this name.
        Invalid: no name, or too long a text.
    """
    demand(viewer, Act.administer)
    name, description = _checked(name, description)
    short_name = clean_line(short_name)
    made: int | None = await tx.value(
        """INSERT INTO agency (slug, name, short_name, description) VALUES ($1, $2, $3, $4)
           ON CONFLICT (name) DO NOTHING RETURNING id""",
        slug(short_name or name),
        name,
        short_name,
        description,
    )
    if made is None:
        raise Taken({"name": _TAKEN})
    await _record(tx, viewer, "agency.created", "agency", made)
    return await agency_view(tx, made)


async def describe_agency(
    tx: Transaction, viewer: Viewer, *, agency_id: int, name: str, description: str = "", short_name: str = ""
) -> AgencyView:
    """Change what an agency is called and how it is described.

    Raises:
        Forbidden: the viewer is no administrator.
        NotFound: there is no such agency.
        Taken: there is one of this name.
        Invalid: no name, or too long a text.
    """
    demand(viewer, Act.administer)
    await agency_view(tx, agency_id)
    name, description = _checked(name, description)
    if await tx.value("SELECT true FROM agency WHERE name = $1 AND id <> $2", name, agency_id):
        raise Taken({"name": _TAKEN})
    await tx.execute(
        "UPDATE agency SET slug = $2, name = $3, short_name = $4, description = $5 WHERE id = $1",
        agency_id,
        slug(clean_line(short_name) or name),
        name,
        clean_line(short_name),
        description,
    )
    await _record(tx, viewer, "agency.described", "agency", agency_id)
    return await agency_view(tx, agency_id)


async def close_agency(tx: Transaction, viewer: Viewer, *, agency_id: int, closed: bool = True) -> None:
    """Close an agency to new drafts, or open it again. What it owns stays.

    Raises:
        Forbidden: the viewer is no administrator.
        NotFound: there is no such agency.
    """
    demand(viewer, Act.administer)
    await agency_view(tx, agency_id)
    await tx.execute(
        "UPDATE agency SET closed_at = CASE WHEN $2 THEN coalesce(closed_at, now()) END WHERE id = $1",
        agency_id,
        closed,
    )
    await _record(tx, viewer, "agency.closed" if closed else "agency.reopened", "agency", agency_id)


def _tags(typed: str) -> list[str]:
    """Tags in their order, each once, in lower case."""
    found = dict.fromkeys(clean_line(tag).casefold() for tag in typed.split(","))
    tags = [tag for tag in found if tag]
    if len(tags) > MOST_TAGS or any(len(tag) > LONGEST_TAG for tag in tags):
        raise Invalid({"tags": N_("At most 8 tags of at most 30 characters.")})
    return tags


def _checked(name: str, description: str) -> tuple[str, str]:
    name, description = clean_line(name), clean_text(description)
    if not name:
        raise Invalid({"name": _NO_NAME})
    if len(name) > LONGEST_NAME:
        raise Invalid({"name": _LONG}, limit=LONGEST_NAME)
    if len(description) > LONGEST_DESCRIPTION:
        raise Invalid({"description": _LONG}, limit=LONGEST_DESCRIPTION)
    return name, description


async def _record(tx: Transaction, viewer: Viewer, act: str, kind: Literal["topic", "agency"], subject_id: int) -> None:
    await write_record(tx, act, actor_id=viewer.account_id, subject=(kind, subject_id))
    tx.changed("home", "drafts", "topics", *([f"topic:{subject_id}"] if kind == "topic" else []))
