"""Webhooks of a world: how they are signed, what they say, and who is told.

A delivery is JSON: ``event``, ``kind`` and ``id``, with ``moved_to`` after a merge and ``restricted`` where a
restriction changed. The header ``x-memory-signature`` is the HMAC-SHA256 of the body as lower-case hex, ``x-memory-id``
the id of the delivery. A world sends nothing by itself: :func:`news` makes what it would send.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import orjson

from connectors.memory.fields import SHAPES, NotAccepted
from connectors.signatures import NotGenuine, Unreadable, require_sha256_hex, sha256_hex
from connectors.types import Delivery, Hint, Json, Ref, Subscription, Told

SIGNATURE = "x-memory-signature"
DELIVERY_ID = "x-memory-id"
EVENTS = ("changed", "deleted", "merged")

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def verify(delivery: Delivery, secrets: Sequence[str]) -> None:
    """Raises NotGenuine."""
    given = delivery.headers.get(SIGNATURE)
    if not given:
        raise NotGenuine("unsigned")
    require_sha256_hex(given, delivery.body, secrets)


def delivery_id(delivery: Delivery) -> str | None:
    given = delivery.headers.get(DELIVERY_ID, "")
    return given if _ID.fullmatch(given) else None


def told(delivery: Delivery, *, system: str) -> Told:
    """Raises Unreadable."""
    body = _parsed(delivery.body)
    event = body.get("event")
    if not isinstance(event, str) or event not in EVENTS:
        return Told("ping" if event == "ping" else "unnamed", known=False)
    ref = Ref(system, _kind(body), _id(body, "id"))
    if event != "merged":
        return Told(event, (Hint(ref, urgent=event == "deleted" or body.get("restricted") is True),))
    left = _id(body, "moved_to")
    if left == ref.id:
        raise Unreadable("moved_to: must be another record")
    return Told(event, (Hint(ref, moved_to=left, urgent=True), Hint(Ref(system, ref.kind, left))))


def trial(secret: str, *, id_: str) -> Delivery:
    return _signed({"event": "ping"}, secret, id_=id_)


def news(event: str, ref: Ref, *, secret: str, id_: str, **more: Json) -> Delivery:
    """What the world would send about one of its records."""
    return _signed({"event": event, "kind": ref.kind, "id": ref.id, **more}, secret, id_=id_)


class Subscriptions:
    """Who is told of what. Nothing shows the secrets again."""

    def __init__(self) -> None:
        self._rows: dict[str, Subscription] = {}
        self._secrets: dict[str, str] = {}

    def rows(self) -> tuple[Subscription, ...]:
        return tuple(self._rows.values())

    def put(self, event: str, *, url: str, secret: str) -> Subscription:
        """One for each event and address; there already, it gets the new secret and is active again. Raises
        NotAccepted."""
        if event not in EVENTS:
            raise NotAccepted("event", "is not known")
        same = [row.id for row in self._rows.values() if (row.event, row.url) == (event, url)]
        id_ = same[0] if same else str(len(self._secrets) + 1)
        self._secrets[id_] = secret
        self._rows[id_] = Subscription(id_, event, url, active=True)
        return self._rows[id_]

    def drop(self, id_: str) -> None:
        self._rows.pop(id_, None)  # its secret stays, so that no id is given twice

    def secret_of(self, id_: str) -> str:
        """Raises LookupError."""
        return self._secrets[id_]


def _signed(body: Mapping[str, Json], secret: str, *, id_: str) -> Delivery:
    raw = orjson.dumps(body)
    headers = {"content-type": "application/json", DELIVERY_ID: id_, SIGNATURE: sha256_hex(secret, raw)}
    return Delivery(headers, raw)


def _parsed(raw: bytes) -> Mapping[str, Json]:
    # The parser's own error holds the whole text, so it must not be the context of ours.
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError:
        body = None
    if not isinstance(body, dict):
        raise Unreadable("body: must be a JSON object")
    return body


def _kind(body: Mapping[str, Json]) -> str:
    kind = body.get("kind")
    if not isinstance(kind, str) or kind not in SHAPES:
        raise Unreadable("kind: is none of ours")
    return kind


def _id(body: Mapping[str, Json], name: str) -> str:
    id_ = body.get(name)
    if not isinstance(id_, str) or not _ID.fullmatch(id_):
        raise Unreadable(f"{name}: must be an id")
    return id_
