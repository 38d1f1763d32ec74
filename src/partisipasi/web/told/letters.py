"""Mails about what happened: title and link of each thing, nobody's words; and the mail that begins a subscription."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from partisipasi.kit.database import Transaction
from partisipasi.kit.i18n import LANGUAGES, N_, Language, gettext, language, speaking
from partisipasi.kit.mail import Letter, post_letter
from partisipasi.notifications.digests import MOST_LINES, Digest
from partisipasi.notifications.queries import Told
from partisipasi.notifications.subscribing import Subscription
from partisipasi.site.context import Site
from partisipasi.site.letters import write_letter
from partisipasi.web.told.stopping import stop_of_account, stop_of_subscriptions
from partisipasi.web.told.words import line_of


class Item(msgspec.Struct, frozen=True):
    """One line of a mail: what happened, and the path where it is read."""

    line: str
    path: str


class Group(msgspec.Struct, frozen=True):
    """What happened to one draft, or in the forum. `language` is the title's."""

    title: str
    items: tuple[Item, ...]
    language: str = "id"


async def write_digest(site: Site, digest: Digest) -> Letter:
    """The mail with everything that one person is told, in their language."""
    city = await site.current_city()
    spoken: Language = "en" if digest.language == "en" else LANGUAGES[0]
    shown = digest.told[:MOST_LINES]
    with speaking(spoken, city.zone_info):
        groups = groups_of(shown)
    prefix = "/en" if spoken == "en" else ""
    if digest.account_id is not None:
        stop = stop_of_account(site.settings, digest.account_id, digest.families)
    else:
        stop = stop_of_subscriptions(site.settings, digest.subscriptions)
    return write_letter(
        site.settings,
        city,
        to=digest.address,
        name="digest",
        language=spoken,
        unsubscribe=f"{site.settings.base_url}{prefix}{stop}",
        groups=groups,
        total=len(digest.told),
        left=len(digest.told) - len(shown),
        daily=digest.daily,
        account=digest.account_id is not None,
    )


def groups_of(told: Sequence[Told]) -> list[Group]:
    """What happened, by draft; what belongs to none comes last. In the language spoken."""
    found: dict[int | None, list[Told]] = {}
    for one in told:
        found.setdefault(one.draft_id, []).append(one)
    return [_group(lines) for lines in found.values()]


def _group(told: Sequence[Told]) -> Group:
    items = tuple(Item(line_of(one), one.path) for one in told)
    title = told[0].draft_title
    return Group(title, items) if title else Group(gettext(N_("In the forum, and to you")), items, language())


async def post_subscription(tx: Transaction, site: Site, asked: Subscription, path: str) -> None:
    """Post the mail whose button begins a subscription. It is the same whether the address gets mail already or not."""
    letter = write_letter(
        site.settings,
        site.city,
        to=asked.address,
        name="subscription",
        language=asked.language,
        draft=asked.draft_title,
        path=path,
    )
    await post_letter(tx, site.settings, letter)
