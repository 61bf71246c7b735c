"""What a daemon does about webhooks now and then: subscribe anew where the vendor has an API for it and forgot us, and
say what only a human can mend."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog

from connectors.errors import ConnectorError
from syncengine.front.webhooks.checking import check_webhooks
from syncengine.front.webhooks.places import NotReady
from syncengine.front.webhooks.standing import Standing, compare
from syncengine.front.webhooks.subscribing import register
from syncengine.settings import Settings

log = structlog.get_logger("talentsync.webhooks")


def look_after(settings: Settings) -> Mapping[str, Any]:
    """Look at all systems whose webhooks have a secret. The report counts what was found, by system: ``problems`` and
    ``warnings``, and ``subscribed`` events. What is found is logged, each with what to do about it."""
    report: dict[str, Any] = {}
    for given in settings.systems:
        if not given.webhook_secrets:
            continue
        [seen] = check_webhooks(settings, given.name, config=settings.path).systems
        made = _subscribe_anew(settings, seen.standing)
        levels = [finding.level for finding in seen.findings]
        for finding in seen.findings:
            if finding.level != "note":
                log.warning(
                    "webhooks.finding", system=given.name, level=finding.level, what=finding.text, fix=finding.fix
                )
        report[given.name] = {
            "problems": levels.count("problem"),
            "warnings": levels.count("warning"),
            "subscribed": made,
        }
    return report


def _subscribe_anew(settings: Settings, at: Standing) -> int:
    """How many events were subscribed to that the vendor did not have any more. Nothing is ever registered for the
    first time here: that is a human's decision."""
    if at.subscriptions is None or at.webhooks is None or at.last_at is None:
        return 0
    if not compare(at.webhooks.events, at.subscriptions, url=at.address, system=at.system).wanting:
        return 0
    try:
        [registered] = register(settings, at.system, config=at.config, dry_run=False, again=False)
    except (ConnectorError, NotReady) as error:
        log.warning("webhooks.not_subscribed", system=at.system, error=type(error).__name__)
        return 0
    return sum(entry.state == "made" for entry in registered.entries)
