"""`/admin`: the city, its people, topics and agencies, its pages, and the state of the machine."""

from __future__ import annotations

from typing import Any

from partisipasi.web.admin import city, machine, officers, people, places

ROUTES: list[Any] = [*people.ROUTES, *places.ROUTES, *officers.ROUTES, *city.ROUTES, *machine.ROUTES]
