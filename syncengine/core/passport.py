"""The passport: what the CRM knows of somebody who applies, summed up in one note in the ATS.

The summary rolls: one with news takes the place of the last one, in the very note where notes can be edited, else as a
new one, and that not too often. One that says what the last one says is never written. What was written is known by
the keys of the notes, and, to a store that was lost, by the marks in the notes themselves.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from mappings.history import HistoryFacts
from mappings.policy import Policy
from syncengine.core.applications import Application
from syncengine.core.model import NoteText, Rolling

TOPIC = "passport"
HEADING = "What the CRM knew of this person (summed up by talentsync)"
TO_BE_NAMED = "(looked up when this is written)"
_SUPERSEDES = "Supersedes the summary of "
_LONGEST = 200
"""Characters of a text of the CRM's that are passed on."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a record of a CRM tells that was not made by us. ``users`` are names by id of those whom it names, None for
    somebody who has none; who is not in it was not looked up yet."""

    system: str
    history: HistoryFacts
    users: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Written:
    """A summary that exists: the how manyth, a digest of what it says, digests of the lists in it, and its day."""

    number: int
    digest: str
    lists: frozenset[str]
    on: date

    @property
    def key(self) -> str:
        lists = f":{'.'.join(sorted(self.lists))}" if self.lists else ""
        return f"{TOPIC}:{self.number}:{self.digest}{lists}"


@dataclass(frozen=True, slots=True)
class Summary:
    """What is to be written now, and the day on which more will be."""

    note: NoteText | None = None
    due_on: date | None = None


NOTHING = Summary()


def passport(
    told: Sequence[Told],
    applications: Sequence[Application],
    *,
    policy: Policy,
    shown: frozenset[str],
    wanted: frozenset[str],
    written: Sequence[Written],
    editing: frozenset[str],
    today: date,
) -> Summary:
    """The summary that is due about a person whom nothing forbids to tell of.

    ``shown`` are the lists (our keys) that the CRM shows, or showed until we took the person out of them: whoever
    applies leaves some. ``wanted`` are those that follow from the candidacies themselves. ``editing`` names systems
    where a note can be changed.
    """
    first = min(told, key=lambda each: (_began(each), each.system), default=None)
    system = _applied_in(applications, since=first.history.first_touch) if first else None
    if policy.passport is None or first is None or system is None:
        return NOTHING
    last = max(written, key=lambda each: each.number, default=None)
    lists = _lists(policy, shown - wanted, before=last.lists if last else frozenset())
    lines = _lines(first, [policy.pools[key].name for key in lists])
    digest = content_digest("\n".join(lines))
    if len(lines) == 1 or (last is not None and last.digest == digest):
        return NOTHING
    if last is not None and system not in editing:
        due = last.on + timedelta(days=policy.passport.again_after_days)
        if due > today:
            return Summary(due_on=due)
        lines = [*lines, f"{_SUPERSEDES}{last.on.isoformat()}."]
    new = Written(last.number + 1 if last else 1, digest, frozenset(map(_short, lists)), today)
    unnamed = tuple((first.system, each) for each in first.history.user_ids if each not in first.users)
    rolling = Rolling(TOPIC, replaces=last.key if last else None, unnamed=unnamed)
    private = policy.passport.visibility == "private"
    return Summary(NoteText(new.key, "\n".join(lines), private=private, system=system, rolling=rolling))


def _began(told: Told) -> datetime:
    return told.history.first_touch or datetime.max.replace(tzinfo=UTC)


def _applied_in(applications: Iterable[Application], *, since: datetime | None) -> str | None:
    """The ATS in which somebody whom the CRM knew by then is a candidate, as far as that may be told."""
    found = [
        each.ref.partition(":")[0]
        for each in applications
        if each.status == "active" and not each.prospect and not each.confidential
        if since is None or each.applied_at is None or since <= each.applied_at
    ]
    return min(found, default=None)


def _lists(policy: Policy, shown: frozenset[str], *, before: frozenset[str]) -> list[str]:
    """Our keys of the lists to be named: also what the last summary named, if a store that was lost wrote it. Not those
    that only mirror the ATS, or that are a word to us."""
    words = {key for rule in policy.push for key in rule.when.in_pool or ()}
    telling = [key for key, pool in policy.pools.items() if pool.group is None and key not in words]
    return [key for key in telling if key in shown or _short(key) in before]


def _lines(told: Told, lists: Sequence[str]) -> list[str]:
    history = told.history
    facts = {
        "In the CRM since": _day(history.first_touch),
        "Source": history.source,
        "Has been in the lists": ", ".join(lists) or None,
        "Owner in the CRM": _name(told, history.owner_id),
        "Added to the CRM by": _name(told, history.added_by_id),
        "Messages and calls": None if history.touches is None else str(history.touches),
        "Last contact": _day(history.last_contact),
    }
    return [HEADING, *(f"{what}: {_one_line(fact)}" for what, fact in facts.items() if fact)]


def _name(told: Told, user_id: str | None) -> str | None:
    return None if user_id is None else told.users.get(user_id, TO_BE_NAMED)


def _day(time: datetime | None) -> str | None:
    return time.date().isoformat() if time else None


def _one_line(text: str) -> str:
    return " ".join(text.split())[:_LONGEST]


def content_digest(body: str) -> str:
    """Of what a summary says, whatever it supersedes and whichever mark it carries."""
    said = [line.strip() for line in body.strip().splitlines() if not line.startswith((_SUPERSEDES, "[talentsync:"))]
    return hashlib.sha256("\n".join(said).strip().encode()).hexdigest()[:12]


def _short(pool: str) -> str:
    """A pool's key in six letters that no vendor minds."""
    return hashlib.sha256(pool.encode()).hexdigest()[:6]


def written_by(keys: Mapping[str, date]) -> tuple[Written, ...]:
    """The summaries among notes: the day on which each was written, by key."""
    return tuple(found for key, day in keys.items() if (found := _written(_KEY.fullmatch(key), day)) is not None)


def written_in(bodies: Iterable[tuple[str, date]]) -> Iterator[Written]:
    """The summaries among notes as a system shows them."""
    for body, day in bodies:
        found = _written(_MARK.search(body), day)
        if found is not None:
            yield found


def mark_of(key: str) -> str | None:
    """The mark of a summary, from which its key can be read again; None for another note."""
    return f"ts-{key.replace(':', '-')}" if _KEY.fullmatch(key) else None


def _written(found: re.Match[str] | None, day: date) -> Written | None:
    if found is None:
        return None
    lists = frozenset(found["lists"].split(".")) if found["lists"] else frozenset[str]()
    return Written(int(found["number"]), found["digest"], lists, day)


_KEY = re.compile(rf"{TOPIC}:(?P<number>\d+):(?P<digest>[0-9a-f]{{12}})(?::(?P<lists>[0-9a-f.]+))?")
_MARK = re.compile(rf"\[talentsync:ts-{TOPIC}-(?P<number>\d+)-(?P<digest>[0-9a-f]{{12}})(?:-(?P<lists>[0-9a-f.]+))?\]")
