"""The sandbox's own desk, ``/_sandbox/…``: look at journal and state, act as a human, plant faults, move the clock,
and see to webhooks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from connectors.sandbox.base import Answer, Call, Sandbox
from connectors.sandbox.faults import Fault
from connectors.sandbox.hooks_desk import HOOKS


def answer(sandbox: Sandbox, call: Call) -> Answer:
    """Answer a request to the desk; mistakes are 400 with the reason."""
    handler = _DESK.get((call.method, call.path.removeprefix("/_sandbox/")))
    if handler is None:
        known = ", ".join(f"{method} {name}" for method, name in _DESK)
        return Answer(404, {"message": f"nothing here; known: {known}"})
    try:
        return Answer(200, handler(sandbox, call))
    except (ValueError, TypeError, KeyError, LookupError, TimeoutError) as error:
        return Answer(400, {"message": f"{type(error).__name__}: {error}"})


def _journal(sandbox: Sandbox, call: Call) -> Any:
    return sandbox.journal.as_json(since=int(call.query.get("since", "0")))


def _state(sandbox: Sandbox, call: Call) -> Any:
    with sandbox.lock:
        return sandbox.state()


def _act(sandbox: Sandbox, call: Call) -> Any:
    arguments = dict(call.body)
    with sandbox.lock:
        return {"result": sandbox.act(arguments.pop("action"), **arguments)}


def _plant(sandbox: Sandbox, call: Call) -> Any:
    sandbox.faults.plant(Fault(**call.body))
    return {"planted": True}


def _clear(sandbox: Sandbox, call: Call) -> Any:
    sandbox.faults.clear()
    return {"planted": False}


def _skip(sandbox: Sandbox, call: Call) -> Any:
    sandbox.clock.skip(float(call.body["skip"]))
    return {"now": sandbox.clock.now()}


_DESK: dict[tuple[str, str], Callable[[Sandbox, Call], Any]] = {
    ("GET", "journal"): _journal,
    ("GET", "state"): _state,
    ("POST", "act"): _act,
    ("POST", "faults"): _plant,
    ("DELETE", "faults"): _clear,
    ("POST", "clock"): _skip,
    **HOOKS,
}
