"""The pages with which a thread is steered: by who may, by who may not, too late; and what visitors then see."""

from __future__ import annotations

from browser import Browser
from forum_scene import REASON, Forum, add_thread, make_forum, make_keeper, say
from partisipasi.discussions.steering.closing import close_thread
from partisipasi.discussions.steering.merging import merge_thread
from partisipasi.discussions.steering.pinning import pin_thread, set_rules
from partisipasi.discussions.steering.slowing import slow_thread
from partisipasi.discussions.steering.texts import summarise_thread
from partisipasi.kit.database import Database
from partisipasi.settings import Settings
from sessions import sign_in


async def _forum(database: Database, settings: Settings) -> Forum:
    async with database.transaction() as tx:
        return await make_forum(tx, settings)


def _path(forum: Forum) -> str:
    return f"/diskusi/{forum.thread_id}-jam-kerja-di-kelurahan"


async def test_a_moderator_closes_and_the_reason_is_kept_when_too_short(
    browser: Browser, database: Database, settings: Settings
) -> None:
    forum = await _forum(database, settings)
    await sign_in(browser, database, viewer=forum.moderator)
    await browser.open(f"{_path(forum)}/atur")
    assert "Atur" in browser.page.text() or "Steer" in browser.page.text()
    lock = "form:has(#f-lock_reason)"
    answer = await browser.press(lock, {"lock_reason": "singkat"}, button="act=lock")
    assert answer.status_code == 422
    assert "singkat" in browser.page.css_first("#f-lock_reason").text()
    answer = await browser.press(lock, {"lock_reason": REASON}, button="act=lock")
    assert answer.status_code == 200
    await browser.open(_path(forum))
    assert browser.page.css_first(f'a[href="{_path(forum)}/tulis"]') is None


async def test_a_stale_page_is_told_so_and_keeps_the_words(
    browser: Browser, database: Database, settings: Settings
) -> None:
    forum = await _forum(database, settings)
    await sign_in(browser, database, viewer=forum.officer)
    await browser.open(f"{_path(forum)}/tutup")
    async with database.transaction() as tx:
        await pin_thread(tx, forum.moderator, thread_id=forum.thread_id, on=True)
    words = "Kami sepakat bahwa jam kerja bergeser mulai Januari."
    answer = await browser.press("main form", {"conclusion": words}, button="act=conclude")
    assert answer.status_code == 409
    assert words in browser.page.css_first("#f-conclusion").text()
    answer = await browser.press("main form", {"conclusion": words}, button="act=conclude")
    assert answer.status_code == 200
    await browser.open(_path(forum))
    assert words in browser.page.css_first("main").text()


async def test_citizens_do_not_reach_the_page_and_strangers_see_no_form(
    browser: Browser, database: Database, settings: Settings
) -> None:
    forum = await _forum(database, settings)
    async with database.transaction() as tx:
        elsewhere = await make_forum(tx, settings)
    await sign_in(browser, database, viewer=forum.opener)
    assert (await browser.open(f"{_path(forum)}/atur")).status_code == 403
    await sign_in(browser, database, viewer=elsewhere.moderator)
    await browser.open(f"{_path(forum)}/atur")
    assert browser.page.css("main form") == []
    answer = await browser.post(f"{_path(forum)}/atur", {"act": "lock", "seen": "0", "lock_reason": REASON})
    assert answer.status_code == 403


async def test_the_address_of_a_merged_thread_leads_on(
    browser: Browser, database: Database, settings: Settings
) -> None:
    async with database.transaction() as tx:
        forum = await make_forum(tx, settings)
        other, opening = await add_thread(tx, settings, forum.topic_id, "Diskusi yang lama sekali")
        await merge_thread(tx, forum.moderator, thread_id=other, into_id=forum.thread_id, reason=REASON)
    for path in (f"/diskusi/{other}", f"/diskusi/{other}/m/{opening.receipt}"):
        await browser.open(path)
        assert browser.answer.url.path == _path(forum), path
        assert browser.page.css_first(f"#m-{opening.receipt}") is not None
    await browser.open(f"/diskusi/{other}/tulis")
    assert browser.answer.status_code == 200


async def test_who_writes_while_it_is_closed_keeps_the_words(
    browser: Browser, database: Database, settings: Settings
) -> None:
    forum = await _forum(database, settings)
    await sign_in(browser, database, viewer=forum.opener)
    await browser.open(f"{_path(forum)}/tulis")
    async with database.transaction() as tx:
        await close_thread(tx, forum.moderator, thread_id=forum.thread_id, reason=REASON)
    answer = await browser.press("main form", {"body": "Kata-kata saya yang tidak boleh hilang."})
    assert answer.status_code == 409
    assert "Kata-kata saya yang tidak boleh hilang." in browser.page.css_first("main").text()


async def test_slow_mode_says_how_long_and_keeps_the_words(
    browser: Browser, database: Database, settings: Settings
) -> None:
    forum = await _forum(database, settings)
    async with database.transaction() as tx:
        await slow_thread(tx, forum.moderator, thread_id=forum.thread_id, seconds=900, reason=REASON)
        await set_rules(tx, forum.moderator, thread_id=forum.thread_id, rules="Sebut tempat dan waktunya.")
        said = await say(tx, settings, forum.thread_id)
    await sign_in(browser, database, viewer=said.viewer)
    await browser.open(f"{_path(forum)}/tulis")
    text = browser.page.css_first("main").text()
    assert REASON in text
    assert "Sebut tempat dan waktunya." in text
    answer = await browser.press("main form", {"body": "Satu hal lagi dari saya."})
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 900
    assert "Satu hal lagi dari saya." in browser.page.css_first("#f-body").text()


