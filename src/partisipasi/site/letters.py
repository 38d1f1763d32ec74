"""Mails written from templates, in their reader's language: templates/mail/NAME.html and NAME.txt."""

from __future__ import annotations

import re
import textwrap
from typing import Any

from partisipasi.city.accent import accent_properties
from partisipasi.city.queries import CityView
from partisipasi.kit.i18n import LANGUAGES, Language, speaking
from partisipasi.kit.mail import Letter
from partisipasi.settings import Settings
from partisipasi.site.templating import environment, render_template

#: Letters in a line of the text part.
_WIDTH = 72
_GAPS = re.compile(r"\n{3,}")


def laid_out(text: str) -> str:
    """The text part as it is read: lines that fit a window, no address broken, one empty line between paragraphs."""
    lines: list[str] = []
    for line in text.split("\n"):
        plain = line.rstrip()
        if len(plain) <= _WIDTH or "://" in plain:
            lines.append(plain)
            continue
        lead = " " * (len(plain) - len(plain.lstrip(" -")))
        lines += textwrap.wrap(plain, _WIDTH, subsequent_indent=lead, break_long_words=False, break_on_hyphens=False)
    return _GAPS.sub("\n\n", "\n".join(lines)).strip("\n") + "\n"


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
        context: what the templates show. They also have city, lang, site_url (in the reader's language), accent,
            accent_dark, on_accent_dark, url (a path of this site as an absolute address in the reader's language).
    """
    spoken: Language = "en" if language == "en" else LANGUAGES[0]
    prefix = "/en" if spoken == "en" else ""
    shades = accent_properties(city.accent)
    frame: dict[str, object] = {
        "city": city,
        "lang": spoken,
        "site_url": settings.base_url + prefix,
        "accent": shades["--city-accent"],
        "accent_dark": shades["--city-accent-dark"],
        "on_accent_dark": shades["--city-on-accent-dark"],
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
            text=laid_out(template.render(frame)),
            html=render_template(f"mail/{name}.html", frame),
            unsubscribe=unsubscribe,
            about_account=about_account,
        )
