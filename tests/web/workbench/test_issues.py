"""The list of issues: by number, page by page, narrowed to where they stand."""

from __future__ import annotations

from builders import decide, propose, raise_issue
from loop_scene import make_talked, visiting
from partisipasi.feedback.issues import merge_issues
from partisipasi.kit.database import Database
from partisipasi.web.workbench.issues import PAGE_SIZE


async def test_the_list_goes_on_by_number_and_loses_nothing(app: object, database: Database) -> None:
    talked = await make_talked(database)
    async with database.transaction() as tx:
        for number in range(PAGE_SIZE + 3):
            await raise_issue(tx, talked.desk, title=f"Perlukah pasal {number}?")
    async with visiting(app, database, talked.desk.analyst) as analyst:
        await analyst.open(f"/en/ruang-kerja/rancangan/{talked.desk.draft_id}/pokok")
        first = [node.text() for node in analyst.all("tbody th")]
        await analyst.open(str(analyst.page.css_first('a[rel="next"]').attributes["href"]))
        second = [node.text() for node in analyst.all("tbody th")]
        assert len(first) == PAGE_SIZE and len(second) == 3 and not set(first) & set(second)
        await analyst.open(str(analyst.page.css_first('a[rel="prev"]').attributes["href"]))
        assert [node.text() for node in analyst.all("tbody th")] == first


async def test_the_list_is_narrowed_to_where_issues_stand(app: object, database: Database) -> None:
    talked = await make_talked(database)
    desk = talked.desk
    async with database.transaction() as tx:
        made = {name: await raise_issue(tx, desk, title=f"{name}?") for name in ("open", "put", "sure", "into", "gone")}
        await propose(tx, desk, made["put"])
        await decide(tx, desk, made["sure"])
        await merge_issues(tx, desk.analyst, issue_id=made["gone"].id, into_id=made["into"].id)
    async with visiting(app, database, desk.analyst) as analyst:
        for state, names in {
            "terbuka": ["open?", "into?"], "diusulkan": ["put?"], "disetujui": ["sure?"], "digabung": ["gone?"],
            "dikembalikan": [], "": ["open?", "put?", "sure?", "into?", "gone?"], "apa": list(made),
        }.items():  # fmt: skip
            await analyst.open(f"/en/ruang-kerja/rancangan/{desk.draft_id}/pokok?keadaan={state}")
            shown = [node.text() for node in analyst.all("tbody td a")]
            assert shown == [name if name.endswith("?") else f"{name}?" for name in names], state
            assert names or analyst.all(".empty a")
