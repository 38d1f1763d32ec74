"""Topics and agencies."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar.di import NamedDependency
from litestar.params import JSONBody

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.api.addresses import address
from partisipasi.api.routes import Req, make, read
from partisipasi.api.shapes import SAYS_SOMETHING, Cursor, Id, Limit, Listed, sliced
from partisipasi.kit.database import Transaction
from partisipasi.topics.actions import LONGEST_DESCRIPTION, LONGEST_NAME, create_agency, create_topic
from partisipasi.topics.queries import agencies_list, topics_list


class NewPlace(msgspec.Struct, frozen=True):
    """A topic or an agency to make."""

    name: Annotated[str, msgspec.Meta(max_length=LONGEST_NAME, pattern=SAYS_SOMETHING)]
    description: Annotated[str, msgspec.Meta(max_length=LONGEST_DESCRIPTION)] | None = None


class Made(msgspec.Struct, frozen=True):
    """What was made."""

    id: Id
    slug: Annotated[str, msgspec.Meta(description="Readable part of its address.")]


class Topic(msgspec.Struct, frozen=True):
    """An area of policy."""

    id: Id
    slug: str
    name: str
    description: str
    url: str


class Agency(msgspec.Struct, frozen=True):
    """A body that owns drafts or services."""

    id: Id
    slug: str
    name: str
    short_name: str
    description: str


@read("/topics")
async def topics(
    request: Req, tx: NamedDependency[Transaction], cursor: Cursor = None, limit: Limit = 100
) -> Listed[Topic]:
    """The topics in use, in their order."""
    rows = [
        Topic(one.id, one.slug, one.name, one.description, address(request, one.path)) for one in await topics_list(tx)
    ]
    return sliced(rows, cursor, limit)


@read("/agencies")
async def agencies(tx: NamedDependency[Transaction], cursor: Cursor = None, limit: Limit = 100) -> Listed[Agency]:
    """The agencies, by name."""
    rows = [Agency(one.id, one.slug, one.name, one.short_name, one.description) for one in await agencies_list(tx)]
    return sliced(rows, cursor, limit)


@make("/topics", right=Act.administer)
async def post_topic(
    tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], data: JSONBody[NewPlace]
) -> Made:
    """Make a topic. Administrators do this."""
    made = await create_topic(tx, viewer, name=data.name, description=data.description or "")
    return Made(made.id, made.slug)


@make("/agencies", right=Act.administer)
async def post_agency(
    tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], data: JSONBody[NewPlace]
) -> Made:
    """Make an agency. Administrators do this."""
    made = await create_agency(tx, viewer, name=data.name, description=data.description or "")
    return Made(made.id, made.slug)
