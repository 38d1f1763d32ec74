"""What all commands share: the data folder, the database while it is needed, failures told in one line."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import click
import msgspec

from partisipasi.kit.cluster import ClusterError, hold
from partisipasi.kit.database import Database
from partisipasi.kit.errors import Invalid, Refused
from partisipasi.kit.migrating import SchemaMismatch, migrate
from partisipasi.settings import Settings, SettingsError

T = TypeVar("T")

data_option = click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), envvar="PARTISIPASI_DATA", help="The data folder."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


class Failure(click.ClickException):
    """A command that could not do its work: one line on standard error, exit status 1."""

    def show(self, file: object = None) -> None:
        """Print the line."""
        click.echo(f"partisipasi: {' '.join(self.message.split())}", err=True)


def print_json(value: object) -> None:
    """Print the one JSON object of a command."""
    click.echo(msgspec.json.encode(value).decode())


def with_database(settings: Settings, act: Callable[[Database], Awaitable[T]]) -> T:
    """Do something with the migrated database, beside a running server or alone."""

    async def inside(url: str) -> T:
        database = Database(url, size=3)
        try:
            await migrate(database)
            return await act(database)
        finally:
            await database.close()

    with place(settings) as found:
        return asyncio.run(inside(found.url))


class Place(msgspec.Struct, frozen=True):
    """Where the database is.

    Attributes:
        url: its address.
        programs: the folder of PostgreSQL's programs; None where they are looked for on the PATH.
        revive: starts the embedded server again if it died; True if it had.
    """

    url: str
    programs: Path | None
    revive: Callable[[], bool]


@contextmanager
def place(settings: Settings) -> Iterator[Place]:
    """The database: the one set, or the embedded server's, held while needed."""
    if settings.database_url:
        yield Place(settings.database_url, None, lambda: False)
        return
    with hold(settings.data) as cluster:
        yield Place(cluster.dsn, cluster.binaries.folder, cluster.revive)


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
