"""`backup`, `restore`, `verify`, `doctor`: the state of an installation, out, in and checked."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click
import msgspec

from partisipasi.cli.command import Failure, data_option, failures, json_option, print_json
from partisipasi.cli.doctor import Finding, examine
from partisipasi.cli.place import Place, place
from partisipasi.cli.verifying import VerifyReport, verify_state
from partisipasi.kit.archive import read_archive, write_archive
from partisipasi.kit.database import Database
from partisipasi.kit.migrating import migrate
from partisipasi.settings import Settings, load


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@data_option
@json_option
def backup(file: Path, data: Path | None, as_json: bool) -> None:
    """Write the whole state to FILE, beside a running server too. Keep it as safe as the data itself."""
    with failures():
        settings = load(data=data)
        with place(settings) as found:
            manifest = write_archive(found.url, settings, file, programs=found.programs)
        if as_json:
            print_json({"file": str(file), "bytes": file.stat().st_size, "made_at": manifest.made_at})
        else:
            click.echo(f"{file} ({file.stat().st_size:,} bytes)")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@data_option
@json_option
def restore(file: Path, data: Path | None, as_json: bool) -> None:
    """Bring the state in FILE into an empty data folder or database, and forget again what was erased since."""
    with failures():
        settings = load(data=data)
        with place(settings) as found:
            read_archive(found.url, settings, file, programs=found.programs)
            report, erased = asyncio.run(_after_restore(found, load(data=settings.data)))
        if as_json:
            print_json({"erased_again": erased, **msgspec.to_builtins(report)})
        else:
            click.echo(f"Restored; {erased} erasures carried out again. {report.sentence()}")
    if not report.ok:
        raise Failure(report.sentence())


@click.command()
@data_option
@json_option
def verify(data: Path | None, as_json: bool) -> None:
    """Check the record's chain and every invariant of the data."""
    with failures():
        settings = load(data=data)
        with place(settings) as found:
            report = asyncio.run(_verify(found, settings))
        if as_json:
            print_json(msgspec.to_builtins(report))
        else:
            click.echo(report.sentence())
            for fault in report.faults:
                click.echo(f"- {fault}")
    if not report.ok:
        raise Failure(report.sentence())


@click.command()
@data_option
@json_option
def doctor(data: Path | None, as_json: bool) -> None:
    """Check the set-up: what is there, what is missing, what to do."""
    with failures():
        settings = load(data=data)
        with place(settings) as found:
            findings = asyncio.run(_examine(found, settings))
        if as_json:
            print_json({"ok": all(f.state != "bad" for f in findings), "findings": msgspec.to_builtins(findings)})
        else:
            for finding in findings:
                click.echo(f"{_SIGNS[finding.state]} {finding.name}: {finding.told}")
    if any(finding.state == "bad" for finding in findings):
        raise Failure("something needs attention")


_SIGNS = {"good": "ok  ", "note": "note", "bad": "BAD "}


async def _examine(found: Place, settings: Settings) -> list[Finding]:
    database = Database(found.url, size=2)
    try:
        return await examine(settings, database)
    finally:
        await database.close()


async def _verify(found: Place, settings: Settings) -> VerifyReport:
    database = Database(found.url, size=2)
    try:
        await migrate(database)
        return await verify_state(database, settings)
    finally:
        await database.close()


async def _after_restore(found: Place, settings: Settings) -> tuple[VerifyReport, int]:
    from partisipasi.app import replay_erasures

    database = Database(found.url, size=3)
    try:
        await migrate(database)
        erased = await replay_erasures(database, settings)
        return await verify_state(database, settings), erased
    finally:
        await database.close()
