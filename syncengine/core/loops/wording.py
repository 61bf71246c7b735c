"""A circle of states as one sentence, with the rules in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from syncengine.core.loops.loop import Event, Loop
from syncengine.core.loops.steps import Pools, State, Steps
from syncengine.core.rulebook import Decision
from syncengine.core.situation import Situation


@dataclass(frozen=True, slots=True)
class _Move:
    """Somebody comes into a pool, or leaves it. ``rule`` wants it, or wants it no more (``ended``)."""

    pool: str
    comes: bool
    rule: str
    ended: bool = False

    def __str__(self) -> str:
        verb = "comes into" if self.comes else "leaves"
        how = f"as {self.rule!r} applies no more" if self.ended else f"by {self.rule!r}"
        return f"{verb} {self.pool!r} {how}"


def loop_of(circle: Sequence[State], steps: Steps, *, events: tuple[Event, ...]) -> Loop:
    """The circle that somebody goes to whom the events happen."""
    case = events[-1].case
    decisions = [steps.derived(case, state).decision for state in circle]
    passes = [list(_moves(circle, decisions, place)) for place in range(len(circle))]
    rules = {rule.name: rule.at for rule in steps.policy.rules}
    named = dict.fromkeys(move.rule for moves in passes for move in moves)
    told = "; then ".join(" and ".join(map(str, moves)) for moves in passes if moves)
    who = _who(case.situation(steps.policy), circle[0].shown)
    return Loop(
        words=f"{who} {told}; and so on for ever",
        at=tuple(rules[name] for name in named if rules.get(name)),
        events=events,
    )


def _moves(circle: Sequence[State], decisions: Sequence[Decision], place: int) -> Iterator[_Move]:
    now, after = circle[place].shown, circle[(place + 1) % len(circle)].shown
    decision = decisions[place]
    for pool in sorted(now - after):
        if pool in decision.forbidden:
            yield _Move(pool, False, decision.because.get(pool, ""))
        else:
            yield _Move(pool, False, _last_word(decisions, place, pool), ended=True)
    for pool in sorted(after - now):
        yield _Move(pool, True, decision.because.get(pool, ""))


def _last_word(decisions: Sequence[Decision], place: int, pool: str) -> str:
    """The rule that wanted the pool, when last one did."""
    earlier = (decisions[(place - back) % len(decisions)] for back in range(1, len(decisions) + 1))
    return next((each.because.get(pool, "") for each in earlier if pool in each.wanted), "")


def _who(situation: Situation, pools: Pools) -> str:
    words: list[str] = {"none": ["without candidacies"], "prospect": ["a prospect"]}.get(
        situation.outcome, [situation.outcome]
    )
    if situation.milestone and situation.outcome != "hired":
        words = [*words, f"at {situation.milestone}"]
    if situation.recycle:
        words = [*words, f"recycle {situation.recycle}"]
    names = {each.department for each in situation.relevant} | {each.job_name for each in situation.relevant}
    words = [*words, *sorted(repr(name) for name in names if name), *(f"tag {tag!r}" for tag in situation.tags)]
    listed = " and ".join(repr(pool) for pool in sorted(pools)) or "no list"
    return f"somebody {', '.join(words)}, in {listed}:"
