"""How much of a comparison one asks to see and how it is set: all in the address, so that a link shows the same."""

from __future__ import annotations

from urllib.parse import urlencode

import msgspec

from partisipasi.kit.i18n import N_, gettext, href
from partisipasi.site.pages import Req

#: How the words are set, by the value of `?tampil=`; the first is meant without it.
VIEWS = {"baris": N_("Inline"), "berdampingan": N_("Side by side"), "bersih": N_("Clean")}
#: Which changes are shown, by the value of `?hanya=`.
KINDS = {"": N_("All"), "substansi": N_("Substance"), "teknis": N_("Numbers and references")}

#: A link that chooses something: text, address, whether it is chosen now.
Choice = tuple[str, str, bool]


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for. `path` is the comparison's own address, in the language spoken and without a query."""

    path: str
    view: str = "baris"
    only: str = ""
    whole: bool = False

    def to(self, **more: str) -> str:
        """The address of this view, with further parameters."""
        chosen = {
            "semua": "1" if self.whole else "",
            "tampil": "" if self.view == "baris" else self.view,
            "hanya": self.only,
            **more,
        }
        query = urlencode({name: value for name, value in chosen.items() if value})
        return f"{self.path}?{query}" if query else self.path

    def marks(self, *, technical: bool) -> bool:
        """Whether a change of this kind is shown."""
        return self.only in ("", "teknis" if technical else "substansi")

    @property
    def views(self) -> list[Choice]:
        """The ways of setting the words."""
        return [
            (gettext(text), msgspec.structs.replace(self, view=view).to(), view == self.view)
            for view, text in VIEWS.items()
        ]

    @property
    def kinds(self) -> list[Choice]:
        """The kinds of changes."""
        return [
            (gettext(text), msgspec.structs.replace(self, only=only).to(), only == self.only)
            for only, text in KINDS.items()
        ]

    @property
    def extents(self) -> list[Choice]:
        """How much of the text: what changed, or all of it."""
        return [
            (gettext(text), msgspec.structs.replace(self, whole=whole).to(), whole == self.whole)
            for whole, text in ((False, N_("Only what changed")), (True, N_("The whole text")))
        ]

    def ends(self, base: str, numbers: tuple[int, int], versions: list[int]) -> tuple[list[Choice], list[Choice]]:
        """Links to compare from, and to, another version; none that would compare a version with itself.

        Args:
            base: address before the two numbers, without language.
            numbers: those of the versions compared.
            versions: those of all versions.
        """
        first, second = numbers

        def link(one: int, other: int) -> str:
            return msgspec.structs.replace(self, path=href(f"{base}/{one}..{other}")).to()

        return (
            [(str(number), link(number, second), number == first) for number in versions if number != second],
            [(str(number), link(first, number), number == second) for number in versions if number != first],
        )


def asked(request: Req, path: str) -> Asked:
    """What a request asks for; nonsense counts as not asked."""
    view, only = request.query_params.get("tampil", ""), request.query_params.get("hanya", "")
    return Asked(
        path=path,
        view=view if view in VIEWS else "baris",
        only=only if only in KINDS else "",
        whole=request.query_params.get("semua") == "1",
    )
