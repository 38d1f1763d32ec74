"""Limits on how often something is tried, by account and by network. Never a lock: every wait ends by itself.

A bucket is an act and a keyed hash of who tries it or from where. The key changes daily and a row is dropped a day
after its last use, so nobody can tell later which networks were seen. Tries are counted before they are carried out,
in a transaction of their own (`site.limits`): many at once are worth no more than as many one after the other.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta
from math import ceil

import msgspec

from partisipasi.kit.database import Transaction
from partisipasi.settings import Settings


class Limit(msgspec.Struct, frozen=True, kw_only=True):
    """So many tries within a window; with `grows`, further ones after growing delays instead of a fixed window.

    Attributes:
        act: names the bucket.
        free: tries that need no waiting.
        window: after which the count begins anew; with `grows`, after so long without a try.
        grows: the first delay; each further try doubles it, up to `longest`.
    """

    act: str
    free: int
    window: timedelta
    grows: timedelta | None = None
    longest: timedelta = timedelta(minutes=15)


HOUR = timedelta(hours=1)
#: Passwords: by account from one network; by account from everywhere; by network (many people share one, CGNAT).
PASSWORD_TRY = Limit(act="password", free=5, window=HOUR, grows=timedelta(seconds=20))
PASSWORD_ACCOUNT = Limit(act="password account", free=100, window=HOUR)
PASSWORD_NETWORK = Limit(act="password network", free=100, window=HOUR)
#: Digits from a mail; each link has a limit of its own besides.
CODE_TRY = Limit(act="code", free=10, window=HOUR, grows=timedelta(seconds=30))
CODE_NETWORK = Limit(act="code network", free=60, window=HOUR)
#: Mails that anybody can have sent to an address, and accounts asked for from one network.
MAIL_ADDRESS = Limit(act="mail", free=5, window=HOUR)
MAIL_NETWORK = Limit(act="mail network", free=40, window=HOUR)
REGISTER_NETWORK = Limit(act="register network", free=10, window=HOUR)
EXPORT = Limit(act="export", free=5, window=HOUR)


#: A window: the count begins anew when it is over. A try that may not be made is not counted and returns no row.
_IN_WINDOW = """
    INSERT INTO throttle (bucket, tries, until) VALUES ($1, 1, now() + $2::interval)
    ON CONFLICT (bucket) DO UPDATE SET
      tries = CASE WHEN throttle.until <= now() THEN 1 ELSE throttle.tries + 1 END,
      until = CASE WHEN throttle.until <= now() THEN excluded.until ELSE throttle.until END
      WHERE throttle.until <= now() OR throttle.tries < $3
    RETURNING tries"""
#: Growing delays: `until` is when the next try may be made; without a try for the window, the count begins anew.
_WITH_DELAYS = """
    INSERT INTO throttle (bucket, tries, until) VALUES ($1, 1, now())
    ON CONFLICT (bucket) DO UPDATE SET
      tries = CASE WHEN throttle.until + $2::interval <= now() THEN 1 ELSE throttle.tries + 1 END,
      until = CASE WHEN throttle.until + $2::interval <= now() OR throttle.tries + 1 < $3 THEN now()
                   ELSE now() + least($5::interval, $4::interval * power(2, least(throttle.tries + 1 - $3, 20))) END
      WHERE throttle.until <= now() OR throttle.tries < $3
    RETURNING tries"""


async def count_try(tx: Transaction, settings: Settings, limit: Limit, who: str) -> int:
    """Count a try.

    Args:
        who: an address, account id or network prefix; only its keyed hash is stored.

    Returns:
        0 if it may go on, else the seconds to wait. A try that has to wait is not counted.
    """
    name = bucket(settings, limit, who, tx.now)
    if limit.grows is None:
        counted = await tx.value(_IN_WINDOW, name, limit.window, limit.free)
    else:
        counted = await tx.value(_WITH_DELAYS, name, limit.window, limit.free, limit.grows, limit.longest)
    if counted is not None:
        return 0
    until: datetime | None = await tx.value("SELECT until FROM throttle WHERE bucket = $1", name)
    return max(1, ceil((until - tx.now).total_seconds())) if until else 1


async def forgive(tx: Transaction, settings: Settings, limit: Limit, who: str) -> None:
    """Forget the tries of who has just succeeded."""
    await tx.execute("DELETE FROM throttle WHERE bucket = $1", bucket(settings, limit, who, tx.now))


async def forget_tries(tx: Transaction) -> None:
    """Chore: drop buckets not used for a day."""
    await tx.execute("DELETE FROM throttle WHERE until < now() - interval '1 day'")


def bucket(settings: Settings, limit: Limit, who: str, now: datetime) -> bytes:
    """The name of a bucket today."""
    key = hmac.new(settings.secret.encode(), f"throttle {now:%Y-%m-%d}".encode(), hashlib.sha256).digest()
    return hmac.new(key, f"{limit.act}\0{who}".encode(), hashlib.sha256).digest()[:16]
