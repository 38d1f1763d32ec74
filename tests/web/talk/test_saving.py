"""A text survives a closed window: saved while writing, there again with its stance, gone when sent, never in a log."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from browser import Browser
from conftest import new_browser
from partisipasi.accounts.sessions import start_session
from partisipasi.kit.database import Database
from talk_scene import Scene, make_person, make_scene

SECRET = "Kata-kata yang belum dikirim"


@pytest.fixture
async def scene(database: Database) -> Scene:
    """A draft open for input, committed."""
    async with database.transaction() as tx:
        return await make_scene(tx)


@pytest.fixture
async def member(app: object, database: Database) -> AsyncIterator[Browser]:
    """A browser in which a resident is signed in."""
    async with database.transaction() as tx:
        person = await make_person(tx)
        token = await start_session(tx, account_id=person.account_id or 0, device="")
    async with new_browser(app) as visitor:
        visitor.client.cookies.set("sesi", token)
        yield visitor


async def test_a_text_is_there_again_and_gone_when_it_is_sent(
    member: Browser, database: Database, scene: Scene, capsys: pytest.CaptureFixture[str]
) -> None:
    path = scene.clause_path() + "/tanggapi"
    async with database.transaction() as tx:
        await tx.execute("DELETE FROM saved_draft")
    await member.open(path)
    await member.press("main form", {"body": SECRET, "stance": "disagree"}, button="step=save")
    assert member.page.css_first("textarea[name=body]").text().strip() == SECRET
    assert member.page.css_first("input[name=stance][value=disagree][checked]") is not None
    page = member.answer.text
    assert (await member.open("/akun/draf")).text.count(SECRET) == 1

    await member.open(path)
    saved = {name: member.page.css_first(f"#simpanan input[name={name}]") for name in ("saved_id", "sequence")}
    fields = {name: str(node.attributes["value"]) for name, node in saved.items() if node}
    line = await member.post(
        "/akun/draf", {**fields, "place": path, "title": "x", "body": f"{SECRET} lagi", "clause": ""}
    )
    assert line.status_code == 200
    assert 'name="sequence" value="2"' in line.text
    # The window opened before that goes on from an older saving: both texts are kept.
    apart = await member.post("/akun/draf", {**fields, "place": path, "title": "x", "body": "Jendela lain"})
    assert apart.status_code == 200
    await member.open(path)
    assert member.page.css_first("textarea[name=body]").text().strip() == "Jendela lain"
    assert f"{SECRET} lagi" in member.text("details p.typed")
    await member.press("main form", {"body": "Terkirim."})
    assert member.answer.status_code == 200
    async with database.transaction(writes=False) as tx:
        assert await tx.values("SELECT body FROM saved_draft ORDER BY id") == [f"{SECRET} lagi"]
    assert page
    assert SECRET not in capsys.readouterr().out


async def test_a_guest_saves_nothing_and_reading_writes_nothing(
    browser: Browser, member: Browser, database: Database, scene: Scene
) -> None:
    path = scene.clause_path() + "/tanggapi"
    async with database.transaction() as tx:
        await tx.execute("DELETE FROM saved_draft")
    await browser.open(path)
    assert browser.all("#simpanan") == []
    answer = await browser.post("/akun/draf", {"place": path, "body": SECRET})
    assert "/masuk" in str(answer.url)
    for place in ("//evil.example", "/admin", path + "?x"):
        await member.post("/akun/draf", {"place": place, "body": SECRET})
    await member.open(path)
    async with database.transaction(writes=False) as tx:
        assert await tx.value("SELECT count(*) FROM saved_draft") == 0
