"""The pretended Greenhouse tells of changes by itself: events, their envelope, and how long it tries [doc].

Escaping and signing are written anew here: the connector's own reading must not be proved by itself.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

from connectors.greenhouse.sandbox import hooks_payloads
from connectors.greenhouse.sandbox.org import Org, Row
from connectors.sandbox.hooks import Mailroom
from connectors.sandbox.hooks_rules import Customs, Posting
from connectors.types import Json

WAITS = tuple(60.0 * minutes for minutes in (1, 15, 60, 120, 240, 480))

# Rails' way of writing JSON. Of these three the documentation names "<" alone [doc]; the others are a [guess].
_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


def body(event: str, payload: Json) -> bytes:
    """The envelope as Greenhouse writes it: what is not ASCII is escaped, and what could be HTML too."""
    text = json.dumps({"action": event, "payload": payload}, ensure_ascii=True, separators=(",", ":"))
    return text.translate(_ESCAPES).encode("ascii")


def write(event: str, payload: Json, *, secret: str, id_: str) -> Posting:
    content = body(event, payload)
    digest = hmac.digest(secret.encode(), content, hashlib.sha256).hex()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Greenhouse.io Webhooks",  # [guess]
        "Greenhouse-Event-ID": id_,
        "Signature": f"sha256 {digest}",
    }
    return Posting(headers, content)


CUSTOMS = Customs(
    events=frozenset(hooks_payloads.PAYLOADS),
    write=write,
    accepts=lambda status: status == 200,
    waits=WAITS,
    ping=("ping", {}),  # what it really holds is not published [guess]
)


class Teller:
    """Puts what happens in an organisation into webhooks."""

    def __init__(self, org: Org, mailroom: Mailroom) -> None:
        self._org, self._mailroom = org, mailroom

    def __call__(self, event: str, row: Row, **details: Any) -> None:
        if event == "merge_candidate" and not self._mailroom.wants(event):
            event, details = "delete_candidate", {"deleted_application_ids": []}  # where nobody asks for merges [doc]
        self._mailroom.tell(event, lambda: hooks_payloads.PAYLOADS[event](self._org, event, row, details))
