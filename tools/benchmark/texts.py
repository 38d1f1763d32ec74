"""How long reading and comparing long texts takes."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from partisipasi.drafts.alignment import align
from partisipasi.drafts.outline import read_outline


def law(pasal: int, *, changed: int = 0, inserted: int = 0) -> str:
    """A law of so many pasal with three ayat each; every `changed`-th reworded, one more after each `inserted`-th."""
    lines = ["PERATURAN DAERAH KOTA MEDAN", "TENTANG", "PELAYANAN UJI", "", "MEMUTUSKAN:", ""]
    number = 0
    for wanted in range(1, pasal + 1):
        if (wanted - 1) % 25 == 0:
            lines += [f"BAB {_roman((wanted - 1) // 25 + 1)}", f"KETENTUAN BAGIAN {_roman((wanted - 1) // 25 + 1)}", ""]
        for extra in (False, True) if inserted and wanted % inserted == 0 else (False,):
            number += 1
            lines += [f"Pasal {number}", ""]
            for ayat in (1, 2, 3):
                days = 14 + wanted % 9
                word = "wajib segera" if changed and wanted % changed == 0 and ayat == 2 else "wajib"
                subject = "Perangkat daerah yang baru dibentuk" if extra else f"Penyelenggara layanan nomor {wanted}"
                lines.append(
                    f"({ayat}) {subject} {word} menyampaikan laporan ke-{ayat} paling lambat {days} hari kerja "
                    f"sebagaimana dimaksud dalam Pasal {max(1, number - 1)} ayat ({ayat})."
                )
            lines.append("")
    return "\n".join(lines)


def measure_texts() -> list[tuple[str, str, str]]:
    """Figures as (what, figure, what was promised)."""
    source = law(350)
    reading = _times(lambda: read_outline(source))
    old, new = read_outline(law(240)).clauses, read_outline(law(240, changed=7, inserted=40)).clauses
    comparing = _times(lambda: align(old, new))
    return [
        ("Outline of a law of 350 pasal", _told(reading), "≤ 2 s"),
        (f"Comparing two versions of {len(old):,} and {len(new):,} clauses", _told(comparing), "≤ 2 s"),
    ]


def _times(act: Callable[[], object]) -> list[float]:
    taken = []
    for _ in range(5):
        started = time.perf_counter()
        act()
        taken.append(time.perf_counter() - started)
    return taken


def _told(times: list[float]) -> str:
    return f"{statistics.median(times):.2f} s ({min(times):.2f}–{max(times):.2f})"


def _roman(number: int) -> str:
    result = ""
    for value, sign in ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while number >= value:
            result, number = result + sign, number - value
    return result
