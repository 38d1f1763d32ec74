"""The house rules that no linter knows."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
READING = {"all", "one", "value", "values", "rows", "execute", "execute_many"}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT / "src")))
def test_only_constants_are_written_into_sql(path: Path) -> None:
    """Values reach the database as arguments. What is put together is put together from constants of the module."""
    for call in ast.walk(ast.parse(path.read_text())):
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in READING):
            continue
        for argument in call.args:
            for part in ast.walk(argument) if isinstance(argument, ast.JoinedStr) else ():
                if isinstance(part, ast.FormattedValue):
                    name = ast.unparse(part.value)
                    assert re.fullmatch(r"_?[A-Z][A-Z0-9_]*(\[\w+\])?", name), f"line {call.lineno}: {{{name}}} in SQL"


def test_words_for_people_stand_where_the_catalogues_find_them() -> None:
    """What is marked for translation inside a formatted string is not extracted, and so never translated."""
    hidden = [
        f"{path.relative_to(ROOT)}: {ast.unparse(call)}"
        for path in SOURCES
        for string in ast.walk(ast.parse(path.read_text()))
        if isinstance(string, ast.JoinedStr)
        for call in ast.walk(string)
        if isinstance(call, ast.Call) and ast.unparse(call.func) in {"N_", "gettext", "ngettext"}
        if any(isinstance(argument, ast.Constant) for argument in call.args)
    ]
    assert not hidden, "\n".join(hidden)


def test_files_and_functions_stay_short() -> None:
    long = [
        f"{path.relative_to(ROOT)} has {lines} lines"
        for path in [*SOURCES, *ROOT.glob("tests/**/*.py"), *ROOT.glob("templates/**/*"), *ROOT.glob("static/css/**/*")]
        if path.is_file() and (lines := len(path.read_text().splitlines())) > 400
    ]
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.body:
                # The docstring explains, it does not complicate.
                first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
                lines = (node.end_lineno or 0) - first.lineno + 1
                if lines > 50:
                    long.append(f"{path.relative_to(ROOT)}: {node.name} has {lines} lines")
    assert not long, "\n".join(long)


def test_no_room_is_called_by_nothing() -> None:
    empty_names = {"utils", "helpers", "services", "managers", "base", "core", "common"}
    assert not [path for path in SOURCES if path.stem in empty_names or path.parent.name in empty_names]


def test_templates_hold_no_inline_style_or_script() -> None:
    for path in (ROOT / "templates").rglob("*.html"):
        if "mail" in path.parts:
            continue
        text = path.read_text()
        assert not re.search(r"\sstyle\s*=|<style|\son[a-z]+\s*=|hx-on|javascript:|<script(?![^>]*src=)", text), path


def test_no_paragraph_holds_a_form() -> None:
    """A form ends the paragraph it stands in, and one line becomes two for whoever is signed in."""
    paragraph = re.compile(r"<p\b[^>]*>(?:(?!</p>).)*?(?:follow_button\(|post_button\(|<form\b)", re.DOTALL)
    found = [
        f"{path.name}: {hit[0][:60]}"
        for path in (ROOT / "templates").rglob("*.html")
        for hit in paragraph.finditer(re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL))
    ]
    assert found == []


def test_every_public_function_says_what_it_does() -> None:
    silent = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in SOURCES
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert not silent, "\n".join(silent)
