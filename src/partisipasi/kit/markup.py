"""What people write, in Markdown, turned into safe HTML once, when it is written.

Two walls: markdown-it-py passes no HTML through, and nh3 keeps a short list of elements. Images are left out because a
remote picture tells a third party who reads; headings because they would break the page's outline.
"""

from __future__ import annotations

import html as entities
import re

import nh3
from markdown_it import MarkdownIt

#: Stored beside the HTML, so that a change of these rules can find what to render again.
VERSION = 1

_TAGS = {"p", "br", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a", "hr"}
_PAGE_TAGS = _TAGS | {"h2", "h3", "h4", "table", "thead", "tbody", "tr", "th", "td"}
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto"}

_markdown = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("strikethrough")
_markdown.disable(["image", "heading", "lheading", "html_block", "html_inline"])
_page_markdown = MarkdownIt("commonmark", {"html": False}).enable(["strikethrough", "table"])
_page_markdown.disable(["image", "html_block", "html_inline"])
_BLANKS = re.compile(r"\s+")


def render(source: str) -> str:
    """HTML of a contribution. Links carry rel="nofollow ugc noopener noreferrer"."""
    return nh3.clean(
        _markdown.render(source),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="nofollow ugc noopener noreferrer",
    )


def render_page(source: str) -> str:
    """HTML of a page that the city writes itself: the same, with headings and tables, ordinary links."""
    return nh3.clean(
        _page_markdown.render(source),
        tags=_PAGE_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="noopener",
    )


def plain(rendered: str) -> str:
    """The words of rendered HTML on one line, for search, excerpts and mail."""
    spaced = re.sub(r"<(?:/p|/li|br|/blockquote)[^>]*>", " ", rendered)
    return _BLANKS.sub(" ", entities.unescape(nh3.clean(spaced, tags=set()))).strip()
