"""What an action calls a field, said in the names of the API."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from partisipasi.kit.errors import Invalid


@contextmanager
def called(names: Mapping[str, str]) -> Iterator[None]:
    """Let a refusal name members of the body.

    Args:
        names: field of the action → member of the body; others are called alike.

    Raises:
        Invalid: the one that was raised inside, its fields renamed.
    """
    try:
        yield
    except Invalid as error:
        error.fields = {names.get(field, field): message for field, message in error.fields.items()}
        raise
