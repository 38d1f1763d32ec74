"""Guests tell an agency without an account: it waits for the button of the mail, and nobody knows of it till then."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from browser import Browser
from conftest import new_browser
from partisipasi.accounts.rights import GUEST
from partisipasi.discussions.confirming import confirm_contribution, contribute_awaiting, forget_unconfirmed
from partisipasi.discussions.contributing import Words, contribute
from partisipasi.discussions.places import Target
from partisipasi.discussions.queries import thread_view, threads_list
from partisipasi.kit.database import Database, Transaction
from partisipasi.kit.errors import Invalid, TooMany
from partisipasi.service.days import today_of
from partisipasi.service.forgetting import forget_unconfirmed_cases
from partisipasi.service.invariants import INVARIANTS
from partisipasi.service.judging import judge_case
from partisipasi.service.opening import AwaitingCase, begin_case, open_case_awaiting
from partisipasi.service.queries import case_of, cases_list
from partisipasi.settings import Settings
from partisipasi.web.account.erasers import erase_talk
from service_scene import ServiceScene, make_service_scene
from talk_scene import broken_rules, make_person


async def _tell(
    tx: Transaction, settings: Settings, scene: ServiceScene, *, email: str, happened: str = "Nomor antrean habis."
) -> AwaitingCase:
    return await open_case_awaiting(
        tx,
        settings,
        agency_id=scene.agency_id,
        service_id=scene.service_id,
        place="Kecamatan Medan Johor",
        happened_on=today_of(tx),
        happened=happened,
        email=email,
    )


async def test_nobody_knows_of_a_case_before_its_mail_is_answered(tx: Transaction, settings: Settings) -> None:
    scene = await make_service_scene(tx)
    told = await _tell(tx, settings, scene, email="tamu-1@example.org")
    posted = told.awaiting.posted
    thread_id = await tx.value("SELECT thread_id FROM contribution WHERE id = $1", posted.id)
    assert posted.state == "awaiting"
    for viewer in (GUEST, scene.officer, scene.citizen):
        assert await thread_view(tx, viewer, thread_id) is None
        assert thread_id not in {row.id for row in await threads_list(tx, viewer, topic_id=scene.topic_id)}
        assert await cases_list(tx, viewer, agency_id=scene.agency_id) == []
    confirmed = await confirm_contribution(tx, contribution_id=posted.id, address="tamu-1@example.org", language="id")
    await begin_case(tx, posted.id)
    case = await case_of(tx, GUEST, thread_id)
    assert case is not None and (case.open, case.status, case.place) == (True, "received", "Kecamatan Medan Johor")
    assert thread_id in {row.id for row in await threads_list(tx, GUEST, topic_id=scene.topic_id)}
    assert await tx.value("SELECT opened_by FROM thread WHERE id = $1", thread_id) == confirmed.account_id
    assert [rule.name for rule in INVARIANTS if await tx.rows(rule.sql)] == []
    assert await broken_rules(tx) == []


async def test_a_guest_judges_the_answer_by_the_owner_key(tx: Transaction, settings: Settings) -> None:
    scene = await make_service_scene(tx)
    told = await _tell(tx, settings, scene, email="tamu-2@example.org")
    posted = told.awaiting.posted
    await confirm_contribution(tx, contribution_id=posted.id, address="tamu-2@example.org", language="id")
    await begin_case(tx, posted.id)
    await tx.execute("UPDATE service_case SET status = 'done', due_on = NULL WHERE contribution_id = $1", posted.id)
    await judge_case(
        tx, GUEST, settings, receipt=posted.receipt, resolved=False, body="Masih sama saja.", steps=0,
        key=posted.owner_key,
    )  # fmt: skip
    assert await tx.value("SELECT status FROM service_case WHERE contribution_id = $1", posted.id) == "reopened"


async def test_what_screening_holds_waits_for_a_moderator_after_the_mail(tx: Transaction, settings: Settings) -> None:
    scene = await make_service_scene(tx)
    links = " ".join(f"https://contoh{number}.example.org" for number in range(5))
    told = await _tell(tx, settings, scene, email="tamu-3@example.org", happened=f"Lihat {links}")
    posted = told.awaiting.posted
    confirmed = await confirm_contribution(tx, contribution_id=posted.id, address="tamu-3@example.org", language="id")
    await begin_case(tx, posted.id)
    assert confirmed.state == "held"
    thread_id = await tx.value("SELECT thread_id FROM contribution WHERE id = $1", posted.id)
    assert await thread_view(tx, GUEST, thread_id) is None
    assert await cases_list(tx, GUEST, agency_id=scene.agency_id) == []


async def test_a_wrong_address_and_identity_numbers_are_told_at_their_fields(
    tx: Transaction, settings: Settings
) -> None:
    scene = await make_service_scene(tx)
    with pytest.raises(Invalid) as refused:
        await _tell(tx, settings, scene, email="bukan alamat")
    assert set(refused.value.fields) == {"email"}
    with pytest.raises(Invalid) as refused:
        await _tell(tx, settings, scene, email="a@example.org", happened="NIK saya 1271014505900001")
    assert set(refused.value.fields) == {"body"}


async def test_what_nobody_confirms_is_forgotten_with_case_and_thread(tx: Transaction, settings: Settings) -> None:
    scene = await make_service_scene(tx)
    told = await _tell(tx, settings, scene, email="tamu-4@example.org")
    thread_id = await tx.value("SELECT thread_id FROM contribution WHERE id = $1", told.awaiting.posted.id)
    assert await forget_unconfirmed_cases(tx) == 0
    await tx.execute(
        "UPDATE contribution SET created_at = now() - $2::interval WHERE id = $1",
        told.awaiting.posted.id,
        timedelta(days=8),
    )
    assert await forget_unconfirmed_cases(tx) == 1
    await forget_unconfirmed(tx)
    assert await tx.value("SELECT count(*) FROM thread WHERE id = $1", thread_id) == 0
    assert await tx.value("SELECT count(*) FROM service_case WHERE thread_id = $1", thread_id) == 0
    assert await broken_rules(tx) == []


async def test_who_is_erased_leaves_no_case_that_waits(tx: Transaction, settings: Settings) -> None:
    scene = await make_service_scene(tx)
    person = await make_person(tx)
    address = await tx.value("SELECT address FROM email_address WHERE account_id = $1", person.account_id)
    told = await _tell(tx, settings, scene, email=address)
    await erase_talk(tx, person.account_id or 0, "kept")
    assert await tx.value("SELECT count(*) FROM contribution WHERE id = $1", told.awaiting.posted.id) == 0
    assert await tx.value("SELECT count(*) FROM service_case WHERE agency_id = $1", scene.agency_id) == 0


async def test_slow_mode_counts_for_who_confirms_by_mail(tx: Transaction, settings: Settings) -> None:
    scene = await make_service_scene(tx)
    person = await make_person(tx)
    address = await tx.value("SELECT address FROM email_address WHERE account_id = $1", person.account_id)
    told = await _tell(tx, settings, scene, email="tamu-5@example.org")
    await confirm_contribution(tx, contribution_id=told.awaiting.posted.id, address="tamu-5@example.org", language="id")
    thread_id = await tx.value("SELECT thread_id FROM contribution WHERE id = $1", told.awaiting.posted.id)
    target = Target(thread_id=thread_id)
    await tx.execute("UPDATE thread SET slow_seconds = 3600 WHERE id = $1", thread_id)
    await contribute(tx, person, settings, target=target, body="Di tempat saya juga begitu.")
    second = await contribute_awaiting(
        tx, settings, target=target, version_id=None, words=Words(body="Sekali lagi, sama."), email=address,
        public_name="",
    )  # fmt: skip
    with pytest.raises(TooMany) as refused:
        await confirm_contribution(tx, contribution_id=second.posted.id, address=address, language="id")
    assert refused.value.wait > 3000
    await tx.execute(
        "UPDATE contribution SET created_at = now() - interval '2 hours' WHERE thread_id = $1 AND state = 'published'",
        thread_id,
    )
    done = await confirm_contribution(tx, contribution_id=second.posted.id, address=address, language="id")
    assert done.state == "published"


async def test_a_guest_tells_by_a_form_and_publishes_by_the_mail_from_another_browser(
    app: object, browser: Browser, database: Database
) -> None:
    async with database.transaction() as tx:
        scene = await make_service_scene(tx)
        slug = await tx.value("SELECT slug FROM agency WHERE id = $1", scene.agency_id)
        today = today_of(tx)
    here = f"/perangkat/{scene.agency_id}-{slug}/sampaikan"
    await browser.open(here)
    fields = {
        "service": str(scene.service_id), "place": "Kecamatan Medan Kota", "happened_on": today.isoformat(),
        "happened": "Loket tutup sebelum waktunya.", "email": "",
    }  # fmt: skip
    refused = await browser.press("main form", fields)
    assert refused.status_code == 422 and "Loket tutup sebelum waktunya." in refused.text
    assert browser.page.css_first("#f-email").attributes.get("aria-invalid") == "true"  # type: ignore[union-attr]
    answer = await browser.press("main form", {"email": "tamu.loket@example.org"})
    assert answer.status_code == 200 and "/masukan/" in str(answer.url)
    async with database.transaction(writes=False) as tx:
        text = await tx.value(
            "SELECT text FROM mail WHERE to_address = 'tamu.loket@example.org' ORDER BY id DESC LIMIT 1"
        )
    assert "Loket tutup" not in text and "Perekaman KTP-el" in text
    link = re.search(r"http\S+(/tautan/\S+)", text)
    assert link is not None
    async with new_browser(app) as other:
        await other.open(link[1])
        done = await other.press("main form")
        assert done.status_code == 200
    async with database.transaction(writes=False) as tx:
        state = await tx.value(
            """SELECT c.state FROM contribution c JOIN service_case k ON k.contribution_id = c.id
               WHERE k.agency_id = $1""",
            scene.agency_id,
        )
    assert state == "published"
