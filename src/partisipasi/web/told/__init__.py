"""Being told: what one follows, what happened there, and by which way one hears of it."""

from __future__ import annotations

from typing import Any

from partisipasi.web.told import follow

ROUTES: list[Any] = [
    follow.follow_page,
    follow.set_follow,
    follow.followed_page,
]
