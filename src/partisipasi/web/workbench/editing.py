"""Editing the text of a concept in place: beginning from the published one, putting in, taking out, moving, numbering.

Each page shows what follows from the edit (numbers, references) before it is done; the button then does it.
"""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, get_args

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from partisipasi.accounts.rights import Act, Viewer, demand
from partisipasi.drafts.actions.concepts import LONGEST_CLAUSE, LONGEST_HEADING, LONGEST_LABEL
from partisipasi.drafts.actions.edits import plan_edit
from partisipasi.drafts.actions.keeping import as_outline
from partisipasi.drafts.editing import USUAL_PART, Edit, Insert, Move, Remove, Renumber, Where
from partisipasi.drafts.outline import KINDS
from partisipasi.drafts.queries import ClauseView, VersionView, clauses_of
from partisipasi.feedback.concepts import copy_version, edit_concept
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Conflict, Invalid, NotFound
from partisipasi.kit.i18n import N_, gettext
from partisipasi.site.forms import Form, Press, blank, read_form, read_values
from partisipasi.site.pages import Req, form, page, render, see_other
from partisipasi.web.workbench.clauses import NO_CLAUSE
from partisipasi.web.workbench.concepts import PER_PAGE
from partisipasi.web.workbench.effects import Effects, effects_of, names_of
from partisipasi.web.workbench.places import WorkPlace, concept_path, concept_place, draft_path

_BEGUN = N_("The text of version %(number)s is copied. Edit it clause by clause.")
_PLACEHOLDER = "…"
_SIDES: tuple[Where, ...] = get_args(Where)


class InsertForm(msgspec.Struct):
    """A new clause: where it goes, what it is, its words. `revision` and `clause` are what was seen."""

    where: Where = "after"
    kind: str = ""
    letter: bool = False
    revision: int = 0
    clause: int = 0
    heading: Annotated[str, msgspec.Meta(max_length=LONGEST_HEADING)] = ""
    text: Annotated[str, msgspec.Meta(max_length=LONGEST_CLAUSE, extra={"lines": True})] = ""


class MoveForm(msgspec.Struct):
    """Where a clause goes: before, after or into another one."""

    where: Where = "after"
    target: str = ""
    revision: int = 0
    clause: int = 0


class NumberForm(msgspec.Struct):
    """Another number for a clause, and whether what follows is counted on."""

    label: Annotated[str, msgspec.Meta(max_length=LONGEST_LABEL)] = ""
    alone: bool = False
    revision: int = 0
    clause: int = 0


class RemoveForm(msgspec.Struct):
    """A clause to go, as it was seen."""

    revision: int = 0
    clause: int = 0


class Scene(msgspec.Struct, frozen=True):
    """A clause of a concept that is to be edited, with all around it."""

    place: WorkPlace
    version: VersionView
    clauses: list[ClauseView]
    clause: ClauseView
    names: dict[str, str]

    def effects(self, edit: Edit) -> Effects:
        """What an edit would come to.

        Raises:
            Invalid: it cannot be done.
        """
        return effects_of(as_outline(self.clauses), plan_edit(self.clauses, self.clause.key, edit))


@form("/ruang-kerja/rancangan/{draft_id:int}/mulai", right=Act.enter_workbench)
async def begin(
    request: Req, tx: NamedDependency[Transaction], viewer: NamedDependency[Viewer], draft_id: FromPath[int]
) -> Response[bytes]:
    """Begin the next version with the published text."""
    await read_form(request, Press)
    try:
        made = await copy_version(tx, viewer, draft_id=draft_id)
    except Conflict as error:
        return see_other(request, draft_path(draft_id), notice=gettext(error.message), kind="warning")
    return see_other(request, concept_path(made.id), notice=gettext(_BEGUN, number=made.number - 1))


@page("/ruang-kerja/versi/{version_id:int}/bagian/{key:str}/sisip", right=Act.enter_workbench)
async def insert_page(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    version_id: FromPath[int],
    key: FromPath[str],
) -> Response[bytes]:
    """The form for a new clause, with the numbers and references that would shift."""
    return await _insert_page(request, tx, viewer, version_id, key, _asked(request, InsertForm))


@form("/ruang-kerja/versi/{version_id:int}/bagian/{key:str}/sisip", right=Act.enter_workbench, largest=1024 * 1024)
async def insert(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    version_id: FromPath[int],
    key: FromPath[str],
) -> Response[bytes]:
    """Put a new clause in."""
    sent = await read_form(request, InsertForm)
    if not sent.errors:
        said = sent.data
        edit = Insert(said.where, said.kind, heading=said.heading, text=said.text, shift=not said.letter)
        async with sent.trying(tx, conflict=""):
            return await _done(request, tx, viewer, version_id, said, edit, N_("The clause is put in."))
    return await _insert_page(request, tx, viewer, version_id, key, sent)


