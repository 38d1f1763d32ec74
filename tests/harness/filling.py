"""Forms as pages show them, and how somebody would fill them in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

import msgspec
from selectolax.lexbor import LexborHTMLParser as HTMLParser
from selectolax.lexbor import LexborNode as Node

from browser import preset_values
from harness.examples import address, richest
from harness.routes import Route, forms, pages
from harness.stage import Stage

_SENTENCE = "Kalimat percobaan yang cukup panjang untuk diterima."
#: What is typed where a field wants more than any words, by the field's name.
_TYPED = {
    "email": "surat.baru@contoh.example",
    "password": "kuda lepas baterai staples",
    "code": "000000",
    "digits": "000000",
    "public_name": "Penulis Baru",
    "display_name": "Nama Baru",
    "name": "Nama Baru",
    "zone": "Asia/Jakarta",
    "accent": "#0b5d51",
    "website": "",
    "days": "30",
    "quote_exact": "",
    "enacted_number": "12 Tahun 2026",
    "link": "https://contoh.example/peraturan",
    "register_url": "https://jdih.contoh.example",
    "days_off": "25-12-2026 Hari Natal",
}
#: The same on one form only; a name in braces is one of the scene's words or ids.
_ON: dict[str, dict[str, str]] = {
    "/akun/nama": {"display_name": "Nama Lain"},
    "/jejak": {"nomor": "{answered}", "kunci": ""},
    "/masukan/{receipt}/buka": {"kunci": "{owner_key}"},
    "/masukan/{receipt}/ubah": {"body": "Kata-kata yang diubah sekali lagi."},
    "/admin/perangkat/{agency_id}/petugas": {"email": "agus.prasetyo@kota.example.org"},
    "/ruang-kerja/tempatkan/{receipt}": {"issue": "{issue}", "title": "", "excerpt": ""},
    "/ruang-kerja/pokok/{issue_id}/butir": {"receipt": "{unplaced}", "excerpt": ""},
    "/ruang-kerja/pokok/{issue_id}/gabung": {"into": "{returned_issue}"},
    "/ruang-kerja/pokok/{issue_id}/pindah": {"issue": "{returned_issue}", "title": "", "points": "{point}"},
    "/ruang-kerja/pokok/{issue_id}/keputusan": {"outcome": "noted", "no_text_change": ""},
    "/ruang-kerja/rancangan/{draft_id}/tim": {"email": "", "roles": ""},
    "/ruang-kerja/rancangan/{draft_id}/wakil": {"email": "agus.prasetyo@kota.example.org"},
    "/ruang-kerja/putaran/{round_id}": {"closes_at": "2031-01-01"},
    "/ruang-kerja/rancangan/{draft_id}/tahap": {"began_on": ""},
    "/ruang-kerja/rancangan/{draft_id}/masukan": {
        "issue": "{issue}",
        "title": "",
        "part": "",
        "excerpt": "",
        "opened": "{unplaced}",
    },
    "/ruang-kerja/rancangan/{draft_id}/masukan/baru": {"giver_name": "Pak Ngatimin", "speaks_for": ""},
    "/ruang-kerja/perangkat/{agency_id}": {"receipts": "{forum_receipt}", "issue": "", "title": _SENTENCE},
    "/ruang-kerja/versi/{version_id}/usulan/{receipt}": {"text": _SENTENCE},
    "/admin/topik/{topic_id}": {"tags": "gaji, kinerja"},
    "/admin/verifikasi": {"what": "domains", "domains": "contoh.go.id", "addresses": "", "email": ""},
    "/admin/orang": {"topic": "", "agency": ""},
    "/diskusi/{place}/atur/balasan": {"receipt": "{objection_text}", "below": "{forum_receipt}"},
    "/diskusi/{place}/rumusan/ubah": {"wording": "Loket buka sampai pukul 17.00 tiga hari."},
    "/diskusi/{place}/kesimpulan/susun": {"cited": "{m_weighed_said}"},
}
#: Forms that stand only where the scene is not (a gate without gaps, a question that waits): who sends what.
_UNSHOWN: dict[str, tuple[str, dict[str, str]]] = {
    "/akun/draf": (
        "owner",
        {"place": "/diskusi/1-x/tulis", "title": "Belum dikirim", "body": _SENTENCE, "kind": "comment"},
    ),
    "/masukan/{receipt}/kirim-ulang": ("holder", {}),
    "/ruang-kerja/butir/{point_id}/keluarkan": ("drafter", {}),
    "/ruang-kerja/rancangan/{draft_id}/catatan/{note_id}/hapus": ("analyst", {}),
    "/ruang-kerja/rancangan/{draft_id}/masukan/batal": ("drafter", {"points": "{point}"}),
    "/ruang-kerja/rancangan/{draft_id}/masukan/dibaca": ("drafter", {"opened": "{unplaced}"}),
    "/ruang-kerja/rancangan/{draft_id}/masukan/tugas": ("drafter", {"opened": "{unplaced}", "assignee": ""}),
    "/ruang-kerja/masukan/{receipt}/mandiri": ("drafter", {"own": "1"}),
    "/ruang-kerja/rancangan/{draft_id}/jawab": (
        "drafter",
        {"receipt": "{unplaced}", "official": "1", "body": _SENTENCE},
    ),
    "/ruang-kerja/rancangan/{draft_id}/pertanyaan/{receipt}/sematkan": ("drafter", {"on": "1"}),
    "/ruang-kerja/rancangan/{draft_id}/tutup": (
        "approver",
        {"how": "withdrawn", "reason": _SENTENCE, "sure": "end it"},
    ),
    "/ruang-kerja/rancangan/{draft_id}/penetapan": ("approver", {"number": "12 Tahun 2026"}),
    "/ruang-kerja/versi/{version_id}/jangkar": ("drafter", {"anchor": "{anchor}", "quote": ""}),
    "/ruang-kerja/versi/{version_id}/penyandingan": ("drafter", {"lines": "{technical}"}),
    "/ruang-kerja/versi/{version_id}/ringkasan/tambahan": ("drafter", {"addition": _SENTENCE}),
    "/ruang-kerja/versi/{version_id}/terbit": ("approver", {"revision": "1", "introduction": _SENTENCE}),
}
#: Kinds of controls that hold free words.
_WORDS = "textarea, input[type=text], input[type=search], input:not([type])"


class Shown(msgspec.Struct, frozen=True):
    """A form on a page: who sees it where, where it goes, what it would send untouched, and the fields for words.

    `asks` is whether there is anything to fill in, `stands` whether it is really on that page as the scene is.
    """

    route: Route
    role: str
    page: str
    action: str
    preset: Mapping[str, str]
    words: tuple[str, ...]
    longest: Mapping[str, int]
    filled: Mapping[str, str]
    asks: bool = True
    upload: str = ""
    stands: bool = True


async def shown_forms(stage: Stage) -> dict[str, list[Shown]]:
    """Forms on the example pages by the pattern they are sent to, as who sees most of each page sees them."""
    found: dict[str, list[Shown]] = {}
    for page, role in sorted({*_seen(stage)}):
        async with stage.visitor(role) as visitor:
            answer = await visitor.client.get(page)
        for node in HTMLParser(answer.text).css("form") if answer.status_code == 200 else ():
            for shown in _read(node, page, role, stage):
                found.setdefault(shown.route.pattern, []).append(shown)
    readable = {route.pattern for route in pages()}
    for pattern, (role, fields) in _UNSHOWN.items():
        route = next((route for route in forms() if route.pattern == pattern), None)
        if route is not None and pattern not in found:
            path, filled = address(route, stage.scene), _typed(fields, stage)
            words = tuple(name for name, value in filled.items() if value == _SENTENCE)
            longest = dict.fromkeys(words, 1000)
            sent = {"key": "k" * 16, **filled}
            page = path if pattern in readable else f"/ruang-kerja/rancangan/{stage.scene.ids['draft']}/masukan"
            found[pattern] = [Shown(route, role, page, path, {}, words, longest, sent, stands=False)]
    return found


def _seen(stage: Stage) -> list[tuple[str, str]]:
    """Pages with the roles to look at them as."""
    scene = stage.scene
    own = [(address(route, scene), richest(route)) for route in pages()]
    clause = f"/rancangan/{scene.words['draft']}/versi/2/pasal-7.ayat-1"
    written = f"/ruang-kerja/versi/{scene.ids['concept']}/bagian/pasal-7.ayat-1"
    more = [
        (f"{clause}/tanggapi", "guest"),
        (clause, "owner"),
        (f"/masukan/{scene.words['receipt']}", "guest"),
        (f"/jejak/{scene.words['answered']}", "citizen"),
        (f"/ruang-kerja/pokok/{scene.ids['proposed_issue']}", "approver"),
        (f"/ruang-kerja/rancangan/{scene.ids['draft']}", "approver"),
        (f"{written}/nomor?label=(9)", "drafter"),
        (f"{written}/pindah?where=after&target=pasal-7.ayat-2", "drafter"),
        (f"/moderasi/perkara/{scene.ids['held']}", "moderator"),
        (f"/moderasi/perkara/{scene.ids['hidden']}", "moderator"),
        (f"/moderasi/sekaligus?perkara={scene.ids['reported']}&perkara={scene.ids['held']}", "moderator"),
        (f"/moderasi/perkara/{scene.ids['seconded']}", "moderator"),
        (f"/masukan/{scene.words['awaiting']}", "guest"),
        (f"/diskusi/{scene.words['asked']}", "citizen"),
        (f"/diskusi/{scene.words['answered_question']}", "citizen"),
        *((f"/tautan/{scene.words[name]}", "guest") for name in ("link_password", "link_address", "link_confirm")),
    ]
    return own + more


def route_of(path: str) -> Route | None:
    """The form route that an address belongs to; the most exact one counts."""
    plain = path.partition("?")[0]
    fitting = [route for route in forms() if re.fullmatch(re.sub(r"{\w+}", "[^/]+", route.pattern), plain)]
    return min(fitting, key=lambda route: route.pattern.count("{"), default=None)


def _read(node: Node, page: str, role: str, stage: Stage) -> Iterator[Shown]:
    """The form once for every address that one of its buttons sends it to."""
    if (node.attributes.get("method") or "get").lower() != "post":
        return
    own = {node.attributes.get("action") or page} if node.css_first("button:not([formaction])") is not None else set()
    for action in own | {button.attributes["formaction"] or "" for button in node.css("button[formaction]")}:
        route = route_of(action)
        if route is not None:
            yield _shown(node, page, role, route, action, stage)


def _shown(node: Node, page: str, role: str, route: Route, action: str, stage: Stage) -> Shown:
    words = [control for control in node.css(_WORDS) if control.attributes.get("name")]
    preset = {name: str(value) for name, value in preset_values(node).items()}
    files = [str(control.attributes["name"]) for control in node.css("input[type=file]")]
    return Shown(
        route=route,
        role=role,
        page=page,
        action=action,
        preset=preset,
        words=tuple(str(control.attributes["name"]) for control in words),
        longest={
            str(control.attributes["name"]): int(control.attributes.get("maxlength") or 5000) for control in words
        },
        filled=_fill(node, preset) | _typed(_ON.get(route.pattern, {}), stage),
        asks=node.css_first("textarea, select, input:not([type=hidden])") is not None,
        upload=files[0] if files else "",
    )


def _fill(form: Node, preset: Mapping[str, str]) -> dict[str, str]:
    """Everything that a person in a hurry would fill in."""
    filled = dict(preset)
    for control in form.css("input, textarea, select"):
        name, kind = control.attributes.get("name") or "", (control.attributes.get("type") or "text").lower()
        if not name or filled.get(name):
            continue
        if control.tag == "select":
            options = [option.attributes.get("value") or "" for option in control.css("option")]
            filled[name] = next(filter(None, options), "")
        elif kind in {"radio", "checkbox"}:
            filled.setdefault(name, control.attributes.get("value") or "on")
        elif kind in {"date", "datetime-local"}:
            # What has happened lies behind us, everything else is planned.
            ahead = 0 if name == "happened_on" else 20
            filled[name] = f"{datetime.now(UTC) + timedelta(days=ahead):%Y-%m-%d}"
        elif kind not in {"hidden", "file", "submit", "button"}:
            filled[name] = _TYPED.get(name, _SENTENCE)[: int(control.attributes.get("maxlength") or 5000)]
    button = form.css_first("button[name]")
    if button is not None and not filled.get(button.attributes.get("name") or ""):
        filled[button.attributes["name"] or ""] = button.attributes.get("value") or ""
    return filled


def _typed(fields: Mapping[str, str], stage: Stage) -> dict[str, str]:
    known = {**{name: str(value) for name, value in stage.scene.ids.items()}, **stage.scene.words}
    return {name: known[value[1:-1]] if value.startswith("{") else value for name, value in fields.items()}
