"""The home page."""

from __future__ import annotations

from litestar import Response

from partisipasi.site.pages import Req, page, render, shows


@page("/", cached=True)
async def home(request: Req) -> Response[bytes]:
    """What is open, what was just answered, and how it works."""
    shows(request, "home")
    return render(request, "home/home.html")
