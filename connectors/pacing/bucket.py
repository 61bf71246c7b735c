"""A token bucket of our own, for a vendor that says nothing before it says 429.

A 429 that comes although we kept to the limit means that others use the account: our pace yields (``ease``) and comes
back by and by.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from connectors.lanes import Lane
from connectors.pacing.headers import Answer
from connectors.pacing.standing import Standing
from connectors.pacing.terms import Terms, Turn, Wait, held_back

BACKFILL_LEAVES, LIVE_LEAVES = 0.1, 0.04
"""Share of the bucket that stays in it for the lanes above, but never more than flows in within one second."""

YIELD, LEAST_EASE, RECOVERY = 0.7, 0.1, 1 / 300
"""After an unexpected 429 we go on at 0.7 of the pace, never below a tenth, and win back 1/300 of it a second."""

ONE_LESSON = 1.0
"""Seconds within which several 429 are one lesson: the requests were on the way together. So long everybody stops
when the vendor does not say how long."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """``at`` is when ``tokens`` was counted (0: never, the bucket is full); ``ease`` is of ``eased_at``."""

    tokens: float = 0.0
    at: float = 0.0
    ease: float = 1.0
    eased_at: float = 0.0
    closed_until: float = 0.0
    wish_lane: float = 0.0
    wish_until: float = 0.0


def take(terms: Terms, bucket: Bucket, *, lane: Lane, now: float) -> tuple[Turn | Wait, Bucket]:
    filled = _filled(terms, bucket, now=now)
    if now < filled.closed_until:
        return Wait(filled.closed_until - now), filled
    missing = _needed(terms, filled, lane=lane, now=now) - filled.tokens
    if missing > 0:
        # A millisecond at least, or rounding would let somebody ask for ever.
        return Wait(max(0.001, missing / _rate(terms, filled, now=now))), filled
    return Turn(now), replace(filled, tokens=filled.tokens - 1)


def learn(terms: Terms, bucket: Bucket, answer: Answer, *, now: float) -> Bucket:
    if not answer.too_many:
        return bucket
    pause = ONE_LESSON if answer.retry_after is None else answer.retry_after
    until = max(bucket.closed_until, now + pause)
    stopped = replace(_filled(terms, bucket, now=now), tokens=0.0, at=until, closed_until=until)
    if now - bucket.eased_at < ONE_LESSON:
        return stopped
    return replace(stopped, ease=max(LEAST_EASE, _ease(bucket, now=now) * YIELD), eased_at=now)


def standing(terms: Terms, bucket: Bucket, *, now: float) -> Standing:
    filled = _filled(terms, bucket, now=now)
    rate = _rate(terms, filled, now=now)
    lost = terms.requests / terms.seconds * terms.share - rate
    return Standing(
        limit=terms.requests,
        seconds=terms.seconds,
        remaining=float(int(max(0.0, filled.tokens))),
        resets_in=None,
        share=terms.share,
        rate=rate,
        free=max(0.0, filled.tokens - _needed(terms, filled, lane=Lane.BACKFILL, now=now) + 1),
        rivals=lost * 60,
        closed_for=max(0.0, filled.closed_until - now),
    )


def _depth(terms: Terms) -> float:
    return max(1.0, (terms.burst or 1.0) * terms.share)


def _ease(bucket: Bucket, *, now: float) -> float:
    return min(1.0, bucket.ease + max(0.0, now - bucket.eased_at) * RECOVERY)


def _rate(terms: Terms, bucket: Bucket, *, now: float) -> float:
    return terms.requests / terms.seconds * terms.share * _ease(bucket, now=now)


def _filled(terms: Terms, bucket: Bucket, *, now: float) -> Bucket:
    if bucket.at == 0:
        return replace(bucket, tokens=_depth(terms), at=now)
    flowed_in = max(0.0, now - bucket.at) * _rate(terms, bucket, now=now)
    return replace(bucket, tokens=min(_depth(terms), bucket.tokens + flowed_in), at=max(now, bucket.at))


def _needed(terms: Terms, bucket: Bucket, *, lane: Lane, now: float) -> float:
    depth = _depth(terms)
    most = min(_rate(terms, bucket, now=now), depth - 1)
    left = held_back(lane, backfill=min(depth * BACKFILL_LEAVES, most), live=min(depth * LIVE_LEAVES, most))
    return 1.0 + left
