"""An agency with a service, officers of it and of another agency, and somebody who tells what happened."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

import msgspec

from partisipasi.accounts.queries import viewer_of_account
from partisipasi.accounts.rights import Viewer
from partisipasi.accounts.tables import RoleGrant
from partisipasi.kit.database import Transaction
from partisipasi.service.days import today_of
from partisipasi.service.offering import add_service
from partisipasi.service.opening import OpenedCase, open_case
from partisipasi.service.queries import CaseView, case_of
from partisipasi.settings import Settings
from partisipasi.topics.tables import Agency, Topic
from talk_scene import make_person

_number = itertools.count(1)


class ServiceScene(msgspec.Struct):
    """Who and what there is."""

    topic_id: int
    agency_id: int
    service_id: int
    officer: Viewer
    stranger: Viewer
    citizen: Viewer


async def make_officer(tx: Transaction, agency_id: int, role: str = "officer") -> Viewer:
    """Somebody with a role for one agency."""
    person = await make_person(tx)
    await tx.add(RoleGrant(account_id=person.account_id or 0, role=role, agency_id=agency_id))
    return await viewer_of_account(tx, person.account_id or 0)


async def make_service_scene(tx: Transaction) -> ServiceScene:
    """Two agencies, the first with one service."""
    n = next(_number)
    topic = await tx.add(Topic(slug=f"layanan-{n}", name=f"Layanan {n} {id(tx)}"))
    agency = await tx.add(Agency(slug=f"capil-{n}", name=f"Dinas Kependudukan {n} {id(tx)}", short_name="Disdukcapil"))
    other = await tx.add(Agency(slug=f"sosial-{n}", name=f"Dinas Sosial {n} {id(tx)}"))
    officer = await make_officer(tx, agency.id)
    service_id = await add_service(tx, officer, agency_id=agency.id, topic_id=topic.id, name="Perekaman KTP-el")
    stranger = await make_officer(tx, other.id)
    return ServiceScene(topic.id, agency.id, service_id, officer, stranger, await make_person(tx, name="Tigor"))


async def tell(
    tx: Transaction, settings: Settings, scene: ServiceScene, viewer: Viewer | None = None, **changes: Any
) -> OpenedCase:
    """Open a case."""
    words: dict[str, Any] = {
        "agency_id": scene.agency_id,
        "service_id": scene.service_id,
        "place": "Kecamatan Medan Johor",
        "happened_on": today_of(tx) - timedelta(days=1),
        "happened": "Antre dari pukul tujuh, nomor habis pukul delapan.",
        "better": "Nomor antrean lewat telepon.",
    }
    return await open_case(tx, viewer or scene.citizen, settings, **{**words, **changes})


async def standing(tx: Transaction, scene: ServiceScene, thread_id: int) -> CaseView:
    """A case as it stands for its citizen."""
    found = await case_of(tx, scene.citizen, thread_id)
    assert found is not None
    return found
