"""What is wrong with a system's webhooks. Every finding ends in the next command, or in where to click."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime

from syncengine.front.checks import Finding
from syncengine.front.display.words import command, count
from syncengine.front.webhooks.places import is_here
from syncengine.front.webhooks.remembered import Changes
from syncengine.front.webhooks.standing import GRACE_SECONDS, Standing, compare

SILENT_FROM = 3
"""So many records of one kind must have been found by polling alone. Some changes are told by no event, so that one of
them proves nothing."""

_UNREADABLE = "unreadable"
"""What deliveries are called that were genuine and made no sense."""


def findings(at: Standing) -> list[Finding]:
    """The findings about one system, the worst first."""
    if at.webhooks is None:
        return [Finding("note", f"{at.title} sends no webhooks: polling only, {_rhythm(at)}", at.system)]
    if not at.secrets:
        return [_without_secret(at)]
    found = [finding for look in _LOOKS for finding in look(at)]
    return sorted(found, key=lambda each: ("problem", "warning", "note").index(each.level))


def _without_secret(at: Standing) -> Finding:
    if at.last_at is not None:
        text = f"no secret is configured any more: deliveries are refused since (the last one was at {_at(at.last_at)})"
        fix = f"put `webhook_secrets` back under systems.{at.system} in {at.config}"
        return Finding("problem", text, at.system, fix)
    text = f"webhooks are not set up: polling only, {_rhythm(at)}"
    return Finding("note", text, at.system, command(f"webhooks register {at.system} --new-secret FILE", at.config))


def _address(at: Standing) -> Iterator[Finding]:
    if not is_here(at.address) or at.stand_in:
        return
    text = f"the vendor cannot call {at.address}: that is an address of this machine for itself"
    fix = f"name the address that leads here from outside as `receiver: public_url: https://...` in {at.config}"
    yield Finding("warning", text, at.system, fix)


def _presence(at: Standing) -> Iterator[Finding]:
    if not at.present.receives:
        text = "nothing receives deliveries: neither `talentsync run` nor `talentsync receive` is there"
        yield Finding("warning", text, at.system, command("run", at.config))
    elif at.present.leads is None:
        text = "deliveries are received, and no daemon follows them: they wait for the next pass"
        yield Finding("note", text, at.system, f"{command('run', at.config)} (or {command('sync', at.config)})")


def _backlog(at: Standing) -> Iterator[Finding]:
    known = at.remembered
    if known.oldest is None or at.now - known.oldest <= GRACE_SECONDS:
        return
    number = count(known.waiting, "delivery was", "deliveries were")
    text = f"{number} not followed yet, the oldest since {_at(known.oldest)}"
    fix = command("status" if at.present.leads else "run", at.config)
    yield Finding("warning", text, at.system, fix)


def _silence(at: Standing) -> Iterator[Finding]:
    """Told by nobody, and found by polling: then something is amiss, and it is not just a quiet day."""
    if at.last_at is None:
        return
    if _many(at.since_last):
        text = f"webhooks are silent since {_at(at.last_at)}: {_found(at.since_last)}, none was told"
        yield Finding("problem", text, at.system, _way_and_vendor(at))
        return
    for kind, each in sorted(at.lately.items()):
        if each.found >= SILENT_FROM and not each.told:
            text = f"{_found({kind: each})}, none was told: perhaps an event is not subscribed"
            yield Finding("warning", text, at.system, _vendor(at))


def _never_heard(at: Standing) -> Iterator[Finding]:
    assert at.webhooks is not None  # noqa: S101  # looks are only taken at vendors that send some
    if at.last_at is None:
        evidence = f"; {_found(at.since_last)}" if _many(at.since_last) else ""
        yield Finding("warning", f"no event was ever heard{evidence}", at.system, _way_and_vendor(at))
        return
    never = [event for event in at.webhooks.events if event not in at.remembered.heard]
    if never and at.subscriptions is None:
        text = f"never heard so far: {', '.join(never)} (it may just not have happened)"
        yield Finding("note", text, at.system, _vendor(at))


def _others(at: Standing) -> Iterator[Finding]:
    """What arrives though nobody needs it, or though nobody understands it."""
    assert at.webhooks is not None  # noqa: S101  # as above
    strange = at.remembered.strange - {at.trial_event}
    if _UNREADABLE in strange:
        text = "some deliveries were genuine and could not be read; polling finds what they were about"
        yield Finding("warning", text, at.system, "report it, with the version: talentsync --version")
    unknown = sorted(strange - {_UNREADABLE})
    if unknown:
        text = f"events arrive that the connector does not know: {', '.join(unknown)}; they are ignored"
        yield Finding("note", text, at.system)
    needless = sorted(at.remembered.heard.keys() - set(at.webhooks.events) - strange - {at.trial_event, _UNREADABLE})
    if needless:
        yield Finding("note", f"events arrive that are not needed: {', '.join(needless)}", at.system)


def _subscribed(at: Standing) -> Iterator[Finding]:
    if at.subscriptions is None or at.webhooks is None:
        return
    compared = compare(at.webhooks.events, at.subscriptions, url=at.address, system=at.system)
    told = (
        ("switched off at the vendor", compared.inactive),
        ("sent to another address than ours", compared.elsewhere),
        ("not subscribed", compared.missing),
    )
    for what, events in told:
        if events:
            fix = command(f"webhooks register {at.system}", at.config)
            yield Finding("problem", f"{what}: {', '.join(events)}", at.system, fix)


_LOOKS: tuple[Callable[[Standing], Iterator[Finding]], ...] = (
    _address,
    _presence,
    _subscribed,
    _silence,
    _never_heard,
    _backlog,
    _others,
)


def _way_and_vendor(at: Standing) -> str:
    return f"{command(f'webhooks test {at.system}', at.config)}, and if that is well: {_vendor(at)}"


def _vendor(at: Standing) -> str:
    """Where to see, and to mend, what the vendor sends."""
    return command(f"webhooks register {at.system}", at.config)


def _many(changes: Mapping[str, Changes]) -> bool:
    return any(each.found >= SILENT_FROM for each in changes.values())


def _found(changes: Mapping[str, Changes]) -> str:
    kinds = [count(each.found, f"changed {kind}") for kind, each in sorted(changes.items()) if each.found]
    return f"{' and '.join(kinds)} found by polling alone in the last 24 h"


def _rhythm(at: Standing) -> str:
    return f"every {at.poll_seconds:g} s"


def _at(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
