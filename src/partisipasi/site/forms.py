"""Forms: what was typed, read into a msgspec struct field by field, with every problem told beside its field.

A shape is a msgspec struct. Its fields' types and `Meta` limits are the rules; `Meta(extra={...})` may add
`lines=True` (several lines are kept), `exact=True` (taken as typed: passwords) and `required="…"` (the msgid said when
the field is empty).
"""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Annotated, Any, Generic, TypeVar, get_args, get_origin, get_type_hints

import msgspec
from litestar import Request
from litestar.datastructures import FormMultiDict, UploadFile
from litestar.exceptions import ClientException

from partisipasi.kit.database import LARGEST_NUMBER, Transaction
from partisipasi.kit.errors import Conflict, Invalid
from partisipasi.kit.i18n import N_, gettext
from partisipasi.kit.text import clean_line, clean_text
from partisipasi.site.unit import claim

Shape = TypeVar("Shape", bound=msgspec.Struct)

#: Name of the hidden field that carries a form's key.
KEY = "key"
_REQUIRED = N_("This field must be filled in.")
_TOO_LONG = N_("This is too long: at most %(limit)s characters.")
_TOO_SHORT = N_("This is too short: at least %(limit)s characters.")
_WRONG = N_("This value cannot be used here.")


class Press(msgspec.Struct):
    """The shape of a form with a button alone."""


