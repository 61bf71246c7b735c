"""`check`: whom the credentials belong to, what they may read, and what is missing, with the clicks that mend it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from connectors.errors import NotPermitted
from connectors.greenhouse.api import SCOPE_HINT, Api
from connectors.greenhouse.auth import ClientCredentials
from connectors.greenhouse.endpoints import ENDPOINTS, scope
from connectors.greenhouse.erasing import WAYS, needed_scope
from connectors.types import Account, Json, Kind

_FREE_TEXT = frozenset({"short_text", "long_text"})

_NEEDED = ("candidate", "application", "job", "rejection_reason", "custom_field")
"""Kinds without which nothing can be kept in step."""

_LOST: Mapping[Kind, str] = {
    "stage": "stages are not compared with the policy",
    "department": "rules cannot ask for departments",
    "office": "rules cannot ask for offices",
    "source": "rules cannot ask for sources",
    "note": "notes cannot be kept on people",
}
"""Kinds without which all else goes on, and what is lost. Kinds in neither table are never asked for."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What this installation needs of the account."""

    client_id: str
    acts_as: str | None
    mark_field: str
    erasure: str


def look(api: Api, auth: ClientCredentials, wanted: Wanted) -> Account:
    """Read one row of every kind that we need or can use. Raises LoginFailed and Unavailable; all else becomes a
    problem, or a warning where work goes on without."""
    needed = (*_NEEDED, "user") if wanted.acts_as is not None else _NEEDED
    may = {kind: _may_read(api, kind) for kind in ENDPOINTS if kind in needed or kind in _LOST}
    problems = [f"{_may_not_read(kind)}." for kind in needed if not may[kind]]
    warnings = [f"{_may_not_read(kind)}; without it {lost}." for kind, lost in _LOST.items() if not may[kind]]
    if may["custom_field"]:
        problems += mark_problems(list(api.all_rows("/custom_fields", {"field_type": "candidate"})), wanted.mark_field)
    if wanted.acts_as is not None and may["user"]:
        problems += _acting_user_problems(api, wanted.acts_as)
    if wanted.erasure not in WAYS:
        problems.append(f"erasure is {wanted.erasure!r}, so that nobody can be erased: set it to {' or '.join(WAYS)}.")
    claims = auth.service_claims()
    id_ = account_id(claims, wanted.client_id)
    return Account(
        id=id_,
        name=f"Greenhouse account {id_}",
        scopes=tuple(_scope(kind) for kind in may if may[kind]),
        problems=tuple(problems),
        warnings=(*warnings, *erasing_warnings(claims, wanted.erasure)),
    )


def id_of(api: Api, auth: ClientCredentials, client_id: str) -> str:
    """The ``id`` that `look` reports."""
    if not auth.service_claims():
        endpoint = ENDPOINTS["candidate"]
        api.rows(endpoint.path, {**endpoint.always, "per_page": "1"})
    return account_id(auth.service_claims(), client_id)


def account_id(claims: Mapping[str, Json], client_id: str) -> str:
    """Stable for one credential: the data silo and the service user, or a digest of the client id [client, guess]."""
    if claims.get("silo") is not None and claims.get("sub") is not None:
        return f"{claims['silo']}-{claims['sub']}"
    return f"client-{hashlib.sha256(client_id.encode()).hexdigest()[:16]}"


def erasing_warnings(claims: Mapping[str, Json], way: str) -> list[str]:
    """What the token says about erasing. Tokens need not tell their scopes; where one does, in the claim that RFC 9068
    has for them [guess], a missing one is better known before somebody asks to be forgotten."""
    granted, needed = claims.get("scope"), needed_scope(way)
    if not isinstance(granted, str) or needed in granted.split():
        return []
    return [f"The credential may not erase anybody: {SCOPE_HINT.format(scope=needed)}."]


def mark_problems(custom_fields: list[Json], mark_field: str) -> list[str]:
    """What is wrong with the custom field that is to carry our mark. Creating people is impossible without it."""
    found = next((row for row in custom_fields if row.get("name_key") == mark_field), None)
    if found is None or found.get("active") is False:
        return [
            f"There is no active candidate custom field with the key {mark_field!r}, so nobody can be created: in "
            "Greenhouse open Configure > Custom Options > Candidates > Add Field, name it "
            f"{mark_field.replace('_', ' ')!r}, choose the type Short Text, mark it private, and save."
        ]
    if found.get("value_type") not in _FREE_TEXT:
        return [
            f"The custom field {mark_field!r} does not hold free text: make a field of the type Short Text and set "
            "mark_field to its key."
        ]
    return []


def _may_read(api: Api, kind: Kind) -> bool:
    endpoint = ENDPOINTS[kind]
    try:
        api.rows(endpoint.path, {**endpoint.always, "per_page": "1"})
    except NotPermitted:
        return False
    return True


def _may_not_read(kind: Kind) -> str:
    return f"The credential may not read {kind} records: {SCOPE_HINT.format(scope=_scope(kind))}"


def _scope(kind: Kind) -> str:
    return scope("GET", ENDPOINTS[kind].path)


def _acting_user_problems(api: Api, acts_as: str) -> list[str]:
    if not acts_as.isdecimal():
        return ["acts_as is not a Greenhouse user id: set it to the number at the end of the user's page address."]
    users = api.rows("/users", {"ids": acts_as}).items
    if not users:
        return ["The user of acts_as does not exist: set acts_as to the id of an active Greenhouse user."]
    if users[0].get("deactivated"):
        return ["The user of acts_as is deactivated: reactivate the user, or set acts_as to another one."]
    return []
