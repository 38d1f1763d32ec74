"""Where people may be led."""

from __future__ import annotations

import pytest

from partisipasi.site.pages import local_path


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("/akun", "/akun"), ("/cari?q=a&b=c#x", "/cari?q=a&b=c#x"), ("/en/akun", "/akun"), ("/en", "/"),
        ("/entah", "/entah"),
        (None, "/x"), ("", "/x"), ("akun", "/x"), ("//evil", "/x"), ("/\\evil", "/x"),
        ("/en//evil", "/x"), ("/en/\\evil", "/x"),
        ("/en/en//evil", "/en//evil"), ("https://evil", "/x"), ("/%2fevil", "/x"), ("/%5Cevil", "/x"),
        ("/a\r\nb", "/x"),
        ("/a\tb", "/x"), ("/" + "a" * 500, "/x"),
    ],
)  # fmt: skip
def test_only_paths_of_this_site_are_gone_on_to(value: str | None, expected: str) -> None:
    assert local_path(value, "/x") == expected
