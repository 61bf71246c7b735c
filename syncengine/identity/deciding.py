"""Who a record is, given how it was judged against others, whose those are, what vendors claim and what humans said.

A link is made to one person only. Doubt is a question, and while it is open nothing is made for either of the two, so
doubt can never become a ghost.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from syncengine.core.matching.verdicts import LINK, REVIEW
from syncengine.core.model import PersonId
from syncengine.identity.neighbourhood import Pair

Pairs = Collection[frozenset[PersonId]]

APART = 0.01
"""A person with a record that is this unlikely to be the newcomer's is not linked without a human, however like it
another of the person's records is: chains of likeness must not bring two people together."""

BOTH = "more than one known person could be this one"
CLAIMED_ELSEWHERE = "a vendor has recorded another counterpart for one of the two"
VETO = "what sets two people apart sets these apart: Jr from Sr, or two pages that one person does not have"
CHAIN = "it is like one record of that person and unlike another one"
SECOND = "the person already has a record in this system: one of the two may be a ghost"
UNSURE = "what agrees is not enough to be sure, and too much to be left apart"
BETWEEN = "a record of one of the two is like records of the other"
TOLD_APART = "it is like records of two people whom a human has told apart"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person whom the newcomer could be. ``met`` are the judged pairs of the newcomer with the person's records, the
    most probable first; ``unmet`` those with records that share no key with it. ``claimed`` says that a vendor's own id
    connects the two, ``disowned`` that vendors' ids contradict each other; ``is_second`` that the person has a record
    in the newcomer's system."""

    person: PersonId
    met: tuple[Pair, ...] = ()
    unmet: tuple[Pair, ...] = ()
    claimed: bool = False
    disowned: bool = False
    is_second: bool = False

    @property
    def best(self) -> Pair | None:
        return self.met[0] if self.met else None

    @property
    def likeness(self) -> float:
        return self.met[0].probability if self.met else 0.0

    @property
    def is_like(self) -> bool:
        return any(pair.verdict == LINK for pair in self.met)


@dataclass(frozen=True, slots=True)
class Question:
    """Whether the newcomer's person is this one too, and the pair that raises it, if any pair does."""

    person: PersonId
    reason: str
    pair: Pair | None


@dataclass(frozen=True, slots=True)
class Decision:
    """``person`` is who the newcomer is, None for somebody new; ``because`` is the pair that shows it."""

    person: PersonId | None = None
    because: Pair | None = None
    claimed: bool = False
    questions: tuple[Question, ...] = field(default=())


def decide(candidates: Sequence[Candidate], *, apart: Pairs = ()) -> Decision:
    """Who the newcomer is. ``apart``: people whom humans have told from each other, for ever."""
    serious = sorted(filter(_is_serious, candidates), key=lambda each: (-each.claimed, -each.likeness, each.person))
    doubts = {each.person: _doubt(each) for each in serious}
    strong = [each for each in serious if each.claimed or each.is_like]
    chosen = strong[0] if len(strong) == 1 and not doubts[strong[0].person] else None
    if chosen is None:
        told_apart = any(frozenset((one.person, two.person)) in apart for one in strong for two in strong)
        several = (TOLD_APART if told_apart else BOTH) if len(strong) > 1 else ""
        asked = [Question(each.person, doubts[each.person] or several or UNSURE, each.best) for each in serious]
        return Decision(questions=tuple(asked))
    others = [each for each in serious if each is not chosen and frozenset((chosen.person, each.person)) not in apart]
    between = tuple(Question(each.person, doubts[each.person] or BETWEEN, each.best) for each in others)
    return Decision(chosen.person, chosen.best, chosen.claimed, between)


def _is_serious(candidate: Candidate) -> bool:
    return candidate.claimed or any(pair.verdict >= REVIEW for pair in candidate.met)


def _doubt(candidate: Candidate) -> str:
    """Why this person, though likely or claimed, is not linked without a human; "" when nothing speaks against it."""
    if candidate.disowned:
        return CLAIMED_ELSEWHERE
    every = (*candidate.met, *candidate.unmet)
    if candidate.claimed:
        # The vendor's own word. That one has two records in one system needs more than a word.
        return SECOND if candidate.is_second and not candidate.is_like else ""
    if any(pair.veto for pair in every):
        return VETO
    return CHAIN if candidate.is_like and any(pair.probability < APART for pair in every) else ""
