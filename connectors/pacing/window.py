"""A fixed window, as the headers of the replies describe it.

What we use is spread over the window along a line, so that there is always room soon: never burnt and then waited for.
Who did not use the last window has a head start in this one. Lines of lower lanes run below those of higher lanes and
meet them towards the end.

Three things make the count safe. A request on its way over the end of a window may count in either, so it is taken to
count in the next. What a window that opened by our clock really allows is only known with its first reply; until then
requests go one by one. A vendor whose clock is behind ours or ahead of it is noticed by replies that speak of the
window before or of the next, and later windows are opened that much later or earlier (``slip``, half a window at most).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import floor

from connectors.lanes import Lane
from connectors.pacing.headers import Answer, Told
from connectors.pacing.standing import Standing
from connectors.pacing.terms import Terms, Turn, Wait, held_back

HEAD_START = 0.5
"""Share of an unused window's successor that may go at full speed."""

FULL_BY = 0.97
"""Part of the window after which all of our share may be used: late enough to be even, early enough to be used."""

BACKFILL_LEAVES, LIVE_LEAVES = 0.1, 0.04
"""Shares that these lanes leave for those above them at the beginning of a window; they melt until its end."""

ALWAYS_LEFT = 0.03
"""Share, rounded down, that only restrictions may use, to the very end of the window."""

LEAST_SHARE = 0.1
"""Rivals can push us down to this part of our share; then the vendor's 429 stops us, not our politeness."""

RIVALS_GROW = 1.1
"""Rivals are taken to want a little more than we saw them use."""

UNTOLD_STOP = 1.0
"""Seconds that everybody stops after a 429 that does not say how long."""


@dataclass(frozen=True, slots=True)
class Window:
    """``limit`` 0: nothing is known. ``serial`` numbers the windows.

    ``spent`` counts our requests of this window, ``pending`` those among them that were given their turn in it and are
    not answered yet. ``rivals`` and ``rivals_before`` count the requests of others in this window and in the one
    before. ``told`` is 1 when a reply has spoken of this window. Times are seconds since the epoch, by our clock.
    """

    limit: float = 0.0
    resets_at: float = 0.0
    serial: float = 0.0
    spent: float = 0.0
    pending: float = 0.0
    rivals: float = 0.0
    rivals_before: float = 0.0
    head: float = 0.0
    told: float = 0.0
    last_at: float = 0.0
    closed_until: float = 0.0
    slip: float = 0.0
    wish_lane: float = 0.0
    wish_until: float = 0.0


def take(terms: Terms, window: Window, *, lane: Lane, now: float) -> tuple[Turn | Wait, Window]:
    current = rolled(terms, window, now=now)
    delay = _delay(terms, current, lane=lane, now=now)
    if delay > 0:
        # A millisecond at least, or rounding would let somebody ask for ever.
        return Wait(max(0.001, delay)), current
    given = replace(current, spent=current.spent + 1, pending=current.pending + 1, last_at=now)
    return Turn(now, current.serial), given


def learn(terms: Terms, window: Window, answer: Answer, *, turn: Turn, now: float) -> Window:
    current = rolled(terms, window, now=now)
    if turn.serial == current.serial:
        current = replace(current, pending=max(0.0, current.pending - 1))
    if answer.told is not None:
        current = _placed(terms, current, answer.told, turn=turn, now=now)
    return _stopped(current, answer, now=now) if answer.too_many else current


def rolled(terms: Terms, window: Window, *, now: float) -> Window:
    """The window that is open at ``now``, as far as we can say without asking."""
    if window.limit == 0:
        return replace(window, limit=terms.requests, resets_at=now + terms.seconds, serial=1.0, head=HEAD_START)
    late = now - _ends_at(window)
    if late < 0:
        return window
    unused = float(floor(late / terms.seconds))
    if unused == 0:
        return _next(terms, window, resets_at=window.resets_at + terms.seconds)
    resets_at = window.resets_at + (unused + 1) * terms.seconds
    opened = _next(terms, window, resets_at=resets_at)
    return replace(opened, serial=window.serial + unused + 1, spent=0.0, rivals_before=0.0, head=HEAD_START)


def standing(terms: Terms, window: Window, *, now: float) -> Standing:
    current = rolled(terms, window, now=now)
    others = max(current.rivals, current.rivals_before)
    return Standing(
        limit=current.limit,
        seconds=terms.seconds,
        remaining=max(0.0, current.limit - current.spent - current.rivals),
        resets_in=max(0.0, _ends_at(current) - now),
        share=terms.share,
        rate=_ceiling(terms, current, Lane.BACKFILL) / terms.seconds,
        free=max(0.0, _room(terms, current, lane=Lane.BACKFILL, now=now)),
        rivals=others * 60 / terms.seconds,
        closed_for=max(0.0, current.closed_until - now),
    )


