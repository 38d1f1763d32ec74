"""For every route an address that works, and who sees most of it. A route without one fails `test_coverage`."""

from __future__ import annotations

import re

from harness.routes import Route
from harness.scene import Scene
from partisipasi.accounts.rights import Act

#: What stands for a parameter, by the beginning of the pattern it is in; the first that fits counts. A name in braces
#: is one of the scene's, anything else is taken as it is.
_PARAMETERS: tuple[tuple[str, dict[str, str]], ...] = (
    ("/masukan/{receipt}/riwayat", {"receipt": "{edited}"}),
    ("/masukan/{receipt}/ubah", {"receipt": "{fresh}"}),
    ("/masukan/{receipt}/kirim-ulang", {"receipt": "{awaiting}"}),
    ("/lampiran/", {"code": "{attached}", "name": "kecil"}),
    ("/jejak/", {"receipt": "{answered}"}),
    ("/pratinjau/", {"token": "{preview}"}),
    ("/berkas/", {"file_id": "{file}", "name": "naskah.pdf"}),
    ("/rancangan/{place}/versi/{number}/{key}/perubahan", {"number": "2", "key": "{changed}"}),
    ("/rancangan/{place}/versi/{number}/{key}/riwayat", {"number": "2", "key": "pasal-7.ayat-1"}),
    ("/laporkan/", {"receipt": "{reported}"}),
    ("/diskusi/{place}/m/{receipt}", {"place": "{thread}", "receipt": "{forum_receipt}"}),
    ("/ruang-kerja/perangkat/", {"agency_id": "{own_agency}"}),
    ("/admin/perangkat/{agency_id}/petugas", {"agency_id": "{own_agency}"}),
    ("/perangkat/{place}/masukan/{label}", {"place": "{own_agency}", "label": "M-001"}),
    ("/perangkat/", {"place": "{own_agency}"}),
    ("/ruang-kerja/tempatkan/", {"receipt": "{forum_receipt}"}),
    ("/ruang-kerja/masukan/{receipt}/mandiri", {"receipt": "{reply}"}),
    ("/ruang-kerja/versi/{version_id}/ringkasan/tambahan", {"version_id": "{version}"}),
    ("/ruang-kerja/versi/", {"version_id": "{concept}", "key": "pasal-7.ayat-1"}),
    ("/ruang-kerja/rancangan/{draft_id}/pertanyaan/", {"receipt": "{replied}"}),
    ("/ruang-kerja/rancangan/{draft_id}/naskah", {"draft_id": "{other_draft}"}),
    ("/ruang-kerja/rancangan/{draft_id}/mulai", {"draft_id": "{other_draft}"}),
    ("/berhenti/", {"token": "{stop}"}),
    ("/surel/", {"token": "{begin}"}),
    ("/ikuti/", {"what": "rancangan", "thing_id": "{draft}"}),
    ("/akun/draf/", {"saved_id": "{saved}"}),
    ("/akun/token/", {"token_id": "{api_token}"}),
    ("/akun/verifikasi/", {"verification_id": "{verification}"}),
    ("/masukan/{receipt}/jawaban", {"receipt": "{official}"}),
    ("/admin/halaman/", {"name": "privacy", "language": "id"}),
    ("/perangkat/", {"place": "{agency}"}),
    ("/masukan/{receipt}/penilaian", {"receipt": "{own_case}"}),
    ("/masukan/{receipt}/lapor", {"receipt": "{own_case}"}),
    ("/moderasi/keputusan/{ref}/urungkan", {"ref": "{undoable}"}),
    ("/moderasi/sekaligus/", {"batch_id": "{batch}"}),
    ("/moderasi/usul/", {"proposal_id": "{batch_proposal}"}),
    ("/moderasi/layanan/", {"thread_id": "{case}"}),
    ("/ruang-kerja/layanan/", {"thread_id": "{case}"}),
    ("/topik/", {"place": "{topic}"}),
    ("/diskusi/{place}/belum-terjawab", {"place": "{answered_question}"}),
    ("/admin/verifikasi/", {"verification_id": "{verification}"}),
    ("/diskusi/{place}/ringkasan/jawab/", {"place": "{thread}", "receipt": "{objection_text}"}),
    ("/diskusi/{place}/kesimpulan/{line}/bantah", {"place": "{m_contested}", "line": "{m_contested_line}"}),
    ("/diskusi/{place}/kesimpulan/{line}", {"place": "{m_concluded}", "line": "{m_concluded_line}"}),
    *(
        (f"/diskusi/{{place}}/{beginning}", {"place": "{m_weighed}"})
        for beginning in ("suhu", "rumusan", "akhiri", "kesimpulan/susun", "kesimpulan/hapus", "kesimpulan/usulkan")
    ),
    ("/diskusi/{place}/pihak/", {"place": "{m_weighed}", "side": "for"}),
    ("/diskusi/{place}/alasan/", {"place": "{m_weighed}", "choice": "object"}),
    ("/diskusi/{place}/kesimpulan", {"place": "{m_contested}"}),
    ("/diskusi/", {"place": "{thread}"}),
    ("/logo/", {"version": "0"}),
    ("/moderasi/kata/", {"word_id": "{watched}"}),
    ("/moderasi/perkara/{contribution_id}/catatan/", {"contribution_id": "{reported}", "note_id": "{staff_note}"}),
    ("/moderasi/catatan/tahun/", {"year": "2026"}),
    ("/moderasi/keputusan/", {"ref": "{decision}"}),
    ("/moderasi/keberatan/", {"objection_id": "{objection}"}),
    ("/moderasi/", {"contribution_id": "{reported}"}),
    ("/api/v1/versions/", {"version_id": "{version}"}),
    ("/api/v1/", {"path": "nothing"}),
    (
        "/",
        {
            "place": "{draft}",
            "version": "2",
            "versions": "1..2",
            "key": "pasal-7.ayat-1",
            "receipt": "{receipt}",
            "token": "{link}",
            "number": "1",
        },
    ),
)
#: Role that sees most, by right; more exactly where a page shows something else to somebody else.
_RICHEST_BY_RIGHT = {
    Act.read_public: "citizen",
    Act.contribute: "citizen",
    Act.report: "citizen",
    Act.support: "citizen",
    Act.keep_account: "owner",
    Act.moderate: "moderator",
    Act.steer: "moderator",
    Act.open_musyawarah: "officer",
    Act.administer: "administrator",
    Act.watch_words: "moderator",
}
_RICHEST: tuple[tuple[str, str], ...] = (
    ("/masukan/{receipt}/balas", "drafter"),
    ("/masukan/{receipt}/dukung", "citizen"),
    ("/masukan/", "owner"),
    ("/moderasi/keputusan/{ref}/urungkan", "moderator"),
    ("/moderasi/keputusan/", "owner"),
    ("/akun/token", "officer"),
    ("/akun/verifikasi", "drafter"),
    ("/ruang-kerja/rancangan/{draft_id}/naskah", "officer"),
    ("/ruang-kerja/rancangan/{draft_id}/mulai", "officer"),
    ("/ruang-kerja/versi/{version_id}/terbit", "approver"),
    ("/ruang-kerja/keputusan/", "approver"),
    ("/ruang-kerja/perangkat/", "analyst"),
    ("/ruang-kerja/rancangan/{draft_id}/setujui", "approver"),
    ("/ruang-kerja/rancangan/{draft_id}/tutup", "approver"),
    ("/ruang-kerja/rancangan/{draft_id}/penetapan", "approver"),
    ("/ruang-kerja/rancangan/{draft_id}/jawab-dini", "approver"),
    ("/ruang-kerja", "drafter"),
    ("/masuk", "guest"),
    ("/daftar", "guest"),
    ("/tautan", "guest"),
)
#: Pages that answer with another address or with something that is no page, and what they answer.
NO_PAGE: dict[str, int] = {
    "/.well-known/change-password": 308,
    "/.well-known/security.txt": 200,
    "/akun/data/unduh": 200,
    "/berkas/{file_id}/{name}": 200,
    "/diskusi/{place}/baru": 200,
    "/diskusi/{place}/m/{receipt}": 303,
    "/hidup": 200,
    "/lampiran/{code}/{name}": 200,
    "/logo/{version}": 404,
    "/masukan/{receipt}/di": 303,
    "/rancangan.atom": 308,
    "/rancangan/{place}/tenggat.ics": 200,
    "/rancangan/{place}/umpan.atom": 200,
    "/rancangan/{place}/hasil.csv": 200,
    "/perangkat/{place}/bahan-evaluasi.csv": 200,
    "/robots.txt": 200,
    "/ruang-kerja/keputusan/{decision_id}": 303,
    "/siap": 200,
    "/sitemap.xml": 200,
    "/tenggat.ics": 200,
    "/topik/{place}/tenggat.ics": 200,
    "/moderasi/catatan.atom": 200,
    "/moderasi/keberatan": 303,
    "/topik/{place}/umpan.atom": 200,
    "/umpan.atom": 200,
}
#: What an address needs after the question mark to show anything.
_QUERIES = {"/cari": "q=pegawai", "/akun/hapus/pasti": "texts=kept"}
_NAMES = re.compile(r"{(\w+)}")


