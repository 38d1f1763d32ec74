"""The command line: output for people, or one JSON object with --json; errors are one line on standard error.

Commands are loaded when they are asked for: a process that serves pages does not wait for what only others need.
"""

from __future__ import annotations

from importlib import import_module

import click

#: Command → the module that has it.
COMMANDS = {
    "run": "run",
    "serve": "serve",
    "worker": "run",
    "outline": "texts",
    "compare": "texts",
    "grant": "people",
    "token": "people",
    "import": "importing",
    "backup": "state",
    "restore": "state",
    "verify": "state",
    "doctor": "state",
}


class Commands(click.Group):
    """All commands by name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One of them."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"partisipasi.cli.{COMMANDS[cmd_name]}")
        # A word of Python's own has an underscore there.
        command: click.Command = getattr(module, cmd_name, None) or getattr(module, f"{cmd_name}_")
        return command


@click.command(cls=Commands)
def cli() -> None:
    """Partisipasi: drafts of rules, what people say on them, and the answer to everyone."""


def main() -> None:
    """The command `partisipasi`."""
    cli()
