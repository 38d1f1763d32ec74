"""The viewer of a request, as a dependency."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.di import NamedDependency

from partisipasi.accounts.rights import Viewer
from partisipasi.kit.database import Transaction
from partisipasi.site.exchange import exchange_of


def provide_viewer(request: Request[Any, Any, Any], tx: NamedDependency[Transaction]) -> Viewer:
    """The dependency `viewer`.

    It asks for the transaction only to stand behind it: the framework makes a task group for dependencies that could be
    provided at once, which costs more than both.
    """
    return exchange_of(request).viewer
