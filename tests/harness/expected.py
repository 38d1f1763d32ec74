"""What each role must get from each page, derived from the table of rights and not from the pages."""

from __future__ import annotations

from harness.examples import NO_PAGE
from harness.routes import Route
from partisipasi.accounts.rights import GRANTS, Act, Scope

#: Roles on the site, and in the teams of the two drafts of the example city.
SITE_ROLES = {
    "moderator": {"moderator"},
    "officer": {"officer"},
    "drafter": {"officer"},
    "analyst": {"officer"},
    "legal": {"officer"},
    "approver": {"officer"},
    "reader": {"reader"},
    "administrator": {"administrator"},
}
TEAMS = {
    "draft": {
        "drafter": {"drafter", "analyst"},
        "analyst": {"analyst"},
        "legal": {"legal"},
        "approver": {"approver"},
        "reader": {"reader"},
    },
    "agency": {"analyst": {"analyst"}, "approver": {"approver"}, "reader": {"reader"}},
    "other_draft": {"officer": {"drafter"}, "legal": {"legal"}, "reader": {"reader"}},
}
#: Pages that belong to one draft, with what one must be allowed to in its team; the first beginning that fits counts.
_OF_A_DRAFT: tuple[tuple[str, Act], ...] = (
    ("/ruang-kerja/perangkat/{", Act.read_workbench),
    ("/ruang-kerja/rancangan/{draft_id}/judul", Act.edit_concept),
    ("/ruang-kerja/rancangan/{draft_id}/naskah", Act.edit_concept),
    ("/ruang-kerja/rancangan/{draft_id}/masukan/baru", Act.enter_offline),
    ("/ruang-kerja/versi/{version_id}/naskah", Act.edit_concept),
    ("/ruang-kerja/versi/{version_id}/bagian", Act.edit_concept),
    ("/ruang-kerja/versi/{version_id}/usulan", Act.edit_concept),
    ("/ruang-kerja/penyandingan", Act.edit_concept),
    ("/ruang-kerja/dokumen/{", Act.read_workbench),
    ("/ruang-kerja/rancangan/{", Act.read_workbench),
    ("/ruang-kerja/versi/{", Act.read_workbench),
    ("/ruang-kerja/pokok/{", Act.read_workbench),
    ("/ruang-kerja/putaran/{", Act.read_workbench),
    ("/ruang-kerja/keputusan/{", Act.read_workbench),
)
#: Forms that belong to one draft, with what one must be allowed to in its team to send them.
_FORMS_OF_A_DRAFT: tuple[tuple[str, Act], ...] = (
    ("/ruang-kerja/perangkat/", Act.place_points),
    ("/ruang-kerja/butir/", Act.place_points),
    ("/ruang-kerja/masukan/", Act.place_points),
    ("/ruang-kerja/keputusan/", Act.approve_decision),
    ("/ruang-kerja/pokok/{issue_id}/keputusan", Act.propose_decision),
    ("/ruang-kerja/pokok/", Act.place_points),
    ("/ruang-kerja/putaran/", Act.manage_rounds),
    ("/ruang-kerja/versi/{version_id}/ringkasan/tambahan", Act.reply_officially),
    ("/ruang-kerja/versi/{version_id}/ringkasan", Act.place_points),
    ("/ruang-kerja/penyandingan/", Act.edit_concept),
    ("/ruang-kerja/rancangan/{draft_id}/judul", Act.edit_concept),
    ("/ruang-kerja/rancangan/{draft_id}/naskah", Act.edit_concept),
    ("/ruang-kerja/rancangan/{draft_id}/mulai", Act.edit_concept),
    ("/ruang-kerja/rancangan/{draft_id}/tim", Act.name_team),
    ("/ruang-kerja/rancangan/{draft_id}/wakil", Act.name_team),
    ("/ruang-kerja/rancangan/{draft_id}/putaran", Act.manage_rounds),
    ("/ruang-kerja/rancangan/{draft_id}/tahap", Act.manage_rounds),
    ("/ruang-kerja/rancangan/{draft_id}/dokumen", Act.keep_documents),
    ("/ruang-kerja/dokumen/", Act.keep_documents),
    ("/ruang-kerja/versi/{version_id}/pratinjau", Act.make_preview),
    ("/ruang-kerja/versi/pratinjau/", Act.make_preview),
    ("/ruang-kerja/rancangan/{draft_id}/masukan/baru", Act.enter_offline),
    ("/ruang-kerja/rancangan/{draft_id}/masukan/catatan", Act.write_note),
    ("/ruang-kerja/rancangan/{draft_id}/catatan", Act.write_note),
    ("/ruang-kerja/rancangan/{draft_id}/masukan", Act.place_points),
    ("/ruang-kerja/rancangan/{draft_id}/pertanyaan", Act.reply_officially),
    ("/ruang-kerja/rancangan/{draft_id}/setujui", Act.approve_decision),
    ("/ruang-kerja/rancangan/{draft_id}/pokok", Act.place_points),
    ("/ruang-kerja/rancangan/{draft_id}/jawab-dini", Act.publish_version),
    ("/ruang-kerja/rancangan/{draft_id}/jawab", Act.reply_officially),
    ("/ruang-kerja/rancangan/{draft_id}/tutup", Act.publish_version),
    ("/ruang-kerja/rancangan/{draft_id}/penetapan", Act.publish_version),
    ("/ruang-kerja/versi/{version_id}/terbit", Act.publish_version),
    ("/ruang-kerja/versi/{version_id}/perubahan", Act.place_points),
    ("/ruang-kerja/versi/{version_id}/jangkar", Act.place_points),
    ("/ruang-kerja/versi/", Act.edit_concept),
)
#: Routes whose example is the draft without a concept.
_OTHER = ("{draft_id}/naskah", "{draft_id}/mulai")
#: Of a draft somebody else works on, administrators name the team and see what is needed for it.
_NAMING = {
    "/ruang-kerja/rancangan/{draft_id}",
    "/ruang-kerja/rancangan/{draft_id}/tim",
    "/ruang-kerja/rancangan/{draft_id}/wakil",
}
#: Pages with something of one's own, which for others is not there.
_OF_THE_OWNER = ("/masukan/{receipt}/ubah", "/masukan/{receipt}/tambah", "/masukan/{receipt}/tarik")
#: Pages of who leads the musyawarah of the scene; officers and moderators who do not are told so.
_OF_THE_LEADER = (
    "/diskusi/{place}/rumusan/ubah",
    "/diskusi/{place}/akhiri",
    "/diskusi/{place}/kesimpulan/susun",
    "/diskusi/{place}/kesimpulan/tarik",
    "/diskusi/{place}/kesimpulan/{line}/putuskan",
)
#: Pages for those who are not in yet; who is in is led on.
_BEFORE_THE_DOOR = {"/masuk", "/daftar"}


