"""From one reading of the store and of what is around it to samples: pure functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from connectors.pacing import Standing
from syncengine.serve.eyes.around import RedisSeen
from syncengine.serve.eyes.counted import Ended
from syncengine.serve.eyes.families import Sample
from syncengine.store import services
from syncengine.store.endings import Write
from syncengine.store.figures import Backlog, Figures, Waiting
from syncengine.store.gates import Gate
from syncengine.work.telling import LANE_NAMES, lane_name

PRESENT_SECONDS = 60.0
"""Who gave no sign for so long is taken for gone."""

_UNDONE = frozenset({"refused", "abandoned"})
_HELD = ""
"""Stands for the system of people whom nothing holds."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that a scrape shows. ``durations``: command -> when its last pass ended, and seconds that it took.
    ``expecting`` are systems that have a webhook secret, out of the ``systems`` of the configuration."""

    now: float
    systems: Collection[str]
    expecting: Collection[str]
    figures: Figures
    backlog: Backlog
    ended: Ended = field(default_factory=Ended)
    durations: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    redis: RedisSeen | None = None
    standings: Mapping[str, Standing] = field(default_factory=dict)
    took: float = 0.0


def samples(reading: Reading) -> Iterator[Sample]:
    yield Sample("talentsync_store_up", 1)
    yield Sample("talentsync_figures_read_seconds", reading.took)
    yield from _people(reading)
    yield from _told(reading)
    yield from _passes(reading)
    yield from _writes(reading.ended.writes, found_to_be_one=reading.ended.found_to_be_one)
    yield from _systems(reading)
    yield from _budgets(reading.standings)
    yield from _humans(reading.backlog)
    yield from _redis(reading.redis)
    yield from _services(reading)


def _people(reading: Reading) -> Iterator[Sample]:
    groups = {(lane_name(each.lane), each.held_for or _HELD): each for each in reading.figures.waiting}
    for labels in sorted({*groups, *((name, _HELD) for name in LANE_NAMES.values())}):
        group = groups.get(labels)
        yield Sample("talentsync_people_waiting", group.people if group else 0, labels)
        yield Sample("talentsync_people_lag_seconds", _age(reading, group), labels)


def _age(reading: Reading, group: Waiting | None) -> float:
    """Nobody lags who is not due yet."""
    return max(0.0, reading.now - group.oldest_due) if group else 0.0


def _told(reading: Reading) -> Iterator[Sample]:
    found, now = reading.figures, reading.now
    for each in found.hinted:
        labels = (each.system, "webhook" if each.told else "talentsync")
        yield Sample("talentsync_hints_waiting", each.refs, labels)
        yield Sample("talentsync_hints_oldest_seconds", now - each.oldest, labels)
    for system in sorted(reading.systems):
        left = found.unfollowed.get(system)
        yield Sample("talentsync_deliveries_unfollowed", left.count if left else 0, (system,))
        age = now - left.at if left else 0
        yield Sample("talentsync_deliveries_oldest_unfollowed_seconds", age, (system,))
        yield Sample("talentsync_webhook_expected", system in reading.expecting, (system,))
        heard = found.heard.get(system)
        if heard:
            yield Sample("talentsync_webhook_events_total", heard.count, (system,))
            yield Sample("talentsync_webhook_silence_seconds", now - heard.at, (system,))
    for news in found.news:
        yield Sample("talentsync_polled_changes_total", news.found, (news.system, news.kind))


def _passes(reading: Reading) -> Iterator[Sample]:
    for labels, passes in sorted(reading.ended.passes.items()):
        yield Sample("talentsync_passes_total", passes.count, labels)
    for command, (ended, took) in sorted(reading.durations.items()):
        yield Sample("talentsync_pass_last_duration_seconds", took, (command,))
        yield Sample("talentsync_pass_last_end_timestamp_seconds", ended, (command,))


def _writes(writes: Counter[Write], *, found_to_be_one: int) -> Iterator[Sample]:
    by_labels: Counter[tuple[str, str, str, str]] = Counter()
    ghosts = {"search": 0, "refused": 0, "lost_reply": 0, "question": found_to_be_one}
    for each, count in writes.items():
        cause = each.error or "" if each.state in _UNDONE else ""
        by_labels[each.system, each.verb, each.state, cause] += count
        how = _ghost(each)
        if how is not None:
            ghosts[how] += count
    for labels, count in sorted(by_labels.items()):
        yield Sample("talentsync_operations_total", count, labels)
    for how, count in ghosts.items():
        yield Sample("talentsync_ghosts_prevented_total", count, (how,))


def _ghost(write: Write) -> str | None:
    """How a create did not become a ghost; None when there was no danger."""
    if write.verb != "create":
        return None
    if write.state == "found":
        return "search"
    if write.state == "refused" and write.error == "Duplicate":
        return "refused"
    # The last word about it was that nobody knows; it is done all the same, so somebody looked.
    return "lost_reply" if write.state == "done" and write.error else None


def _systems(reading: Reading) -> Iterator[Sample]:
    for system in sorted(reading.systems):
        gate = reading.figures.gates.get(system, Gate(system))
        yield Sample("talentsync_system_paused", gate.paused_at is not None, (system,))
        yield Sample("talentsync_system_down", gate.breaker.is_down, (system,))
        yield Sample("talentsync_system_probes", gate.breaker.probes, (system,))
        yield Sample("talentsync_operations_unanswered", reading.backlog.unanswered.get(system, 0), (system,))


def _budgets(standings: Mapping[str, Standing]) -> Iterator[Sample]:
    for system, at in sorted(standings.items()):
        values = {
            "limit_requests": at.limit,
            "window_seconds": at.seconds,
            "remaining_requests": at.remaining,
            "free_requests": at.free,
            "rivals_requests_per_minute": at.rivals,
            "closed_seconds": at.closed_for,
        }
        for name, value in values.items():
            yield Sample(f"talentsync_budget_{name}", value, (system,))


def _humans(backlog: Backlog) -> Iterator[Sample]:
    yield Sample("talentsync_people_parked", backlog.parked)
    for kind, count in sorted({"parked": 0, "possible_match": 0, **backlog.reviews}.items()):
        yield Sample("talentsync_reviews_open", count, (kind,))


def _redis(seen: RedisSeen | None) -> Iterator[Sample]:
    if seen is None:
        return
    yield Sample("talentsync_redis_up", seen.answers)
    for lane, depth in seen.depths.items():
        yield Sample("talentsync_bells_waiting", depth, (lane_name(lane),))


def _services(reading: Reading) -> Iterator[Sample]:
    here = [each for each in reading.figures.services if reading.now - each.seen_at < PRESENT_SECONDS]
    leaders = [each for each in reading.figures.services if (each.kind, each.state) == ("daemon", services.LEADS)]
    yield Sample("talentsync_daemon_leads", any(each in here for each in leaders))
    if leaders:
        yield Sample("talentsync_daemon_seen_seconds", reading.now - max(each.seen_at for each in leaders))
    for labels, count in sorted(Counter((each.kind, each.state) for each in here).items()):
        yield Sample("talentsync_services", count, labels)
    for name, chore in sorted(reading.figures.chores.items()):
        if chore.ended_at is not None:
            yield Sample("talentsync_chore_last_end_timestamp_seconds", chore.ended_at, (name,))