class Form(Generic[Shape]):
    """A form as its template shows it: values, problems, and a key for the next press."""

    def __init__(self, values: Mapping[str, list[str]] | None = None, data: Shape | None = None) -> None:
        self.values: dict[str, list[str]] = {name: list(items) for name, items in (values or {}).items()}
        self.files: dict[str, UploadFile] = {}
        self._data = data
        self._errors: dict[str, str] = {}
        self._too_late = False
        self.key = secrets.token_urlsafe(12)

    @property
    def data(self) -> Shape:
        """What was sent, checked. Only there when there are no errors."""
        if self._data is None:
            raise RuntimeError("the form has errors: its data must not be asked for")
        return self._data

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Field name and translated problem, in the order of the shape."""
        return list(self._errors.items())

    @property
    def status(self) -> int:
        """Of the page that shows the form: 422 if something in it is wrong, 409 if all of it came too late."""
        return 409 if self._too_late else 422 if self._errors else 200

    def value(self, name: str, default: object = "") -> str:
        """What to show in a field."""
        found = self.values.get(name)
        return found[0] if found else ("" if default is None else str(default))

    def chosen(self, name: str, option: object) -> bool:
        """Whether an option of a field is chosen."""
        return str(option) in self.values.get(name, [])

    def error(self, name: str) -> str:
        """The translated problem of a field, or nothing."""
        return self._errors.get(name, "")

    def add_error(self, name: str, message: str, **values: object) -> None:
        """Say what is wrong with a field (msgid); the first problem stands."""
        self._errors.setdefault(name, gettext(message, **values))

    def refuse(self, error: Invalid | Conflict, *, beside: str = "") -> None:
        """Take over what an action refused. `beside`: the field a conflict is told at, "" for the whole form."""
        if isinstance(error, Conflict):
            self._too_late = not beside
            self.add_error(beside, error.message, **error.values)
            return
        for name, message in error.fields.items():
            self.add_error(name, message, **error.values)

    @asynccontextmanager
    async def trying(self, tx: Transaction, *, conflict: str | None = None) -> AsyncIterator[None]:
        """Do what the form asks for. What an action refuses is undone and told in the form, which is then shown again.

        Args:
            conflict: the field beside which a conflict is told, "" for the whole form; without it, it is raised.
        """
        try:
            async with tx.savepoint():
                yield
        except Invalid as error:
            self.refuse(error)
        except Conflict as error:
            if conflict is None:
                raise
            self.refuse(error, beside=conflict)


def blank(shape: type[Shape], **values: object) -> Form[Shape]:
    """An empty form, or one that begins with values."""
    return Form(
        {
            name: [str(item) for item in value] if isinstance(value, list | tuple) else [str(value)]
            for name, value in values.items()
            if value is not None and value is not False
        }
    )


async def read_form(request: Request[Any, Any, Any], shape: type[Shape], *, once: bool = True) -> Form[Shape]:
    """Read a sent form.

    Args:
        shape: the struct to read it into.
        once: whether a second press with the same key is to do nothing (it is, unless pressing twice is harmless).

    Raises:
        AlreadyDone: the second press of a button.
        ClientException: the body is no form.
    """
    sent = await sent_fields(request)
    values: dict[str, list[str]] = {}
    files: dict[str, UploadFile] = {}
    for name, item in sent.multi_items():
        if isinstance(item, UploadFile):
            files[name] = item
        else:
            values.setdefault(name, []).append(str(item))
    if once and values.get(KEY, [""])[0]:
        await claim(request, values[KEY][0])
    form = read_values(values, shape)
    form.files = files
    return form


async def sent_fields(request: Request[Any, Any, Any]) -> FormMultiDict:
    """The fields and files of a request's body.

    Raises:
        ClientException: the body is no form: bytes that are no text, a part in a coding that nobody knows.
    """
    try:
        return await request.form()
    except (ValueError, LookupError) as error:
        raise ClientException(detail="the body is no form") from error


def read_values(values: Mapping[str, list[str]], shape: type[Shape]) -> Form[Shape]:
    """Read values, as `read_form` does, from anywhere (a query string, a test)."""
    form: Form[Shape] = Form(values)
    hints = get_type_hints(shape, include_extras=True)
    checked: dict[str, object] = {}
    for field in msgspec.structs.fields(shape):
        hint = hints[field.name]
        raw = values.get(field.encode_name, [])
        try:
            taken = _convert(raw, hint)
        except _Problem as problem:
            form.add_error(field.encode_name, problem.message, **problem.values)
            continue
        if taken is not msgspec.UNSET:
            checked[field.name] = taken
        elif field.default is msgspec.NODEFAULT and field.default_factory is msgspec.NODEFAULT:
            form.add_error(field.encode_name, _extra(hint).get("required", _REQUIRED))
    if not form.errors:
        form._data = shape(**checked)
    return form


class _Problem(Exception):
    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.values = values


def _convert(raw: list[str], hint: Any) -> Any:
    """The value of a field, UNSET where nothing was sent."""
    extra = _extra(hint)
    clean = clean_text if extra.get("lines") else _exact if extra.get("exact") else clean_line
    kind = _bare(hint)
    if get_origin(kind) in {list, tuple}:
        items: Any = [clean(item) for item in raw if clean(item)]
    elif kind is bool:
        items = bool(raw) and raw[-1] not in {"", "0", "false"}
    else:
        items = clean(raw[0]) if raw else ""
        if items == "":
            return msgspec.UNSET
    if isinstance(items, str):
        _check_length(items, hint)
    try:
        converted = msgspec.convert(items, type=hint, strict=False)
    except msgspec.ValidationError as error:
        raise _Problem(extra.get("wrong", _WRONG)) from error
    if any(abs(number) > LARGEST_NUMBER for number in _whole_numbers(converted)):
        raise _Problem(extra.get("wrong", _WRONG))
    return converted


def _whole_numbers(value: object) -> list[int]:
    items = value if isinstance(value, list | tuple) else [value]
    return [item for item in items if isinstance(item, int)]


def _exact(value: str) -> str:
    return value


def _check_length(value: str, hint: Any) -> None:
    for meta in _metas(hint):
        if meta.max_length is not None and len(value) > meta.max_length:
            raise _Problem(_TOO_LONG, limit=meta.max_length)
        if meta.min_length is not None and len(value) < meta.min_length:
            raise _Problem(_TOO_SHORT, limit=meta.min_length)


def _metas(hint: Any) -> list[msgspec.Meta]:
    found = [meta for meta in get_args(hint)[1:] if isinstance(meta, msgspec.Meta)] if _annotated(hint) else []
    for inner in get_args(hint):
        found += _metas(inner) if not isinstance(inner, msgspec.Meta) else []
    return found


def _extra(hint: Any) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for meta in _metas(hint):
        merged.update(meta.extra or {})
    return merged


def _annotated(hint: Any) -> bool:
    return get_origin(hint) is Annotated


def _bare(hint: Any) -> Any:
    """The type without Annotated and without "or None"."""
    if _annotated(hint):
        return _bare(get_args(hint)[0])
    options = [option for option in get_args(hint) if option is not type(None)]
    if type(None) in get_args(hint) and len(options) == 1:
        return _bare(options[0])
    return hint
