"""What Greenhouse's webhooks say: which records to look at again.

Deliveries have the shapes of the old API (v1); ids are the same integers in v3 [guess]. There is no time, no number of
the event and no name of the organisation in them, and nothing promises their order [doc]: they are hints and never
data. Source: "Webhooks" of developers.greenhouse.io [doc].
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import orjson

from connectors.signatures import NotGenuine, Unreadable, require_sha256_hex, sha256_hex
from connectors.types import Delivery, Hint, Ref, Told

SIGNATURE = "signature"
DELIVERY_ID = "greenhouse-event-id"

_SIGNATURE = re.compile(r"sha256 ([0-9a-f]{64})")  # the algorithm is named, and only this one is used [doc]
_DELIVERY_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")  # a UUID in the examples [client]; nothing promises it
_LONGEST_EVENT = 80
_MOST = 2**64
_DIGITS = 20

_Body = Mapping[str, Any]
_Reader = Callable[[str, _Body], Iterator[Hint]]


def verify(delivery: Delivery, secrets: Sequence[str]) -> None:
    """Over the bytes that arrived: Greenhouse escapes what is not ASCII before it signs [doc], and another writer of
    JSON would not. Raises NotGenuine."""
    given = delivery.headers.get(SIGNATURE)
    if not given:
        raise NotGenuine("unsigned")
    found = _SIGNATURE.fullmatch(given)
    if found is None:
        raise NotGenuine("malformed")
    require_sha256_hex(found[1], delivery.body, secrets)


def delivery_id(delivery: Delivery) -> str | None:
    """Whether a repeated attempt keeps its id is not documented [guess: it does]."""
    given = delivery.headers.get(DELIVERY_ID, "")
    return given if _DELIVERY_ID.fullmatch(given) else None


def trial(secret: str, *, id_: str) -> Delivery:
    """Like the ping that Greenhouse sends when a webhook is saved; its real body is not documented [guess]."""
    body = b'{"action":"ping","payload":{}}'
    headers = {
        "content-type": "application/json",
        DELIVERY_ID: id_,
        SIGNATURE: f"sha256 {sha256_hex(secret, body)}",
    }
    return Delivery(headers, body)


def told(delivery: Delivery, *, system: str) -> Told:
    """An event that is not in the documentation is not an error: a webhook whose ping is not answered with 200 stays
    disabled [doc]. Raises Unreadable for what is no JSON object, and for an event that does not name its records."""
    body = _parsed(delivery.body)
    action = body.get("action")
    reader = READERS.get(action) if isinstance(action, str) else None
    if not isinstance(action, str) or reader is None:
        return Told(_name_of(body), known=False)
    return Told(action, tuple(reader(system, body)))


def _parsed(raw: bytes) -> _Body:
    # The parser's own error holds the whole text, so it must not be the context of ours.
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError:
        body = None
    if not isinstance(body, dict):
        raise Unreadable("body: must be a JSON object")
    return body


def _name_of(body: _Body) -> str:
    """Deliveries of the Onboarding product have an ``event_type`` in place of an ``action`` [doc]."""
    given = body.get("action", body.get("event_type"))
    if given is None:
        return "ping"
    text = given[:_LONGEST_EVENT] if isinstance(given, str) else ""
    return "".join(sign for sign in text if " " <= sign <= "~").strip() or "unnamed"


def _application(system: str, body: _Body) -> Iterator[Hint]:
    yield Hint(Ref(system, "application", _id(body, "payload", "application", "id")))
    yield _candidate(system, body, "payload", "application", "candidate")


def _updated_candidate(system: str, body: _Body) -> Iterator[Hint]:
    """The only event of a candidate's own fields, and it shows neither ``is_private`` nor ``can_email`` [doc]."""
    yield _candidate(system, body, "payload", "candidate")


def _deleted_application(system: str, body: _Body) -> Iterator[Hint]:
    yield Hint(Ref(system, "application", _id(body, "payload", "application", "id")), urgent=True)
    yield Hint(Ref(system, "candidate", _id(body, "payload", "application", "candidate_id")))


def _deleted_candidate(system: str, body: _Body) -> Iterator[Hint]:
    """No event follows for the applications that went with it [doc]."""
    yield Hint(Ref(system, "candidate", _id(body, "payload", "person", "id")), urgent=True)
    for id_ in _ids(body, "payload", "person", "deleted_application_ids"):
        yield Hint(Ref(system, "application", id_), urgent=True)


