"""Staff notes on the page of a case: writing one, taking one's own back."""

from __future__ import annotations

from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.kit.database import Transaction
from partisipasi.kit.i18n import N_, gettext
from partisipasi.moderation.notes import take_note_back, write_note
from partisipasi.site.forms import Press, blank, read_form
from partisipasi.site.pages import Req, form, see_other
from partisipasi.web.moderation.cases import DecisionForm, NoteForm, show_case, the_case


@form("/moderasi/perkara/{contribution_id:int}/catatan", right=Act.moderate)
async def note_case(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], contribution_id: FromPath[int]
) -> Response[bytes]:
    """Note something for other moderators."""
    sent = await read_form(request, NoteForm)
    found = await the_case(tx, viewer, contribution_id)
    if not sent.errors:
        async with sent.trying(tx):
            await write_note(tx, viewer, contribution_id=contribution_id, about=sent.data.about, body=sent.data.note)
    if sent.errors:
        return await show_case(request, tx, viewer, found, blank(DecisionForm), noting=sent)
    return see_other(
        request, f"/moderasi/perkara/{contribution_id}", notice=gettext(N_("Noted, for moderators alone."))
    )


@form("/moderasi/perkara/{contribution_id:int}/catatan/{note_id:int}/cabut", right=Act.moderate)
async def take_back(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    contribution_id: FromPath[int],
    note_id: FromPath[int],
) -> Response[bytes]:
    """Delete one's own note, or strike it out."""
    await read_form(request, Press)
    await the_case(tx, viewer, contribution_id)
    gone = await take_note_back(tx, viewer, note_id=note_id)
    said = gettext(N_("The note is deleted.")) if gone else gettext(N_("The note is struck out; it can still be read."))
    return see_other(request, f"/moderasi/perkara/{contribution_id}", notice=said)


ROUTES: list[Any] = [note_case, take_back]
