"""Commands on texts: read one into its clauses, compare two. They need no database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from partisipasi.cli.command import data_option, failures, json_option, print_json
from partisipasi.drafts.alignment import Pair, align, summarise
from partisipasi.drafts.outline import Outline, read_outline
from partisipasi.drafts.sources import clean_source, read_upload
from partisipasi.kit.text import shorten

_file = click.Path(path_type=Path)


@click.command()
@data_option
@click.argument("file", type=_file)
@json_option
def outline(data: Path | None, file: Path, as_json: bool) -> None:
    """Read a text (.txt, .md) into its clauses."""
    del data  # Taken by every command; this one has no use for it.
    with failures():
        read = _read(file)
        if as_json:
            print_json(_outline_object(read))
            return
    _print_outline(read)


@click.command()
@data_option
@click.argument("old", type=_file)
@click.argument("new", type=_file)
@json_option
def compare(data: Path | None, old: Path, new: Path, as_json: bool) -> None:
    """Tell what became of each clause of OLD in NEW."""
    del data
    with failures():
        before, after = _read(old), _read(new)
        pairs = align(before.clauses, after.clauses)
        if as_json:
            print_json(_comparison_object(pairs))
            return
    _print_comparison(pairs)


def _read(file: Path) -> Outline:
    return read_outline(clean_source(read_upload(file.name, file.read_bytes())))


def _outline_object(read: Outline) -> dict[str, object]:
    return {
        "title": read.title,
        "kind": read.kind,
        "counts": read.counts,
        "clauses": [
            {
                "key": clause.key,
                "kind": clause.kind,
                "label": clause.label,
                "path": clause.path,
                "heading": clause.heading,
                "text": clause.text,
            }
            for clause in read.clauses
        ],
        "warnings": [
            {"code": warning.code, "message": warning.message, "line": warning.line} for warning in read.warnings
        ],
        "coverage": read.coverage,
    }


def _comparison_object(pairs: Sequence[Pair]) -> dict[str, object]:
    summary = summarise(pairs)
    return {
        "ops": summary.ops,
        "needs_review": summary.needs_review,
        "technical": summary.technical,
        "pairs": [
            {
                "from": pair.old,
                "to": pair.new,
                "op": pair.op,
                "flags": list(pair.flags),
                "score": pair.score,
                "review": pair.review,
            }
            for pair in pairs
        ],
    }


def _print_outline(read: Outline) -> None:
    depths: dict[str, int] = {}
    click.echo(f"{read.title}\n")
    for clause in read.clauses:
        depth = depths[clause.key] = depths[clause.parent] + 1 if clause.parent else 0
        words = " ".join(part for part in (clause.label, clause.heading, clause.text) if part)
        click.echo(f"{'  ' * depth}{clause.key}: {shorten(words, max(20, 90 - 2 * depth))}")
    counts = ", ".join(f"{count} {kind}" for kind, count in read.counts.items() if count)
    click.echo(f"\n{counts or 'no units'}; {read.coverage:.2%} of the text is in the outline")
    for warning in read.warnings:
        click.echo(f"line {warning.line}: {warning.message}")


def _print_comparison(pairs: Sequence[Pair]) -> None:
    for pair in pairs:
        if pair.op == "same" and not pair.flags:
            continue
        doubt = "  (look at this)" if pair.review == "open" else ""
        click.echo(f"{pair.op:10} {pair.old or '-':28} {pair.new or '-':28} {pair.score:.2f}{doubt}")
    summary = summarise(pairs)
    counts = Counter({op: count for op, count in summary.ops.items() if count})
    told = ", ".join(f"{count} {op}" for op, count in counts.items())
    click.echo(f"\n{told}; {summary.technical} technical, {summary.needs_review} to look at")
