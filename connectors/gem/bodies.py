"""What we send: allow-listed fields only, because one unknown field refuses the whole request [client]."""

from __future__ import annotations

from collections.abc import Mapping

from connectors.errors import Unsupported
from connectors.types import Json, Ref

_PLAIN = ("first_name", "last_name", "nickname", "title", "company", "location", "school", "phone_number")

CREATES = frozenset({*_PLAIN, "emails", "linked_in_handle", "education_info", "work_info", "profile_urls"}) | {
    "project_ids",
    "custom_fields",
    "sourced_from",
    "autofill",
}
UPDATES = frozenset({*_PLAIN, "emails", "profile_urls", "due_date", "custom_fields"})
REPLACED_WHOLE = frozenset({"emails", "profile_urls"})
"""Lists that an update replaces [doc]."""


def require_creatable(system: str, data: Mapping[str, Json]) -> None:
    """Raises Unsupported, naming the fields that cannot be set on creation."""
    _require(data, CREATES, "cannot be set on creation", system=system)


def require_changeable(ref: Ref, changes: Mapping[str, Json]) -> None:
    """Raises Unsupported, naming the fields that cannot be changed."""
    _require(changes, UPDATES, "cannot be changed", system=ref.system, ref=ref)


def marked(body: str, mark: str) -> str:
    """A note's text with our mark as its last line."""
    return f"{body}\n[talentsync:{mark}]"


def _require(
    data: Mapping[str, Json], allowed: frozenset[str], complaint: str, *, system: str, ref: Ref | None = None
) -> None:
    refused = sorted(set(data) - allowed)
    if refused:
        raise Unsupported(f"{', '.join(refused)} {complaint}", system=system, ref=ref)
