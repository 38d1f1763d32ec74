"""`import threads`: discussions from elsewhere, out of a table."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from partisipasi.accounts.rights import SYSTEM
from partisipasi.city.queries import the_city
from partisipasi.cli.command import Failure, data_option, failures, json_option, print_json
from partisipasi.cli.place import with_database
from partisipasi.discussions.import_rows import COLUMNS, read_columns, read_openings, read_posts
from partisipasi.discussions.importing import Brought, import_threads
from partisipasi.kit.database import Database, Transaction
from partisipasi.settings import load
from partisipasi.topics.actions import create_topic
from partisipasi.topics.queries import topic_of_slug

_file = click.Path(path_type=Path, exists=True, dir_okay=False)
_TOPIC = "Diskusi yang diimpor"


@click.group(name="import")
def import_() -> None:
    """Bring in what was said elsewhere."""


@import_.command()
@click.option("--posts", type=_file, required=True, help="The posts: .csv, .tsv or .jsonl.")
@click.option("--topics", type=_file, help="The threads, with id and title; summary and text open the talk.")
@click.option("--columns", default="", help=f"Which columns are what; {COLUMNS} unless told.")
@click.option("--topic", metavar="SLUG", help="The forum's topic; one of its own unless told.")
@click.option("--source", help="Names the table, so that a second import knows it; the file's name unless told.")
@click.option("--language", default="id", show_default=True, help="The posts are written in it.")
@data_option
@json_option
def threads(
    posts: Path,
    topics: Path | None,
    columns: str,
    topic: str | None,
    source: str | None,
    language: str,
    data: Path | None,
    as_json: bool,
) -> None:
    """Load threads from a table. The same table a second time brings only what is new."""
    with failures():
        settings = load(data=data)
        chosen = read_columns(columns)

        async def act(database: Database) -> Brought:
            async with database.transaction() as tx:
                zone = (await the_city(tx)).zone_info
                return await import_threads(
                    tx,
                    SYSTEM,
                    topic_id=await _topic(tx, topic),
                    source=source or posts.name,
                    posts=read_posts(posts, chosen, zone),
                    openings=read_openings(topics, chosen, zone) if topics else (),
                    language=language,
                    progress=lambda done, total: click.echo(f"{done:,} of {total:,} posts", err=True),
                )

        done = with_database(settings, act)
    if as_json:
        print_json(msgspec.to_builtins(done))
        return
    click.echo(f"{done.posts:,} posts by {done.authors:,} new authors in {done.threads:,} new threads")
    click.echo(f"{done.known:,} known already, {done.twice:,} twice in the table")
    click.echo(f"{done.empty:,} without text, {done.bad:,} not usable")
    if done.loose:
        click.echo(f"{done.loose:,} answer what is not there; they begin the talk")
    for line in done.told:
        click.echo(line)


async def _topic(tx: Transaction, slug: str | None) -> int:
    if slug is not None:
        found = await topic_of_slug(tx, slug)
        if found is None:
            raise Failure(f"there is no topic {slug}")
        return found.id
    known: int | None = await tx.value("SELECT id FROM topic WHERE name = $1", _TOPIC)
    return known or (await create_topic(tx, SYSTEM, name=_TOPIC)).id
