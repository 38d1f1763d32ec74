"""Templates of reasons: one for every outcome and reason code, and none of them good enough as it is."""

from __future__ import annotations

import pytest

from partisipasi.feedback.decisions import check_wording
from partisipasi.feedback.reasons import TEMPLATES, left_open, template_of
from partisipasi.feedback.tables import OUTCOMES, REASON_CODES
from partisipasi.kit.errors import Invalid


def test_every_outcome_and_reason_code_has_a_template() -> None:
    assert {one.outcome for one in TEMPLATES} == set(OUTCOMES)
    assert {one.reason_code for one in TEMPLATES if one.outcome == "rejected"} == set(REASON_CODES)
    assert {one.reason_code for one in TEMPLATES if one.outcome != "rejected"} == {None}
    assert len({one.key for one in TEMPLATES}) == len(TEMPLATES)
    assert all(template_of(one.key) is one for one in TEMPLATES)
    assert template_of("tidak-ada") is None


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: one.key)
def test_no_template_is_taken_as_it_is(template: object) -> None:
    assert left_open(template.text)  # type: ignore[attr-defined]
    with pytest.raises(Invalid) as refused:
        check_wording(
            outcome=template.outcome,  # type: ignore[attr-defined]
            reason_code=template.reason_code,  # type: ignore[attr-defined]
            reason=template.text,  # type: ignore[attr-defined]
        )
    assert set(refused.value.fields) == {"reason"}
    assert left_open(template.text)[0] in str(refused.value.values["open"])  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Sudah diatur dalam Pasal 7.", []),
        ("Lihat [Perwali 12](https://contoh.example) dan daftar [1].", []),
        ("Karena [[ alasan\n lain ]] dan [[x]].", ["alasan lain", "x"]),
        ("Karena [[alasan.", ["[[ ]]"]),
        ("Karena alasan]] begini.", ["[[ ]]"]),
        ("[[]]", [""]),
    ],
)
def test_what_is_left_open_is_found(text: str, left: list[str]) -> None:
    assert left_open(text) == left


def test_a_legal_basis_must_be_specific_too() -> None:
    with pytest.raises(Invalid) as refused:
        check_wording(outcome="noted", reason_code=None, reason="Dicatat.", legal_basis="PP [[nomor]]")
    assert set(refused.value.fields) == {"legal_basis"}
