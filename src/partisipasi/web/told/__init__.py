"""Being told: what one follows, what happened there, and by which way one hears of it."""

from __future__ import annotations

from typing import Any

from partisipasi.web.told import calendars, choices, feeds, follow, inbox, stopping, subscribing

ROUTES: list[Any] = [
    follow.follow_page,
    follow.set_follow,
    follow.followed_page,
    inbox.inbox_page,
    inbox.open_one,
    inbox.mark_one,
    inbox.mark_all,
    choices.choices_page,
    choices.save_choices,
    stopping.stop_page,
    stopping.stop_now,
    subscribing.subscribe,
    subscribing.begin_page,
    subscribing.begin,
    *feeds.ROUTES,
    *calendars.ROUTES,
]
