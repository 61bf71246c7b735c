"""Reading Gem's refusals: ``{"code", "status", "message", "errors"}`` [doc]. Messages are compared, never copied,
because they quote values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from connectors.errors import ConnectorError, Duplicate, Invalid, LoginFailed, NotPermitted, Unsupported
from connectors.http import Reply
from connectors.types import Json, Ref

_PLAIN_NAME = re.compile(r"[A-Za-z_]\w{0,49}|\d{1,3}")


class MembershipClash(Invalid):
    """A project call that failed as a whole because ``candidates`` were, or were not, members already [doc]."""

    def __init__(self, clash: Literal["already in", "not in"], *, candidates: frozenset[str], system: str) -> None:
        super().__init__(f"candidates are {clash} the project", fields=("candidate_ids",), system=system, status=400)
        self.clash = clash
        self.candidates = candidates


class ActingUserRefused(Invalid):
    """The user that a call names may not do this to this record [client]."""

    @property
    def code(self) -> str:
        return Invalid.__name__  # what becomes of it is what becomes of any refusal


class Explainer:
    """Turns one account's error replies into our errors; None leaves the usual reading of the status."""

    def __init__(self, system: str) -> None:
        self._system = system

    def __call__(self, reply: Reply, path: str) -> ConnectorError | None:
        readers = {400: self._conflict, 403: self._forbidden, 405: self._not_allowed, 422: self._invalid}
        reader = readers.get(reply.status)
        return None if reader is None else reader(reply, path)

    def _conflict(self, reply: Reply, path: str) -> ConnectorError:
        errors, message = _errors(reply), _message(reply)
        inner = _object(errors.get("json"))
        # Seen below `errors`, and below `errors.json` by other clients [doc, client].
        candidate = _id(errors.get("duplicate_candidate")) or _id(inner.get("duplicate_candidate"))
        if candidate:
            return self._duplicate("candidate", candidate, path)
        if field := _id(inner.get("custom_field")):
            return self._duplicate("custom_field", field, path)
        ids = frozenset(item for item in _list(inner.get("candidate_ids")) if isinstance(item, str))
        for clash in ("already in", "not in"):
            if ids and f"{clash} the project" in message:
                return MembershipClash(clash, candidates=ids, system=self._system)
        if "permission" in message:
            reason, hint = f"{path}: the acting user may not do this", "give the user access, or choose another `user`"
            return ActingUserRefused(reason, system=self._system, status=400, hint=hint)
        return self._named(reply, path)

    def _duplicate(self, kind: str, id_: str, path: str) -> Duplicate:
        existing = Ref(self._system, kind, id_)
        return Duplicate(f"{path}: there is one already", existing=existing, system=self._system, status=400)

    def _forbidden(self, reply: Reply, path: str) -> ConnectorError:
        """403 means a wrong key, an endpoint that was switched off, or a route that is closed to us [client]."""
        message = _message(reply)
        if "deprecated" in message:
            return Unsupported(f"{path} was switched off by the vendor", system=self._system, status=403)
        if reply.body is None or message == "forbidden":
            hint = "check api_key (a team admin finds it under Team Settings, where API access must be on) and base_url"
            return LoginFailed("the API key was not accepted", system=self._system, status=403, hint=hint)
        hint = "check base_url, and what is between here and there"
        return NotPermitted(f"{path} is closed to us", system=self._system, status=403, hint=hint)

    def _not_allowed(self, reply: Reply, path: str) -> ConnectorError:
        return Unsupported(f"{path} does not do that", system=self._system, status=405)

    def _invalid(self, reply: Reply, path: str) -> ConnectorError:
        return self._named(reply, path)

    def _named(self, reply: Reply, path: str) -> Invalid:
        errors = _errors(reply)
        fields = tuple(sorted({name for part in ("json", "query") for name in _paths(errors.get(part))}))
        named = f": {', '.join(fields)}" if fields else ""
        return Invalid(f"{path}: not accepted{named}", fields=fields, system=self._system, status=reply.status)


def _paths(errors: Json, above: str = "") -> Iterator[str]:
    """Dotted paths of the fields complained about. Keys that do not look like names are left out."""
    for key, inner in _object(errors).items():
        if not _PLAIN_NAME.fullmatch(key):
            continue
        path = f"{above}.{key}" if above else key
        if isinstance(inner, dict):
            yield from _paths(inner, path)
        else:
            yield path


def _message(reply: Reply) -> str:
    message = _object(reply.body).get("message")
    return message.lower() if isinstance(message, str) else ""


def _errors(reply: Reply) -> dict[str, Json]:
    return _object(_object(reply.body).get("errors"))


def _id(value: Json) -> str | None:
    id_ = _object(value).get("id")
    return id_ if isinstance(id_, str) and id_ else None


def _object(value: Json) -> dict[str, Json]:
    return value if isinstance(value, dict) else {}


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []
