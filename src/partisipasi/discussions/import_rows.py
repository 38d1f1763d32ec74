"""Rows of a table from elsewhere, read as posts or as threads: which column is what, and what a time may look like.

Nothing is held in memory but the row at hand. A row that cannot be used is told with its line and left out.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time, timedelta, tzinfo
from pathlib import Path

import msgspec

from partisipasi.kit.errors import Invalid
from partisipasi.kit.i18n import N_
from partisipasi.kit.text import clean_line, clean_text

#: What a table of posts is asked for, and the columns of the best known one.
COLUMNS = "id=id,parent=parentId,thread=proposalId,author=userId,time=date+time,votes=numVotes,text=text"
#: Of a table of threads: the first of these that a row has.
_TITLES, _TEXTS, _VOTES = ("title",), ("summary", "text", "body"), ("numSupports", "votes", "numVotes")
_NAMES = ("id", "parent", "thread", "author", "name", "time", "votes", "text")
_NO_PARENT = {"", "-1", "0", "null", "none", "nan"}
_CLOCK = re.compile(r"^(?:(-?\d+) days?,? )?(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?$")
#: A post of a megabyte is a broken file, not a post.
csv.field_size_limit(1_000_000)


class Bad(msgspec.Struct, frozen=True):
    """A row that cannot be used, and why."""

    line: int
    why: str


class Post(msgspec.Struct, frozen=True, kw_only=True):
    """One post. `parent` is empty for one that begins the talk; `votes` are what it had where it comes from.

    A post without text was taken back there; its place is kept if somebody answered it.
    """

    line: int
    id: str
    parent: str
    thread: str
    author: str
    name: str
    at: datetime | None
    votes: int
    text: str


class Opening(msgspec.Struct, frozen=True, kw_only=True):
    """One thread and the words it was opened with, if any."""

    line: int
    id: str
    title: str
    author: str
    at: datetime | None
    votes: int
    text: str


def read_columns(spec: str) -> dict[str, list[str]]:
    """Which columns are what, as `name=column+column,…`; what is not named stays as in `COLUMNS`.

    Raises:
        Invalid: columns.
    """
    chosen: dict[str, list[str]] = {}
    for part in f"{COLUMNS},{spec}".split(","):
        name, is_given, columns = (word.strip() for word in part.partition("="))
        if not part.strip():
            continue
        if not is_given or name not in _NAMES:
            raise Invalid(
                {"columns": N_("Write columns as id=…,parent=…,thread=…,author=…,name=…,time=…,votes=…,text=…")}
            )
        chosen[name] = [column.strip() for column in columns.split("+") if column.strip()]
    return chosen


def read_posts(path: Path, columns: Mapping[str, list[str]], zone: tzinfo) -> Iterator[Post | Bad]:
    """The posts of a .csv, .tsv or .jsonl file, one by one.

    Raises:
        Invalid: posts, where the file has none of the columns it must have.
    """
    for line, row in _rows(path, must=[columns[name] for name in ("id", "thread", "text")]):
        given = {name: _value(row, columns.get(name, [])) for name in _NAMES}
        text = clean_text(given["text"])
        if not given["id"] or not given["thread"]:
            yield Bad(line, "no id or no thread")
        else:
            at = read_time(given["time"], zone)
            if given["time"] and at is None:
                yield Bad(line, f"no time: {given['time'][:40]}")
                continue
            yield Post(
                line=line,
                id=given["id"],
                parent="" if given["parent"].lower() in _NO_PARENT else given["parent"],
                thread=given["thread"],
                author=given["author"],
                name=clean_line(given["name"])[:120],
                at=at,
                votes=_votes(given["votes"]),
                text=text,
            )


def read_openings(path: Path, columns: Mapping[str, list[str]], zone: tzinfo) -> Iterator[Opening | Bad]:
    """The threads of a file, one by one. Summary and text together are the words a thread was opened with."""
    for line, row in _rows(path, must=[["id"], ["title"]]):
        title = clean_line(_first(row, _TITLES))
        if not row.get("id", "").strip() or not title:
            yield Bad(line, "no id or no title")
            continue
        said = [clean_text(row.get(name) or "") for name in _TEXTS]
        yield Opening(
            line=line,
            id=row["id"].strip(),
            title=title[:300],
            author=_value(row, columns.get("author", [])),
            at=read_time(_first(row, ("date", "time", "created_at")), zone),
            votes=_votes(_first(row, _VOTES)),
            text="\n\n".join(dict.fromkeys(words for words in said if words)),
        )


def read_time(given: str, zone: tzinfo) -> datetime | None:
    """A time: ISO 8601, a day and a clock (also "0 days 10:50:19"), or seconds since 1970; in `zone` unless it says."""
    given = given.strip()
    try:
        if re.fullmatch(r"\d{9,13}", given):
            seconds = int(given) / (1000 if len(given) > 11 else 1)
            return datetime.fromtimestamp(seconds, UTC)
        try:
            read = datetime.fromisoformat(given)
        except ValueError:
            day, _, clock = given.partition(" ")
            match = _CLOCK.match(clock.strip())
            if match is None:
                return None
            days, hour, minute, second = (int(part or 0) for part in match.groups())
            read = datetime.combine(datetime.fromisoformat(day), time(hour, minute, second)) + timedelta(days=days)
        return (read if read.tzinfo else read.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _rows(path: Path, *, must: list[list[str]]) -> Iterator[tuple[int, dict[str, str]]]:
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        if path.suffix.lower() in {".jsonl", ".ndjson"}:
            for line, text in enumerate(file, 1):
                if text.strip():
                    yield line, _object(text)
            return
        reader = csv.DictReader(file, delimiter="\t" if path.suffix.lower() == ".tsv" else ",")
        names = reader.fieldnames or []
        missing = [column for columns in must for column in columns if column not in names]
        if missing:
            raise Invalid(
                {"file": N_("%(file)s has no column %(columns)s.")}, file=path.name, columns=", ".join(missing)
            )
        for row in reader:
            yield reader.line_num, {name: value or "" for name, value in row.items() if isinstance(name, str)}


def _object(text: str) -> dict[str, str]:
    try:
        read = json.loads(text)
    except ValueError:
        return {}
    if not isinstance(read, dict):
        return {}
    return {name: "" if value is None else str(value) for name, value in read.items()}


def _value(row: Mapping[str, str], columns: list[str]) -> str:
    return " ".join(part for name in columns if (part := (row.get(name) or "").strip()))


def _first(row: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((value for name in names if (value := (row.get(name) or "").strip())), "")


def _votes(given: str) -> int:
    try:
        return max(0, min(int(float(given or 0)), 2_000_000_000))
    except (ValueError, OverflowError):
        return 0
