"""What all commands share: the data folder, failures told in one line. Light, because every process loads it first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import msgspec

from partisipasi.kit.cluster_home import ClusterError
from partisipasi.kit.errors import Invalid, Refused, SchemaMismatch
from partisipasi.settings import SettingsError

data_option = click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), envvar="PARTISIPASI_DATA", help="The data folder."
)
tied_option = click.option("--tied", is_flag=True, hidden=True, help="End when standard input does.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


class Failure(click.ClickException):
    """A command that could not do its work: one line on standard error, exit status 1."""

    def show(self, file: object = None) -> None:
        """Print the line."""
        click.echo(f"partisipasi: {' '.join(self.message.split())}", err=True)


def print_json(value: object) -> None:
    """Print the one JSON object of a command."""
    click.echo(msgspec.json.encode(value).decode())


@contextmanager
def failures() -> Iterator[None]:
    """Turn what can go wrong into one line."""
    try:
        yield
    except Invalid as error:
        told = "; ".join(f"{name}: {message % error.values}" for name, message in error.fields.items())
        raise Failure(told) from error
    except Refused as error:
        raise Failure(error.message % error.values if error.values else error.message) from error
    except (SettingsError, ClusterError, SchemaMismatch) as error:
        raise Failure(str(error)) from error
    except OSError as error:
        raise Failure(f"{error.strerror or error}: {error.filename}" if error.filename else str(error)) from error
