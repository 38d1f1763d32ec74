"""Kinds of value that bodies, answers and parameters share, and the lists that go on by a cursor."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Generic, Literal, TypeVar

import msgspec
from litestar.params import PathParameter, QueryParameter

from partisipasi.kit.errors import Invalid, NotFound
from partisipasi.kit.i18n import N_

T = TypeVar("T")

#: At least one letter or digit: what has none is empty once it is cleaned.
SAYS_SOMETHING = r"[^\W_]"
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"

#: The largest whole number that every reader of JSON takes for what it is; no key comes near it.
LARGEST_EXACT = 2**53 - 1
#: A number in a path, and one in a body.
PathId = Annotated[int, PathParameter(ge=1, le=LARGEST_EXACT)]
Id = Annotated[int, msgspec.Meta(ge=1, le=LARGEST_EXACT)]
Receipt = Annotated[str, msgspec.Meta(description="Public number of a contribution, such as K7PM-3QXD-9.")]
SentReceipt = Annotated[str, msgspec.Meta(max_length=40, description="Receipt of a contribution.")]
Moment = Annotated[datetime, msgspec.Meta(tz=True, description="A time with its zone.")]
Cursor = Annotated[str | None, QueryParameter(pattern=r"^[0-9a-z]{1,12}$", description="`next` of the page before.")]
Limit = Annotated[int, QueryParameter(ge=1, le=1000, description="Items on a page at most.")]
#: Texts of laws are read whole as a rule.
LongLimit = Annotated[int, QueryParameter(ge=1, le=20_000, description="Items on a page at most.")]

DraftKind = Literal["perda", "perwali", "kepwal", "surat_edaran", "naskah", "other"]
TeamRole = Literal["drafter", "analyst", "legal", "approver", "reader"]
Op = Literal["same", "reworded", "moved", "renumbered", "split", "merged", "inserted", "deleted"]
Review = Literal["none", "open", "confirmed"]
AnchorState = Literal["exact", "shifted", "reworded", "moved", "split", "merged", "deleted"]
ContributionKind = Literal["comment", "suggestion", "question", "reply", "official", "argument", "statement"]
Stance = Literal["agree", "agree_with_changes", "disagree", "none"]
ContributionState = Literal["awaiting", "held", "published", "hidden", "withdrawn"]
Stage = Literal["waiting", "heard", "considered", "answered"]
Channel = Literal["online", "letter", "meeting", "phone", "message", "desk"]
Outcome = Literal["accepted", "partly", "already", "noted", "deferred", "rejected", "out_of_scope", "no_proposal"]
ReasonCode = Literal[
    "higher_rule", "not_competence", "budget", "evidence", "considered_before", "stronger_input", "rights"
]
DecisionState = Literal["proposed", "returned", "approved", "released", "superseded"]
Cause = Literal["public_input", "legal_review", "harmonisation", "facilitation", "editorial", "other"]


class Listed(msgspec.Struct, Generic[T], frozen=True):
    """A page of a list. `next` is the cursor of the page that follows, or null on the last one."""

    items: list[T]
    next: Annotated[str | None, msgspec.Meta(description="Goes back as `?cursor=`; null on the last page.")]


def after(cursor: str | None) -> int:
    """The key that a page begins after; 0 for the first page. Every text of the right form names one."""
    return int(cursor, 36) if cursor else 0


def listed(rows: Sequence[T], limit: int, *, key: Callable[[T], int]) -> Listed[T]:
    """A page from rows that were asked for one more than its size.

    Args:
        key: of a row, positive: what `after` gives back when the cursor returns.
    """
    more = len(rows) > limit
    return Listed(list(rows[:limit]), cursor_at(key(rows[limit - 1])) if more else None)


def sliced(rows: Sequence[T], cursor: str | None, limit: int) -> Listed[T]:
    """A page of what is read whole in any case."""
    start = min(after(cursor), len(rows))
    return Listed(list(rows[start : start + limit]), cursor_at(start + limit) if start + limit < len(rows) else None)


def cursor_at(number: int) -> str:
    """The cursor of a page that begins after a key."""
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
    return digits or "0"


def future(moment: datetime, *, field: str) -> datetime:
    """A time that a calendar and the database can hold.

    Raises:
        Invalid: it lies centuries away.
    """
    if not 2000 <= moment.year < 2200:
        raise Invalid({field: N_("This time cannot be used here.")})
    return moment


def begun(moment: datetime | None) -> datetime | None:
    """When something opens: None for now, which a time long past means too."""
    return None if moment is None or moment.year < 2000 else future(moment, field="opens_at")


def known_ids(ids: Sequence[int]) -> list[int]:
    """Numbers of things that can be there.

    Raises:
        NotFound: nothing can have one of them.
    """
    if any(not 1 <= one <= LARGEST_EXACT for one in ids):
        raise NotFound(N_("There is nothing with this number."))
    return list(ids)


def key_list(keys: Sequence[str]) -> list[str]:
    """Keys of clauses as they were sent, none of which can hold what no key does."""
    return [key for key in keys if re.fullmatch(r"[\w./~-]+", key)]
