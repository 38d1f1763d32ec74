"""How a call is declared: its right, what it takes and answers, and what it can be refused with.

Before a handler runs its body is read strictly: the framework would take "12" for 12 and "true" for true, so a mistake
in a program would pass unseen. A member that is not known is left aside.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec
from litestar import Request, Response, get, patch, post, put
from litestar.enums import MediaType
from litestar.exceptions import ClientException, HTTPException, ValidationException
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import OpenAPIType, Operation, Parameter, Schema

from partisipasi.accounts.rights import Act
from partisipasi.site.problems import MEDIA_TYPE, Problem
from partisipasi.site.unit import claim_call

Req = Request[Any, Any, Any]
Handler = Callable[..., Any]
T = TypeVar("T")

_KEY = "idempotency-key"
_LONGEST_KEY = 255
_REFUSALS = {
    400: "The request could not be understood.",
    401: "A token is needed, or this one has ended.",
    403: "The role does not include this.",
    404: "There is no such thing for this viewer.",
    409: "It does not fit the state of things; `type` says why, `gaps` what a gate waits for.",
    413: "Too much at once.",
    415: "The body is of another kind.",
    422: "Something is wrong with what was sent; `errors` says where.",
    429: "Too often; `Retry-After` says how long to wait.",
}
#: Security of what everybody may read: a token adds what its account may see.
_OPTIONAL: list[dict[str, list[str]]] = [{}, {"token": []}]
_TOKEN: list[dict[str, list[str]]] = [{"token": []}]


@dataclass
class Call(Operation):
    """A call, summed up by the first line of its description."""

    def __post_init__(self) -> None:
        """Sum it up."""
        self.summary = (self.description or "").partition("\n")[0]


@dataclass
class Once(Call):
    """A POST, described with the key that makes it safe to send twice."""

    def __post_init__(self) -> None:
        """Add the header: no handler names it, it is seen to before any runs."""
        super().__post_init__()
        key = Parameter(
            name="Idempotency-Key",
            param_in="header",
            description="Chosen by the sender; another call with it and the same body within a day changes nothing.",
            schema=Schema(type=OpenAPIType.STRING, max_length=_LONGEST_KEY),
        )
        self.parameters = [*(self.parameters or []), key]


def read(path: str, *, refusals: Sequence[int] = ()) -> Callable[[Handler], Any]:
    """Declare a reading call. Everybody may make it; what the viewer may not see is 404.

    Args:
        refusals: statuses it can be refused with besides those of every reading call.
    """
    return get(
        path,
        opt=_opt(Act.read_public),
        operation_class=Call,
        responses=_refusals(400, 401, 404, 422, *refusals),
        security=_OPTIONAL,
    )


def make(
    path: str, *, right: Act, largest: int = 256 * 1024, operation: type[Operation] = Once
) -> Callable[[Handler], Any]:
    """Declare a call that makes something: 201 with at least its id.

    Args:
        largest: size of its body in bytes at most.
        operation: how it is described, where its body is of more than one kind.
    """
    return _post(path, right=right, status=201, largest=largest, operation=operation)


def act(path: str, *, right: Act) -> Callable[[Handler], Any]:
    """Declare a call that does something to what is there: 200 with the object."""
    return _post(path, right=right, status=200)


def replace(path: str, *, right: Act) -> Callable[[Handler], Any]:
    """Declare a call that puts a whole in place of another."""
    return put(
        path,
        opt=_opt(right),
        before_request=check_body,
        operation_class=Call,
        responses=_of_writes(),
        security=_TOKEN,
    )


def change(path: str, *, right: Act) -> Callable[[Handler], Any]:
    """Declare a call that changes parts."""
    return patch(
        path,
        opt=_opt(right),
        before_request=check_body,
        operation_class=Call,
        responses=_of_writes(),
        security=_TOKEN,
    )


async def check_body(request: Req) -> None:
    """Read the body strictly against the shape the handler takes.

    Raises:
        HTTPException: 415 for another kind of body.
        ClientException, ValidationException: see `decoded`.
    """
    taken = request.route_handler.parsed_fn_signature.parameters.get("data")
    if taken is None:
        return
    kind = request.content_type[0]
    if kind and kind != MediaType.JSON:
        raise HTTPException(status_code=415, detail="JSON is expected")
    decoded(await request.body(), taken.annotation)


def decoded(body: bytes, shape: type[T]) -> T:
    """JSON as a shape, nothing bent to fit.

    Raises:
        ClientException: no JSON.
        ValidationException: JSON of another shape.
    """
    try:
        return msgspec.json.decode(body, type=shape)
    except msgspec.ValidationError as error:
        message, _, place = str(error).partition(" - at ")
        where = place.strip("`").removeprefix("$").removeprefix(".")
        raise ValidationException(
            detail="the body has another shape", extra=[{"key": where, "message": message, "source": "body"}]
        ) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ClientException(detail="the body is no JSON") from error


async def prepare(request: Req) -> Response[bytes] | None:
    """Before a POST: the body is checked; a call whose key was used gets the answer it was given then."""
    await check_body(request)
    key = request.headers.get(_KEY, "")
    if not key:
        return None
    if len(key) > _LONGEST_KEY:
        wrong = {"key": "Idempotency-Key", "message": f"At most {_LONGEST_KEY} characters", "source": "header"}
        raise ValidationException(detail="the key is too long", extra=[wrong])
    repeat = await claim_call(request, key, await request.body())
    if repeat is None:
        return None
    return Response(repeat.body.encode(), status_code=repeat.status, media_type=MediaType.JSON)


def _post(
    path: str, *, right: Act, status: int, largest: int = 256 * 1024, operation: type[Operation] = Once
) -> Callable[[Handler], Any]:
    return post(
        path,
        status_code=status,
        opt=_opt(right),
        before_request=prepare,
        operation_class=operation,
        request_max_body_size=largest,
        responses=_of_writes(),
        security=_TOKEN,
    )


def _opt(right: Act) -> dict[str, object]:
    return {"right": right, "cached": False}


def _of_writes() -> dict[int, ResponseSpec]:
    return _refusals(*_REFUSALS)


def _refusals(*codes: int) -> dict[int, ResponseSpec]:
    return {
        code: ResponseSpec(Problem, description=_REFUSALS[code], media_type=MEDIA_TYPE, generate_examples=False)
        for code in codes
    }
