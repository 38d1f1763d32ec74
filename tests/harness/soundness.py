"""What must be true of every page, as functions from an answer to the list of what is wrong with it."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from itertools import pairwise

import brotli
import httpx
import polib
from selectolax.lexbor import LexborHTMLParser as HTMLParser
from selectolax.lexbor import LexborNode as Node

from harness.scene import ORIGIN
from partisipasi.settings import ROOT

#: Kilobytes of compressed HTML by the beginning of the pattern: budgets of the field's best, by kind of page.
_WEIGHTS: tuple[tuple[str, int], ...] = (
    ("/rancangan/{place}/versi/{version}/{key}", 25),
    ("/rancangan/{place}/versi", 45),
    ("/rancangan/{place}/bandingkan", 50),
    ("/rancangan/{place}", 25),
    ("/rancangan", 12),
    ("/topik", 12),
    ("/forum", 12),
    ("/ruang-kerja", 40),
    ("/moderasi", 40),
    ("/admin", 40),
    ("/gaya", 40),
    ("/diskusi", 25),
    ("/hasil", 25),
    ("/cari", 25),
    ("/", 14),
)
ERROR_WEIGHT = 6
QUERIES = {False: 8, True: 12}
_LEFTOVER = re.compile(r"%\(\w+\)[sd]|\{\{|\{%|\bUndefined\b|<built-in|object at 0x")
_UNNAMED = "a[href], button, input:not([type=hidden]), select, textarea"
_COOKIES = {"sesi", "kabar", "slip"}


def weight_of(pattern: str) -> int:
    """The budget of a page, in kilobytes."""
    return next(kilobytes for beginning, kilobytes in _WEIGHTS if pattern.startswith(beginning))


def _is_picture(answer: httpx.Response) -> bool:
    return answer.headers.get("content-type", "").startswith("image/")


def wrong_headers(answer: httpx.Response, *, signed_in: bool, assets: tuple[str, str]) -> list[str]:
    """Headers that are missing, loose or tell too much. `assets` are the addresses of script and style."""
    script, style = assets
    wanted = {
        "content-security-policy": (
            f"default-src 'none'; script-src {ORIGIN}{script}; style-src {ORIGIN}{style}; img-src 'self'; "
            "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        ),
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    }
    if answer.headers.get("content-disposition", "").startswith("attachment") or _is_picture(answer):
        # A file to take away, and a picture opened by its address, load nothing at all.
        wanted["content-security-policy"] = "default-src 'none'; sandbox"
    if answer.headers.get("x-robots-tag"):
        # What only the holder of a link may read tells no page at all where it was.
        wanted["referrer-policy"] = "no-referrer"
    wrong = [
        f"{name}: {answer.headers.get(name)}" for name, value in wanted.items() if answer.headers.get(name) != value
    ]
    cache_control = answer.headers.get("cache-control", "")
    if signed_in and cache_control != "no-store":
        wrong.append(f"somebody's own page may be kept: {cache_control}")
    if not signed_in and cache_control not in {"no-store", "public, no-cache"}:
        wrong.append(f"cache-control: {cache_control}")
    if "public" in cache_control and "set-cookie" in answer.headers:
        wrong.append("a public page sets a cookie")
    if not {"cookie", "hx-request", "accept-encoding"} <= {part.strip() for part in answer.headers["vary"].split(",")}:
        wrong.append(f"vary: {answer.headers['vary']}")
    wrong += [f"{name} tells too much" for name in ("server", "x-powered-by") if name in answer.headers]
    return wrong + [problem for cookie in answer.headers.get_list("set-cookie") for problem in wrong_cookie(cookie)]


def wrong_cookie(cookie: str, *, https: bool = False) -> list[str]:
    """What is loose about a Set-Cookie header."""
    name = cookie.partition("=")[0]
    said = {part.strip().lower() for part in cookie.split(";")[1:]}
    wanted = {"httponly", "samesite=lax", "path=/"} | ({"secure"} if https else set())
    wrong = [f"cookie {name} without {part}" for part in sorted(wanted - said)]
    if name.removeprefix("__Host-") not in _COOKIES or https != name.startswith("__Host-"):
        wrong.append(f"a cookie nobody knows: {name}")
    return wrong


def too_heavy(answer: httpx.Response, kilobytes: int) -> list[str]:
    """Whether the compressed page is over its budget."""
    size = len(brotli.compress(answer.content, quality=5)) / 1024
    return [f"{size:.1f} KB of {kilobytes} KB"] if size > kilobytes else []


def too_many_queries(answer: httpx.Response, *, signed_in: bool) -> list[str]:
    """Whether the page asks the database too often."""
    found = re.search(r'db;desc="(\d+)"', answer.headers.get("server-timing", ""))
    queries = int(found[1]) if found else 0
    return [f"{queries} queries of {QUERIES[signed_in]}"] if queries > QUERIES[signed_in] else []


def unsound(answer: httpx.Response, language: str) -> list[str]:
    """What is wrong with a page's HTML."""
    page = HTMLParser(answer.text)
    html = page.css_first("html")
    wrong = [] if html.attributes.get("lang") == language else [f"lang is {html.attributes.get('lang')}"]
    title = _words(page.css_first("title"))
    if len(title.split("–")[0].strip()) < 3:
        wrong.append(f"title is {title!r}")
    if len(page.css("h1")) != 1:
        wrong.append(f"{len(page.css('h1'))} h1")
    levels = [int(node.tag[1]) for node in page.css("h1, h2, h3, h4, h5, h6")]
    wrong += [f"h{after} follows h{before}" for before, after in pairwise(levels) if after - before > 1]
    wrong += _identities(page) + _names(page) + _forms(page)
    wrong += [f"left over: {found[0]!r}" for found in _LEFTOVER.finditer(_visible(page))]
    if len(page.css("[aria-live]")) != 1 or page.css("[role=status]:not([aria-live])"):
        wrong.append("there must be one live region")
    return wrong