def _merged_candidate(system: str, body: _Body) -> Iterator[Hint]:
    """``person`` is the one that is gone. Its restrictions may have become those of the one that is left."""
    gone = _id(body, "payload", "person", "id")
    left = _id(body, "payload", "person", "new_candidate_id")
    if gone == left:
        raise Unreadable("payload.person.new_candidate_id: must be another candidate")
    yield Hint(Ref(system, "candidate", gone), moved_to=left, urgent=True)
    yield Hint(Ref(system, "candidate", left), urgent=_is_restricted(_object(body, "payload", "person")))


def _anonymized_candidate(system: str, body: _Body) -> Iterator[Hint]:
    yield Hint(Ref(system, "candidate", _id(body, "payload", "candidate_id")), urgent=True)


def _offer(system: str, body: _Body) -> Iterator[Hint]:
    """Of the four events of offers, only the deletion puts the offer into an object of its own [doc]."""
    yield Hint(Ref(system, "application", _id(body, "payload", "application_id")))


def _deleted_offer(system: str, body: _Body) -> Iterator[Hint]:
    yield Hint(Ref(system, "application", _id(body, "payload", "offer", "application_id")))


def _deleted_scorecard(system: str, body: _Body) -> Iterator[Hint]:
    yield Hint(Ref(system, "candidate", _id(body, "payload", "scorecard", "candidate_id")))


def _nobody(system: str, body: _Body) -> Iterator[Hint]:
    """Jobs and their stages are listed with each look; the rest is not read at all."""
    return iter(())


READERS: Mapping[str, _Reader] = {
    "new_candidate_application": _application,
    "new_prospect_application": _application,
    "application_updated": _application,
    "candidate_stage_change": _application,
    "reject_candidate": _application,
    "unreject_candidate": _application,
    "hire_candidate": _application,
    "unhire_candidate": _application,
    "delete_application": _deleted_application,
    "update_candidate": _updated_candidate,
    "delete_candidate": _deleted_candidate,
    "merge_candidate": _merged_candidate,
    "candidate_anonymized": _anonymized_candidate,
    "offer_created": _offer,
    "offer_approved": _offer,
    "offer_updated": _offer,
    "offer_deleted": _deleted_offer,
    "scorecard_deleted": _deleted_scorecard,
    "interview_deleted": _nobody,
    "job_created": _nobody,
    "job_updated": _nobody,
    "job_approved": _nobody,
    "job_deleted": _nobody,
    "job_post_created": _nobody,
    "job_post_updated": _nobody,
    "job_post_deleted": _nobody,
    "job_interview_stage_deleted": _nobody,
    "department_deleted": _nobody,
    "office_deleted": _nobody,
}
"""Every documented event [doc], and how it is read."""


def _candidate(system: str, body: _Body, *path: str) -> Hint:
    ref = Ref(system, "candidate", _id(body, *path, "id"))
    return Hint(ref, urgent=_is_restricted(_object(body, *path)))


def _is_restricted(person: Mapping[str, Any]) -> bool:
    return person.get("is_private") is True or person.get("can_email") is False


def _object(body: _Body, *path: str) -> Mapping[str, Any]:
    found: Any = body
    for depth, name in enumerate(path, 1):
        found = found.get(name)
        if not isinstance(found, dict):
            raise Unreadable(f"{'.'.join(path[:depth])}: must be an object")
    return found  # type: ignore[no-any-return]  # each step is a dict


def _id(body: _Body, *path: str) -> str:
    return _as_id(_object(body, *path[:-1]).get(path[-1]), where=".".join(path))


def _ids(body: _Body, *path: str) -> list[str]:
    """Each once. The list may be missing: deletions after a merge often name none [doc]."""
    where = ".".join(path)
    given = _object(body, *path[:-1]).get(path[-1])
    if given is None:
        return []
    if not isinstance(given, list):
        raise Unreadable(f"{where}: must be a list")
    return list(dict.fromkeys(_as_id(each, where=where) for each in given))


def _as_id(value: object, *, where: str) -> str:
    number = 0
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= _DIGITS:
        number = int(value)
    elif isinstance(value, int) and not isinstance(value, bool):
        number = value
    if not 0 < number < _MOST:
        raise Unreadable(f"{where}: must be an id, a whole number")
    return str(number)
