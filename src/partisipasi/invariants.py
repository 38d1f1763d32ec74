"""What the data keeps at every moment, of every room: checked by `verify`, by the tests, and after a restore."""

from __future__ import annotations

from partisipasi.discussions import invariants as discussions
from partisipasi.drafts import invariants as drafts
from partisipasi.feedback import invariants as feedback
from partisipasi.kit.invariants import Invariant
from partisipasi.moderation import invariants as moderation
from partisipasi.musyawarah import invariants as musyawarah
from partisipasi.service import invariants as service

INVARIANTS: tuple[Invariant, ...] = (
    *drafts.INVARIANTS,
    *discussions.INVARIANTS,
    *moderation.INVARIANTS,
    *musyawarah.INVARIANTS,
    *service.INVARIANTS,
    *feedback.INVARIANTS,
)