class NoExample(Exception):
    """A route whose parameters nothing in the scene stands for: add it to the tables here."""


def richest(route: Route) -> str:
    """The role that sees most of a route."""
    for beginning, role in _RICHEST:
        if route.pattern.startswith(beginning):
            return role
    return _RICHEST_BY_RIGHT.get(route.right, "drafter")


def address(route: Route, scene: Scene, **instead: str) -> str:
    """An address of a route that the scene has something at, without language.

    Args:
        instead: other values for some parameters.

    Raises:
        NoExample: nothing is known for a parameter.
    """
    path = _NAMES.sub(lambda found: instead.get(found[1]) or _value(route, scene, found[1]), route.pattern)
    query = _QUERIES.get(route.pattern) if route.method == "GET" else None
    return f"{path}?{query}" if query else path


def _value(route: Route, scene: Scene, name: str) -> str:
    for beginning, values in _PARAMETERS:
        if route.pattern.startswith(beginning) and name in values:
            return _filled(scene, values[name], is_id=name.endswith("_id"))
    known = name.removesuffix("_id")
    if known in scene.ids:
        return str(scene.ids[known])
    raise NoExample(f"{route.name}: nothing stands for {{{name}}}")


def _filled(scene: Scene, value: str, *, is_id: bool) -> str:
    name = value.strip("{}")
    if name == value:
        return value
    return str(scene.ids[name]) if is_id else scene.words[name]