def act_in_draft(pattern: str) -> Act | None:
    """What one must be allowed to in a draft's team to open a page, if it belongs to a draft."""
    return next((act for beginning, act in _OF_A_DRAFT if pattern.startswith(beginning)), None)


def _team(pattern: str) -> dict[str, set[str]]:
    """Who works on the example of a route, by role in the harness."""
    if pattern.startswith("/ruang-kerja/perangkat/"):
        return TEAMS["agency"]
    return TEAMS["other_draft" if pattern.endswith(_OTHER) else "draft"]


def may_send(route: Route, role: str) -> bool:
    """Whether the table of rights lets a role send the example of a form, in the team of the draft it is about."""
    act = next((act for beginning, act in _FORMS_OF_A_DRAFT if route.pattern.startswith(beginning)), None)
    if act is None or (act is Act.name_team and role == "administrator"):
        return _enters(route.right, role) and (role != "guest" or _allows(route.right, Scope.anyone))
    team = _team(route.pattern).get(role, set())
    return _allows(act, Scope.team, team)


def expected(route: Route, role: str) -> int:
    """The status that a role gets from the example of a page."""
    opened = NO_PAGE.get(route.pattern, 200)
    if route.pattern in _BEFORE_THE_DOOR and role != "guest":
        return 303
    if route.pattern.startswith(_OF_THE_OWNER):
        return opened if role == "owner" else 404
    if role == "guest":
        return opened if _allows(route.right, Scope.anyone) else 303
    if route.pattern == "/akun/token" and role not in SITE_ROLES:
        return 404
    if not _enters(route.right, role):
        return 403
    if route.pattern in _OF_THE_LEADER and role not in {"officer", "moderator"}:
        return 403
    act = act_in_draft(route.pattern)
    if act is None or (role == "administrator" and route.pattern in _NAMING):
        return opened
    team = _team(route.pattern).get(role)
    if team is None:
        # Nothing of the draft is shown where input is entered: who works elsewhere only may not.
        return 403 if act is Act.enter_offline else 404
    return opened if _allows(act, Scope.team, team) or _allows(act, Scope.site, SITE_ROLES[role]) else 403


def _enters(right: Act, role: str) -> bool:
    """Whether a role passes the door of a route, not looking at the thing behind it."""
    if _allows(right, Scope.anyone) or _allows(right, Scope.signed_in):
        return True
    of_a_team = any(grant.act is right and grant.scope is Scope.team for grant in GRANTS)
    return (of_a_team and role in SITE_ROLES) or _allows(right, Scope.site, SITE_ROLES.get(role, set()))


def _allows(act: Act, scope: Scope, roles: set[str] | None = None) -> bool:
    return any(grant.act is act and grant.scope is scope and (roles is None or grant.role in roles) for grant in GRANTS)
