"""Somebody whom moderators have taken the floor from for a while: reading goes on, sending is refused, words stay."""

from __future__ import annotations

from browser import Browser
from partisipasi.accounts.sessions import start_session
from partisipasi.discussions.opening import open_thread
from partisipasi.kit.database import Database
from partisipasi.settings import Settings
from talk_scene import make_person, make_scene


async def test_who_is_suspended_reads_on_and_sends_nothing_until_the_very_end(
    browser: Browser, database: Database, settings: Settings
) -> None:
    async with database.transaction() as tx:
        scene = await make_scene(tx)
        person = await make_person(tx, name="Tiur")
        opened = await open_thread(
            tx, person, settings, topic_id=scene.topic_id, title="Presensi di kantor lurah", body="Ayo bicara."
        )
        token = await start_session(tx, account_id=person.account_id or 0, device="")
    browser.client.cookies.set("sesi", token)
    path = f"/diskusi/{opened.id}/tulis"
    await browser.open(path)
    form = browser.page.css_first("main form[action]")
    assert form is not None
    sent = {str(field.attributes["name"]): field.attributes.get("value") or "" for field in form.css("input[name]")}
    sent |= {"body": "Masih ada yang ingin saya sampaikan.", "step": "send"}

    async def suspend(until: str) -> None:
        async with database.transaction() as tx:
            await tx.execute("DELETE FROM restriction WHERE account_id = $1", person.account_id)
            await tx.execute(
                f"""INSERT INTO restriction (account_id, kind, reason, decision_ref, starts_at, ends_at)
                    VALUES ($1, 'suspend', 'Menyerang orang lain.', 'K-UJI', now() - interval '1 day', {until})""",
                person.account_id,
            )

    async def send() -> int:
        answer = await browser.client.post(path, data=sent, headers={"sec-fetch-site": "same-origin"})
        browser.answer = answer
        return answer.status_code

    await suspend("now() + interval '1 day'")
    assert await send() == 403
    assert sent["body"] in browser.answer.text
    for read in (f"/diskusi/{opened.id}-{opened.slug}", "/forum", "/akun", "/akun/kabar"):
        assert (await browser.open(read)).status_code == 200, read
    async with database.transaction(writes=False) as tx:
        assert await tx.value("SELECT count(*) FROM contribution WHERE thread_id = $1", opened.id) == 1
    await suspend("now()")
    assert await send() == 303
