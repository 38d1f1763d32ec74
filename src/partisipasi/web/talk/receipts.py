"""One's own contribution: the receipt at once, what became of it later, and what its author can do with it.

Who is its author is shown by the account, or by the slip that came with the receipt or the owner key.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.links import LIFE
from partisipasi.accounts.rights import Act, Viewer
from partisipasi.accounts.throttle import MAIL_ADDRESS, MAIL_NETWORK
from partisipasi.discussions.attaching import files_of
from partisipasi.discussions.confirming import new_link
from partisipasi.discussions.crediting import set_credit
from partisipasi.discussions.editing import add_words, edit_text
from partisipasi.discussions.holding import typical_wait, why_held
from partisipasi.discussions.ownership import NOT_YOURS, holds_key
from partisipasi.discussions.queries import spot_of, thread_view
from partisipasi.discussions.receipts import (
    History,
    OwnContribution,
    additions_to,
    history_of,
    own_contribution,
    pending_address,
)
from partisipasi.discussions.withdrawing import withdraw_contribution
from partisipasi.drafts.queries.clauses import clause_in_place
from partisipasi.drafts.queries.versions import version_by_number
from partisipasi.kit.codes import owner_key
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import NotFound
from partisipasi.kit.i18n import N_, gettext, language
from partisipasi.moderation.rules import rule_in_words
from partisipasi.moderation.statements import decision_in_force
from partisipasi.service.queries import case_opened_by
from partisipasi.site.client import network_prefix
from partisipasi.site.exchange import exchange_of
from partisipasi.site.forms import Form, Press, blank, read_form
from partisipasi.site.limits import count
from partisipasi.site.pages import Req, form, page, render, see_other, shows
from partisipasi.web.addresses import receipt_of
from partisipasi.web.talk.addresses import thread_path
from partisipasi.web.talk.asking import MASK, found_in, leave_out
from partisipasi.web.talk.letters import post_link
from partisipasi.web.talk.posts import author_of, words_of_change
from partisipasi.web.talk.slips import key_on_slip, own_here, slip_cookie


class KeyForm(msgspec.Struct):
    """An owner key."""

    kunci: Annotated[str, msgspec.Meta(max_length=60, extra={"required": N_("Enter the owner key.")})]


class TextForm(msgspec.Struct):
    """New words of one's own."""

    body: Annotated[str, msgspec.Meta(extra={"lines": True, "required": N_("Please write something.")})]
    sure: bool = False


class CreditForm(msgspec.Struct):
    """Whether to be named."""

    credit: bool = False


class Wording(msgspec.Struct, frozen=True):
    """An earlier wording: from when to when it stood, and what was changed in it then (a redline)."""

    html: str
    since: datetime
    until: datetime
    changes: list[tuple[str, str]]


@page("/masukan/{receipt:str}")
async def receipt_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], receipt: FromPath[str]
) -> Response[bytes]:
    """The receipt, for its owner; for everybody else a field for the owner key."""
    known = receipt_of(receipt)
    own = await own_here(request, tx, viewer, known)
    if own is None:
        return render(request, "talk/key.html", receipt=known, form=blank(KeyForm))
    secret = exchange_of(request).site.settings.secret
    return render(
        request,
        "talk/receipt.html",
        own=own,
        form=blank(Press),
        owner_key=owner_key(secret, known),
        author=author_of(own.public_name, None),
        changed=words_of_change(own.base_text, own.proposed),
        additions=await additions_to(tx, own.id),
        files=await files_of(tx, own.id),
        address=await pending_address(tx, own.id) if own.state == "awaiting" else None,
        about=await _about(tx, viewer, own),
        days=LIFE["confirm_contribution"].days,
        rule=rule_in_words(own.hidden_rule),
        why=gettext(why_held(own.held_reason)) if own.state == "held" else "",
        wait=await typical_wait(tx) if own.state == "held" else None,
        decision=await decision_in_force(tx, own.id),
        case=await case_opened_by(tx, viewer, own.id) if own.draft_id is None else None,
    )


