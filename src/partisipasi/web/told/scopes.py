"""What a feed or a calendar is about: the whole city, a topic, a draft."""

from __future__ import annotations

import msgspec

from partisipasi.kit.database import Transaction
from partisipasi.kit.i18n import N_, gettext
from partisipasi.settings import Settings
from partisipasi.topics.queries import topic_view
from partisipasi.web.addresses import number_of
from partisipasi.web.drafts.addresses import public_draft


class Scope(msgspec.Struct, frozen=True, kw_only=True):
    """What is told of: `path` of its page, without language; `title` where it has one; tags of what it shows."""

    path: str
    title: str = ""
    draft_id: int | None = None
    topic_id: int | None = None
    tags: tuple[str, ...] = ()

    def named(self, line: str) -> str:
        """A title that begins with what it is: "Closing dates: …"."""
        return f"{line}: {self.title}" if self.title else line


def of_city() -> Scope:
    """All drafts."""
    return Scope(path="/", tags=("drafts",))


async def of_topic(tx: Transaction, place: str) -> Scope:
    """The drafts and discussions of a topic.

    Raises:
        NotFound: there is none at this address.
    """
    topic = await topic_view(tx, number_of(place))
    return Scope(path=topic.path, title=topic.title, topic_id=topic.id, tags=(f"topic:{topic.id}", "topics", "drafts"))


async def of_draft(tx: Transaction, place: str) -> Scope:
    """One draft.

    Raises:
        NotFound: there is none that is public at this address.
    """
    draft = await public_draft(tx, place)
    return Scope(path=draft.path, title=draft.title, draft_id=draft.id, tags=(f"draft:{draft.id}",))


def lasting(settings: Settings, name: str) -> str:
    """A name for good (RFC 4151) of something of this site, whatever its address becomes."""
    host = settings.host.partition(":")[0]
    return f"tag:{host},2026:{name}"


def of_partisipasi(short_name: str) -> str:
    """What the site is called."""
    return gettext(N_("Partisipasi %(city)s"), city=short_name)
