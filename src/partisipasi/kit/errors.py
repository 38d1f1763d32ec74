"""Refusals that people meet: each has a status, a code for programs and a sentence for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager


class Refused(Exception):
    """An act that is not carried out.

    Args:
        message: an English msgid, translated where it is shown.
        values: what fills the message's named placeholders.
    """

    status = 400
    code = "refused"

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.values: Mapping[str, object] = values


class SignInNeeded(Refused):
    """Only people who are signed in may do this; pages lead to the sign-in page and back."""

    status = 401
    code = "sign_in_needed"


class Forbidden(Refused):
    """What one sees but may not do."""

    status = 403
    code = "forbidden"


class NotFound(Refused):
    """What is not there, or what one may not know to be there."""

    status = 404
    code = "not_found"


class Conflict(Refused):
    """What no longer fits the state of things: a stale revision, a closed round, a gate that is not ready."""

    status = 409
    code = "conflict"

    def __init__(self, message: str, *, code: str = "conflict", detail: object = None, **values: object) -> None:
        super().__init__(message, **values)
        self.code = code
        self.detail = detail


class Invalid(Refused):
    """Input that cannot be taken, told field by field.

    Args:
        fields: field name → msgid. The empty name stands for the form as a whole.
    """

    status = 422
    code = "invalid"

    def __init__(self, fields: Mapping[str, str], **values: object) -> None:
        super().__init__("There is a problem with what was sent.", **values)
        self.fields = dict(fields)


@contextmanager
def called(names: Mapping[str, str]) -> Iterator[None]:
    """Let a refusal speak of fields as who sent them knows them: a form or a program's body.

    Args:
        names: field of the action → field of the sender; others are called alike.

    Raises:
        Invalid: the one that was raised inside, its fields renamed.
    """
    try:
        yield
    except Invalid as error:
        error.fields = {names.get(field, field): message for field, message in error.fields.items()}
        raise


class Taken(Invalid):
    """Input that would be fine if something else were not called the same already."""

    status = 409
    code = "taken"


class TooLarge(Refused):
    """More than is taken at once."""

    status = 413
    code = "too_large"


class TooMany(Refused):
    """Too often in too short a time. `wait` is in seconds."""

    status = 429
    code = "too_many"

    def __init__(self, message: str, *, wait: int, **values: object) -> None:
        super().__init__(message, **values)
        self.wait = wait


class Unavailable(Refused):
    """Not now: the database is away or overloaded."""

    status = 503
    code = "unavailable"


class SchemaMismatch(Exception):
    """The database is of another version than the program. For whoever runs the machine, not for people on pages."""