@page("/ruang-kerja/versi/{version_id:int}/bagian/{key:str}/pindah", right=Act.enter_workbench)
async def move_page(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    version_id: FromPath[int],
    key: FromPath[str],
) -> Response[bytes]:
    """Choosing where a clause goes; once chosen, what follows from it."""
    return await _move_page(request, tx, viewer, version_id, key, _asked(request, MoveForm))


@form("/ruang-kerja/versi/{version_id:int}/bagian/{key:str}/pindah", right=Act.enter_workbench)
async def move(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    version_id: FromPath[int],
    key: FromPath[str],
) -> Response[bytes]:
    """Move a clause with all that is in it."""
    sent = await read_form(request, MoveForm)
    if not sent.errors:
        edit = Move(sent.data.where, sent.data.target)
        async with sent.trying(tx, conflict=""):
            return await _done(request, tx, viewer, version_id, sent.data, edit, N_("The clause is moved."))
    return await _move_page(request, tx, viewer, version_id, key, sent)


@page("/ruang-kerja/versi/{version_id:int}/bagian/{key:str}/nomor", right=Act.enter_workbench)
async def number_page(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    version_id: FromPath[int],
    key: FromPath[str],
) -> Response[bytes]:
    """Choosing another number; once written, what follows from it."""
    return await _number_page(request, tx, viewer, version_id, key, _asked(request, NumberForm))


@form("/ruang-kerja/versi/{version_id:int}/bagian/{key:str}/nomor", right=Act.enter_workbench)
async def renumber(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    version_id: FromPath[int],
    key: FromPath[str],
) -> Response[bytes]:
    """Number a clause otherwise."""
    sent = await read_form(request, NumberForm)
    if not sent.errors:
        edit = Renumber(sent.data.label, following=not sent.data.alone)
        async with sent.trying(tx, conflict=""):
            return await _done(request, tx, viewer, version_id, sent.data, edit, N_("The number is changed."))
    return await _number_page(request, tx, viewer, version_id, key, sent)


@page("/ruang-kerja/versi/{version_id:int}/bagian/{key:str}/hapus", right=Act.enter_workbench)
async def remove_page(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    version_id: FromPath[int],
    key: FromPath[str],
) -> Response[bytes]:
    """What goes with a clause, and what follows from it."""
    return await _remove_page(request, tx, viewer, version_id, key, blank(RemoveForm))


@form("/ruang-kerja/versi/{version_id:int}/bagian/{key:str}/hapus", right=Act.enter_workbench)
async def remove(
    request: Req,
    tx: NamedDependency[Transaction],
    viewer: NamedDependency[Viewer],
    version_id: FromPath[int],
    key: FromPath[str],
) -> Response[bytes]:
    """Take a clause out with all that is in it."""
    sent = await read_form(request, RemoveForm)
    if not sent.errors:
        async with sent.trying(tx, conflict=""):
            told = N_("The clause is deleted. It can be brought back from the list of edits.")
            return await _done(request, tx, viewer, version_id, sent.data, Remove(), told)
    return await _remove_page(request, tx, viewer, version_id, key, sent)


async def _done(
    request: Req,
    tx: Transaction,
    viewer: Viewer,
    version_id: int,
    said: InsertForm | MoveForm | NumberForm | RemoveForm,
    edit: Edit,
    told: str,
) -> Response[bytes]:
    """Do an edit and lead on to the clause, or to the outline where it is gone."""
    made = await edit_concept(
        tx, viewer, version_id=version_id, revision=said.revision, clause_id=said.clause, edit=edit
    )
    base = concept_path(version_id)
    return see_other(request, f"{base}/bagian/{made.key}" if made.key else base, notice=gettext(told))


async def _insert_page(
    request: Req, tx: Transaction, viewer: Viewer, version_id: int, key: str, sent: Form[InsertForm]
) -> Response[bytes]:
    scene = await _scene(tx, viewer, version_id, key, sent)
    if scene is None:
        return see_other(request, concept_path(version_id))
    where = _where(sent) or "after"
    usual = USUAL_PART.get(scene.clause.kind, "teks") if where == "inside" else scene.clause.kind
    kind = sent.value("kind") if sent.value("kind") in KINDS else usual
    letter = bool(sent.value("letter"))
    edit = Insert(where, kind, text=_PLACEHOLDER, shift=not letter)
    name, effects = await _planned(scene, edit, sent)
    sent.values |= {"where": [where], "kind": [kind], "letter": ["1"] if letter else []}
    return _render(request, "workbench/insert.html", scene, sent, effects, kinds=KINDS, name=name)


def _where(sent: Form[Any]) -> Where | None:
    """The side that was chosen, if one was; what the address says may be anything."""
    said = sent.value("where")
    return next((side for side in _SIDES if side == said), None)


