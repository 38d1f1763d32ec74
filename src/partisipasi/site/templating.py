"""Templates: one Jinja environment, escaping always on, gettext in the language of the running request."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from partisipasi.kit import i18n, text
from partisipasi.settings import ROOT


@cache
def environment() -> Environment:
    """The one environment of pages and mails."""
    made = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        # Everything but the text part of mails.
        autoescape=select_autoescape(disabled_extensions=("txt",), default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_callables(  # type: ignore[attr-defined]
        lambda message: i18n.catalogue(i18n.language()).gettext(message),
        lambda singular, plural, count: i18n.catalogue(i18n.language()).ngettext(singular, plural, count),
        newstyle=True,
    )
    made.globals.update(
        number=i18n.number,
        percent=i18n.percent,
        href=i18n.href,
        when=i18n.when,
        when_short=i18n.day,
        day=i18n.day,
        day_short=i18n.day_short,
        days_until=i18n.days_until,
        language_name=i18n.language_name,
        shorten=text.shorten,
    )
    made.filters.update(trusted=Markup, say=i18n.gettext, shorten=text.shorten)
    return made


def render_template(name: str, context: Mapping[str, Any], *, block: str | None = None) -> str:
    """A template, or one named block of it: the part that htmx puts into the page.

    Args:
        name: path below templates/.
        context: view structs and plain values.
        block: the block to render alone.
    """
    template = environment().get_template(name)
    if block is None:
        return template.render(context)
    made = template.new_context(dict(context))
    return environment().concat(template.blocks[block](made))
