"""The commands `outline` and `compare`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from draft_scene import FIRST, SECOND
from partisipasi.cli import cli


def _run(*words: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(word) for word in words])


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """Two versions of a rule, in a folder whose name has a space."""
    folder = tmp_path / "dua versi"
    folder.mkdir()
    (folder / "lama.txt").write_text(FIRST)
    (folder / "baru.md").write_text(SECOND)
    return folder / "lama.txt", folder / "baru.md"


def test_outline_prints_one_object_of_the_agreed_shape(files: tuple[Path, Path]) -> None:
    result = _run("outline", files[0], "--json")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert list(found) == ["title", "kind", "counts", "clauses", "warnings", "coverage"]
    assert list(found["counts"]) == [
        "bab",
        "bagian",
        "paragraf",
        "pasal",
        "ayat",
        "huruf",
        "angka",
        "section",
        "alinea",
    ]
    assert found["kind"] == "perwali"
    assert found["coverage"] == 1.0
    ayat = next(clause for clause in found["clauses"] if clause["key"] == "pasal-2.ayat-1")
    assert ayat == {
        "key": "pasal-2.ayat-1",
        "kind": "ayat",
        "label": "(1)",
        "path": "bab-2/pasal-2/ayat-1",
        "heading": "",
        "text": "Jam kerja dimulai pukul 07.30 WIB dan berakhir pukul 16.00 WIB pada setiap hari kerja.",
    }


def test_outline_tells_doubts_with_their_lines(tmp_path: Path) -> None:
    file = tmp_path / "naskah.txt"
    file.write_text(FIRST.replace("Pasal 3", "Pasal 9"))
    warnings = json.loads(_run("outline", file, "--json").stdout)["warnings"]
    assert [list(warning) for warning in warnings] == [["code", "message", "line"]]
    assert FIRST.splitlines()[warnings[0]["line"] - 1] == "Pasal 3"


def test_compare_prints_one_object_of_the_agreed_shape(files: tuple[Path, Path]) -> None:
    result = _run("compare", *files, "--json")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert list(found) == ["ops", "needs_review", "technical", "pairs"]
    assert sum(found["ops"].values()) == len(found["pairs"])
    changed = {(pair["from"], pair["to"]): pair["op"] for pair in found["pairs"] if pair["op"] != "same"}
    assert changed == {
        ("pasal-2.ayat-2", "pasal-2.ayat-2"): "reworded",
        (None, "pasal-3"): "inserted",
        ("pasal-3", "pasal-4"): "renumbered",
    }
    assert all(list(pair) == ["from", "to", "op", "flags", "score", "review"] for pair in found["pairs"])


def test_without_json_both_print_for_people(files: tuple[Path, Path]) -> None:
    assert "3 pasal" in _run("outline", files[0]).stdout
    assert "1 reworded" in _run("compare", *files).stdout


@pytest.mark.parametrize("command", ["outline", "compare"])
def test_a_file_that_cannot_be_read_is_one_line_and_status_1(
    command: str, tmp_path: Path, files: tuple[Path, Path]
) -> None:
    picture = tmp_path / "gambar.txt"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    for wrong in (tmp_path / "tiada.txt", tmp_path, picture):
        result = _run(command, wrong, *([files[1]] if command == "compare" else []), "--json")
        assert (result.exit_code, result.stdout) == (1, "")
        assert len(result.stderr.strip().splitlines()) == 1


def test_wrong_usage_is_status_2() -> None:
    assert _run("outline").exit_code == 2
    assert _run("compare", "satu.txt").exit_code == 2
