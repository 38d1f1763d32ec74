"""Coming in, and one's own account: /masuk, /daftar, /tautan, /akun."""

from __future__ import annotations

from typing import Any

from partisipasi.web.account import (
    erasers,
    link_deeds,
    links,
    privacy,
    profile,
    register,
    sessions,
    sign_in,
    verification,
)
from partisipasi.web.account.deeds import DEEDS
from partisipasi.web.account.privacy import ERASERS

ERASERS += [erasers.erase_talk, erasers.erase_notifications, erasers.erase_duties]
DEEDS["sign_in"] = link_deeds.SIGN_IN
DEEDS["set_password"] = link_deeds.SET_PASSWORD
DEEDS["change_address"] = link_deeds.CHANGE_ADDRESS

ROUTES: list[Any] = [
    sign_in.sign_in_page,
    sign_in.sign_in,
    sign_in.digits_page,
    sign_in.use_digits,
    sign_in.sign_out,
    register.register_page,
    register.register,
    links.link_page,
    links.use_link,
    profile.overview,
    profile.choose_language,
    profile.name_page,
    profile.rename,
    profile.password_page,
    profile.change_password,
    profile.address_page,
    profile.ask_address,
    sessions.sessions_page,
    sessions.end_one,
    sessions.end_everywhere,
    sessions.tokens_page,
    sessions.new_token,
    sessions.end_token,
    *verification.ROUTES,
    privacy.data_page,
    privacy.download,
    privacy.erase_page,
    privacy.erase_sure_page,
    privacy.erase,
]
