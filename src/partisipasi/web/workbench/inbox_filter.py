"""What of the inbox is wanted, as its address says it, and how pages of the inbox lead back to where one was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Annotated
from urllib.parse import urlencode

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.feedback.queries.inbox import InboxFilter
from partisipasi.feedback.queries.placing import SpokenClause
from partisipasi.kit.i18n import N_, gettext
from partisipasi.site.forms import Form, read_values
from partisipasi.site.pages import Req
from partisipasi.site.paging import whole_number

_IN_VERSION = N_("%(clause)s in version %(number)s (%(count)s)")
KINDS = ("comment", "suggestion", "question")
STANCES = ("agree", "agree_with_changes", "disagree", "none")
CHANNELS = ("online", "letter", "meeting", "phone", "message", "desk")
#: Days of waiting, and numbers of supporters, to choose from.
AGES, SUPPORTS = (3, 7, 14, 30), (1, 5, 20)
CHOICES = {"channels": CHANNELS, "ages": AGES, "supports": SUPPORTS}
#: In a filter by whose task it is: mine, nobody's; else the id of an account.
MINE, NOBODY = "saya", "tanpa"


class FilterForm(msgspec.Struct):
    """What of the inbox is wanted, as the address says it."""

    tempat: str = ""
    jenis: str = ""
    sikap: str = ""
    bagian: int | None = None
    cari: Annotated[str, msgspec.Meta(max_length=100)] = ""
    putaran: int | None = None
    petugas: str = ""
    saluran: str = ""
    panjang: str = ""
    umur: int | None = None
    dukungan: int | None = None


#: Filters that fold away until one of them is used.
RARE = ("putaran", "petugas", "saluran", "panjang", "umur", "dukungan")


class Asked(msgspec.Struct, frozen=True):
    """The filter as a form, as the query wants it, and as the part of an address that says so."""

    form: Form[FilterForm]
    wanted: InboxFilter
    query: dict[str, str]

    @property
    def rare(self) -> bool:
        """Whether a filter is used that folds away otherwise."""
        return any(name in self.query for name in RARE)


def asked_of(request: Req, viewer: Viewer) -> Asked:
    """What a request asks for. Nonsense asks for nothing."""
    chosen = read_values(request.query_params.dict(), FilterForm)
    if chosen.errors:
        return Asked(chosen, InboxFilter(), {})
    asked = chosen.data
    wanted = InboxFilter(
        kind=_known(asked.jenis, KINDS),
        stance=_known(asked.sikap, STANCES),
        clause_id=asked.bagian,
        round_id=asked.putaran,
        placed={"sudah": True, "belum": False}.get(asked.tempat),
        read=False if asked.tempat == "baru" else None,
        words=asked.cari or None,
        channel=_known(asked.saluran, CHANNELS),
        length={"panjang": "long", "pendek": "short"}.get(asked.panjang),
        waiting_days=asked.umur if asked.umur in AGES else None,
        supports=asked.dukungan if asked.dukungan in SUPPORTS else None,
        assigned_to=_assigned(asked.petugas, viewer),
    )
    query = {name: str(value) for name, value in msgspec.structs.asdict(asked).items() if value}
    return Asked(chosen, wanted, query)


def _known(value: str, known: Sequence[str]) -> str | None:
    return value if value in known else None


def _assigned(value: str, viewer: Viewer) -> int | None:
    named = {MINE: viewer.account_id, NOBODY: 0}
    return named[value] if value in named else whole_number(value)


def here_of(request: Req) -> dict[str, str]:
    """The query of the page, cleaned: filter, page, and what is open."""
    known = (*FilterForm.__struct_fields__, "sesudah", "sebelum", "baca")
    return {name: value[:100] for name, value in request.query_params.items() if name in known and value}


def back_to(draft_path: str, here: str) -> str:
    """The inbox of a draft as it was, with what was open."""
    return f"{draft_path}/masukan?{here}#baca" if here else f"{draft_path}/masukan"


def query_of(here: dict[str, str], **instead: str) -> str:
    """A query with some parts put instead; empty ones are left out."""
    return urlencode({name: value for name, value in {**here, **instead}.items() if value})


def clause_choices(clauses: list[SpokenClause]) -> list[tuple[int, str]]:
    """The clauses to choose from. Numbers move between versions: two clauses of one name are told apart by theirs."""
    names = Counter(clause.name for clause in clauses)
    return [
        (
            clause.clause_id,
            gettext(_IN_VERSION, clause=clause.name, number=clause.version_number, count=clause.count)
            if names[clause.name] > 1
            else f"{clause.name} ({clause.count})",
        )
        for clause in clauses
    ]
