"""The metrics of the store by name: what each is, which labels it has, and the samples of one reading.

Labels are systems of the configuration, lanes, verbs, states, kinds and codes of ours: never an id, never a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric

from syncengine.serve.eyes.counted import BOUNDS
from syncengine.store.endings import Delays

SUPPRESS = "talentsync_time_to_suppress_seconds"
SUPPRESS_HELP = (
    "From the first sign of a restriction (its webhook was stored, or polling saw it) to a write that was made in the"
    " lane of restrictions because of it, by the system written to. Every write counts, the last one too."
)


@dataclass(frozen=True, slots=True)
class Spec:
    """A metric. A counter's name ends in ``_total``."""

    name: str
    help: str
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sample:
    """One value. ``labels`` are in the order of the metric's."""

    name: str
    value: float
    labels: tuple[str, ...] = ()


_SYSTEM = ("system",)

SPECS = (
    Spec("talentsync_store_up", "1 while the store answers; without it there is no other figure of it."),
    Spec("talentsync_redis_up", "1 while Redis answers. Only where one is configured."),
    Spec("talentsync_figures_read_seconds", "How long the last reading of these figures took."),
    Spec(
        "talentsync_people_waiting",
        "People who wait to be run; held_for names the closed system that they wait for.",
        ("lane", "held_for"),
    ),
    Spec(
        "talentsync_people_lag_seconds",
        "For how long the person has been due who has waited longest.",
        ("lane", "held_for"),
    ),
    Spec("talentsync_people_parked", "People with something that waits for a human before it is written."),
    Spec("talentsync_hints_waiting", "Records that are to be looked at again, by who said so.", ("system", "source")),
    Spec("talentsync_hints_oldest_seconds", "Age of the oldest of them.", ("system", "source")),
    Spec("talentsync_deliveries_unfollowed", "Stored webhook deliveries that were not followed yet.", _SYSTEM),
    Spec("talentsync_deliveries_oldest_unfollowed_seconds", "Age of the oldest of them.", _SYSTEM),
    Spec("talentsync_webhook_expected", "1 where a webhook secret is configured.", _SYSTEM),
    Spec("talentsync_webhook_events_total", "Webhook deliveries that were stored.", _SYSTEM),
    Spec("talentsync_webhook_silence_seconds", "Since the last delivery of a system that ever sent one.", _SYSTEM),
    Spec(
        "talentsync_polled_changes_total",
        "Records that polling for changes found to differ and no webhook had shown us.",
        ("system", "kind"),
    ),
    Spec("talentsync_passes_total", "Passes by how they ended.", ("command", "outcome")),
    Spec("talentsync_pass_last_duration_seconds", "How long the last pass took.", ("command",)),
    Spec("talentsync_pass_last_end_timestamp_seconds", "When the last pass ended.", ("command",)),
    Spec(
        "talentsync_operations_total",
        "Writes that ended; cause is the error of those that were refused or abandoned.",
        ("system", "verb", "state", "cause"),
    ),
    Spec("talentsync_operations_unanswered", "Writes that were sent and not answered yet.", _SYSTEM),
    Spec(
        "talentsync_ghosts_prevented_total",
        "Second records that were not made. search: the last look before a create found somebody. refused: the vendor"
        " took it for a duplicate. lost_reply: a create without an answer was found instead of made again. question:"
        " a human said that two people are one. Ordinary links are not counted.",
        ("how",),
    ),
    Spec("talentsync_system_paused", "1 while a system is paused until a human resumes it.", _SYSTEM),
    Spec("talentsync_system_down", "1 while a system is down until a probe gets through.", _SYSTEM),
    Spec("talentsync_system_probes", "Probes that were sent since it went down.", _SYSTEM),
    Spec("talentsync_budget_limit_requests", "Requests that the vendor allows per window.", _SYSTEM),
    Spec("talentsync_budget_window_seconds", "Length of that window.", _SYSTEM),
    Spec("talentsync_budget_remaining_requests", "What is left of it, for all tools on the account.", _SYSTEM),
    Spec("talentsync_budget_free_requests", "What a backfill could take at once.", _SYSTEM),
    Spec("talentsync_budget_rivals_requests_per_minute", "What others use of the account, as noticed.", _SYSTEM),
    Spec("talentsync_budget_closed_seconds", "For how long the vendor told everybody to stop.", _SYSTEM),
    Spec("talentsync_reviews_open", "Open questions to humans; parked ones are dead letters.", ("kind",)),
    Spec("talentsync_bells_waiting", "Jobs in RQ that no worker took yet. Only where Redis answers.", ("lane",)),
    Spec("talentsync_daemon_leads", "1 while a daemon leads: it gave a sign within a minute."),
    Spec("talentsync_daemon_seen_seconds", "Since the last sign of a daemon that led, within a day."),
    Spec("talentsync_services", "Daemons and receivers that gave a sign within a minute.", ("kind", "state")),
    Spec("talentsync_chore_last_end_timestamp_seconds", "When a chore of the daemon was last done.", ("chore",)),
)

NAMES = (*(spec.name for spec in SPECS), SUPPRESS)


def families(samples: Iterable[Sample], delays: Mapping[str, Delays]) -> Iterator[Metric]:
    """Metrics for Prometheus, those without a sample left out."""
    found: dict[str, list[Sample]] = {}
    for each in samples:
        found.setdefault(each.name, []).append(each)
    for spec in SPECS:
        if spec.name in found:
            yield _family(spec, found[spec.name])
    yield _histogram(delays)


def _family(spec: Spec, samples: Iterable[Sample]) -> Metric:
    is_counter = spec.name.endswith("_total")
    metric = (CounterMetricFamily if is_counter else GaugeMetricFamily)(spec.name, spec.help, labels=spec.labels)
    for each in samples:
        metric.add_metric(each.labels, each.value)
    return metric


def _histogram(delays: Mapping[str, Delays]) -> Metric:
    metric = HistogramMetricFamily(SUPPRESS, SUPPRESS_HELP, labels=_SYSTEM)
    for system, found in sorted(delays.items()):
        buckets = [(str(bound), float(count)) for bound, count in zip(BOUNDS, found.within, strict=True)]
        metric.add_metric((system,), [*buckets, ("+Inf", float(found.count))], found.seconds)
    return metric
