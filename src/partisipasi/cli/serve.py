"""`serve`: one process that serves pages. `run` starts it; nobody types it."""

from __future__ import annotations

import os
from pathlib import Path

import click
from granian import Granian
from granian.constants import Interfaces, Loops

from partisipasi.cli.command import Failure, data_option, failures, tied_option
from partisipasi.kit.serving import end_with_parent
from partisipasi.settings import load


@click.command(hidden=True)
@data_option
@click.option("--port", type=int, default=8000)
@click.option("--host", default="127.0.0.1")
@click.option("--workers", type=int, default=1)
@tied_option
def serve(data: Path | None, port: int, host: str, workers: int, tied: bool) -> None:
    """Serve pages only; the database must be there and migrated."""
    if tied:
        end_with_parent()
    with failures():
        settings = load(data=data, port=port)
        if settings.database_url is None:
            raise Failure("serve needs DATABASE_URL; use run")
        # The server's own processes read their settings from the environment (partisipasi.serving).
        os.environ |= {"PARTISIPASI_DATA": str(settings.data), "PARTISIPASI_URL": settings.base_url}
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
            respawn_interval=0.5,
            working_dir=Path.cwd(),
        )
        server.serve()
