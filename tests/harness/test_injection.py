"""Everything that people can type holds attacks, and every page, feed, answer of the API and mail is read back."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.conftest import NewStage
from harness.examples import address, richest
from harness.filling import Shown, shown_forms
from harness.payloads import EVERYTHING, MARK, PAYLOADS, SHORT, dangers
from harness.routes import calls, pages
from harness.stage import Stage
from partisipasi.kit.markup import render, render_page

SAME_SITE = {"sec-fetch-site": "same-origin"}
#: Columns with words of people, except those made of them by `kit.markup`.
_WORDS_OF_PEOPLE = """
    SELECT c.table_name::text AS "table", array_agg(c.column_name::text ORDER BY c.column_name) AS columns
    FROM information_schema.columns c
    WHERE c.table_schema = 'public' AND c.data_type = 'text' AND c.column_name = ANY ($1::text[])
      AND c.table_name <> ALL ('{mail,alembic_version,throttle,form_once,email_address}'::text[])
      AND NOT EXISTS (SELECT 1 FROM pg_constraint k JOIN pg_attribute a
                        ON a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey)
                      WHERE k.contype = 'c' AND k.conrelid = c.table_name::regclass AND a.attname = c.column_name)
    GROUP BY c.table_name"""
PLAIN = (
    "title", "name", "short_name", "name_en", "description", "description_en", "summary_for", "summary_against",
    "source", "public_name", "speaks_for", "display_name", "public_reason", "private_note", "note", "reason",
    "legal_basis", "returned_remark", "explanation", "introduction", "introduction_en", "proposed", "reply",
    "heading", "label", "text", "closed_reason", "enacted_number", "device", "address", "phone", "context", "body",
    "exact", "sentence", "sentence_en",
)  # fmt: skip
#: Tables whose names are unique.
_UNIQUE = {"agency": " || id", "topic": " || id", "service": " || id", "mail_subscription": " || id"}
MARKED_UP = ("html", "reason_html", "summary_html", "summary_en_html", "closed_reason_html")


@pytest.fixture(scope="module")
async def poisoned(new_stage: NewStage) -> AsyncIterator[Stage]:
    """A stage in whose database every word of people is an attack. Triggers that keep texts as they are look away."""
    async with new_stage() as made:
        async with made.database.transaction() as tx:
            await tx.execute("SET LOCAL session_replication_role = replica")
            for columns, words in ((PLAIN, EVERYTHING), (MARKED_UP, render(EVERYTHING))):
                for row in await tx.rows(_WORDS_OF_PEOPLE, list(columns)):
                    changes = ", ".join(f'"{name}" = $1{_UNIQUE.get(row["table"], "")}' for name in row["columns"])
                    await tx.execute(f'UPDATE "{row["table"]}" SET {changes}', words)
            await tx.execute("UPDATE city_page SET html = $1", render_page(EVERYTHING))
            await tx.execute("UPDATE redline SET segments = $1", _segments())
        yield made


def _segments() -> str:
    return json.dumps([[op, payload] for payload in PAYLOADS for op in ("same", "del", "ins")])


async def read_back(stage: Stage) -> tuple[dict[str, list[str]], int]:
    """Dangers on every page and call by address, and how many of the answers hold an attack as words."""
    found, marked = {}, 0
    for route in pages():
        for role in {"guest", richest(route)}:
            async with stage.visitor(role) as visitor:
                for prefix in ("", "/en"):
                    path = prefix + address(route, stage.scene)
                    answer = await visitor.client.get(path)
                    marked += MARK in answer.text
                    is_page = "html" in answer.headers.get("content-type", "")
                    problems = dangers(answer.text) if is_page else []
                    problems += [str(answer.status_code)] if answer.status_code >= 500 else []
                    if problems:
                        found[f"{role} {path}"] = problems
    return found, marked


async def test_attacks_in_every_column_are_only_words_on_every_page(poisoned: Stage) -> None:
    found, marked = await read_back(poisoned)
    assert found == {}
    assert marked > 100


async def test_attacks_in_every_column_break_neither_feed_nor_api(poisoned: Stage) -> None:
    async with poisoned.visitor() as visitor:
        for route in pages():
            if route.pattern.endswith(".atom"):
                feed = await visitor.client.get(address(route, poisoned.scene))
                if feed.status_code != 308:
                    ElementTree.fromstring(feed.text)
    async with poisoned.program("drafter") as program:
        for route in calls():
            # What lies below the description of the API is the framework's own.
            if route.method == "GET" and "openapi.json/" not in route.pattern:
                answer = await program.get(address(route, poisoned.scene))
                assert "json" in answer.headers["content-type"], route.name
                assert answer.headers["x-content-type-options"] == "nosniff"
                answer.json()


def attacked(form: Shown, turn: int) -> dict[str, str]:
    """The form with an attack in every field for words, as long as the field allows."""
    filled = dict(form.filled)
    for number, name in enumerate(form.words):
        room = form.longest[name]
        words = EVERYTHING if room >= len(EVERYTHING) else SHORT[(turn + number) % len(SHORT)]
        filled[name] = words[:room]
    return filled


async def test_attacks_typed_into_every_form_come_back_as_words(new_stage: NewStage) -> None:
    async with new_stage() as stage:
        found, taken = {}, set()
        forms = await shown_forms(stage)
        for pattern, shown in sorted(forms.items()):
            if pattern in {
                "/keluar",
                "/akun/hapus",
                "/akun/sesi/akhiri-semua",
                "/ruang-kerja/rancangan/{draft_id}/tim",
            }:
                continue
            form = shown[-1]
            for turn in range(2):
                async with stage.visitor(form.role) as visitor:
                    sent = {**attacked(form, turn), "key": f"{turn}{form.filled.get('key', '')}"}
                    answer = await visitor.client.post(form.action, data=sent, headers=SAME_SITE)
                    if answer.status_code in {200, 303}:
                        taken.add(pattern)
                    problems = dangers(answer.text) + ([str(answer.status_code)] if answer.status_code >= 500 else [])
                    if problems:
                        found[f"{form.role} {form.action}"] = problems
        assert found == {}
        assert len(taken) > 25, sorted(taken)
        again, marked = await read_back(stage)
        assert again == {}
        assert marked > 30
        await _read_mails(stage)


async def _read_mails(stage: Stage) -> None:
    async with stage.database.transaction(writes=False) as tx:
        mails = await tx.rows("SELECT subject, text, html FROM mail")
    assert mails
    for mail in mails:
        assert dangers_of_mail(mail["html"]) == []
        assert "\n" not in mail["subject"]


def dangers_of_mail(html: str) -> list[str]:
    """As on a page, but mails carry their styles in themselves."""
    return [
        danger for danger in dangers(html) if not danger.startswith(("<style>", "<meta")) and " style=" not in danger
    ]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(PAYLOADS), st.text(max_size=20)), max_size=6).map("\n".join))
def test_no_mixture_of_attacks_gets_through_the_markup(source: str) -> None:
    for made in (render(source), render_page(source)):
        assert dangers(f"<main>{made}</main>") == []
