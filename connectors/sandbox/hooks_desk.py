"""Webhooks at a sandbox's own desk: subscribe, look at what was tried, turn the knobs.

``GET hooks``         who is told, every attempt with its status, and how many wait or were lost
``POST hooks``        {"url", "secret", "events"?: [...], "ping"?: true}
``DELETE hooks``      {"id"}
``POST hooks/knobs``  any of {"drop", "twice", "delay", "hold", "shuffle"}
``POST hooks/enable`` {"id"}
``POST hooks/flush``  {} waits until all that is due was tried
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from connectors.sandbox.base import Call, Sandbox
from connectors.sandbox.hooks import Mailroom
from connectors.sandbox.hooks_rules import Hook


def _mailroom(sandbox: Sandbox) -> Mailroom:
    if sandbox.hooks is None:
        raise LookupError("this vendor sends no webhooks")
    return sandbox.hooks


def _look(sandbox: Sandbox, call: Call) -> Any:
    room = _mailroom(sandbox)
    return {
        "hooks": [_shown(hook) for hook in room.hooks],
        "attempts": [asdict(attempt) for attempt in room.attempts],
        "waiting": room.waiting,
        "lost": room.lost,
        "dropped": room.dropped,
    }


def _subscribe(sandbox: Sandbox, call: Call) -> Any:
    arguments = dict(call.body)
    return _shown(_mailroom(sandbox).subscribe(arguments.pop("url"), **arguments))


def _enable(sandbox: Sandbox, call: Call) -> Any:
    return _shown(_mailroom(sandbox).enable(call.body["id"]))


def _unsubscribe(sandbox: Sandbox, call: Call) -> Any:
    _mailroom(sandbox).unsubscribe(call.body["id"])
    return {"subscribed": False}


def _turn(sandbox: Sandbox, call: Call) -> Any:
    return turn(_mailroom(sandbox), **call.body)


def turn(room: Mailroom, *, hold: bool | None = None, shuffle: int | None = None, **knobs: Any) -> dict[str, Any]:
    """Set knobs by name. ``hold: false`` releases what is held, shuffled by the dice of the seed ``shuffle``. Raises
    ValueError for a knob that there is not."""
    unknown = sorted(set(knobs) - set(asdict(room.knobs)))
    if unknown:
        raise ValueError(f"no such knob: {', '.join(unknown)}; known: {', '.join(asdict(room.knobs))}, hold, shuffle")
    for name, value in knobs.items():
        setattr(room.knobs, name, value)
    released = 0
    if hold:
        room.hold()
    elif hold is False:
        released = room.release(shuffle=None if shuffle is None else random.Random(shuffle))
    return {**asdict(room.knobs), "released": released}


def _flush(sandbox: Sandbox, call: Call) -> Any:
    room = _mailroom(sandbox)
    room.flush()
    return {"waiting": room.waiting}


def _shown(hook: Hook) -> dict[str, Any]:
    events = None if hook.events is None else sorted(hook.events)
    return {"id": hook.id, "url": hook.url, "events": events, "active": hook.active}


HOOKS: Mapping[tuple[str, str], Callable[[Sandbox, Call], Any]] = {
    ("GET", "hooks"): _look,
    ("POST", "hooks"): _subscribe,
    ("DELETE", "hooks"): _unsubscribe,
    ("POST", "hooks/knobs"): _turn,
    ("POST", "hooks/enable"): _enable,
    ("POST", "hooks/flush"): _flush,
}
"""Handlers by method and path at the desk."""