def _next(terms: Terms, window: Window, *, resets_at: float) -> Window:
    used = min(1.0, window.spent / _ours(terms, window))
    return replace(
        window,
        resets_at=resets_at,
        serial=window.serial + 1,
        spent=window.pending,
        pending=0.0,
        rivals=0.0,
        rivals_before=window.rivals,
        head=HEAD_START * (1 - used),
        told=0.0,
    )


def _ends_at(window: Window) -> float:
    return window.resets_at + window.slip


def _ours(terms: Terms, window: Window) -> float:
    share = max(1.0, float(floor(window.limit * terms.share)))
    beside_rivals = float(floor(window.limit - max(window.rivals, window.rivals_before) * RIVALS_GROW))
    return max(min(share, beside_rivals), 1.0, float(floor(share * LEAST_SHARE)))


def _ceiling(terms: Terms, window: Window, lane: Lane) -> float:
    ours = _ours(terms, window)
    return ours - (floor(ours * ALWAYS_LEFT) if lane > Lane.RESTRICTIONS else 0.0)


def _room(terms: Terms, window: Window, *, lane: Lane, now: float) -> float:
    """Requests that a lane may send at once; below 1 it has to wait."""
    ceiling = _ceiling(terms, window, lane)
    if lane > Lane.RESTRICTIONS:
        gone = now - (_ends_at(window) - terms.seconds)
        at = min(1.0, max(0.0, gone / (terms.seconds * FULL_BY)))
        left = held_back(lane, backfill=BACKFILL_LEAVES, live=LIVE_LEAVES) * ceiling * (1 - at)
        # The first request may go at once, the last when the line is full.
        ceiling = 1 + max(0.0, ceiling - 1 - left) * (window.head + (1 - window.head) * at)
    return min(ceiling, window.limit - window.rivals) - window.spent


def _delay(terms: Terms, window: Window, *, lane: Lane, now: float) -> float:
    if now < window.closed_until:
        return window.closed_until - now
    step = terms.seconds * FULL_BY / _ours(terms, window)
    room = _room(terms, window, lane=lane, now=now)
    if room < 1:
        return min((1 - room) * step / (1 - window.head), _ends_at(window) - now)
    if window.told == 0 and lane > Lane.RESTRICTIONS:
        return max(0.0, window.last_at + step - now)
    return 0.0


def _placed(terms: Terms, window: Window, told: Told, *, turn: Turn, now: float) -> Window:
    """Which window the reply speaks of, and what it says about it."""
    half = terms.seconds / 2
    if told.resets_at < window.resets_at - half:
        if turn.serial < window.serial:
            # It was taken to count in this window, and counted in the one before after all.
            counted_before = turn.serial == window.serial - 1
            return replace(window, spent=max(0.0, window.spent - 1)) if counted_before else window
        if told.resets_at <= turn.at:
            return _behind(terms, window, told, turn=turn)
        if window.told == 1:
            return window
    elif told.resets_at > window.resets_at + half:
        window = _ahead(terms, window, told, now=now)
    others = told.limit - told.remaining - window.spent
    return replace(window, limit=told.limit, resets_at=told.resets_at, told=1.0, rivals=max(window.rivals, others, 0.0))


def _ahead(terms: Terms, window: Window, told: Told, *, now: float) -> Window:
    """The vendor opened a window before ours was over."""
    opened = _next(terms, window, resets_at=told.resets_at)
    seen = now - (told.resets_at - terms.seconds)
    slip = max(-terms.seconds / 2, min(window.slip, seen)) if window.told == 1 else window.slip
    return replace(opened, spent=opened.spent + 1, slip=slip)


def _behind(terms: Terms, window: Window, told: Told, *, turn: Turn) -> Window:
    """We opened a window before the vendor did: everybody stops until it should have."""
    seen = turn.at - told.resets_at + terms.seconds / 50
    slip = min(terms.seconds / 2, max(window.slip, seen))
    return replace(window, slip=slip, closed_until=max(window.closed_until, told.resets_at + slip))


def _stopped(window: Window, answer: Answer, *, now: float) -> Window:
    if answer.retry_after is not None:
        until = now + answer.retry_after
    elif answer.told is not None and answer.told.remaining == 0:
        until = answer.told.resets_at + window.slip
    else:
        until = now + UNTOLD_STOP
    return replace(window, closed_until=max(window.closed_until, until))
