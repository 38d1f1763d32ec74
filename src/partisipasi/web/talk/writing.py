"""Writing first: the text, then (for guests) a name and an address, then the receipt. Three loads, no script needed.

Nothing of a guest's text is stored before the last step: the second page carries it in the form itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.restrictions import Suspended
from partisipasi.accounts.rights import Act, Viewer
from partisipasi.accounts.throttle import HOUR, MAIL_ADDRESS, Limit
from partisipasi.discussions.attaching import AttachmentView, send_along
from partisipasi.discussions.confirming import contribute_awaiting
from partisipasi.discussions.contributing import STANCE_OF_SIDE, Quote, Words, contribute, prepare
from partisipasi.discussions.places import NewerWording
from partisipasi.discussions.quoting import opening_of
from partisipasi.discussions.saving import SavedView, forget_sent, saved_here
from partisipasi.discussions.screening import LONGEST_QUOTE, MOST_FILES, Sender
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Invalid, TooMany
from partisipasi.kit.i18n import N_, gettext, language
from partisipasi.kit.text import clean_text
from partisipasi.moderation.reporting import refuse_who_reported
from partisipasi.site.client import network_prefix
from partisipasi.site.exchange import exchange_of
from partisipasi.site.forms import Form, blank, read_form
from partisipasi.site.limits import count
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.web.addresses import version_number
from partisipasi.web.talk.asking import MASK, found_in, leave_out
from partisipasi.web.talk.attachments import ATTACH, LARGEST_FORM, files_sent
from partisipasi.web.talk.desks import Desk, back_to, clause_desk, draft_desk, reply_desk, thread_desk
from partisipasi.web.talk.letters import post_confirmation
from partisipasi.web.talk.posts import words_of_change
from partisipasi.web.talk.saving import SAVE, again, keep
from partisipasi.web.talk.slips import to_receipt
from partisipasi.web.talk.stamps import FILLED_IN, TOO_OLD, age_of, is_quick, new_stamp

_LINES = msgspec.Meta(extra={"lines": True})
#: Guests' texts from one network. A whole town hall may sit behind one address; each mailbox has its own, lower limit.
GUESTS = Limit(act="guest contribution", free=300, window=HOUR)
#: Fields that the second page carries along.
_CARRIED = (
    "body", "kind", "stance", "side", "proposed", "delete", "quote_exact", "quote_prefix", "quote_suffix", "version",
    "own", "sure", "stamp", "credit",
)  # fmt: skip


class WriteForm(msgspec.Struct):
    """What is written. `website` is the field that people do not see; `step` says which page was sent."""

    body: Annotated[str, _LINES] = ""
    kind: str = ""
    stance: str = "none"
    side: str = ""
    proposed: Annotated[str, _LINES] = ""
    delete: bool = False
    credit: bool = False
    quote_exact: Annotated[str, _LINES] = ""
    quote_prefix: str = ""
    quote_suffix: str = ""
    version: int | None = None
    own: bool = False
    unnamed: bool = False
    sure: bool = False
    stamp: str = ""
    website: str = ""
    saved_id: int | None = None
    sequence: int = 0
    step: str = "write"
    public_name: str = ""
    email: str = ""


@page("/rancangan/{place:str}/versi/{version:str}/{key:str}/tanggapi")
async def write_on_clause(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    place: FromPath[str],
    version: FromPath[str],
    key: FromPath[str],
) -> Response[bytes]:
    """The form on a clause."""
    return await first_page(request, tx, viewer, await clause_desk(tx, viewer, place, version_number(version), key))


@form("/rancangan/{place:str}/versi/{version:str}/{key:str}/tanggapi", right=Act.contribute, largest=LARGEST_FORM)
async def send_on_clause(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    place: FromPath[str],
    version: FromPath[str],
    key: FromPath[str],
) -> Response[bytes]:
    """Take in what is written on a clause."""
    return await take(request, tx, viewer, await clause_desk(tx, viewer, place, version_number(version), key))


@page("/rancangan/{place:str}/diskusi/tanggapi")
async def write_on_draft(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], place: FromPath[str]
) -> Response[bytes]:
    """The form on a draft as a whole."""
    return await first_page(request, tx, viewer, await draft_desk(tx, viewer, place))


@form("/rancangan/{place:str}/diskusi/tanggapi", right=Act.contribute, largest=LARGEST_FORM)
async def send_on_draft(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], place: FromPath[str]
) -> Response[bytes]:
    """Take in what is written on a draft as a whole."""
    return await take(request, tx, viewer, await draft_desk(tx, viewer, place))


@page("/diskusi/{place:str}/tulis")
async def write_in_thread(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], place: FromPath[str]
) -> Response[bytes]:
    """The form in a thread of the forum; in a musyawarah perhaps on a side."""
    side = request.query_params.get("pihak", "")
    return await first_page(request, tx, viewer, await thread_desk(tx, viewer, place), side=side)


@form("/diskusi/{place:str}/tulis", right=Act.contribute, largest=LARGEST_FORM)
async def send_in_thread(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], place: FromPath[str]
) -> Response[bytes]:
    """Take in what is written in a thread of the forum."""
    return await take(request, tx, viewer, await thread_desk(tx, viewer, place))


@page("/masukan/{receipt:str}/balas")
async def write_reply(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], receipt: FromPath[str]
) -> Response[bytes]:
    """The form for a reply."""
    return await first_page(request, tx, viewer, await reply_desk(tx, viewer, receipt))


@form("/masukan/{receipt:str}/balas", right=Act.contribute, largest=LARGEST_FORM)
async def send_reply(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], receipt: FromPath[str]
) -> Response[bytes]:
    """Take in a reply."""
    return await take(request, tx, viewer, await reply_desk(tx, viewer, receipt))


async def first_page(request: Req, tx: Transaction, viewer: Viewer, desk: Desk, *, side: str = "") -> Response[bytes]:
    """The form of a desk, with nothing written yet, or with what was written and not sent."""
    kept = await saved_here(tx, viewer, desk.action)
    values: dict[str, object] = {
        "proposed": desk.clause_text,
        "version": desk.version_id,
        "stamp": new_stamp(exchange_of(request).site.settings),
        "stance": "none",
        "side": side if side in STANCE_OF_SIDE else "none",
        "own": desk.draft is not None and desk.parent is not None and desk.parent.stage == "answered",
        # Nobody speaks for an office by not looking: who may, has to choose.
        "kind": "" if desk.official else "comment",
    }
    if desk.parent is not None and request.query_params.get("kutip"):
        # Only proposed: what is sent must stand in what is quoted.
        chosen = request.query_params.get("kata", "")[:LONGEST_QUOTE]
        values["quote_exact"] = clean_text(chosen) or opening_of(desk.parent.html or desk.parent.proposed or "")
    if kept:
        values |= {**again(kept[0]), "saved_id": kept[0].id, "sequence": kept[0].sequence}
    return _write_page(request, viewer, desk, blank(WriteForm, **values), kept=kept)


async def take(request: Req, tx: Transaction, viewer: Viewer, desk: Desk) -> Response[bytes]:
    """What was sent at a desk: looked at, asked about, or taken in."""
    sent = await _read(request, once=False)
    files = await files_sent(request, tx, viewer, sent)
    if sent.errors:
        return _write_page(request, viewer, desk, sent, status=422, files=files)
    if sent.data.step == SAVE and viewer.signed_in:
        await keep(tx, viewer, sent, place=desk.action, title=desk.heading, clause=desk.clause_text)
        return see_other(
            request, desk.action, notice=gettext(N_("Saved for you alone. You find it under your account."))
        )
    if sent.data.step in {"edit", ATTACH}:
        return _write_page(request, viewer, desk, sent, files=files)
    age = age_of(exchange_of(request).site.settings, sent.data.stamp)
    if age is None or sent.data.website:
        sent.add_error("", FILLED_IN if sent.data.website else TOO_OLD)
        sent.values["stamp"] = [new_stamp(exchange_of(request).site.settings)]
        return _write_page(request, viewer, desk, sent, status=422, files=files)
    if desk.official and not sent.data.kind:
        sent.add_error("kind", N_("Choose as whom you reply."))
        return _write_page(request, viewer, desk, sent, status=422, files=files)
    if viewer.confirmed:
        # Claimed only now: what came before changes nothing, so a second press of it must be answered afresh.
        pressed = await _read(request)
        pressed.values |= {"alt": sent.values.get("alt", []), "attached": [one.code for one in files]}
        return await _send_signed_in(request, tx, viewer, desk, pressed, quick=is_quick(age), files=files)
    if sent.data.step == "send":
        pressed = await _read(request)
        return await _send_as_guest(request, tx, viewer, desk, pressed, quick=is_quick(age))
    return await _look_before_asking(request, tx, viewer, desk, sent)


async def _read(request: Req, *, once: bool = True) -> Form[WriteForm]:
    sent = await read_form(request, WriteForm, once=once)
    if sent.value("step") == MASK:
        leave_out(sent, "body", "proposed")
    return sent


async def _send_signed_in(
    request: Req,
    tx: Transaction,
    viewer: Viewer,
    desk: Desk,
    sent: Form[WriteForm],
    *,
    quick: bool,
    files: Sequence[AttachmentView],
) -> Response[bytes]:
    settings = exchange_of(request).site.settings
    words = _words(desk, sent.data)
    try:
        if desk.parent is not None:
            await refuse_who_reported(tx, viewer, desk.parent.receipt)
        async with tx.savepoint():
            posted = await contribute(
                tx, viewer, settings, target=desk.target, version_id=sent.data.version, body=words.body,
                kind=words.kind, stance=words.stance, quote=words.quote, proposed_text=words.proposed_text,
                own_input=words.own_input, credit=words.credit, parent=desk.parent.receipt if desk.parent else None,
                public_name="" if sent.data.unnamed else None,
                sure=sent.data.sure, asks=True, quick=quick, files=len(files),
            )  # fmt: skip
            await forget_sent(tx, viewer, draft_id=sent.data.saved_id)
            await send_along(tx, viewer, contribution_id=posted.id, codes=[one.code for one in files])
    except (Invalid, Conflict, TooMany, Suspended) as error:
        return _refused(request, viewer, desk, sent, error, files)
    return to_receipt(request, posted)


async def _look_before_asking(
    request: Req, tx: Transaction, viewer: Viewer, desk: Desk, sent: Form[WriteForm]
) -> Response[bytes]:
    """Tell a guest what is wrong with the text before asking for an address."""
    try:
        async with tx.savepoint():
            await prepare(
                tx, viewer, target=desk.target, version_id=sent.data.version, words=_words(desk, sent.data),
                parent=desk.parent.receipt if desk.parent else None, sender=Sender(new=True), sure=sent.data.sure,
                asks=True,
            )  # fmt: skip
    except (Invalid, Conflict) as error:
        return _refused(request, viewer, desk, sent, error)
    return _name_page(request, desk, sent)


async def _send_as_guest(
    request: Req, tx: Transaction, viewer: Viewer, desk: Desk, sent: Form[WriteForm], *, quick: bool
) -> Response[bytes]:
    site = exchange_of(request).site
    try:
        await count(request, (GUESTS, network_prefix(request)), (MAIL_ADDRESS, sent.data.email.lower()))
        async with tx.savepoint():
            awaiting = await contribute_awaiting(
                tx, site.settings, target=desk.target, version_id=sent.data.version, words=_words(desk, sent.data),
                parent=desk.parent.receipt if desk.parent else None, email=sent.data.email,
                public_name=sent.data.public_name, sure=sent.data.sure, quick=quick,
            )  # fmt: skip
    except Invalid as error:
        sent.refuse(error)
        if {"email", "public_name"} & error.fields.keys():
            return _name_page(request, desk, sent, status=422)
        return _write_page(request, viewer, desk, sent, status=422)
    except TooMany as error:
        sent.add_error("email", error.message, **error.values)
        return _name_page(request, desk, sent, status=429, wait=error.wait)
    except Conflict as error:
        return _refused(request, viewer, desk, sent, error)
    await post_confirmation(tx, site, awaiting, title=f"{desk.title}, {desk.place}", language=language())
    return to_receipt(request, awaiting.posted)


def _refused(
    request: Req,
    viewer: Viewer,
    desk: Desk,
    sent: Form[WriteForm],
    error: Invalid | Conflict | TooMany | Suspended,
    files: Sequence[AttachmentView] = (),
) -> Response[bytes]:
    if isinstance(error, Invalid):
        sent.refuse(error)
        return _write_page(request, viewer, desk, sent, status=422, files=files)
    if isinstance(error, Suspended):
        sent.add_error("", error.message, **error.values)
        return _write_page(request, viewer, desk, sent, status=403, files=files)
    if isinstance(error, TooMany):
        sent.add_error("", error.message, **error.values)
        response = _write_page(request, viewer, desk, sent, status=429, files=files)
        response.headers["retry-after"] = str(error.wait)
        return response
    newer = error.detail if isinstance(error.detail, NewerWording) else None
    if newer is not None:
        sent.values["version"] = [str(newer.version_id)]
    message = gettext(error.message, **error.values)
    return _write_page(request, viewer, desk, sent, status=409, conflict=message, newer=newer, files=files)


def _write_page(
    request: Req,
    viewer: Viewer,
    desk: Desk,
    sent: Form[WriteForm],
    *,
    status: int = 200,
    conflict: str = "",
    newer: NewerWording | None = None,
    files: Sequence[AttachmentView] = (),
    kept: Sequence[SavedView] = (),
) -> Response[bytes]:
    action = desk.action
    if newer is not None and desk.draft is not None and newer.key is not None:
        action = f"{desk.draft.path}/versi/{newer.number}/{newer.key}/tanggapi"
    changed = words_of_change(newer.old_text, newer.new_text) if newer is not None else None
    return render(
        request,
        "talk/write.html",
        status=status,
        form=sent,
        desk=desk,
        action=action,
        conflict=conflict,
        newer=newer,
        changed=changed,
        found=found_in(sent, "body", "proposed"),
        files=files,
        kept=kept,
        most_files=MOST_FILES,
        guest=not viewer.confirmed,
        sign_in=back_to(desk, sent.value("quote_exact")),
    )


def _name_page(request: Req, desk: Desk, sent: Form[WriteForm], *, status: int = 200, wait: int = 0) -> Response[bytes]:
    carried = {name: sent.value(name) for name in _CARRIED if sent.value(name)}
    response = render(
        request,
        "talk/name.html",
        status=status,
        form=sent,
        desk=desk,
        carried=carried,
        body=sent.value("body"),
        stance=sent.value("stance"),
        quote=sent.value("quote_exact"),
        changed=_changed(desk, sent),
    )
    if wait:
        response.headers["retry-after"] = str(wait)
    return response


def _changed(desk: Desk, sent: Form[WriteForm]) -> list[tuple[str, str]] | None:
    proposed = _words(desk, sent.data).proposed_text
    changed = words_of_change(desk.clause_text, proposed) if proposed is not None else None
    return changed if changed and any(op != "same" for op, _ in changed) else None


def _words(desk: Desk, data: WriteForm) -> Words:
    proposed: str | None = None
    if desk.clause_text:
        proposed = "" if data.delete else data.proposed or None
    stance = STANCE_OF_SIDE.get(data.side, "") if desk.sided else ""
    quoted = data.quote_exact and Quote(exact=data.quote_exact, prefix=data.quote_prefix, suffix=data.quote_suffix)
    return Words(
        body=data.body,
        kind="argument" if stance else data.kind or "comment",
        stance=stance or data.stance,
        quote=quoted or None,
        proposed_text=proposed,
        own_input=data.own,
        credit=data.credit,
    )
