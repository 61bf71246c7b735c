"""What is counted of requests to the receiver. Labels are systems of the configuration and words of ours; whoever
invents a path adds none."""

from __future__ import annotations

from typing import Literal

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

Outcome = Literal[
    "accepted",
    "duplicate",
    "unknown",
    "unreadable",
    "no_address",
    "refused_closed",
    "refused_unsigned",
    "refused_malformed",
    "refused_mismatch",
    "wrong_method",
    "wrong_type",
    "encoded",
    "too_large",
    "too_slow",
    "cut_off",
    "busy",
    "defect",
]

NOBODY = ""
"""The system of requests to an address that is none of ours, and of what is refused before it is known whose it is."""

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_BATCHES = (1, 2, 5, 10, 20, 50, 100, 200, 500)


class Meters:
    """The meters of one receiver, in a registry that somebody else shows."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._requests = Counter(
            "talentsync_webhook_requests",
            "Webhook requests by what became of them; a refused one stored nothing.",
            ["system", "outcome"],
            registry=registry,
        )
        self.seconds = Histogram(
            "talentsync_webhook_request_seconds",
            "From the first byte of a delivery that was accepted until it was stored and answered.",
            buckets=_SECONDS,
            registry=registry,
        )
        self.batches = Histogram(
            "talentsync_webhook_batch_deliveries",
            "Deliveries that were stored by one commit.",
            buckets=_BATCHES,
            registry=registry,
        )
        self.waiting = Gauge(
            "talentsync_webhook_waiting_deliveries",
            "Deliveries that are proved, not stored yet, and not answered.",
            registry=registry,
        )
        self._known: dict[tuple[str, Outcome], Counter] = {}

    def count(self, system: str, outcome: Outcome) -> None:
        """One more request. ``system`` is one of the configuration, or NOBODY."""
        known = self._known.get((system, outcome))
        if known is None:
            known = self._known[system, outcome] = self._requests.labels(system, outcome)
        known.inc()
