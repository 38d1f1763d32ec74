"""What a clause is called in a sentence: "Pasal 7 ayat (2) huruf a"."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Protocol

#: Units that begin a name: whatever stands above them is not said.
_ROOTS: Final = frozenset(("pasal", "diktum", "menimbang", "mengingat", "memperhatikan", "menetapkan", "memutuskan"))
#: Units whose label is only a sign, so that the word is put before it.
_SIGNS: Final = {"ayat": "ayat", "huruf": "huruf", "angka": "angka"}
#: Units that are named after what they stand in.
_DEPENDENT: Final = frozenset((*_SIGNS, "teks", "alinea"))
#: Parts that have no label of their own.
_PARTS: Final = {
    "judul": "Judul",
    "pembukaan": "Pembukaan",
    "persetujuan": "Persetujuan bersama",
    "penutup": "Penutup",
    "penjelasan": "Penjelasan",
    "umum": "Penjelasan umum",
    "pasal_demi_pasal": "Penjelasan pasal demi pasal",
    "halaman": "Catatan halaman",
}


class Named(Protocol):
    """What is needed of a clause to name it."""

    @property
    def kind(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def heading(self) -> str: ...
    @property
    def path(self) -> str: ...


def full_label(chain: Iterable[Named]) -> str:
    """Name a clause.

    Args:
        chain: the clause and what it stands in, from the top down to the clause itself.

    Returns:
        The name as one says it in a sentence, in Indonesian, the language of the texts; never empty.
    """
    units = list(chain)
    first = max((at for at, unit in enumerate(units) if unit.kind in _ROOTS), default=-1)
    parts = [_own(unit) for unit in (units[first:] if first >= 0 else units[-1:])]
    name = " ".join(part for part in parts if part)
    if first < 0 and units[-1].kind in _DEPENDENT and len(units) > 1:
        name = f"{full_label(units[:-1])} {name}".strip()
    inside = units[0].kind if units else ""
    if len(units) > 1 and inside in ("penjelasan", "lampiran") and not name.startswith(_own(units[0])):
        name = f"{_own(units[0])} {name}"
    return name or units[-1].path


def _own(unit: Named) -> str:
    label = " ".join(unit.label.split())
    if unit.kind in _SIGNS:
        bare = label if unit.kind == "ayat" else label.rstrip(".")
        return bare if bare.lower().startswith(unit.kind) else f"{_SIGNS[unit.kind]} {bare}"
    if unit.kind in _PARTS:
        return _PARTS[unit.kind]
    if unit.kind in ("bab", "buku", "lampiran", "diktum"):
        word, _, number = label.partition(" ")
        return f"{word.capitalize()} {number}".strip()
    if unit.kind in ("menimbang", "mengingat", "memperhatikan", "menetapkan", "memutuskan"):
        return label.rstrip(" :").capitalize()
    if unit.kind == "section":
        return f"{label} {unit.heading}".strip() if label else unit.heading
    if unit.kind == "alinea":
        number = unit.path.rsplit("-", 1)[-1]
        return f"alinea {number}" if not label else f"alinea {label}"
    return label if unit.kind != "teks" else "kalimat penutup"
