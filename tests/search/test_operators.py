"""What operators narrow, and that nothing typed breaks the search."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from partisipasi.accounts.rights import GUEST, Role, Viewer
from partisipasi.discussions.tables import Contribution, Contributor, Thread
from partisipasi.kit.codes import new_receipt
from partisipasi.kit.database import Database, Transaction
from partisipasi.search.indexing import index_due
from partisipasi.search.operators import OPERATORS, STATUSES, read_query
from partisipasi.search.queries import search
from partisipasi.topics.tables import Agency, Topic


async def _say(tx: Transaction, words: str, *, topic: str, agency: str, name: str | None, ago: int = 0) -> str:
    """Something said in a thread of its own; its receipt."""
    about = (
        await tx.value("SELECT id FROM topic WHERE slug = $1", topic)
        or (await tx.add(Topic(slug=topic, name=f"Topik {topic}"))).id
    )
    body = (
        await tx.value("SELECT id FROM agency WHERE slug = $1", agency)
        or (await tx.add(Agency(slug=agency, name=f"Dinas {agency}", short_name=agency.upper()))).id
    )
    thread = await tx.add(
        Thread(topic_id=about, agency_id=body, title=f"Percakapan {topic}", slug="x", created_at=tx.now)
    )
    speaker = await tx.add(Contributor(kind="person"))
    at = tx.now - timedelta(days=ago)
    said = await tx.add(
        Contribution(
            receipt=new_receipt(), thread_id=thread.id, contributor_id=speaker.id, public_name=name, source=words,
            html=f"<p>{words}</p>", created_at=at, published_at=at,
        )
    )  # fmt: skip
    return said.receipt


async def _found(database: Database, typed: str, viewer: Viewer = GUEST) -> set[str]:
    wanted = read_query(typed)
    assert wanted is not None
    async with database.transaction(writes=False) as tx:
        hits = await search(tx, viewer, wanted)
    return {hit.path.removeprefix("/jejak/") for hit in hits if hit.kind == "contribution"}


@pytest.mark.parametrize(
    ("typed", "which"),
    [
        ("presensi", "abc"),
        ("presensi oleh:siti", "a"),
        ('oleh:"Siti Aminah"', "a"),
        ("oleh:siti -gerbang presensi", ""),
        ("topik:disiplin", "ab"),
        ("presensi topik:layanan", "c"),
        ("instansi:BKD presensi", "ac"),
        ("sesudah:2026-01-01 sebelum:2026-02-01 presensi", ""),
        ("status:didengar presensi", "abc"),
        ("status:dijawab presensi", ""),
        ("-topik:disiplin presensi", "abc"),
        ("oleh:%", None),
        ("oleh:_iti", ""),
        ("by:Siti topic:disiplin", "a"),
    ],
)
async def test_operators_narrow_what_is_found(fresh_database: Database, typed: str, which: str | None) -> None:
    async with fresh_database.transaction() as tx:
        said = {
            "a": await _say(tx, "Mesin presensi di gerbang.", topic="disiplin", agency="bkd", name="Siti Aminah"),
            "b": await _say(tx, "Presensi itu berat.", topic="disiplin", agency="dinkes", name="Budi"),
            "c": await _say(tx, "Antrean presensi.", topic="layanan", agency="bkd", name=None),
        }
    await index_due(fresh_database)
    if which is None:
        assert (read_query(typed) or GUEST).ignored == (typed,)  # type: ignore[union-attr]
        return
    assert await _found(fresh_database, typed) == {said[one] for one in which}


async def test_days_are_the_citys_and_begin_where_they_are_named(fresh_database: Database) -> None:
    async with fresh_database.transaction() as tx:
        said = await _say(tx, "Presensi pagi.", topic="t", agency="a", name="N")
        midnight = datetime(2026, 10, 1, tzinfo=ZoneInfo("Asia/Jakarta"))
        await tx.execute("UPDATE contribution SET published_at = $1", midnight)
    await index_due(fresh_database)
    assert await _found(fresh_database, "sesudah:2026-10-01") == {said}
    assert await _found(fresh_database, "sesudah:01-10-2026 sebelum:2026-10-02") == {said}
    assert await _found(fresh_database, "sebelum:2026-10-01") == set()
    assert await _found(fresh_database, "sesudah:2026-10-02") == set()


async def test_somebody_without_a_name_is_found_by_the_number(fresh_database: Database) -> None:
    async with fresh_database.transaction() as tx:
        said = await _say(tx, "Presensi malam.", topic="t", agency="a", name=None)
        other = await _say(tx, "Presensi siang.", topic="t", agency="a", name="Rahmat")
        number = await tx.value(
            """SELECT p.number FROM contribution c JOIN contributor p ON p.id = c.contributor_id
               WHERE c.receipt = $1""",
            said,
        )
    await index_due(fresh_database)
    assert await _found(fresh_database, f'oleh:"Warga {number}"') == {said}
    assert await _found(fresh_database, f"presensi oleh:{number}") == {said}
    assert other not in await _found(fresh_database, f"oleh:{number}")


@pytest.mark.parametrize(
    ("opens", "closes", "shut", "which"),
    [(None, None, False, "open"), (None, None, True, "closed"), (None, -1, False, "closed"), (None, 1, False, "open"),
     (1, None, True, "closed"), (-1, None, True, "open"), (-2, -1, True, "closed")],
)  # fmt: skip
async def test_the_status_of_a_thread_is_that_of_the_clock(
    fresh_database: Database, opens: int | None, closes: int | None, shut: bool, which: str
) -> None:
    """Hours from now at which it opens and closes by itself, and whether it was closed."""
    async with fresh_database.transaction() as tx:
        await _say(tx, "Antrean presensi.", topic="layanan", agency="bkd", name=None)
        at = [tx.now + timedelta(hours=hours) if hours is not None else None for hours in (opens, closes)]
        await tx.execute(
            "UPDATE thread SET opens_at = $1, closes_at = $2, closed_at = CASE WHEN $3 THEN now() END", *at, shut
        )
    await index_due(fresh_database)
    for typed, status in (("status:terbuka", "open"), ("status:ditutup", "closed")):
        wanted = read_query(f"{typed} percakapan")
        assert wanted is not None and wanted.status == status, typed
        async with fresh_database.transaction(writes=False) as tx:
            hits = await search(tx, GUEST, wanted)
        assert bool([hit for hit in hits if hit.kind == "thread"]) is (status == which)


async def test_what_is_kept_to_verified_people_is_found_by_them_alone(fresh_database: Database) -> None:
    async with fresh_database.transaction() as tx:
        said = await _say(tx, "Presensi rahasia.", topic="t", agency="a", name="N")
        await tx.execute("UPDATE thread SET audience = 'verified'")
    await index_due(fresh_database)
    inside = Viewer(account_id=1, roles=(Role("officer"),))
    for typed in ("presensi", "oleh:N topik:t", "topik:t"):
        assert await _found(fresh_database, typed) == set()
        assert await _found(fresh_database, typed, inside) in ({said}, set())
    assert await _found(fresh_database, "presensi topik:t", inside) == {said}


def test_what_looks_like_an_operator_and_says_nothing_is_named() -> None:
    wanted = read_query("antrean sebelum:kemarin status:aneh oleh:-- sesudah:2026-13-40")
    assert wanted is not None
    assert wanted.ignored == ("sebelum:kemarin", "status:aneh", "oleh:--", "sesudah:2026-13-40")
    assert not wanted.narrowed
    assert wanted.query


def test_an_address_or_a_time_is_no_operator() -> None:
    wanted = read_query("pukul 08:30 https://medan.go.id jam:9")
    assert wanted is not None
    assert wanted.ignored == ()
    assert not wanted.narrowed


@pytest.mark.parametrize("typed", ["2026-02-28", "28-02-2026", "28/2/2026"])
def test_days_are_read_as_people_write_them(typed: str) -> None:
    wanted = read_query(f"sebelum:{typed}")
    assert wanted is not None
    assert wanted.before == date(2026, 2, 28)


_odd = st.text(alphabet="abc \"-:%_\\'0123456789&|!()<>\x00é", max_size=12)
_typed = st.lists(
    st.builds("{}{}:{}".format, st.sampled_from(["", "-"]), st.sampled_from([*OPERATORS, "x"]), _odd)
    | st.sampled_from([f"status:{word}" for word in STATUSES])
    | _odd,
    max_size=6,
).map(" ".join)


def test_nothing_typed_breaks_the_search(database: Database) -> None:
    loop = asyncio.new_event_loop()
    lonely = Database(database.dsn, size=1)

    @hypothesis_settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(_typed)
    def ask(typed: str) -> None:
        loop.run_until_complete(_ask(lonely, typed))

    ask()
    loop.run_until_complete(lonely.close())
    loop.close()


async def _ask(database: Database, typed: str) -> None:
    wanted = read_query(typed)
    if wanted is not None:
        async with database.transaction(writes=False) as tx:
            await search(tx, GUEST, wanted)
