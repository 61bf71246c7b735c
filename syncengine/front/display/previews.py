"""A proposal as people and machines read it: what would be written where, what is held back, which guards speak."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from syncengine.core.safety import Alarm
from syncengine.front.display.words import command, count, plain, table
from syncengine.passes import Proposal
from syncengine.work.places import Places
from syncengine.work.preview import Preview

_MASS = {"mass-create", "mass-change"}

Total = tuple[str, str, int]
"""System, effect, how many."""


def totals(preview: Preview, places: Places) -> list[Total]:
    """Every effect with its figure, by system."""
    rows: list[Total] = [(system, "create records", number) for system, number in preview.creates.items()]
    rows += [(system, "update records", number) for system, number in preview.updates.items()]
    rows += [(system, f"  of these: {name}", number) for (system, name), number in preview.fields.items()]
    rows += [(system, f"add to list {pool}", number) for (system, pool), number in preview.joins.items()]
    rows += [(system, f"take out of list {pool}", number) for (system, pool), number in preview.leaves.items()]
    rows += [(system, "write notes", number) for system, number in preview.notes.items()]
    made: Counter[tuple[str, str]] = Counter((system, "make lists") for system, _ in places.pools)
    made.update((system, "make custom fields") for system, _ in places.fields)
    rows += [(system, effect, number) for (system, effect), number in made.items()]
    # Stable by system: within one, the order above is the order of reading.
    return sorted(rows, key=lambda row: row[0])


def writes_nothing(proposal: Proposal) -> bool:
    return proposal.preview.with_writes == 0 and not proposal.places.any_missing


def proposal_shown(proposal: Proposal) -> RenderableType:
    """The preview as tables."""
    preview, places = proposal.preview, proposal.places
    head = f"{count(preview.with_writes, 'person', 'people')} of {preview.people} would be written to."
    if writes_nothing(proposal):
        head = f"Everything is in step: nothing to write for {count(preview.people, 'person', 'people')}."
    parts: list[RenderableType] = [Text(head)]
    if rows := totals(preview, places):
        parts.append(table("What would be written", ("system", "effect", "number"), rows))
    parts += map(Text, _made(places))
    if not writes_nothing(proposal):
        parts.append(Text(mails_line(preview)))
    if held := held_back(preview):
        parts.append(table("Held back, and why", ("people", "why"), [(number, why) for why, number in held]))
    if disagreements := _disagreements(preview):
        parts.append(table("Systems disagree", ("field", "people", "what happens"), disagreements))
    return Group(*parts)


def mails_line(preview: Preview) -> str:
    """How many mails the vendors may send to candidates because of what would be written."""
    if not preview.mails:
        return "Mails to candidates: 0."
    effects = ", ".join(f"{plain(name)} {number}" for name, number in sorted(preview.mails.items()))
    return f"Mails to candidates: up to {preview.mails.total()} ({effects})."


def question(proposal: Proposal) -> str:
    """What is asked before anything is written."""
    mails = proposal.preview.mails.total()
    return f"Write this, and let the vendors send up to {count(mails, 'mail')}?" if mails else "Write this?"


def held_back(preview: Preview) -> list[tuple[str, int]]:
    """Why something is not done, and for how many people; the commonest first."""
    return sorted(preview.reasons.items(), key=lambda item: (-item[1], item[0]))


def alarm_lines(alarms: Iterable[Alarm], *, words: str, config: Path) -> Iterator[str]:
    """Each guard by name, with what was seen and how to go on. ``words`` is the command that could accept it."""
    for alarm in alarms:
        yield f"Stopped by the guard {alarm.name}: {plain(alarm.seen)}."
        yield f"  To go on: {_way_on(alarm, words, config)}"


def _way_on(alarm: Alarm, words: str, config: Path) -> str:
    again = command(f"{words} --accept {alarm.name}", config)
    if alarm.name in _MASS:
        return f"look at {command('plan', config)}; if it is meant to be, run: {again}"
    if alarm.name == "emptied-side":
        return f"find out why records are missing; if they are meant to be, run: {again}"
    if alarm.name == "clock-jump" and alarm.acceptable:
        return f"set this machine's clock right (NTP); if it is right now, run: {again}"
    if alarm.name == "clock-jump":
        return f"set this machine's clock right (NTP), then run: {command(words, config)}"
    look = f"{command('check', config)} && {command('resume', config)}"
    return f"put the old credentials back, or give the new account a name and a store of its own, then run: {look}"


def proposal_json(proposal: Proposal) -> dict[str, Any]:
    preview, places = proposal.preview, proposal.places
    return {
        "people": preview.people,
        "people_with_writes": preview.with_writes,
        "totals": [
            {"system": system, "effect": effect.strip(), "number": number}
            for system, effect, number in totals(preview, places)
        ],
        "missing_pools": [{"system": system, "name": name} for system, name in places.pools],
        "missing_fields": [{"system": system, "name": name} for system, name in places.fields],
        "ambiguous_pools": [{"system": system, "name": name} for system, name in places.ambiguous],
        "held_back": [{"why": why, "people": number} for why, number in held_back(preview)],
        "mails": {"to_candidates": preview.mails.total(), "by_effect": dict(preview.mails)},
        "conflicts": dict(preview.conflicts),
        "undecided": dict(preview.undecided),
        "alarms": alarms_json(proposal.alarms),
    }


def alarms_json(alarms: Iterable[Alarm]) -> list[dict[str, str]]:
    return [{"name": alarm.name, "seen": alarm.seen} for alarm in alarms]


def _made(places: Places) -> Iterator[str]:
    for system, name in places.pools:
        yield f"{system}: the list {plain(name)!r} will be made"
    for system, name in places.fields:
        yield f"{system}: the custom field {plain(name)!r} will be made"
    for system, name in places.ambiguous:
        yield f"{system}: several lists are called {plain(name)!r}; rename all but one"


def _disagreements(preview: Preview) -> list[tuple[str, int, str]]:
    decided = [(name, number, "the policy decides") for name, number in sorted(preview.conflicts.items())]
    return decided + [(name, number, "you decide: review") for name, number in sorted(preview.undecided.items())]
