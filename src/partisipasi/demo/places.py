"""The example city itself: its details and pages, topics and agencies."""

from __future__ import annotations

from typing import Any

import msgspec

from partisipasi.accounts.rights import Viewer
from partisipasi.city.actions import CityWords, describe_city, write_city_page
from partisipasi.demo.content import read
from partisipasi.kit.database import Transaction
from partisipasi.topics.actions import create_agency, create_topic

#: Page → its key in city.json, and its title in both languages.
_PAGES = {
    "about": ("about", "Tentang Partisipasi", "About Partisipasi"),
    "house-rules": ("house_rules", "Tata tertib", "House rules"),
    "privacy": ("privacy", "Privasi", "Privacy"),
    "accessibility": ("accessibility", "Aksesibilitas", "Accessibility"),
}


class Places(msgspec.Struct):
    """Ids by key."""

    topics: dict[str, int] = {}
    agencies: dict[str, int] = {}


async def load_city(tx: Transaction, administrator: Viewer) -> None:
    """Name, contacts and pages."""
    city = read("city", dict[str, Any])
    contact = city["contact"]
    words = CityWords(
        name=city["name"],
        short_name=city["name"].removeprefix("Kota "),
        zone=city["zone"],
        accent="#0b5d51",
        address=f"{contact['office']}, {contact['address']}. {contact['hours']}",
        phone=contact["phone"],
        whatsapp=contact["message"],
        email=contact["email"],
    )
    await describe_city(tx, administrator, words=words)
    for name, (key, title, title_en) in _PAGES.items():
        for language, shown, source in (("id", title, city[key]), ("en", title_en, city[f"{key}_en"])):
            await write_city_page(tx, administrator, name=name, language=language, title=shown, source=source)


async def load_places(tx: Transaction, administrator: Viewer) -> Places:
    """Topics and agencies."""
    places = Places()
    for topic in read("topics", list[dict[str, str]]):
        made = await create_topic(
            tx,
            administrator,
            name=topic["name"],
            description=topic["description"],
            name_en=topic["name_en"],
            description_en=topic["description_en"],
        )
        places.topics[topic["key"]] = made.id
    for agency in read("agencies", list[dict[str, str]]):
        owner = await create_agency(
            tx,
            administrator,
            name=agency["name"],
            description=agency["description"],
            short_name=agency["short_name"],
        )
        places.agencies[agency["key"]] = owner.id
    return places