async def test_a_summary_is_read_objected_to_and_answered(
    browser: Browser, database: Database, settings: Settings
) -> None:
    forum = await _forum(database, settings)
    async with database.transaction() as tx:
        await summarise_thread(
            tx, forum.officer, thread_id=forum.thread_id, summary=f"Semua setuju, lihat {forum.first.receipt}."
        )
    await browser.open(_path(forum))
    assert browser.page.css_first(f'main a[href="/masukan/{forum.first.receipt}/di"]') is not None
    await sign_in(browser, database, viewer=forum.opener)
    await browser.open(f"{_path(forum)}/ringkasan/keberatan")
    wrong = "Tidak semua setuju: saya sendiri tidak."
    await browser.press("main form", {"body": wrong})
    assert browser.answer.url.path == f"{_path(forum)}/ringkasan"
    assert wrong in browser.page.css_first("main").text()
    await sign_in(browser, database, viewer=forum.officer)
    await browser.open(f"{_path(forum)}/ringkasan")
    link = browser.page.css_first(f'a[href^="{_path(forum)}/ringkasan/jawab/"]')
    await browser.open(link.attributes["href"])
    await browser.press("main form", {"answer": "changed", "words": "Anda benar; ringkasannya sudah kami ubah."})
    assert "Anda benar" in browser.page.css_first("main").text()


async def test_pinned_and_announced_threads_lead_the_lists(
    browser: Browser, database: Database, settings: Settings
) -> None:
    async with database.transaction() as tx:
        forum = await make_forum(tx, settings)
        await add_thread(tx, settings, forum.topic_id, "Diskusi yang lebih baru lagi")
        slug = await tx.value("SELECT slug FROM topic WHERE id = $1", forum.topic_id)
        keeper = await make_keeper(tx, "officer", forum.topic_id)
    await sign_in(browser, database, viewer=keeper)
    await browser.open(f"{_path(forum)}/atur")
    await browser.press("form:has(#f-pin_reason)", button="act=pin")
    await browser.open(f"/forum?topik={slug}")
    first = browser.page.css_first("ul.rows h3 a")
    assert first.attributes["href"] == _path(forum)
    assert len(browser.page.css(f'ul.rows h3 a[href="{_path(forum)}"]')) == 1


async def test_a_split_is_looked_at_before_it_is_done(browser: Browser, database: Database, settings: Settings) -> None:
    forum = await _forum(database, settings)
    async with database.transaction() as tx:
        said = await say(tx, settings, forum.thread_id)
        await say(tx, settings, forum.thread_id, "Balasan untuk kiriman itu.", parent=said)
    await sign_in(browser, database, viewer=forum.moderator)
    await browser.open(f"{_path(forum)}/atur/pecah")
    choice = {"receipts": said.receipt, "title": "Jam kerja sore hari", "reason": REASON}
    answer = await browser.press("main form", {**choice, "title": "x"})
    assert answer.status_code == 422
    assert browser.page.css_first("input[name=receipts][checked]") is not None
    await browser.press("main form", choice)
    assert "2 " in browser.page.css_first("main .notice").text()
    async with database.transaction() as tx:
        assert await tx.value("SELECT count(*) FROM thread WHERE title = 'Jam kerja sore hari'") == 0
    await browser.press("main form", button="sure=1")
    assert browser.answer.url.path.endswith("-jam-kerja-sore-hari")
    assert browser.page.css_first(f"#m-{said.receipt}") is not None


async def test_a_merger_is_looked_at_before_it_is_done(
    browser: Browser, database: Database, settings: Settings
) -> None:
    forum = await _forum(database, settings)
    async with database.transaction() as tx:
        other, opening = await add_thread(tx, settings, forum.topic_id, "Diskusi yang serupa")
    await sign_in(browser, database, viewer=forum.moderator)
    await browser.open(f"/diskusi/{other}-diskusi-yang-serupa/atur/gabung")
    await browser.press("main form", {"into": str(forum.thread_id), "reason": REASON})
    async with database.transaction() as tx:
        await pin_thread(tx, forum.officer, thread_id=other, on=True)
    answer = await browser.press("main form", button="sure=1")
    assert answer.status_code == 409
    await browser.press("main form", {"into": str(forum.thread_id), "reason": REASON})
    await browser.press("main form", button="sure=1")
    assert browser.answer.url.path == _path(forum)
    assert browser.page.css_first(f"#m-{opening.receipt}") is not None


async def test_a_reply_is_put_where_it_belongs(browser: Browser, database: Database, settings: Settings) -> None:
    forum = await _forum(database, settings)
    async with database.transaction() as tx:
        said = await say(tx, settings, forum.thread_id)
    await sign_in(browser, database, viewer=forum.officer)
    await browser.open(f"{_path(forum)}/atur/balasan")
    assert browser.page.css("main form") == []
    await sign_in(browser, database, viewer=forum.moderator)
    await browser.open(f"{_path(forum)}/atur/balasan")
    fields = {"receipt": said.receipt, "below": "TIDA-KADA-X", "reason": REASON}
    answer = await browser.press("main form", fields)
    assert answer.status_code == 422
    await browser.press("main form", {**fields, "below": forum.first.receipt.lower()})
    assert browser.answer.status_code == 200
    async with database.transaction() as tx:
        assert await tx.value("SELECT parent_id FROM contribution WHERE id = $1", said.id) == forum.first.id
