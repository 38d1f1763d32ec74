"""Files beside the write form, without script: they survive a refusal and come with the words."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from browser import Browser
from conftest import new_browser
from drawn import SECRET, paper, picture
from partisipasi.accounts.sessions import start_session
from partisipasi.kit.database import Database
from talk_scene import Scene, make_person, make_scene

FORM = "main form"


@pytest.fixture
async def scene(database: Database) -> Scene:
    """A draft open for input, committed."""
    async with database.transaction() as tx:
        return await make_scene(tx)


@pytest.fixture
async def member(app: object, database: Database) -> AsyncIterator[Browser]:
    """A browser in which a resident is signed in."""
    async with database.transaction() as tx:
        person = await make_person(tx, name="Parlindungan")
        token = await start_session(tx, account_id=person.account_id or 0, device="")
    async with new_browser(app) as visitor:
        visitor.client.cookies.set("sesi", token)
        yield visitor


async def test_a_picture_and_a_paper_come_with_words_and_survive_a_refusal(
    member: Browser, browser: Browser, scene: Scene
) -> None:
    await member.open(scene.clause_path() + "/tanggapi")
    sent = {"file": ("IMG_2041.jpg", picture(), "text/html")}
    await member.press(FORM, {"body": "Foto jalan.", "alt": "Jalan berlubang"}, button="step=attach", files=sent)
    assert member.answer.status_code == 200
    assert len(member.all("input[name=attached]")) == 1
    assert member.page.css_first("textarea[name=body]").text().strip() == "Foto jalan."
    refused = {"file": ("laporan.pdf", paper(), "application/pdf")}
    await member.press(FORM, {"body": "Hubungi 081234567890."}, files=refused)
    assert member.answer.status_code == 422
    assert len(member.all("input[name=attached]")) == 2
    assert "081234567890" in member.text("mark")
    codes = [node.attributes["value"] for node in member.all("input[name=attached]")]
    await member.press(FORM, {"attached": codes}, button="step=mask")
    assert member.answer.status_code == 200
    receipt = member.text("p.receipt")

    await browser.open(scene.clause_path())
    article = browser.page.css_first(f"#m-{receipt}")
    assert article is not None
    assert "081234567890" not in article.text()
    image, link = article.css_first(".attached img"), article.css_first(".attached a[download]")
    assert image is not None and link is not None
    assert (image.attributes["alt"], image.attributes["loading"]) == ("Jalan berlubang", "lazy")
    assert image.attributes["width"] and image.attributes["height"]
    small = await browser.client.get(str(image.attributes["src"]))
    assert (small.status_code, small.headers["content-type"]) == (200, "image/webp")
    given = await browser.client.get(str(link.attributes["href"]))
    assert given.headers["content-disposition"].startswith("attachment;")
    for answer in (small, given):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in answer.headers["content-security-policy"]
        assert SECRET.encode() not in answer.content
    again = await browser.client.get(str(image.attributes["src"]), headers={"if-none-match": small.headers["etag"]})
    assert again.status_code == 304


async def test_a_file_that_is_no_picture_is_told_of_beside_its_field_and_the_text_stays(
    member: Browser, scene: Scene
) -> None:
    await member.open(scene.clause_path() + "/tanggapi")
    await member.press(FORM, {"body": "Teks."}, files={"file": ("foto.jpg", b"<svg onload=alert(1)>", "image/jpeg")})
    assert member.answer.status_code == 422
    assert member.text("#e-file")
    assert member.page.css_first("textarea[name=body]").text().strip() == "Teks."


async def test_guests_are_offered_no_file(browser: Browser, scene: Scene) -> None:
    await browser.open(scene.clause_path() + "/tanggapi")
    assert browser.all("input[type=file]") == []


async def test_a_new_discussion_opens_with_its_pictures(member: Browser, browser: Browser, scene: Scene) -> None:
    await member.open("/forum/baru")
    sent = {"file": ("IMG_2041.jpg", picture(), "image/jpeg")}
    await member.press(FORM, {"title": "Lubang di Jalan Mawar"}, button="step=attach", files=sent)
    assert member.answer.status_code == 200 and member.page.css_first("#errors") is None, "nothing is missing yet"
    codes = [node.attributes["value"] for node in member.all("input[name=attached]")]
    assert len(codes) == 1
    assert member.page.css_first("input[name=title]").attributes["value"] == "Lubang di Jalan Mawar"
    await member.press(FORM, {"topic": str(scene.topic_id), "body": ""})
    assert member.answer.status_code == 422
    assert [node.attributes["value"] for node in member.all("input[name=attached]")] == codes
    await member.press(FORM, {"topic": str(scene.topic_id), "body": "Sejak bulan lalu, lihat fotonya."})
    assert member.answer.status_code == 200
    address = str(member.answer.url)
    assert "/diskusi/" in address
    image = member.page.css_first(".attached img")
    assert image is not None
    await browser.open(address)
    assert browser.page.css_first(".attached img") is not None
    wrong = {"file": ("virus.exe", b"MZ" + b"0" * 200, "image/png")}
    await member.open("/forum/baru")
    await member.press(FORM, {"title": "Lubang di Jalan Melati"}, button="step=attach", files=wrong)
    assert member.answer.status_code == 422 and member.page.css_first("#e-file") is not None
