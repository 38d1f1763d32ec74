"""HTML: one module per area of the site. Each names its handlers in ROUTES order here."""

from __future__ import annotations

from typing import Any

from partisipasi.web import (
    account,
    admin,
    answers,
    city_pages,
    drafts,
    health,
    home,
    moderation,
    musyawarah,
    search,
    service,
    talk,
    told,
    topics,
    workbench,
)

ROUTES: list[Any] = [
    home.home,
    *drafts.ROUTES,
    *topics.ROUTES,
    *service.ROUTES,
    *answers.ROUTES,
    city_pages.about,
    city_pages.house_rules,
    city_pages.privacy,
    city_pages.accessibility,
    city_pages.style,
    city_pages.logo,
    city_pages.robots,
    city_pages.security_txt,
    city_pages.change_password,
    search.find,
    *account.ROUTES,
    *moderation.ROUTES,
    *admin.ROUTES,
    *musyawarah.ROUTES,
    *talk.ROUTES,
    *told.ROUTES,
    *workbench.ROUTES,
    health.alive,
    health.ready,
]
