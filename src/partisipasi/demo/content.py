"""The files of the example city as structs."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import msgspec

T = TypeVar("T")

_FOLDER = Path(__file__).parent / "content"


class TeamPlace(msgspec.Struct):
    """Somebody's roles in a draft's team."""

    draft: str
    roles: list[str]


class Person(msgspec.Struct):
    """A person (with an account), an organisation (likewise), or somebody offline."""

    key: str
    kind: str
    name: str
    email: str | None
    display_name: str | None
    roles: list[str]
    agency: str | None
    topics: list[str]
    team: list[TeamPlace]
    #: For an officer of one agency only: its key.
    serves: str | None = None


class Extended(msgspec.Struct):
    """That a round was extended, by whom, on which day, until which day, and why."""

    by: str
    day: int
    closes_day: int
    reason: str


class Round(msgspec.Struct):
    """Days from the day of loading."""

    opens_day: int
    closes_day: int
    extended: Extended | None = None


class Restored(msgspec.Struct):
    """A clause that an earlier version had and that is back: its key now, and where it stood."""

    clause: str
    from_version: int
    from_clause: str


class VersionPlan(msgspec.Struct):
    """One text of a draft: who made it, who published it and when, if at all."""

    number: int
    file: str
    made_by: str
    published_by: str | None
    published_day: int | None
    round: Round | None
    restores: list[Restored] = []


class Ending(msgspec.Struct):
    """How a draft ended. `on_day`: when it was enacted."""

    how: str
    by: str
    day: int
    reason: str
    number: str
    on_day: int
    link: str


class DraftPlan(msgspec.Struct):
    """A draft."""

    key: str
    kind: str
    topic: str
    agency: str
    title: str
    summary: str
    versions: list[VersionPlan]
    ending: Ending | None = None


class Moderated(msgspec.Struct):
    """What a moderator did to a contribution."""

    act: str
    rule: str
    by: str
    day: int
    reason: str


class Reported(msgspec.Struct):
    """A report."""

    by: str
    rule: str
    text: str
    day: int


class Quoted(msgspec.Struct):
    """Words of a clause."""

    exact: str
    prefix: str = ""
    suffix: str = ""


class Said(msgspec.Struct):
    """One thing one person said."""

    id: str
    by: str
    entered_by: str | None
    draft: str
    version: int
    clause: str | None
    kind: str
    stance: str
    body: str
    quote: Quoted | None
    proposed_text: str | None
    parent: str | None
    channel: str
    day: int
    time: str
    supports: list[str]
    moderation: Moderated | None = None
    reports: list[Reported] = []
    withdrawn_day: int | None = None


class FileWords(msgspec.Struct):
    """A file that comes with words: a picture of `bars`, one for each hour from 8, or a paper of paragraphs."""

    kind: str
    name: str
    alt: str = ""
    bars: list[int] = []
    title: str = ""
    paragraphs: list[str] = []


class ForumWords(msgspec.Struct):
    """What one person says in the forum. `parent`: which of the thread's words it replies to, counted from 0."""

    by: str
    parent: int | None
    kind: str
    body: str
    day: int
    time: str
    supports: list[str]
    files: list[FileWords] = []


class ThreadStep(msgspec.Struct):
    """What is done to a thread, or to the words of a number in it.

    Attributes:
        act: a method of `steering.Steering` or of `fairness.Fairness`.
        text: the reason, the objection, the answer, the text that is written; `{1}` stands for the receipt of number 1.
        second: who agrees, where two decide.
        instead: for an objection that succeeds, the reason of what takes the decision's place.
    """

    act: str
    by: str
    day: int
    time: str
    text: str = ""
    number: int = 0
    numbers: list[int] = []
    title: str = ""
    seconds: int = 0
    rule: str = ""
    phrases: list[str] = []
    second: str = ""
    days: int = 0
    per_day: int = 0
    result: str = ""
    instead: str = ""


class ThreadPlan(msgspec.Struct):
    """A discussion or a question in the forum; who says the first of its words opens it."""

    topic: str
    kind: str
    title: str
    says: list[ForumWords]
    audience: str = "public"
    steps: list[ThreadStep] = []


class FilePlan(msgspec.Struct):
    """One file of a document: who hands it in when, what is new, and its words."""

    by: str
    day: int
    time: str
    note: str
    paragraphs: list[str]


class DocumentPlan(msgspec.Struct):
    """A document of a draft, its files in order, and what is said about it."""

    draft: str
    kind: str
    format: str
    title: str
    files: list[FilePlan]
    says: list[ForumWords]


class PointPlan(msgspec.Struct):
    """A contribution, or an excerpt of it."""

    contribution: str
    excerpt: str | None


class Interim(msgspec.Struct):
    """That a decision was made public before the next version, by whom and why."""

    by: str
    day: int
    reason: str


class DecisionPlan(msgspec.Struct):
    """A decision, who proposed and who approved it, on which days."""

    outcome: str
    reason_code: str | None
    reason: str
    legal_basis: str | None
    no_text_change: bool
    proposed_by: str
    approved_by: str
    proposed_day: int
    approved_day: int
    interim: Interim | None = None


class IssuePlan(msgspec.Struct):
    """An issue. `raised_on` is the version from whose round it came."""

    number: str
    draft: str
    raised_on: int
    title: str
    summary: str
    summary_for: str
    summary_against: str
    points: list[PointPlan]
    decision: DecisionPlan | None


class ChangePlan(msgspec.Struct, rename={"old": "from", "new": "to"}):
    """A change of substance with its cause; keys of the clause before and after."""

    old: str | None
    new: str | None
    cause: str
    explanation: str
    decisions: list[str]


class VersionWords(msgspec.Struct):
    """What a version says of itself."""

    number: int
    introduction: str
    introduction_en: str
    changes: list[ChangePlan]


class DraftWords(msgspec.Struct):
    """What all versions of a draft say of themselves."""

    draft: str
    versions: list[VersionWords]


def read(name: str, shape: type[T]) -> T:
    """One JSON file of the content folder."""
    return msgspec.json.decode((_FOLDER / f"{name}.json").read_bytes(), type=shape)


def read_text(name: str) -> str:
    """One text of the content folder."""
    return (_FOLDER / name).read_text()