async def _planned(scene: Scene, edit: Edit, sent: Form[Any]) -> tuple[str, Effects | None]:
    """What the edited clause is called afterwards, and what follows; a place that cannot be is told in the form."""
    try:
        edited = await asyncio.to_thread(plan_edit, scene.clauses, scene.clause.key, edit)
    except Invalid as error:
        sent.refuse(error)
        return "", None
    effects = await asyncio.to_thread(effects_of, as_outline(scene.clauses), edited)
    return names_of(edited.clauses).get(edited.key or "", ""), effects


async def _move_page(
    request: Req, tx: Transaction, viewer: Viewer, version_id: int, key: str, sent: Form[MoveForm]
) -> Response[bytes]:
    scene = await _scene(tx, viewer, version_id, key, sent)
    if scene is None:
        return see_other(request, concept_path(version_id))
    where, target = _where(sent), sent.value("target")
    name, effects = "", None
    if target and where is not None:
        name, effects = await _planned(scene, Move(where, target), sent)
    inside = {scene.clause.key}
    targets = []
    for clause in scene.clauses:
        if clause.parent in inside:
            inside.add(clause.key)
        if clause.key not in inside and clause.kind != "halaman":
            targets.append((clause.key, scene.names[clause.key], clause.heading or clause.text))
    return _render(
        request, "workbench/move.html", scene, sent, effects, targets=targets, name=name, target=scene.names.get(target)
    )


async def _number_page(
    request: Req, tx: Transaction, viewer: Viewer, version_id: int, key: str, sent: Form[NumberForm]
) -> Response[bytes]:
    scene = await _scene(tx, viewer, version_id, key, sent)
    if scene is None:
        return see_other(request, concept_path(version_id))
    name, effects = "", None
    if sent.value("label"):
        edit = Renumber(sent.value("label"), following=not sent.value("alone"))
        name, effects = await _planned(scene, edit, sent)
    else:
        sent.values["label"] = [scene.clause.label]
    return _render(request, "workbench/number.html", scene, sent, effects, name=name)


async def _remove_page(
    request: Req, tx: Transaction, viewer: Viewer, version_id: int, key: str, sent: Form[RemoveForm]
) -> Response[bytes]:
    scene = await _scene(tx, viewer, version_id, key, sent)
    if scene is None:
        return see_other(request, concept_path(version_id))
    _, effects = await _planned(scene, Remove(), sent)
    return _render(request, "workbench/remove.html", scene, sent, effects)


async def _scene(tx: Transaction, viewer: Viewer, version_id: int, key: str, sent: Form[Any]) -> Scene | None:
    """The clause of an address, or the one that was sent; None for a version that can no longer be edited.

    Where somebody else took it away meanwhile, what it stood in takes its place, so that what was typed is kept.

    Raises:
        NotFound: there is no such version for this viewer, or no such clause in it.
        Forbidden: the viewer may not edit it.
    """
    place, version = await concept_place(tx, viewer, version_id)
    demand(viewer, Act.edit_concept, team=place.roles)
    if version.state != "concept":
        return None
    clauses = await clauses_of(tx, version_id)
    meant = sent.value("clause")
    clause = next((one for one in clauses if (str(one.id) == meant if meant else one.key == key)), None)
    if clause is None and meant:
        clause = next((one for one in clauses if one.key == key.rpartition(".")[0]), clauses[-1])
        sent.values["clause"] = [str(clause.id)]
    if clause is None:
        raise NotFound(NO_CLAUSE)
    return Scene(place, version, clauses, clause, names_of(as_outline(clauses)))


def _asked(request: Req, shape: type[Any]) -> Form[Any]:
    """What the address says after the question mark, as a form; nonsense counts as not said."""
    asked = {name: [value] for name, value in request.query_params.items()}
    return Form(asked) if read_values(asked, shape).errors == [] else blank(shape)


def _render(
    request: Req, template: str, scene: Scene, sent: Form[Any], effects: Effects | None, **context: Any
) -> Response[bytes]:
    # A choice in the address that cannot be is told in the page; only what was sent is refused.
    status = sent.status if request.method == "POST" else 200
    if request.method != "POST" or not sent.value("clause"):
        sent.values["revision"], sent.values["clause"] = [str(scene.version.revision)], [str(scene.clause.id)]
    elif status == 409:
        sent.values["revision"] = [str(scene.version.revision)]
    here = f"{concept_path(scene.version.id)}/bagian/{scene.clause.key}"
    return render(
        request,
        template,
        status=status,
        place=scene.place,
        draft=scene.place.draft,
        version=scene.version,
        clause=scene.clause,
        clause_name=scene.names[scene.clause.key],
        here=here,
        page_number=scene.clause.position // PER_PAGE + 1,
        effects=effects,
        form=sent,
        **context,
    )


ROUTES = [begin, insert_page, insert, move_page, move, number_page, renumber, remove_page, remove]