@form("/masukan/{receipt:str}/buka", right=Act.read_public)
async def unlock(request: Req, tx: NamedDependency[Transaction], receipt: FromPath[str]) -> Response[bytes]:
    """Show the owner key; this browser then holds the slip for an hour."""
    known = receipt_of(receipt)
    sent = await read_form(request, KeyForm, once=False)
    if not sent.errors and not holds_key(exchange_of(request).site.settings, receipt=known, key=sent.data.kunci):
        sent.add_error("kunci", NOT_YOURS)
    if not sent.errors and await own_contribution(tx, known) is None:
        sent.add_error("kunci", NOT_YOURS)
    if sent.errors:
        return render(request, "talk/key.html", status=sent.status, receipt=known, form=sent)
    return see_other(request, f"/masukan/{known}", cookies=[slip_cookie(request, known)])


@form("/masukan/{receipt:str}/kirim-ulang", right=Act.read_public)
async def send_again(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], receipt: FromPath[str]
) -> Response[bytes]:
    """Send the mail for the confirmation once more."""
    await read_form(request, Press)
    own = await _demand_own(request, tx, viewer, receipt)
    site = exchange_of(request).site
    address = await pending_address(tx, own.id)
    if address is not None:
        await count(request, (MAIL_NETWORK, network_prefix(request)), (MAIL_ADDRESS, address))
    found = await new_link(tx, site.settings, contribution_id=own.id)
    if found is None:
        return see_other(request, f"/masukan/{own.receipt}")
    link, to = found
    await post_link(
        tx, site, to=to, receipt=own.receipt, key=owner_key(site.settings.secret, own.receipt), link=link,
        title=await _about(tx, viewer, own), language=language(),
    )  # fmt: skip
    return see_other(request, f"/masukan/{own.receipt}", notice=gettext(N_("A new message is on its way.")))


@page("/masukan/{receipt:str}/ubah")
async def edit_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], receipt: FromPath[str]
) -> Response[bytes]:
    """The form to mend one's text."""
    own = await _demand_own(request, tx, viewer, receipt)
    return _text_page(request, own, blank(TextForm, body=own.source), editing=True)


@form("/masukan/{receipt:str}/ubah", right=Act.contribute)
async def edit(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], receipt: FromPath[str]
) -> Response[bytes]:
    """Mend one's text."""
    return await _change_text(request, tx, viewer, receipt, editing=True)


@page("/masukan/{receipt:str}/tambah")
async def add_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], receipt: FromPath[str]
) -> Response[bytes]:
    """The form to add words."""
    return _text_page(request, await _demand_own(request, tx, viewer, receipt), blank(TextForm), editing=False)


@form("/masukan/{receipt:str}/tambah", right=Act.contribute)
async def add(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], receipt: FromPath[str]
) -> Response[bytes]:
    """Add words to one's text."""
    return await _change_text(request, tx, viewer, receipt, editing=False)


@page("/masukan/{receipt:str}/tarik")
async def withdraw_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], receipt: FromPath[str]
) -> Response[bytes]:
    """What withdrawing means, and the button."""
    own = await _demand_own(request, tx, viewer, receipt)
    return render(request, "talk/withdraw.html", own=own, form=blank(Press))


@form("/masukan/{receipt:str}/tarik", right=Act.contribute)
async def withdraw(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], receipt: FromPath[str]
) -> Response[bytes]:
    """Withdraw."""
    await read_form(request, Press)
    known = receipt_of(receipt)
    settings = exchange_of(request).site.settings
    await withdraw_contribution(tx, viewer, settings, receipt=known, key=key_on_slip(request, known))
    return see_other(request, f"/masukan/{known}", notice=gettext(N_("Withdrawn. Text and name are no longer shown.")))


