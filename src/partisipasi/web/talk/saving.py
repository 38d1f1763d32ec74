"""Texts that were not sent: saved while one writes, listed, thrown away."""

from __future__ import annotations

import re
from typing import Annotated, Any

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.discussions.contributing import differs
from partisipasi.discussions.saving import Saved, SavedView, drop_draft, save_draft, saved_list
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Invalid
from partisipasi.kit.i18n import N_, gettext
from partisipasi.site.forms import Form, Press, blank, read_form
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.site.paging import cursor_of, page_of

PATH = "/akun/draf"
ROWS = 20
#: The button that saves without script.
SAVE = "save"
#: Fields that are kept beside the text.
FIELDS = ("kind", "stance", "side", "delete", "credit", "quote_exact", "quote_prefix", "quote_suffix", "own", "unnamed")
#: Addresses of forms that a text can be for.
_FORM = re.compile(r"/(?:diskusi|rancangan|masukan)/[\w./\-]{1,300}")
_LINES = msgspec.Meta(extra={"lines": True})


class SaveForm(msgspec.Struct):
    """A text being written, with the saving it goes on from. Other fields of its form come beside these."""

    place: str = ""
    title: str = ""
    body: Annotated[str, _LINES] = ""
    proposed: Annotated[str, _LINES] = ""
    clause: Annotated[str, _LINES] = ""
    saved_id: int | None = None
    sequence: int = 0


@form(PATH, right=Act.keep_account)
async def save(request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer]) -> Response[bytes]:
    """Save what stands in a form, as the script does every few seconds; the answer is the line that says so."""
    sent = await read_form(request, SaveForm, once=False)
    if sent.errors or not _FORM.fullmatch(sent.data.place):
        return render(request, "talk/_saved.html", saved=None, at=None)
    data = sent.data
    saved = await keep(tx, viewer, sent, place=data.place, title=data.title, clause=data.clause)
    return render(request, "talk/_saved.html", saved=saved, at=tx.now if saved else None)


async def keep(
    tx: Transaction, viewer: Viewer, sent: Form[Any], *, place: str, title: str, clause: str = ""
) -> Saved | None:
    """Save the text of a form, which has `saved_id` and `sequence`; None where it is too long to be kept.

    Args:
        clause: the clause's own words: unchanged they are no proposal.
    """
    fields = {name: sent.values[name][0] for name in FIELDS if sent.values.get(name)}
    proposed = sent.value("proposed")
    try:
        return await save_draft(
            tx, viewer, place=place, title=title, body=sent.value("body"),
            proposed=proposed if differs(proposed, clause) else "", fields=msgspec.json.encode(fields).decode(),
            draft_id=sent.data.saved_id, sequence=sent.data.sequence,
        )  # fmt: skip
    except Invalid:
        return None


def again(text: SavedView) -> dict[str, Any]:
    """A saved text as the values of its form."""
    fields = msgspec.json.decode(text.fields, type=dict[str, str])
    values: dict[str, Any] = {name: value for name, value in fields.items() if name in FIELDS}
    return {**values, "body": text.body, **({"proposed": text.proposed} if text.proposed else {})}


@page(PATH, right=Act.keep_account)
async def saved_page(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer]
) -> Response[bytes]:
    """One's texts that were not sent."""
    cursor = cursor_of(request)
    rows = await saved_list(tx, viewer, after=cursor.after, before=cursor.before, size=ROWS)
    listed = page_of(rows, cursor, ROWS, path=PATH, key=_key)
    return render(request, "talk/saved.html", rows=listed.rows, page=listed, form=blank(Press))


@form(PATH + "/{saved_id:int}/buang", right=Act.keep_account)
async def drop(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], saved_id: FromPath[int]
) -> Response[bytes]:
    """Throw a text away."""
    await read_form(request, Press)
    await drop_draft(tx, viewer, draft_id=saved_id)
    return see_other(request, PATH, notice=gettext(N_("The text is thrown away.")))


def _key(row: SavedView) -> int:
    return row.id


ROUTES = [saved_page, save, drop]
