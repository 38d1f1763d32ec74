"""Every table of every room, in one place: importing this module fills the metadata that migrations compare with."""

from partisipasi.accounts import tables as accounts
from partisipasi.city import tables as city
from partisipasi.discussions import import_tables as imports
from partisipasi.discussions import mending_tables as mending
from partisipasi.discussions import tables as discussions
from partisipasi.discussions import writing_tables as writing
from partisipasi.discussions.steering import tables as steering
from partisipasi.drafts import preview_tables as previews
from partisipasi.drafts import tables as drafts
from partisipasi.feedback import tables as feedback
from partisipasi.kit import tables as kit
from partisipasi.moderation import objection_tables as objections
from partisipasi.moderation import tables as moderation
from partisipasi.musyawarah import tables as musyawarah
from partisipasi.notifications import tables as notifications
from partisipasi.record import tables as record
from partisipasi.search import tables as search
from partisipasi.service import tables as service
from partisipasi.topics import tables as topics

__all__ = [
    "accounts", "city", "discussions", "drafts", "feedback", "imports", "kit", "mending", "moderation", "musyawarah",
    "notifications", "objections", "previews", "record", "search", "service", "steering", "topics", "writing",
]  # fmt: skip