@form("/masukan/{receipt:str}/sebut-nama", right=Act.read_public)
async def choose_credit(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], receipt: FromPath[str]
) -> Response[bytes]:
    """Be named where one's words are taken over, or not."""
    sent = await read_form(request, CreditForm)
    known = receipt_of(receipt)
    settings = exchange_of(request).site.settings
    credit = not sent.errors and sent.data.credit
    await set_credit(tx, viewer, settings, receipt=known, credit=credit, key=key_on_slip(request, known))
    notice = N_("You are named where your words are taken over.") if credit else N_("You are not named.")
    return see_other(request, f"/masukan/{known}", notice=gettext(notice))


@page("/masukan/{receipt:str}/riwayat", cached=True)
async def history_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], receipt: FromPath[str]
) -> Response[bytes]:
    """The earlier wordings of somebody's text."""
    known = receipt_of(receipt)
    history = await history_of(tx, viewer, known)
    spot = await spot_of(tx, viewer, known)
    if history is None or spot is None:
        raise NotFound(N_("There is no such input, or it is no longer shown."))
    if not viewer.signed_in:
        shows(request, f"contribution:{spot.id}", f"thread:{spot.thread_id}")
    return render(request, "talk/history.html", history=history, wordings=_wordings(history))


def _wordings(history: History) -> list[Wording]:
    """The earlier wordings, latest first, each with what the next one changed in it."""
    later = [history.source, *(text.source for text in history.earlier)]
    began = [text.replaced_at for text in history.earlier[1:]] + [history.at]
    return [
        Wording(text.html, since, text.replaced_at, words_of_change(text.source, after) or [])
        for text, after, since in zip(history.earlier, later, began, strict=False)
    ]


@page("/masukan/{receipt:str}/di")
async def in_its_place(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], receipt: FromPath[str]
) -> Response[bytes]:
    """Lead to the page on which a contribution is read, at its place."""
    spot = await spot_of(tx, viewer, receipt_of(receipt))
    thread = await thread_view(tx, viewer, spot.thread_id) if spot else None
    if spot is None or thread is None:
        raise NotFound(N_("There is no such input, or it is no longer shown."))
    unfold = f"&urai={spot.root_id}" if spot.depth else ""
    return see_other(request, f"{thread_path(thread)}?sesudah={spot.root_id - 1}{unfold}#m-{spot.receipt}")


async def _change_text(
    request: Req, tx: Transaction, viewer: Viewer, receipt: str, *, editing: bool
) -> Response[bytes]:
    sent = await read_form(request, TextForm)
    if sent.value("step") == MASK:
        leave_out(sent, "body")
    own = await _demand_own(request, tx, viewer, receipt)
    settings = exchange_of(request).site.settings
    key = key_on_slip(request, own.receipt)
    act = edit_text if editing else add_words
    if not sent.errors:
        async with sent.trying(tx, conflict=""):
            await act(tx, viewer, settings, receipt=own.receipt, body=sent.data.body, key=key, sure=sent.data.sure)
    if sent.errors:
        return _text_page(request, own, sent, editing=editing)
    notice = N_("Your text is changed.") if editing else N_("Your words are added.")
    return see_other(request, f"/masukan/{own.receipt}", notice=gettext(notice))


def _text_page(request: Req, own: OwnContribution, sent: Form[TextForm], *, editing: bool) -> Response[bytes]:
    return render(
        request, "talk/text.html", status=sent.status, own=own, form=sent, editing=editing, found=found_in(sent, "body")
    )


async def _demand_own(request: Req, tx: Transaction, viewer: Viewer, receipt: str) -> OwnContribution:
    own = await own_here(request, tx, viewer, receipt_of(receipt))
    if own is None:
        raise NotFound(NOT_YOURS)
    return own


async def _about(tx: Transaction, viewer: Viewer, own: OwnContribution) -> str:
    """What the contribution is about, in words."""
    if own.draft_id is None:
        return own.thread_title
    title = ", ".join(filter(None, (own.thread_title, own.draft_title)))
    if own.clause_key is None or own.version_number is None:
        return title
    version = await version_by_number(tx, viewer, own.draft_id, own.version_number)
    here = await clause_in_place(tx, viewer, version.id, own.clause_key)
    return f"{here.full_label}, {title}"
