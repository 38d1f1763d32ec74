"""Several cases in one go, as a moderator without script does it."""

from __future__ import annotations

from browser import Browser
from builders import speak
from partisipasi.accounts.rights import GUEST
from partisipasi.kit.database import Database
from partisipasi.moderation.actions import report_contribution
from sessions import sign_in
from talk_scene import make_person, make_scene

REASON = "Promosi yang dikirim berulang kali di banyak tempat."


async def _reported(database: Database, number: int) -> list[int]:
    async with database.transaction() as tx:
        await tx.execute("UPDATE report SET closed_at = now() WHERE closed_at IS NULL")
        await tx.execute("DELETE FROM moderation_proposal")
        scene = await make_scene(tx)
        voices = [await speak(tx, scene, viewer=await make_person(tx), body=f"Nomor {n}.") for n in range(number)]
        for voice in voices:
            await report_contribution(
                tx, GUEST, receipt=voice.receipt, reason="spam", note="", reporter=voice.receipt.encode()
            )
        return [voice.id for voice in voices]


def _items(browser: Browser) -> list[str]:
    return [node.attributes["value"] or "" for node in browser.all("main form[method=post] input[name=items]")]


async def _choose(browser: Browser, cases: list[int], **fields: str) -> None:
    await browser.open("/moderasi/sekaligus?" + "&".join(f"perkara={case}" for case in cases))
    await browser.press("main form[method=post]", {"items": _items(browser), **fields})


async def test_what_is_marked_is_shown_decided_once_and_taken_back(browser: Browser, database: Database) -> None:
    cases = await _reported(database, 3)
    await sign_in(browser, database, role="moderator")
    await browser.open("/moderasi?alasan=spam&tandai=semua")
    marked = [node.attributes["value"] for node in browser.all("#perkara [type=checkbox][checked]")]
    assert marked == [str(case) for case in cases]
    await _choose(browser, cases, act="no_violation")
    assert "3 kasus" in browser.text() or "3 case" in browser.text()
    items = _items(browser)
    assert len(items) == 3
    async with database.transaction(writes=False) as tx:
        assert await tx.value("SELECT count(*) FROM report WHERE closed_at IS NULL") == 3
    key = browser.page.css_first("main form[method=post] [name=key]").attributes["value"] or ""
    sent = {"key": key, "items": items, "act": "no_violation", "sure": "1"}
    await browser.post("/moderasi/sekaligus", sent)
    first = str(browser.answer.url)
    await browser.post("/moderasi/sekaligus", sent)
    assert str(browser.answer.url) == first, "the second press of the button leads to the same batch"
    async with database.transaction(writes=False) as tx:
        made = "SELECT count(*) FROM moderation_decision WHERE contribution_id = ANY ($1::bigint[])"
        assert await tx.value(made, cases) == 3
    await browser.press("main .actions form[method=post]")
    assert await _open_cases(browser) == cases


async def _open_cases(browser: Browser) -> list[int]:
    await browser.open("/moderasi?alasan=spam")
    return [int(node.attributes["value"] or 0) for node in browser.all("#perkara [name=perkara]")]


async def test_hiding_several_is_seen_and_agreed_to_on_one_page_by_another(
    browser: Browser, database: Database
) -> None:
    cases = await _reported(database, 2)
    await sign_in(browser, database, role="moderator")
    await _choose(browser, cases, act="hide", rule="spam", public_reason=REASON)
    await browser.press("main form[method=post]", {"items": _items(browser)}, button="sure=1")
    page = str(browser.answer.url)
    assert "/moderasi/usul/" in page
    assert browser.page.css_first("main input[value=agree]") is None
    await sign_in(browser, database, role="moderator")
    await browser.open(page)
    assert len(browser.all("main .row")) == 2
    await browser.press("main form[method=post]", {"answer": "agree"})
    assert "/moderasi/sekaligus/" in str(browser.answer.url)
    async with database.transaction(writes=False) as tx:
        states = await tx.values("SELECT state FROM contribution WHERE id = ANY ($1::bigint[])", cases)
    assert states == ["hidden", "hidden"]


async def test_what_is_missing_is_said_with_everything_kept_and_one_can_go_back(
    browser: Browser, database: Database
) -> None:
    cases = await _reported(database, 2)
    await sign_in(browser, database, role="moderator")
    await _choose(browser, cases, act="warn", rule="spam", public_reason="Iklan")
    assert browser.answer.status_code == 422
    assert browser.page.css_first("#e-public_reason") is not None
    assert browser.page.css_first("#f-public_reason").text().strip() == "Iklan"
    await _choose(browser, cases, act="warn", rule="spam", public_reason=REASON, private_note="Bahasa sama.")
    await browser.press("main form[method=post]", {"items": _items(browser)}, button="sure=0")
    assert browser.page.css_first("#f-private_note").text().strip() == "Bahasa sama."
    assert len(_items(browser)) == 2


async def test_one_decision_is_taken_back_from_the_next_page(browser: Browser, database: Database) -> None:
    (case,) = await _reported(database, 1)
    await sign_in(browser, database, role="moderator")
    await browser.open(f"/moderasi/perkara/{case}")
    await browser.press("#putusan", {"act": "release"})
    assert await _open_cases(browser) == []
    await browser.press("main .undo form")
    assert await _open_cases(browser) == [case]


async def test_everything_that_waits_can_be_chosen_at_once(browser: Browser, database: Database) -> None:
    cases = await _reported(database, 4)
    await sign_in(browser, database, role="moderator")
    await browser.open("/moderasi/sekaligus?semua=1&alasan=spam")
    assert [int(item.partition(":")[0]) for item in _items(browser)] == cases
    await browser.open("/moderasi/sekaligus?semua=1&alasan=abuse")
    assert _items(browser) == []
