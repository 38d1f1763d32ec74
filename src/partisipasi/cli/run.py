"""`run` and `worker`: a whole site, and its jobs alone."""

from __future__ import annotations

import asyncio
import errno
import signal
import socket
import sys
import time
from pathlib import Path

import click

from partisipasi.cli.command import Failure, data_option, failures, tied_option
from partisipasi.cli.place import place
from partisipasi.kit.database import Database
from partisipasi.kit.jobs import Worker
from partisipasi.kit.logs import configure_logs
from partisipasi.kit.migrating import check_revision, migrate
from partisipasi.kit.serving import end_with_parent, folder_words, own_command, supervise, wait_until_ready
from partisipasi.settings import Settings, load

#: Seconds that a port may take to come free.
PATIENCE = 10


@click.command()
@data_option
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes that serve pages.")
@click.option("--demo", is_flag=True, help="Load the example city, once.")
def run(data: Path | None, port: int, host: str, workers: int, demo: bool) -> None:
    """Start: database, migrations, pages and jobs."""
    with failures():
        settings = load(data=data, port=port)
        _demand_port(host, port)
        with place(settings) as found:
            url = found.url
            _prepare(url, settings, demo=demo)
            common = folder_words(settings.data)
            address = f"http://127.0.0.1:{port}"

            def ready() -> None:
                if wait_until_ready(address):
                    click.echo(f"Partisipasi is ready: {settings.base_url}", err=True)

            status = supervise(
                {
                    "web": own_command(
                        "serve", "--tied", *common, "--port", str(port), "--host", host, "--workers", str(workers)
                    ),
                    "worker": own_command("worker", "--tied", *common),
                },
                environment={"DATABASE_URL": url, "PARTISIPASI_URL": settings.base_url},
                ready=ready,
                tend=found.revive,
            )
    sys.exit(status)


@click.command()
@data_option
@tied_option
def worker(data: Path | None, tied: bool) -> None:
    """Work jobs only."""
    configure_logs()
    if tied:
        end_with_parent()
    with failures():
        settings = load(data=data)
        with place(settings) as found:
            asyncio.run(_work(settings, found.url))


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


def _demand_port(host: str, port: int) -> None:
    """Refuse a port that is taken: the server shares it without a word, and each site gets some of the requests.

    The processes of a killed `run` let go of it in a few seconds.
    """
    deadline = time.monotonic() + PATIENCE
    while True:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                return probe.bind((host, port))
            except OSError as error:
                if error.errno != errno.EADDRINUSE or time.monotonic() > deadline:
                    raise Failure(f"cannot listen on {host} port {port}: {error.strerror}") from error
        time.sleep(0.2)


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
