"""The command line: output for people, or one JSON object with --json; errors are one line on standard error."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import click

from partisipasi.kit.cluster import ClusterError, hold
from partisipasi.kit.database import Database
from partisipasi.kit.errors import Invalid, Refused
from partisipasi.kit.jobs import Worker
from partisipasi.kit.logs import configure_logs
from partisipasi.kit.migrating import SchemaMismatch, check_revision, migrate
from partisipasi.kit.serving import data_option, own_command, supervise, wait_until_ready
from partisipasi.settings import Settings, SettingsError, load

T = TypeVar("T")

_data = click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="PARTISIPASI_DATA",
    help="The data folder.",
)


class Failure(click.ClickException):
    """A command that could not do its work: one line on standard error, exit status 1."""

    def show(self, file: object = None) -> None:
        """Print the line."""
        click.echo(f"partisipasi: {' '.join(self.message.split())}", err=True)


@click.group()
def cli() -> None:
    """Partisipasi: drafts of rules, what people say on them, and the answer to everyone."""


@cli.command()
@_data
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes that serve pages.")
@click.option("--demo", is_flag=True, help="Load the example city, once.")
def run(data: Path | None, port: int, host: str, workers: int, demo: bool) -> None:
    """Start: database, migrations, pages and jobs."""
    with _failures():
        settings = load(data=data, port=port)
        with _database_url(settings) as url:
            _prepare(url, settings, demo=demo)
            common = data_option(settings.data)
            address = f"http://127.0.0.1:{port}"

            def ready() -> None:
                if wait_until_ready(address):
                    click.echo(f"Partisipasi is ready: {settings.base_url}", err=True)

            status = supervise(
                {
                    "web": own_command(
                        "serve", *common, "--port", str(port), "--host", host, "--workers", str(workers)
                    ),
                    "worker": own_command("worker", *common),
                },
                environment={"DATABASE_URL": url, "PARTISIPASI_URL": settings.base_url},
                ready=ready,
            )
    sys.exit(status)


@cli.command(hidden=True)
@_data
@click.option("--port", type=int, default=8000)
@click.option("--host", default="127.0.0.1")
@click.option("--workers", type=int, default=1)
def serve(data: Path | None, port: int, host: str, workers: int) -> None:
    """Serve pages only; the database must be there and migrated."""
    from granian import Granian
    from granian.constants import Interfaces, Loops

    with _failures():
        settings = load(data=data, port=port)
        if settings.database_url is None:
            raise Failure("serve needs DATABASE_URL; use run")
        server = Granian(
            "partisipasi.serving:application",
            factory=True,
            address=host,
            port=port,
            interface=Interfaces.ASGI,
            loop=Loops.uvloop,
            workers=workers,
            websockets=False,
            log_access=False,
            workers_kill_timeout=20,
            respawn_failed_workers=True,
            working_dir=Path.cwd(),
        )
        server.serve()


@cli.command()
@_data
def worker(data: Path | None) -> None:
    """Work jobs only."""
    configure_logs()
    with _failures():
        settings = load(data=data)
        with _database_url(settings) as url:
            asyncio.run(_work(settings, url))


async def _work(settings: Settings, url: str) -> None:
    from partisipasi.app import chores, job_handlers

    database = Database(url, size=5)
    await check_revision(database)
    working = Worker(database, job_handlers(settings, database), chores(settings, database))
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, working.stop)
    try:
        await working.run()
    finally:
        await database.close()


def with_database(settings: Settings, act: Callable[[Database], Awaitable[T]]) -> T:
    """Do something with the migrated database, beside a running server or alone."""

    async def inside(url: str) -> T:
        database = Database(url, size=3)
        try:
            await migrate(database)
            return await act(database)
        finally:
            await database.close()

    with _database_url(settings) as url:
        return asyncio.run(inside(url))


def _prepare(url: str, settings: Settings, *, demo: bool) -> None:
    async def inside() -> None:
        database = Database(url, size=3)
        try:
            await migrate(database)
            if demo:
                from partisipasi.demo.city import load_once

                await load_once(database, settings)
        finally:
            await database.close()

    asyncio.run(inside())


@contextmanager
def _database_url(settings: Settings) -> Iterator[str]:
    """The address of the database: the one set, or that of the embedded server, held while needed."""
    if settings.database_url:
        yield settings.database_url
        return
    with hold(settings.data) as cluster:
        yield cluster.dsn


@contextmanager
def _failures() -> Iterator[None]:
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


def main() -> None:
    """The command `partisipasi`."""
    cli()
