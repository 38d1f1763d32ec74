"""Invented drafts full of legal formulas, and copies of a draft with random edits whose truth is kept."""

import random
from collections.abc import Callable, Sequence
from typing import Final

from draft_edits import Edited, Item, words

SYLLABLES: Final = ("ka", "ma", "ti", "ra", "su", "ber", "per", "an", "le", "do", "ni", "pa", "wa", "gu", "si", "lo")
EDITS: Final[Sequence[Callable[[Edited], bool]]] = (
    lambda draft: draft.insert("pasal"),
    lambda draft: draft.insert("ayat"),
    lambda draft: draft.insert("huruf"),
    lambda draft: draft.insert_bab(),
    lambda draft: draft.delete("pasal"),
    lambda draft: draft.delete("ayat"),
    lambda draft: draft.delete("huruf"),
    lambda draft: draft.delete("bab"),
    lambda draft: draft.move("pasal"),
    lambda draft: draft.move("ayat"),
    lambda draft: draft.move("bab"),
    lambda draft: draft.swap("pasal"),
    lambda draft: draft.swap("ayat"),
    lambda draft: draft.mistype(),
    lambda draft: draft.retitle(),
    lambda draft: draft.reword("ayat", 0.1),
    lambda draft: draft.reword("ayat", 0.25),
    lambda draft: draft.reword("ayat", 0.4),
    lambda draft: draft.reword("pasal", 0.25),
    lambda draft: draft.reword("huruf", 0.2),
    lambda draft: draft.split(),
    lambda draft: draft.split_pasal(),
    lambda draft: draft.merge(),
)


class Inventor:
    """Writes in invented words, full of the formulas that make legal clauses look alike."""

    def __init__(self, source: random.Random) -> None:
        self.source = source
        self.vocabulary = ["".join(source.choices(SYLLABLES, k=source.randint(2, 4))) for _ in range(900)]

    def some(self, least: int, most: int | None = None) -> str:
        return " ".join(self.source.choices(self.vocabulary, k=self.source.randint(least, most or least)))

    def sentence(self, reference: int) -> str:
        some, source = self.some, self.source
        cited = f"sebagaimana dimaksud pada {{{reference}}}"
        return source.choice(
            (
                f"Ketentuan lebih lanjut mengenai {some(3)} {cited} diatur dengan Peraturan Wali Kota.",
                f"{some(2)} wajib {some(5, 14)} paling lama {source.randint(2, 30)} hari kerja.",
                f"Dalam hal {some(4)} {cited} tidak terpenuhi, {some(5)} dikenai sanksi administratif {some(3)}.",
                f"Pegawai ASN yang {some(4)} dikenakan pemotongan TPP sebesar {source.randint(1, 5)}% per hari.",
                f"{some(3)} dilaksanakan oleh Perangkat Daerah yang membidangi {some(3, 9)}.",
                f"Setiap {some(3)} berhak atas {some(4, 16)} sesuai dengan ketentuan.",
            )
        )

    def pasal(self, before: Sequence[Item]) -> Item:
        pasal = Item("pasal")
        citable = [*before, pasal]
        if self.source.random() < 0.25:
            pasal.text = self.sentence(self.source.choice(citable).id)
            return pasal
        for _ in range(self.source.randint(2, 5)):
            ayat = Item("ayat")
            pasal.children.append(ayat)
            first = pasal.children[0].id
            ayat.text = self.sentence(first if self.source.random() < 0.7 else self.source.choice(citable).id)
            if self.source.random() < 0.15:
                ayat.text = f"{self.some(2)} sebagaimana dimaksud pada {{{first}}} meliputi:"
                ayat.children = [Item("huruf", f"{self.some(1, 5)};") for _ in range(4)]
        return pasal


def invented(source: random.Random) -> list[Item]:
    """A draft of six bab."""
    inventor = Inventor(source)
    items = [Item("bab", heading=inventor.some(2).upper()) for _ in range(6)]
    pasal: list[Item] = []
    for bab in items:
        bab.children = [inventor.pasal(pasal) for _ in range(source.randint(3, 8))]
        pasal += bab.children
    return items


def edited_copy(items: Sequence[Item], others: Sequence[Item], source: random.Random) -> Edited:
    """A copy with up to 14 random edits; what is inserted comes from another text."""
    clauses = [item for top in others for item in top.walk() if item.kind in ("pasal", "ayat", "huruf")]
    fresh = [item.renewed() for item in clauses if words(item) > 3]
    edited = Edited(items, source.sample(fresh, min(200, len(fresh))), source)
    for _ in range(source.randint(1, 14)):
        source.choice(EDITS)(edited)
    return edited
