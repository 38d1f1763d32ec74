"""The command line: output for people, or one JSON object with --json; errors are one line on standard error."""

from __future__ import annotations

import click

from partisipasi.cli import people, run, state, texts


@click.group()
def cli() -> None:
    """Partisipasi: drafts of rules, what people say on them, and the answer to everyone."""


for command in (
    run.run,
    run.serve,
    run.worker,
    state.backup,
    state.restore,
    state.verify,
    state.doctor,
    people.grant,
    people.token,
    texts.outline,
    texts.compare,
):
    cli.add_command(command)


def main() -> None:
    """The command `partisipasi`."""
    cli()
