"""Contributions as HTML, ready to be put into a page.

What a contribution looks like is rendered once and kept in the process, under everything it was
made from: a changed, hidden or erased contribution is another entry, so nothing stale can be shown and nothing needs
dropping. Counters are not part of it, and a guest's, a supporter's and any other viewer's button are three entries.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from markupsafe import Markup

from partisipasi.accounts.rights import Viewer
from partisipasi.discussions.attaching import AttachmentView, unpacked
from partisipasi.discussions.mentions import names_of
from partisipasi.discussions.naming import with_links
from partisipasi.discussions.orders import Order, in_order
from partisipasi.discussions.queries import REPLIES, Entry
from partisipasi.discussions.quoting import Quoted
from partisipasi.drafts.redline import redline
from partisipasi.kit.i18n import N_, gettext, href, language, number, zone
from partisipasi.moderation.rules import rule_in_words
from partisipasi.site.templating import environment
from partisipasi.web.talk.happenings import Line
from partisipasi.web.talk.orders import beginning_with

#: Fragments kept: some four kilobytes each.
MOST_KEPT = 4000
#: Stands where the number of supports comes; no text holds it, as control signs are taken out of all of them.
_GAP = "\x01"

_kept: OrderedDict[tuple[object, ...], Parts] = OrderedDict()


class Setting(msgspec.Struct, frozen=True):
    """What of the page a contribution's fragment depends on.

    Attributes:
        open: whether one can reply now.
        version: the version the page shows; contributions on another one say so.
        draft: path of the draft, for links to versions; empty in a forum.
        places: whether the viewer may make input of a team's work out of what is said in a forum.
    """

    open: bool = True
    version: int | None = None
    draft: str = ""
    places: bool = False


class Parts(msgspec.Struct, frozen=True):
    """HTML of a contribution before and after the number of supports, and what stands around its replies."""

    before: str
    after: str
    opens: str
    closes: str


class Post(msgspec.Struct):
    """A contribution in a page: its HTML around the number of supports, and its replies.

    Attributes:
        best, answers: its score and how many replies it has, be they on the page or not.
        folded: how many of them are not.
    """

    id: int
    receipt: str
    parts: Parts
    live: bool
    supports: int
    depth: int
    at: datetime
    best: int = 0
    answers: int = 0
    folded: int = 0
    replies: list[Post] = []


class _Said(msgspec.Struct, frozen=True):
    """What the contribution macro shows."""

    receipt: str
    href: str
    author: str
    badge: str | None
    at: datetime
    edited_href: str | None
    kind: str
    stance: str
    stage: str
    state: str
    html: Markup
    lang: str | None
    quote: str | None
    quoted: tuple[str, str, str] | None
    redline: list[tuple[str, str]] | None
    clause_label: str
    clause_href: str
    channel: str
    in_reply_to: tuple[str, str] | None
    additions: list[tuple[datetime, Markup]]
    files: list[AttachmentView]
    hidden_rule: str | None
    hidden_href: str


def build_posts(
    entries: Sequence[Entry], setting: Setting, viewer: Viewer, *, order: Order = "oldest", read: int | None = None
) -> list[Post]:
    """The roots of a page, as an order has them, with their replies, two levels deep; entries come by their ids.

    Args:
        read: id up to which the viewer has read; later ones of others are marked. None marks none.
    """
    by_id: dict[int, Post] = {}
    roots: list[Post] = []
    for entry in entries:
        post = by_id[entry.id] = make_post(entry, setting, viewer, read=read)
        if entry.depth == 0:
            roots.append(post)
            continue
        above = by_id.get(entry.parent_id or 0)
        if above is None or above.depth >= 2:
            above = by_id.get(entry.root_id or 0)
        if above is not None:
            above.replies.append(post)
    for root in roots:
        shown = sum(1 + len(reply.replies) for reply in root.replies)
        # Stubs are shown but not counted, so the rest is worth a link only where the page was really cut.
        root.folded = max(root.answers - shown, 0) if shown >= REPLIES else 0
    return in_order(order, roots)


def make_post(entry: Entry, setting: Setting, viewer: Viewer, *, read: int | None = None) -> Post:
    """One contribution."""
    return Post(
        id=entry.id,
        receipt=entry.receipt,
        parts=_parts(entry, setting, viewer, fresh=read is not None and entry.id > read and not entry.own),
        at=entry.at,
        live=entry.state == "published",
        supports=entry.supports,
        depth=entry.depth,
        best=entry.best,
        answers=entry.replies,
    )


def html_of(posts: Sequence[Post], path: str, *, order: Order = "oldest", lines: Sequence[Line] = ()) -> Markup:
    """Posts and their replies as HTML.

    Args:
        path: of the page, without language, for links to replies that it does not show.
        lines: what happened to the thread in the time of the page, earliest first.
    """
    pieces: list[str] = []
    waiting = list(lines if order == "oldest" else reversed(lines))
    for post in posts:
        while waiting and (waiting[0].at < post.at) == (order == "oldest"):
            pieces.append(str(_macros().happened(waiting.pop(0))))
        _write(pieces, [post], href(path), order)
    pieces += (str(_macros().happened(line)) for line in waiting)
    return Markup("".join(pieces))  # noqa: S704 - every piece comes out of an autoescaping template


def _write(pieces: list[str], posts: Sequence[Post], path: str, order: Order) -> None:
    for post in posts:
        pieces.append(post.parts.before)
        if post.live:
            pieces += str(post.supports) if post.supports < 1000 else number(post.supports), post.parts.after
        if post.replies:
            pieces.append(post.parts.opens)
            _write(pieces, post.replies, path, order)
            if post.folded:
                link = f"{path}?{beginning_with(order, post)}&urai={post.id}#m-{post.receipt}"
                pieces.append(str(_macros().folded(post.folded, post.receipt, link)))
            pieces.append(post.parts.closes)


def author_of(name: str | None, number: int | None) -> str:
    """The public name: the chosen one, "Warga" and a number, or what is left after erasure."""
    if name:
        return name
    return gettext(N_("Resident %(number)s"), number=number) if number else gettext(N_("A resident"))


def words_of_change(base: str | None, proposed: str | None) -> list[tuple[str, str]] | None:
    """Other words for a clause against its own, as the redline macro shows them."""
    if base is None or proposed is None:
        return None
    return [(segment.op, segment.text) for segment in redline(base, proposed)]


def _parts(entry: Entry, setting: Setting, viewer: Viewer, *, fresh: bool) -> Parts:
    who = "guest"
    if viewer.signed_in:
        who = "own" if entry.own else "on" if entry.supported else "off"
    # The last five fields are counters and the viewer's own.
    key = (language(), zone().key, who, fresh, setting, *msgspec.structs.astuple(entry)[:-5])
    found = _kept.get(key)
    if found is None:
        found = _kept[key] = _render(entry, setting, who, fresh=fresh)
        if len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    else:
        _kept.move_to_end(key)
    return found


def _render(entry: Entry, setting: Setting, who: str, *, fresh: bool) -> Parts:
    html = str(_macros().article(_said(entry, setting), entry.depth, setting, who, _GAP, fresh))
    before, _, after = html.partition(_GAP)
    opens, _, closes = str(_macros().group(entry.receipt, _GAP)).partition(_GAP)
    return Parts(before, after, opens, closes)


def _macros() -> Any:
    return environment().get_template("talk/_article.html").module


def _said(entry: Entry, setting: Setting) -> _Said:
    named = _named(entry.mentions_json)
    other = entry.version_number is not None and entry.version_number != setting.version and entry.depth == 0
    return _Said(
        receipt=entry.receipt,
        href=href(f"/jejak/{entry.receipt}"),
        author=author_of(entry.name, entry.number),
        badge=_badge(entry),
        at=entry.at,
        edited_href=href(f"/masukan/{entry.receipt}/riwayat") if entry.edited else None,
        kind=entry.kind,
        stance=entry.stance,
        stage=entry.stage if entry.kind != "official" else "",
        state=entry.state,
        html=Markup(with_links(entry.html, named)),  # noqa: S704 - sanitised when it was written
        lang=entry.language if entry.language != language() else None,
        quote=entry.quote or None,
        quoted=quoted_of(entry.quoted_json),
        redline=words_of_change(entry.base_text, entry.proposed),
        clause_label=gettext(N_("Version %(number)s"), number=entry.version_number) if other else "",
        clause_href=href(f"{setting.draft}/versi/{entry.version_number}") if other else "",
        channel=entry.channel,
        in_reply_to=(entry.answered_name or entry.answered_receipt, f"#m-{entry.answered_receipt}")
        if entry.answered_receipt
        else None,
        additions=_additions(entry.additions_json, named),
        files=unpacked(entry.files_json),
        hidden_rule=rule_in_words(entry.hidden_rule),
        hidden_href=href(f"/moderasi/keputusan/{entry.receipt}"),
    )


def quoted_of(packed: str | None) -> tuple[str, str, str] | None:
    """What a contribution quotes (`QUOTED_JSON`): whose words, the address where they stand, and the words.

    Three times nothing where they are gone, None where nothing is quoted.
    """
    if not packed:
        return None
    found = msgspec.json.decode(packed, type=Quoted)
    if not found.exact:
        return "", "", ""
    return author_of(found.name, found.number), href(f"/masukan/{found.receipt}/di"), found.exact


def quoted_elsewhere(entries: Sequence[Entry]) -> list[str]:
    """Tags of what some contributions quote from other threads, whose changes do not touch this one's pages."""
    found = [msgspec.json.decode(one.quoted_json, type=Quoted) for one in entries if one.quoted_json]
    return [f"contribution:{one.source_id}" for one in found if one.elsewhere]


def _badge(entry: Entry) -> str | None:
    if entry.speaks_for is None:
        return None
    if entry.kind == "official":
        return gettext(N_("Policy team, %(agency)s"), agency=entry.speaks_for)
    return gettext(N_("for %(name)s"), name=entry.speaks_for)


def _additions(packed: str | None, named: Mapping[str, str]) -> list[tuple[datetime, Markup]]:
    if not packed:
        return []
    rows = msgspec.json.decode(packed, type=list[tuple[datetime, str]])
    return [(at, Markup(with_links(html, named))) for at, html in rows]  # noqa: S704 - sanitised when it was written


def _named(packed: str | None) -> dict[str, str]:
    """Names of the people mentioned, each with the address of the words they are meant by; the first one counts."""
    found: dict[str, str] = {}
    if packed:
        people = msgspec.json.decode(packed, type=list[tuple[str, str | None, int | None, str | None]])
        for receipt, name_shown, counted, office in people:
            for name in names_of(name_shown, counted, office):
                found.setdefault(name, href(f"/masukan/{receipt}/di"))
    return found
