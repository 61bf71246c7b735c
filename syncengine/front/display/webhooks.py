"""What the webhook doctor found and did, for people and machines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import RenderableType

from connectors.types import Subscription
from syncengine.front.display.findings import finding_json, lines_of
from syncengine.front.display.words import command, count, plain, table
from syncengine.front.webhooks.checking import Checkup, Looked
from syncengine.front.webhooks.remembered import Remembered
from syncengine.front.webhooks.signing import NewSecret
from syncengine.front.webhooks.standing import Standing
from syncengine.front.webhooks.subscribing import EVENT, Registered
from syncengine.front.webhooks.trying import Tried
from syncengine.front.webhooks.verdicts import Trial

_STATES = {
    "there": "is there",
    "missing": "would be subscribed to",
    "made": "is subscribed to now",
    "failed": "FAILED",
}


def remembered_lines(webhooks: Mapping[str, Remembered]) -> Iterator[str]:
    """One line for each system, for the status."""
    for system, known in webhooks.items():
        last = _time(known.last_at())
        heard = f"last delivery {last}" if last else "none received yet"
        since = f", the oldest since {_time(known.oldest)}" if known.oldest is not None else ""
        yield f"Webhooks of {plain(system)}: {heard}, {known.waiting} not followed yet{since}."


def remembered_json(webhooks: Mapping[str, Remembered]) -> dict[str, Any]:
    return {
        system: {
            "last_delivery_at": _iso(known.last_at()),
            "not_followed": known.waiting,
            "oldest_not_followed_at": _iso(known.oldest),
        }
        for system, known in webhooks.items()
    }


def checkup_shown(checkup: Checkup) -> Iterator[RenderableType]:
    leads = checkup.present.leads
    yield f"A daemon leads on {plain(leads)}." if leads else "No daemon leads."
    for each in checkup.systems:
        yield from _looked_shown(each)


def _looked_shown(looked: Looked) -> Iterator[RenderableType]:
    at = looked.standing
    yield f"{plain(at.system)} ({plain(at.title)})"
    if at.webhooks is not None and at.secrets:
        secrets = count(at.secrets, "secret")
        yield f"  address: {plain(at.address)}  ({secrets}, {_last_told(at)})"
        columns = ("event", "told", "first", "last", *(() if at.subscriptions is None else ("at the vendor",)))
        yield table("Events", columns, list(_event_rows(at)))
        if at.lately:
            rows = [(kind, each.told, each.found) for kind, each in sorted(at.lately.items())]
            yield table("Changed in the last 24 h", ("kind", "told", "found by polling alone"), rows)
        if at.webhooks.untold:
            yield f"  Found by polling in any case: {plain('; '.join(at.webhooks.untold))}"
    for finding in looked.findings:
        yield from (f"  {line}" for line in lines_of(finding))
    if not looked.findings:
        yield "  All is well."


def _last_told(at: Standing) -> str:
    waiting = count(at.remembered.waiting, "delivery", "deliveries")
    return f"last event {_time(at.last_at) or 'never'}, {waiting} not followed yet"


def _event_rows(at: Standing) -> Iterator[tuple[object, ...]]:
    wanted = at.webhooks.events if at.webhooks else ()
    for event in (*wanted, *sorted(at.remembered.heard.keys() - set(wanted) - {at.trial_event})):
        heard = at.remembered.heard.get(event)
        vendor = () if at.subscriptions is None else (_at_vendor(at, at.subscriptions, event),)
        if heard is None:
            yield event, 0, "-", "-", *vendor
        else:
            yield event, heard.count, _time(heard.first_at), _time(heard.last_at), *vendor


def _at_vendor(at: Standing, there: Sequence[Subscription], event: str) -> str:
    ours = [each for each in there if (each.event, each.url) == (event, at.address)]
    if not ours:
        return "not subscribed"
    return "subscribed" if any(each.active for each in ours) else "switched off"


def checkup_json(checkup: Checkup) -> dict[str, Any]:
    return {
        "ok": not checkup.needs_attention,
        "leader": checkup.present.leads,
        "systems": [_looked_json(each) for each in checkup.systems],
    }


def _looked_json(looked: Looked) -> dict[str, Any]:
    at = looked.standing
    there = at.subscriptions
    return {
        "system": at.system,
        "sends_webhooks": at.webhooks is not None,
        "address": at.address if at.webhooks is not None else None,
        "secrets": at.secrets,
        "poll_seconds": at.poll_seconds,
        "events": list(at.webhooks.events) if at.webhooks else [],
        "heard": {
            event: {"first_at": _iso(each.first_at), "last_at": _iso(each.last_at), "count": each.count}
            for event, each in at.remembered.heard.items()
        },
        "last_event_at": _iso(at.last_at),
        "not_followed": at.remembered.waiting,
        "oldest_not_followed_at": _iso(at.remembered.oldest),
        "changed_in_24_h": {kind: asdict(each) for kind, each in at.lately.items()},
        "subscriptions": None if there is None else [asdict(each) for each in there],
        "findings": [{"level": each.level, **finding_json(each)} for each in looked.findings],
    }


def registered_shown(done: Sequence[Registered], *, dry_run: bool, config: Path) -> Iterator[RenderableType]:
    for each in done:
        if each.entries:
            rows = [(entry.event, _STATES[entry.state], entry.why or "") for entry in each.entries]
            yield f"{plain(each.title)} sends webhooks of {plain(each.system)} to {plain(each.url)}"
            yield table("Subscriptions", ("event", "state", "why"), rows)
        else:
            yield from _clicks_shown(each)
        if not dry_run:
            yield f"Then try the way: {command(f'webhooks test {each.system}', config)}"


def _clicks_shown(each: Registered) -> Iterator[RenderableType]:
    yield f"{plain(each.title)} lets nobody do this through its API. By hand, for {plain(each.system)}:"
    for number, click in enumerate(each.clicks, 1):
        yield f"  {number}. {plain(click)}"
    yield f"The secret is {plain(each.secret)}."
    if any(EVENT in click for click in each.clicks):
        yield f"One webhook for each {EVENT} of these:"
        yield from (f"  {plain(event)}" for event in each.events)


def registered_json(done: Sequence[Registered], *, dry_run: bool) -> dict[str, Any]:
    return {"dry_run": dry_run, "systems": [asdict(each) for each in done]}


def new_secret_lines(made: NewSecret, *, dry_run: bool, config: Path) -> Iterator[str]:
    done = "A new secret would be written to" if dry_run else "A new secret is in"
    yield f"{done} {plain(made.path)}. Write this under systems.{plain(made.system)} in {plain(config)}:"
    yield f"    {plain(made.line)}"
    yield f"Then: {command(f'webhooks register {made.system}', config)}"


def new_secret_json(made: NewSecret, *, dry_run: bool) -> dict[str, Any]:
    return {"dry_run": dry_run, "system": made.system, "file": str(made.path), "line": made.line}


def tried_shown(tried: Sequence[Tried]) -> Iterator[str]:
    for each in tried:
        trial = each.trial
        yield f"{plain(trial.system)}: {plain(trial.url)}"
        if trial.accepted and trial.arrived is not None:
            yield f"  The signed delivery arrived: {trial.arrived.correlation} (HTTP {trial.answer.status})."
        if trial.forged is not None and trial.forged.status not in (None, trial.accepts):
            yield f"  The forged delivery was refused (HTTP {trial.forged.status})."
        for finding in each.findings:
            yield from (f"  {line}" for line in lines_of(finding))


def tried_json(tried: Sequence[Tried]) -> dict[str, Any]:
    return {"ok": all(each.ok for each in tried), "systems": [_tried_json(each) for each in tried]}


def _tried_json(tried: Tried) -> dict[str, Any]:
    trial: Trial = tried.trial
    return {
        "system": trial.system,
        "url": trial.url,
        "answer": asdict(trial.answer),
        "correlation": trial.arrived.correlation if trial.arrived else None,
        "forged": asdict(trial.forged) if trial.forged else None,
        "ok": tried.ok,
        "findings": [{"level": each.level, **finding_json(each)} for each in tried.findings],
    }


def _time(seconds: float | None) -> str:
    return "" if seconds is None else datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _iso(seconds: float | None) -> str | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat()
