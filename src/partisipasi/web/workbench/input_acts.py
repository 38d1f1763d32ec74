"""What is done with contributions in the inbox besides placing them: taken back, read, given away, noted on."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act, Viewer
from partisipasi.discussions.marking import mark_own_input
from partisipasi.feedback.considering import LONGEST_NOTE, assign, mark_read, remove_note, write_note
from partisipasi.feedback.points import remove_point, take_back
from partisipasi.kit.database import Transaction
from partisipasi.kit.i18n import N_, gettext, ngettext
from partisipasi.site.forms import blank, read_form
from partisipasi.site.pages import Req, form, see_other
from partisipasi.web.workbench.inbox import PlaceForm, chosen_in, path_of_next, show_inbox
from partisipasi.web.workbench.inbox_filter import back_to, here_of, query_of
from partisipasi.web.workbench.places import draft_path


class Back(msgspec.Struct):
    """A button alone; `back` is the query of the page it was pressed on."""

    back: Annotated[str, msgspec.Meta(max_length=600)] = ""


class ChosenForm(msgspec.Struct):
    """What is marked in the list, or open, and whose task it becomes: an account, or nobody's."""

    receipts: list[str] = []
    opened: str = ""
    assignee: int | None = None


class TakeBackForm(msgspec.Struct):
    """Points that were placed a moment ago."""

    points: list[int] = []
    back: Annotated[str, msgspec.Meta(max_length=600)] = ""


class NoteForm(msgspec.Struct):
    """A note for the team."""

    note: Annotated[
        str, msgspec.Meta(max_length=LONGEST_NOTE, extra={"lines": True, "required": N_("Write the note.")})
    ]
    receipt: str = ""


@form("/ruang-kerja/butir/{point_id:int}/keluarkan", right=Act.enter_workbench)
async def take_out(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], point_id: FromPath[int]
) -> Response[bytes]:
    """Take a point out of its issue: the way back from a placing."""
    sent = await read_form(request, Back)
    where: int | None = await tx.value(
        "SELECT i.draft_id FROM point p JOIN issue i ON i.id = p.issue_id WHERE p.id = $1", point_id
    )
    await remove_point(tx, viewer, point_id=point_id)
    back = sent.data.back if not sent.errors else ""
    return see_other(request, back_to(draft_path(where or 0), back), notice=gettext(N_("The point is taken out.")))


@form("/ruang-kerja/masukan/{receipt:str}/mandiri", right=Act.enter_workbench)
async def mark_reply(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], receipt: FromPath[str]
) -> Response[bytes]:
    """Say that a reply is input of its own, so that it is placed and answered by itself."""
    sent = await read_form(request, Back)
    await mark_own_input(tx, viewer, receipt=receipt, own=True)
    where: int | None = await tx.value("SELECT draft_id FROM contribution WHERE receipt = $1", receipt)
    notice = gettext(N_("The reply is now input of its own and stands in the list."))
    back = sent.data.back if not sent.errors else ""
    return see_other(request, back_to(draft_path(where or 0), back), notice=notice)


@form("/ruang-kerja/rancangan/{draft_id:int}/masukan/batal", right=Act.enter_workbench)
async def undo(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], draft_id: FromPath[int]
) -> Response[bytes]:
    """Undo the last placing: take the points back that were placed with it."""
    sent = await read_form(request, TakeBackForm)
    points = sent.data.points if not sent.errors else []
    gone = await take_back(tx, viewer, draft_id=draft_id, point_ids=points)
    notice = ngettext("%(num)s point is taken back.", "%(num)s points are taken back.", gone)
    back = sent.data.back if not sent.errors else ""
    return see_other(request, back_to(draft_path(draft_id), back), notice=notice)


@form("/ruang-kerja/rancangan/{draft_id:int}/masukan/dibaca", right=Act.enter_workbench)
async def read(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], draft_id: FromPath[int]
) -> Response[bytes]:
    """Say that contributions were read, and go on to the next one."""
    sent = await read_form(request, ChosenForm)
    if not sent.errors:
        receipts = chosen_in(sent.data.receipts, sent.data.opened)
        async with sent.trying(tx):
            count = await mark_read(tx, viewer, draft_id=draft_id, receipts=receipts)
            notice = ngettext(
                "%(num)s contribution is marked as read.", "%(num)s contributions are marked as read.", count
            )
            return see_other(request, await path_of_next(request, tx, viewer, draft_id, receipts), notice=notice)
    return await show_inbox(request, tx, viewer, draft_id, blank(PlaceForm), other=sent)


@form("/ruang-kerja/rancangan/{draft_id:int}/masukan/tugas", right=Act.enter_workbench)
async def give(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], draft_id: FromPath[int]
) -> Response[bytes]:
    """Make contributions the task of a colleague, or of nobody."""
    sent = await read_form(request, ChosenForm)
    if not sent.errors:
        receipts = chosen_in(sent.data.receipts, sent.data.opened)
        async with sent.trying(tx):
            count = await assign(
                tx, viewer, draft_id=draft_id, receipts=receipts, account_id=sent.data.assignee or None
            )
            notice = ngettext(
                "Whose task it is was noted for %(num)s contribution.",
                "Whose task it is was noted for %(num)s contributions.",
                count,
            )
            return see_other(request, back_to(draft_path(draft_id), query_of(here_of(request))), notice=notice)
    return await show_inbox(request, tx, viewer, draft_id, blank(PlaceForm), other=sent)


@form("/ruang-kerja/rancangan/{draft_id:int}/masukan/catatan", right=Act.enter_workbench)
async def note(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], draft_id: FromPath[int]
) -> Response[bytes]:
    """Note something on a contribution, for the team alone."""
    sent = await read_form(request, NoteForm)
    if not sent.errors:
        async with sent.trying(tx):
            await write_note(tx, viewer, draft_id=draft_id, receipt=sent.data.receipt, body=sent.data.note)
            here = query_of(here_of(request), baca=sent.data.receipt)
            return see_other(request, back_to(draft_path(draft_id), here), notice=gettext(N_("The note is saved.")))
    return await show_inbox(request, tx, viewer, draft_id, blank(PlaceForm), other=sent)


@form("/ruang-kerja/rancangan/{draft_id:int}/catatan/{note_id:int}/hapus", right=Act.enter_workbench)
async def delete_note(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    draft_id: FromPath[int],
    note_id: FromPath[int],
) -> Response[bytes]:
    """Delete a note."""
    sent = await read_form(request, Back)
    await remove_note(tx, viewer, draft_id=draft_id, note_id=note_id)
    back = sent.data.back if not sent.errors else ""
    return see_other(request, back_to(draft_path(draft_id), back), notice=gettext(N_("The note is deleted.")))


ROUTES = [take_out, mark_reply, undo, read, give, note, delete_note]
