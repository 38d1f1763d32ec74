"""Topics and agencies: administrators make, rename, close and reopen them."""

from __future__ import annotations

import pytest

from draft_scene import make_person
from partisipasi.kit.database import Transaction
from partisipasi.kit.errors import Forbidden, Invalid, NotFound
from partisipasi.kit.i18n import speaking
from partisipasi.topics import actions
from partisipasi.topics.queries import agencies_list, agency_view, topic_of_slug, topic_view, topics_list


async def test_a_topic_is_made_last_in_the_list_and_speaks_both_languages(tx: Transaction) -> None:
    admin = await make_person(tx, "administrator")
    first = await actions.create_topic(tx, admin, name="Disiplin & TPP", name_en="Discipline", description="Jam kerja.")
    second = await actions.create_topic(tx, admin, name="Pelatihan pegawai")
    assert first.slug == "disiplin-tpp"
    assert [topic.id for topic in await topics_list(tx)][-2:] == [first.id, second.id]
    found = await topic_of_slug(tx, "disiplin-tpp")
    assert found is not None
    with speaking("en"):
        assert (found.title, (await topic_view(tx, second.id)).title) == ("Discipline", "Pelatihan pegawai")
    with speaking("id"):
        assert found.title == "Disiplin & TPP"


async def test_names_are_needed_and_belong_to_one(tx: Transaction) -> None:
    admin = await make_person(tx, "administrator")
    topic = await actions.create_topic(tx, admin, name="Kinerja")
    other = await actions.create_topic(tx, admin, name="Mutasi")
    agency = await actions.create_agency(tx, admin, name="Dinas Kominfo")
    for name in ("", "  ", "Kinerja", "x" * 300):
        with pytest.raises(Invalid) as refused:
            await actions.create_topic(tx, admin, name=name)
        assert list(refused.value.fields) == ["name"]
        with pytest.raises(Invalid):
            await actions.describe_topic(tx, admin, topic_id=other.id, name=name)
    assert (await actions.describe_topic(tx, admin, topic_id=topic.id, name="Kinerja")).id == topic.id
    with pytest.raises(Invalid):
        await actions.create_agency(tx, admin, name="Dinas Kominfo")
    changed = await actions.describe_agency(
        tx, admin, agency_id=agency.id, name="Dinas Komunikasi", short_name="Kominfo"
    )
    assert (changed.name, changed.slug) == ("Dinas Komunikasi", "kominfo")


async def test_what_is_closed_leaves_the_lists_and_can_come_back(tx: Transaction) -> None:
    admin = await make_person(tx, "administrator")
    topic = await actions.create_topic(tx, admin, name="Pensiun")
    agency = await actions.create_agency(tx, admin, name="Badan Arsip")
    await actions.close_topic(tx, admin, topic_id=topic.id)
    await actions.close_agency(tx, admin, agency_id=agency.id)
    assert topic.id not in [one.id for one in await topics_list(tx)]
    assert topic.id in [one.id for one in await topics_list(tx, closed=True)]
    assert agency.id not in [one.id for one in await agencies_list(tx)]
    await actions.close_topic(tx, admin, topic_id=topic.id, closed=False)
    assert topic.id in [one.id for one in await topics_list(tx)]
    assert (await agency_view(tx, agency.id)).closed_at is not None


async def test_only_administrators_do_this_and_every_act_is_recorded(tx: Transaction) -> None:
    admin = await make_person(tx, "administrator")
    topic = await actions.create_topic(tx, admin, name="Cuti")
    for role in ("citizen", "officer", "moderator", "reader"):
        person = await make_person(tx, role)
        with pytest.raises(Forbidden):
            await actions.create_topic(tx, person, name="Lain")
        with pytest.raises(Forbidden):
            await actions.close_topic(tx, person, topic_id=topic.id)
    with pytest.raises(NotFound):
        await actions.close_topic(tx, admin, topic_id=0)
    await actions.close_topic(tx, admin, topic_id=topic.id)
    acts = await tx.values(
        "SELECT act FROM record_entry WHERE subject_kind = 'topic' AND subject_id = $1 ORDER BY id", topic.id
    )
    assert acts == ["topic.created", "topic.closed"]
