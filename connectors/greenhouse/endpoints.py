"""Which path lists which kind, how a window on it is asked for, and which scope it needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from connectors.errors import Unsupported
from connectors.types import Kind

MAX_IDS = 50
"""Most values of an ``ids`` filter [doc]."""

PAGE_SIZE = 500
"""Largest ``per_page`` [doc]."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a kind is listed. ``changed`` is the timestamp that says a row is worth another look."""

    path: str
    changed: Literal["updated_at", "created_at"] = "updated_at"
    always: Mapping[str, str] = field(default_factory=dict)


ENDPOINTS: Mapping[Kind, Endpoint] = {
    "candidate": Endpoint("/candidates"),
    "application": Endpoint("/applications"),
    "job": Endpoint("/jobs"),
    "department": Endpoint("/departments"),
    "office": Endpoint("/offices"),
    "source": Endpoint("/sources"),
    "stage": Endpoint("/job_interview_stages"),
    # Without include_defaults only the reasons that the customer added are listed [doc].
    "rejection_reason": Endpoint("/rejection_reasons", always={"include_defaults": "true"}),
    "user": Endpoint("/users"),
    "tag": Endpoint("/candidate_tags"),
    "custom_field": Endpoint("/custom_fields"),
    "note": Endpoint("/notes", changed="created_at"),  # notes cannot be edited [client]
}

_VERBS = {"GET": "list", "POST": "create", "PATCH": "update", "DELETE": "destroy"}


def endpoint(kind: Kind, *, system: str) -> Endpoint:
    """The endpoint of a kind. Raises Unsupported for kinds that Greenhouse does not have."""
    try:
        return ENDPOINTS[kind]
    except KeyError:
        raise Unsupported(f"Greenhouse has no {kind} records", system=system) from None


def scope(method: str, path: str) -> str:
    """The scope a request needs, ``harvest:<resource>:<verb>`` [doc]; that sub-resources follow it too is a [guess].

    >>> scope("POST", "/applications/7/reject")
    'harvest:applications:reject'
    """
    resource, *rest = path.strip("/").split("/")
    verb = rest[1] if len(rest) > 1 else _VERBS[method]
    return f"harvest:{resource}:{verb}"
