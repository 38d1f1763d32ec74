"""A visitor without script for tests: opens pages, fills in the forms that are really there, follows redirects."""

from __future__ import annotations

from typing import Any

import httpx
from selectolax.lexbor import LexborHTMLParser as HTMLParser
from selectolax.lexbor import LexborNode as Node


class Browser:
    """One visitor with cookies. After each step `page` is the page shown and `answer` the last answer."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.answer: httpx.Response = httpx.Response(200)
        self.page = HTMLParser("")
        self.loads = 0

    async def open(self, path: str, **options: Any) -> httpx.Response:
        """Open a page, following redirects."""
        return await self._take(await self.client.get(path, **options))

    async def press(
        self,
        form: str = "main form",
        fields: dict[str, Any] | None = None,
        *,
        files: Any = None,
        button: str = "",
    ) -> httpx.Response:
        """Fill in a form of the page shown and send it.

        Args:
            form: CSS selector of the form.
            fields: what is typed or chosen; hidden fields and preset values are sent as they are.
            button: name=value of the button pressed, where it matters.
        """
        node = self.page.css_first(form)
        assert node is not None, f"no form {form!r} on {self.answer.url}"
        sent = {**preset_values(node), **(fields or {})}
        if button:
            name, _, value = button.partition("=")
            sent[name] = value
        action = node.attributes.get("action") or str(self.answer.url)
        if (node.attributes.get("method") or "get").lower() == "get":
            return await self._take(await self.client.get(action, params=sent))
        return await self.post(action, sent, files=files)

    async def post(self, path: str, fields: dict[str, Any], *, files: Any = None) -> httpx.Response:
        """Send a form as a browser would from a page of the same site, following redirects."""
        headers = {"sec-fetch-site": "same-origin"}
        return await self._take(await self.client.post(path, data=fields, files=files, headers=headers))

    def text(self, selector: str = "main") -> str:
        """The words of a part of the page."""
        node = self.page.css_first(selector)
        return " ".join(node.text(separator=" ").split()) if node else ""

    def all(self, selector: str) -> list[Node]:
        """Parts of the page."""
        return self.page.css(selector)

    async def _take(self, answer: httpx.Response) -> httpx.Response:
        self.loads += 1
        while answer.is_redirect:
            answer = await self.client.get(answer.headers["location"])
            self.loads += 1
        self.answer = answer
        self.page = HTMLParser(answer.text)
        return answer


def preset_values(form: Node) -> dict[str, Any]:
    """What a form would send untouched."""
    values: dict[str, Any] = {}
    for node in form.css("input, textarea, select"):
        name, kind = node.attributes.get("name"), (node.attributes.get("type") or "text").lower()
        if not name or kind in {"submit", "button", "file"}:
            continue
        if kind in {"checkbox", "radio"}:
            if "checked" in node.attributes:
                values[name] = node.attributes.get("value") or "on"
        elif node.tag == "textarea":
            values[name] = node.text()
        elif node.tag == "select":
            chosen = node.css_first("option[selected]") or node.css_first("option")
            values[name] = (chosen.attributes.get("value") or "") if chosen else ""
        else:
            values[name] = node.attributes.get("value") or ""
    return values