def untranslated(answer: httpx.Response) -> list[str]:
    """Pieces of an Indonesian page that are msgids as they stand, though Indonesian has other words for them."""
    page = HTMLParser(answer.text)
    foreign = _english()
    texts = {" ".join(node.text(deep=False).split()) for node in page.css("body *") if node.tag not in _OF_PEOPLE}
    return [f"not translated: {text!r}" for text in sorted(texts & foreign)]


def inner_links(answer: httpx.Response) -> set[str]:
    """Addresses on this site that a page links to, without fragments; the language switch is among them."""
    page = HTMLParser(answer.text)
    found = {(node.attributes.get("href") or "").partition("#")[0] for node in page.css("a[href], link[href]")}
    return {link for link in found if link.startswith("/") and not link.startswith("/static/")}


_OF_PEOPLE = {"script", "style", "ins", "del", "q", "blockquote", "option", "textarea"}


def _identities(page: HTMLParser) -> list[str]:
    ids = Counter(node.attributes.get("id") for node in page.css("[id]"))
    wrong = [f"id {name!r} stands {times} times" for name, times in ids.items() if times > 1]
    for attribute in ("aria-labelledby", "aria-describedby", "for", "aria-controls"):
        for node in page.css(f"[{attribute}]"):
            wrong += [f"{attribute} {name!r} leads nowhere" for name in _parts(node, attribute) if name not in ids]
    for node in page.css('a[href^="#"]'):
        target = (node.attributes.get("href") or "")[1:]
        wrong += [f"#{target} leads nowhere"] if target not in ids else []
    return wrong


def _names(page: HTMLParser) -> list[str]:
    """Links and controls without a name, and different addresses under one name."""
    labelled = {node.attributes.get("for") for node in page.css("label[for]")}
    wrong, targets = [], dict[str, set[str]]()
    for node in page.css(_UNNAMED):
        name = _name(page, node, labelled)
        if not name:
            wrong.append(f"no name: {node.html[:100] if node.html else node.tag}")
        if node.tag == "a":
            targets.setdefault(name, set()).add((node.attributes.get("href") or "").partition("#")[0])
    return wrong + [f"{len(where)} addresses are called {name!r}" for name, where in targets.items() if len(where) > 3]


def _name(page: HTMLParser, node: Node, labelled: set[str | None]) -> str:
    by = [_words(page.css_first(f'[id="{part}"]')) for part in _parts(node, "aria-labelledby")]
    name = node.attributes.get("aria-label") or " ".join(by) or _words(node) or node.attributes.get("value") or ""
    if node.tag in {"input", "select", "textarea"}:
        around = node.parent
        while around is not None and around.tag not in {"label", "form"}:
            around = around.parent
        inside = around is not None and around.tag == "label"
        return name or ("label" if inside or node.attributes.get("id") in labelled else "")
    return name or (node.css_first("img[alt]") is not None and node.css_first("img").attributes.get("alt")) or ""


def _forms(page: HTMLParser) -> list[str]:
    """Forms that would lose text or ask wrongly."""
    wrong = [f"form to {form.attributes.get('action')!r}" for form in page.css("form") if not _lands_here(form)]
    for field in page.css("input[type=password], input[type=email]"):
        if not field.attributes.get("autocomplete"):
            wrong.append(f"{field.attributes.get('name')} without autocomplete")
    return wrong


def _lands_here(form: Node) -> bool:
    action = form.attributes.get("action")
    return action is None or action.startswith("#") or (action.startswith("/") and not action.startswith("//"))


def _parts(node: Node, attribute: str) -> list[str]:
    return (node.attributes.get(attribute) or "").split()


def _words(node: Node | None) -> str:
    return " ".join(node.text(separator=" ").split()) if node is not None else ""


def _visible(page: HTMLParser) -> str:
    texts = [node.text(deep=False) for node in page.css("body *") if node.tag not in _OF_PEOPLE]
    return " ".join([*texts, _words(page.css_first("title"))])


@cache
def _english() -> frozenset[str]:
    """Msgids of several words that Indonesian says otherwise."""
    catalogue = polib.pofile(str(ROOT / "locales" / "id" / "LC_MESSAGES" / "messages.po"))
    return frozenset(
        " ".join(entry.msgid.split())
        for entry in catalogue
        if entry.msgstr != entry.msgid and len(entry.msgid.split()) > 1 and "%(" not in entry.msgid
    )
