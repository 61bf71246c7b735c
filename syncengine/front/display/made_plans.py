"""A plan on the screen and for machines: as it was made just now, or as it was saved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from connectors.pacing import Standing
from mappings.policy import Policy
from syncengine.core.safety import Alarm
from syncengine.front.display import budgets, matchings, plans, previews
from syncengine.front.display.codes import FINE, GUARDED
from syncengine.front.display.policy.names import policy_json, policy_name, short
from syncengine.front.display.words import command, count, plain, table, typed
from syncengine.front.matching import Doubt
from syncengine.front.planning import Seen
from syncengine.passes import Proposal
from syncengine.plans import EFFECTS, Header, Made, Tally
from syncengine.work.places import Places

_EFFECTS: Mapping[str, str] = {
    "creates": "records made",
    "links": "records linked since the last pass",
    "fields": "fields changed",
    "pools": "moves between lists",
    "notes": "notes written",
    "restrictions": "restrictions passed on",
    "mails": "mails that the vendor may send",
}


def made_shown(
    made: Made, policy: Policy, doubt: Doubt, pace: Mapping[str, Standing], *, config: Path
) -> Iterator[RenderableType]:
    """People while they are few, and all in figures."""
    yield from plans.plan_lines(made.shown)
    yield f"Policy: {policy_name(policy)}."
    yield from effects_shown(made.tally)
    yield previews.proposal_shown(made.proposal)
    yield from budgets.forecast_lines(made.proposal.preview.requests, pace)
    yield from matchings.doubt_lines(doubt)
    if made.saved is not None:
        yield f"Saved as {plain(made.saved)}, with personal data, for you alone to read."
        yield f"To make it so: {command(f'apply {typed(made.saved)}', config)}"


def made_json(made: Made, policy: Policy, doubt: Doubt, pace: Mapping[str, Standing]) -> dict[str, Any]:
    proposal = made.proposal
    return {
        **previews.proposal_json(proposal),
        "effects": effects_json(made.tally),
        "linked": proposal.matched.linked,
        "policy": policy_json(policy),
        "forecast_seconds": budgets.forecasts(proposal.preview.requests, pace),
        "matching": matchings.doubt_json(doubt),
        "saved": None if made.saved is None else str(made.saved),
        "plans": plans.plans_json(made.shown),
    }


def exit_code(made: Made) -> int:
    return GUARDED if made.proposal.alarms else FINE


def alarm_lines(alarms: Iterable[Alarm], *, out: Path | None, config: Path) -> Iterator[str]:
    """Which guards spoke, and that nothing was saved for that reason."""
    said = list(previews.alarm_lines(alarms, words="backfill", config=config))
    yield from said
    if said and out is not None:
        yield f"Nothing was saved as {plain(out)}: what a guard doubts is no plan."


def effects_shown(tally: Tally) -> Iterator[RenderableType]:
    rows = [(_EFFECTS[effect], system, number) for effect, system, number in tally.rows]
    if rows:
        yield table("By effect", ("effect", "system", "number"), rows)


def effects_json(tally: Tally) -> dict[str, Any]:
    return {
        "people": tally.people,
        "totals": {effect: tally.total(effect) for effect in EFFECTS},
        "by_system": [{"effect": effect, "system": system, "number": number} for effect, system, number in tally.rows],
    }


def saved_shown(header: Header, seen: Seen) -> Iterator[RenderableType]:
    """What is in a file. ``seen`` is what of it was asked for."""
    yield Text(header_line(header), style="bold")
    yield from part_lines(header)
    yield from plans.plan_lines(seen.entries)
    yield from effects_shown(seen.tally)
    yield previews.proposal_shown(_proposal(header, seen))


def saved_json(header: Header, seen: Seen) -> dict[str, Any]:
    return {
        **header_json(header),
        **previews.proposal_json(_proposal(header, seen)),
        "effects": effects_json(seen.tally),
        "plans": plans.plans_json(seen.entries),
    }


def header_line(header: Header) -> str:
    made = datetime.fromtimestamp(header.made_at, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    systems = " and ".join(sorted(header.systems))
    policy = f"{plain(header.policy_name)} [{short(header.policy)}]"
    return f"Plan of {made} for {plain(systems)}, by the policy {policy}: {count(header.people, 'person', 'people')}."


def part_lines(header: Header) -> Iterator[str]:
    """What a plan that is not whole is a part of."""
    if not header.filter.is_open:
        yield f"It is a part of a plan: {filter_words(header)}."
    if header.edited:
        yield "It was edited since it was saved: whoever applies it agrees to what is left in it, and to nothing else."


def header_json(header: Header) -> dict[str, Any]:
    only = header.filter
    return {
        "made_at": datetime.fromtimestamp(header.made_at, UTC),
        "policy": {"name": header.policy_name, "fingerprint": header.policy},
        "systems": {name: each.account for name, each in sorted(header.systems.items())},
        "whole": header.is_whole,
        "edited": header.edited,
        "filter": {
            "only": sorted(only.only),
            "systems": sorted(only.systems),
            "people": sorted(only.people),
            "fields": sorted(only.fields),
        },
    }


def filter_words(header: Header) -> str:
    only = header.filter
    parts = {"only": only.only, "in": only.systems, "of": only.people, "fields": only.fields}
    return "; ".join(f"{name} {plain(', '.join(sorted(words)))}" for name, words in parts.items() if words)


def _proposal(header: Header, seen: Seen) -> Proposal:
    return Proposal(seen.preview, Places(header.places.pools, header.places.fields), ())
