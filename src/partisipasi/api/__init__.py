"""JSON under /api/v1: one module per area, on the same actions and queries as the pages."""

from __future__ import annotations

from typing import Any

from litestar import Router
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme

from partisipasi.accounts.rights import Act
from partisipasi.api import (
    alignments,
    changes,
    contributions,
    documents,
    drafts,
    endings,
    issues,
    places,
    rounds,
    talk,
    texts,
    tracing,
    versions,
)

PREFIX = "/api/v1"

_READING: list[Any] = [
    places.topics,
    places.agencies,
    drafts.drafts,
    drafts.draft,
    documents.documents,
    versions.versions,
    versions.clauses,
    versions.gate,
    alignments.alignment,
    changes.changes,
    talk.draft_contributions,
    talk.thread,
    tracing.contribution,
    issues.issues,
    endings.trace,
]
_WRITING: list[Any] = [
    places.post_topic,
    places.post_agency,
    drafts.post_draft,
    drafts.put_team,
    texts.post_version,
    versions.post_publish,
    alignments.post_confirm,
    alignments.post_confirm_anchor,
    rounds.post_round,
    rounds.patch_round,
    changes.patch_change,
    contributions.post_contribution,
    issues.post_issue,
    issues.post_point,
    issues.post_decision,
    issues.post_approve,
    endings.post_close,
    endings.post_interim,
]
ROUTES: list[Any] = [Router(PREFIX, route_handlers=[*_READING, *_WRITING])]


def openapi() -> OpenAPIConfig:
    """The description of these calls, served beside them."""
    return OpenAPIConfig(
        title="Partisipasi",
        version="1",
        summary="Drafts, versions, what people say about them, and how they are answered.",
        description=(
            "Reading what is public needs no token. Writing takes `Authorization: Bearer` with a token that acts as "
            "its account. Lists are `{items, next}`; `next` goes back as `?cursor=`. Refusals are problem+json."
        ),
        use_handler_docstrings=True,
        operation_id_creator=lambda handler, _method, _path: handler.handler_name,
        components=Components(
            security_schemes={
                "token": SecurityScheme(type="http", scheme="bearer", description="A token of an account.")
            }
        ),
        # The framework answers whatever else lies below this router with a page of its own.
        openapi_router=Router(
            f"{PREFIX}/openapi.json", route_handlers=[], include_in_schema=False, opt={"right": Act.read_public}
        ),
        render_plugins=[JsonRenderPlugin(path=["/", "/openapi.json"])],
    )
