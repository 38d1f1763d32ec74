"""`grant` and `token`: people, for whoever runs the machine. The first administrator is made this way."""

from __future__ import annotations

from pathlib import Path

import click

from partisipasi.accounts.links import GRANTED_LIFE, make_link
from partisipasi.accounts.people import account_for_address, normalise_address
from partisipasi.accounts.queries import account_of_address
from partisipasi.accounts.rights import SYSTEM
from partisipasi.accounts.roles import grant_role
from partisipasi.accounts.tables import ROLES
from partisipasi.accounts.tokens import DAYS, MOST_DAYS, make_token
from partisipasi.cli.command import Failure, data_option, failures, json_option, print_json
from partisipasi.cli.place import with_database
from partisipasi.kit.database import Database, Transaction
from partisipasi.kit.i18n import DEFAULT
from partisipasi.settings import load
from partisipasi.topics.queries import agency_of_slug, topic_of_slug


@click.command()
@click.argument("email")
@click.argument("role", type=click.Choice(ROLES))
@click.option("--topic", metavar="SLUG", help="Only for this topic (moderator).")
@click.option("--agency", metavar="SLUG", help="Only for this agency (officer, moderator, reader).")
@data_option
@json_option
def grant(email: str, role: str, topic: str | None, agency: str | None, data: Path | None, as_json: bool) -> None:
    """Give EMAIL a ROLE; make the account if need be, and print its one-time link."""
    with failures():
        settings = load(data=data)
        address = normalise_address(email)

        async def act(database: Database) -> tuple[int, str]:
            async with database.transaction() as tx:
                account_id = await account_for_address(tx, address=address, language=DEFAULT)
                await grant_role(
                    tx,
                    SYSTEM,
                    account_id=account_id,
                    role=role,
                    topic_id=await _topic(tx, topic),
                    agency_id=await _agency(tx, agency),
                )
                link = await make_link(
                    tx,
                    settings,
                    purpose="set_password",
                    address=address,
                    subject_id=account_id,
                    next_path="/akun",
                    life=GRANTED_LIFE,
                )
                return account_id, settings.base_url + link.url_path

        account_id, url = with_database(settings, act)
        if as_json:
            print_json({"account": account_id, "role": role, "link": url})
        else:
            click.echo(f"{address} is now {role}. This link signs in once, within 24 hours:")
            click.echo(url)


@click.command()
@click.argument("email")
@click.option("--days", type=click.IntRange(1, MOST_DAYS), default=DAYS, show_default=True, help="Good for so long.")
@data_option
@json_option
def token(email: str, days: int, data: Path | None, as_json: bool) -> None:
    """Print an API token for EMAIL, alone on the last line."""
    with failures():
        settings = load(data=data)
        address = normalise_address(email)

        async def act(database: Database) -> str:
            async with database.transaction() as tx:
                account_id = await account_of_address(tx, address)
                if account_id is None:
                    raise Failure(f"no account has the address {address}; make one with grant")
                return await make_token(tx, SYSTEM, account_id=account_id, days=days)

        made = with_database(settings, act)
        if as_json:
            print_json({"token": made, "days": days})
        else:
            click.echo(made)


async def _topic(tx: Transaction, slug: str | None) -> int | None:
    if slug is None:
        return None
    found = await topic_of_slug(tx, slug)
    if found is None:
        raise Failure(f"there is no topic {slug}")
    return found.id


async def _agency(tx: Transaction, slug: str | None) -> int | None:
    if slug is None:
        return None
    found = await agency_of_slug(tx, slug)
    if found is None:
        raise Failure(f"there is no agency {slug}")
    return found.id
