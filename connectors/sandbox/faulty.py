"""Carrying out a request while a planted fault is at work."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import urlencode

from connectors.sandbox.base import Answer, Call, Sandbox
from connectors.sandbox.faults import Fault
from connectors.types import Json

NOT_JSON = object()
"""Stands for a request body that could not be decoded."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What goes over the wire: an answer, perhaps with other bytes, perhaps cut off."""

    answer: Answer
    cut: Literal["nothing", "half", "everything"] = "nothing"
    content: bytes | None = None


def carry_out(sandbox: Sandbox, call: Call) -> Outcome:
    """Answer a call, or spoil the answer as planted, and write the journal."""
    fault = sandbox.faults.strike(call.method, call.path)
    outcome = _plain(sandbox, call) if fault is None else _SPOIL[fault.kind](sandbox, call, fault)
    sandbox.journal.record(
        at=sandbox.clock.now(),
        method=call.method,
        path=call.path,
        query=urlencode(call.query),
        body=None if call.body is NOT_JSON else call.body,
        status=None if outcome.cut == "everything" else outcome.answer.status,
        fault=None if fault is None else fault.kind,
    )
    return outcome


def _plain(sandbox: Sandbox, call: Call) -> Outcome:
    if call.body is NOT_JSON:
        return Outcome(sandbox.decorate(Answer(400, {"message": "Bad Request"})))
    return Outcome(sandbox.answer(call))


def _rate_limited(sandbox: Sandbox, call: Call, fault: Fault) -> Outcome:
    return Outcome(sandbox.decorate(sandbox.too_many(fault.retry_after)))


def _unavailable(sandbox: Sandbox, call: Call, fault: Fault) -> Outcome:
    answer = sandbox.failure(503)
    if fault.retry_after is not None:
        answer = replace(answer, headers={**answer.headers, "Retry-After": str(fault.retry_after)})
    return Outcome(sandbox.decorate(answer))


def _failed_before(sandbox: Sandbox, call: Call, fault: Fault) -> Outcome:
    return Outcome(sandbox.decorate(sandbox.failure(500)))


def _failed_after(sandbox: Sandbox, call: Call, fault: Fault) -> Outcome:
    _plain(sandbox, call)
    return Outcome(sandbox.decorate(sandbox.failure(500)))


def _lost_request(sandbox: Sandbox, call: Call, fault: Fault) -> Outcome:
    return Outcome(Answer(), cut="everything")


def _lost_reply(sandbox: Sandbox, call: Call, fault: Fault) -> Outcome:
    return replace(_plain(sandbox, call), cut="everything")


def _cut_body(sandbox: Sandbox, call: Call, fault: Fault) -> Outcome:
    outcome = _plain(sandbox, call)
    return replace(outcome, cut="half" if outcome.answer.body is not None else "everything")


def _bad_json(sandbox: Sandbox, call: Call, fault: Fault) -> Outcome:
    return replace(_plain(sandbox, call), content=b'{"id": 1, "name": <html>')


def _unknown_fields(sandbox: Sandbox, call: Call, fault: Fault) -> Outcome:
    outcome = _plain(sandbox, call)
    return replace(outcome, answer=replace(outcome.answer, body=_with_unknown_fields(outcome.answer.body)))


def _with_unknown_fields(value: Json) -> Json:
    if isinstance(value, dict):
        return {**value, "field_nobody_documented": {"nested": [1, None]}}
    if isinstance(value, list):
        return [_with_unknown_fields(item) for item in value]
    return value


def _nulls(sandbox: Sandbox, call: Call, fault: Fault) -> Outcome:
    outcome = _plain(sandbox, call)
    body = _with_nulls(outcome.answer.body, sandbox.nullable())
    return replace(outcome, answer=replace(outcome.answer, body=body))


def _with_nulls(value: Json, names: frozenset[str]) -> Json:
    if isinstance(value, dict):
        return {name: None if name in names else item for name, item in value.items()}
    if isinstance(value, list):
        return [_with_nulls(item, names) for item in value]
    return value


def _malformed_row(sandbox: Sandbox, call: Call, fault: Fault) -> Outcome:
    outcome = _plain(sandbox, call)
    rows = outcome.answer.body
    if isinstance(rows, list) and rows and isinstance(rows[0], dict):
        rows = [{name: item for name, item in rows[0].items() if name != "id"}, *rows[1:]]
    return replace(outcome, answer=replace(outcome.answer, body=rows))


def _redirect(sandbox: Sandbox, call: Call, fault: Fault) -> Outcome:
    return Outcome(Answer(302, {"message": "Found"}, {"Location": f"{fault.location}{call.path}"}))


def _foreign_link(sandbox: Sandbox, call: Call, fault: Fault) -> Outcome:
    outcome = _plain(sandbox, call)
    headers = {
        name: re.sub(r"<https?://[^/>]*", f"<{fault.location}", value) if name.lower() == "link" else value
        for name, value in outcome.answer.headers.items()
    }
    return replace(outcome, answer=replace(outcome.answer, headers=headers))


def _hook(sandbox: Sandbox, call: Call, fault: Fault) -> Outcome:
    if fault.callback is not None:
        fault.callback("before")
    outcome = _plain(sandbox, call)
    if fault.callback is not None:
        fault.callback("after")
    return outcome


_SPOIL: dict[str, Callable[[Sandbox, Call, Fault], Outcome]] = {
    "rate_limited": _rate_limited,
    "unavailable": _unavailable,
    "failed_before": _failed_before,
    "failed_after": _failed_after,
    "lost_request": _lost_request,
    "lost_reply": _lost_reply,
    "cut_body": _cut_body,
    "bad_json": _bad_json,
    "unknown_fields": _unknown_fields,
    "nulls": _nulls,
    "malformed_row": _malformed_row,
    "redirect": _redirect,
    "foreign_link": _foreign_link,
    "hook": _hook,
}
