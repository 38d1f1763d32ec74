"""Mails written from templates, in their reader's language: templates/mail/NAME.html and NAME.txt."""

from __future__ import annotations

from typing import Any

from partisipasi.city.accent import accent_properties
from partisipasi.city.queries import CityView
from partisipasi.kit.i18n import LANGUAGES, Language, speaking
from partisipasi.kit.mail import Letter
from partisipasi.settings import Settings
from partisipasi.site.templating import environment, render_template


def write_letter(
    settings: Settings,
    city: CityView,
    *,
    to: str,
    name: str,
    language: str,
    unsubscribe: str | None = None,
    about_account: int | None = None,
    **context: Any,
) -> Letter:
    """Write a mail; `kit.mail.post_letter` makes it due.

    Args:
        name: of the two templates.
        language: the reader's; anything unknown is the site's first language.
        unsubscribe: absolute address that stops mails of this kind.
        about_account: see `kit.mail.Letter`.
        context: what the templates show. They also have city, lang, site_url (in the reader's language), accent, url
            (a path of this site as an absolute address in the reader's language).
    """
    spoken: Language = "en" if language == "en" else LANGUAGES[0]
    prefix = "/en" if spoken == "en" else ""
    frame: dict[str, object] = {
        "city": city,
        "lang": spoken,
        "site_url": settings.base_url + prefix,
        "accent": accent_properties(city.accent)["--city-accent"],
        "unsubscribe_url": unsubscribe,
        "url": lambda path: f"{settings.base_url}{prefix}{path}",
        **context,
    }
    with speaking(spoken, city.zone_info):
        template = environment().get_template(f"mail/{name}.txt")
        subject = "".join(template.blocks["subject_line"](template.new_context(dict(frame))))
        return Letter(
            to=to,
            subject=" ".join(subject.split()),
            text=template.render(frame),
            html=render_template(f"mail/{name}.html", frame),
            unsubscribe=unsubscribe,
            about_account=about_account,
        )
