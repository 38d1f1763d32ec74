"""Threads from a table: ordered, whole, once."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from partisipasi.accounts.rights import GUEST, SYSTEM
from partisipasi.discussions.import_rows import Bad, Post, read_columns, read_openings, read_posts, read_time
from partisipasi.discussions.importing import Brought, import_threads
from partisipasi.invariants import INVARIANTS
from partisipasi.kit.database import Database, Transaction
from partisipasi.kit.errors import Invalid, SignInNeeded
from partisipasi.topics.actions import create_topic

MADRID = Path(__file__).resolve().parents[3] / "shared" / "data" / "comments" / "madrid" / "data"
ZONE = ZoneInfo("Asia/Jakarta")
FIELDS = ("id", "parentId", "proposalId", "userId", "date", "time", "text", "numVotes")


def _table(path: Path, rows: list[tuple[str, ...]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(FIELDS)
        writer.writerows(rows)
    return path


ROWS = [
    # An answer before what it answers; four levels; a circle; an answer to nobody; one twice; three that are no posts.
    ("4", "3", "7", "22", "2015-09-15", "0 days 11:23:10", "Cuarto nivel", "0"),
    ("2", "1", "7", "21", "2015-09-15", "0 days 11:07:10", "Segundo", "2"),
    ("1", "-1", "7", "20", "2015-09-15", "0 days 10:50:19", "Primero <script>alert(1)</script>", "5"),
    ("3", "2", "7", "20", "2015-09-15", "0 days 11:10:00", "Tercero", "0"),
    ("5", "6", "8", "20", "2015-09-16", "0 days 01:00:00", "Uno de un circulo", "0"),
    ("6", "5", "8", "21", "2015-09-16", "0 days 02:00:00", "Otro de un circulo", "0"),
    ("9", "999", "8", "23", "2015-09-16", "0 days 03:00:00", "A nadie", "0"),
    ("9", "999", "8", "23", "2015-09-16", "0 days 03:00:00", "A nadie", "0"),
    ("10", "-1", "8", "23", "2015-09-16", "0 days 03:00:00", "   ", "0"),
    ("", "-1", "8", "23", "2015-09-16", "0 days 03:00:00", "sin numero", "0"),
    ("11", "-1", "8", "23", "el martes", "", "sin hora", "0"),
]


async def _bring(tx: Transaction, path: Path, *, topic_id: int, source: str = "tabel") -> Brought:
    return await import_threads(
        tx, SYSTEM, topic_id=topic_id, source=source, posts=read_posts(path, read_columns(""), ZONE)
    )


async def _broken(tx: Transaction) -> list[str]:
    return [rule.name for rule in INVARIANTS if await tx.values(rule.sql)]


async def test_posts_are_said_in_order_under_what_they_answer(fresh_database: Database, tmp_path: Path) -> None:
    path = _table(tmp_path / "posts.csv", ROWS)
    async with fresh_database.transaction() as tx:
        topic = await create_topic(tx, SYSTEM, name="Kota lain")
        done = await _bring(tx, path, topic_id=topic.id)
    assert (done.threads, done.posts, done.authors, done.twice, done.loose, done.empty, done.bad) == (
        2,
        7,
        4,
        1,
        3,
        1,
        2,
    )
    assert done.told == ["line 11: no id or no thread", "line 12: no time: el martes"]
    async with fresh_database.transaction(writes=False) as tx:
        rows = await tx.rows(
            """SELECT c.source, p.source AS parent, c.depth, c.kind, c.published_at, y.brought
               FROM contribution c JOIN thread t ON t.id = c.thread_id LEFT JOIN contribution p ON p.id = c.parent_id
               LEFT JOIN contribution_tally y ON y.contribution_id = c.id
               WHERE t.title = 'Diskusi 7' ORDER BY c.id"""
        )
        assert [(row["source"], row["parent"], row["depth"], row["kind"], row["brought"]) for row in rows] == [
            ("Primero <script>alert(1)</script>", None, 0, "comment", 5),
            ("Segundo", "Primero <script>alert(1)</script>", 1, "reply", 2),
            ("Tercero", "Segundo", 2, "reply", 0),
            ("Cuarto nivel", "Tercero", 2, "reply", None),
        ]
        assert rows[0]["published_at"] == datetime(2015, 9, 15, 3, 50, 19, tzinfo=UTC)
        assert "<script" not in await tx.value("SELECT string_agg(html, '') FROM contribution")
        assert await _broken(tx) == []


async def test_a_second_import_brings_only_what_is_new(fresh_database: Database, tmp_path: Path) -> None:
    path = _table(tmp_path / "posts.csv", ROWS)
    async with fresh_database.transaction() as tx:
        topic = await create_topic(tx, SYSTEM, name="Kota lain")
        await _bring(tx, path, topic_id=topic.id)
    new = ("12", "3", "7", "30", "2015-09-17", "0 days 01:00:00", "Llega tarde", "0")
    _table(path, [*ROWS, new])
    async with fresh_database.transaction() as tx:
        done = await _bring(tx, path, topic_id=topic.id)
        assert (done.threads, done.posts, done.authors, done.known) == (0, 1, 1, 8)
        late = await tx.rows(
            """SELECT p.source, c.depth FROM contribution c JOIN contribution p ON p.id = c.parent_id
               WHERE c.source = 'Llega tarde'"""
        )
        assert late == [{"source": "Tercero", "depth": 2}]
        assert await _broken(tx) == []
        other = await _bring(tx, path, topic_id=topic.id, source="tabel lain")
        assert other.posts == 8


async def test_only_administrators_import(tx: Transaction, tmp_path: Path) -> None:
    path = _table(tmp_path / "posts.csv", ROWS)
    with pytest.raises(SignInNeeded):
        await import_threads(tx, GUEST, topic_id=1, source="x", posts=read_posts(path, read_columns(""), ZONE))


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("2015-09-15 0 days 10:50:19", "2015-09-15T03:50:19+00:00"),
        ("2015-09-15 10:50", "2015-09-15T03:50:00+00:00"),
        ("2015-09-15", "2015-09-14T17:00:00+00:00"),
        ("2015-09-15T10:50:19Z", "2015-09-15T10:50:19+00:00"),
        ("1442314219", "2015-09-15T10:50:19+00:00"),
        ("1442314219000", "2015-09-15T10:50:19+00:00"),
    ],
)
def test_times_as_tables_write_them(given: str, read: str) -> None:
    at = read_time(given, ZONE)
    assert at is not None
    assert at.isoformat() == read


@pytest.mark.parametrize("given", ["", "el martes", "2015-13-40", "99 days", "2015-09-15 25:00:00"])
def test_what_is_no_time_is_none(given: str) -> None:
    assert read_time(given, ZONE) is None


def test_a_table_without_its_columns_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "posts.csv"
    path.write_text("nomor,teks\n1,halo\n")
    with pytest.raises(Invalid):
        list(read_posts(path, read_columns(""), ZONE))
    with pytest.raises(Invalid):
        read_columns("warna=merah")


def test_other_columns_and_kinds_of_files(tmp_path: Path) -> None:
    path = tmp_path / "posts.jsonl"
    path.write_text('{"no": 1, "utas": 3, "isi": "Halo", "siapa": "Butet", "saat": "2026-01-02T03:04:05Z"}\nrusak\n')
    columns = read_columns("id=no,thread=utas,text=isi,author=siapa,name=siapa,time=saat,parent=,votes=")
    first, second = read_posts(path, columns, ZONE)
    assert isinstance(first, Post)
    assert (first.id, first.thread, first.name, first.text, first.parent) == ("1", "3", "Butet", "Halo", "")
    assert second == Bad(2, "no id or no thread")


@pytest.mark.skipif(not MADRID.exists(), reason="the shared data is not here")
async def test_discussions_of_madrid_load_whole(fresh_database: Database) -> None:
    columns = read_columns("")
    async with fresh_database.transaction() as tx:
        topic = await create_topic(tx, SYSTEM, name="Madrid")
        done = await import_threads(
            tx,
            SYSTEM,
            topic_id=topic.id,
            source="madrid",
            posts=read_posts(MADRID / "comments.csv", columns, ZONE),
            openings=read_openings(MADRID / "proposals.csv", columns, ZONE),
            language="es",
        )
    assert (done.threads, done.bad, done.twice) == (80, 0, 0)
    async with fresh_database.transaction(writes=False) as tx:
        openings = await tx.value("SELECT count(*) FROM imported WHERE kind = 'post' AND external_id LIKE 'thread/%'")
        posts = [row for row in read_posts(MADRID / "comments.csv", columns, ZONE) if isinstance(row, Post)]
        assert done.posts + done.empty == len(posts) + openings
        known = {post.id for post in posts}
        assert done.loose == sum(1 for post in posts if post.parent and post.parent not in known and post.text)
        assert await tx.value("SELECT title FROM thread ORDER BY created_at LIMIT 1") == "Limpiar las calles"
        assert await _broken(tx) == []
