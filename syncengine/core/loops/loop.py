"""What is said about a policy that cannot come to rest."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from mappings.policy import Policy
from syncengine.core.applications import Application
from syncengine.core.restrictions import Restrictions
from syncengine.core.situation import Situation, situation_of


@dataclass(frozen=True, slots=True)
class Case:
    """Somebody who stands in the ATS in some way, on some day."""

    applications: tuple[Application, ...]
    today: date
    restrictions: Restrictions = field(default_factory=Restrictions)
    tags: tuple[str, ...] = ()

    def situation(self, policy: Policy, pools: frozenset[str] = frozenset()) -> Situation:
        return situation_of(
            self.applications, policy=policy, restrictions=self.restrictions, tags=self.tags, pools=pools
        )


@dataclass(frozen=True, slots=True)
class Event:
    """Something happens: from now on the person stands so, and humans have put them into exactly these pools."""

    case: Case
    pools: frozenset[str]


@dataclass(frozen=True, slots=True)
class Loop:
    """A way in which a policy goes round for ever. ``words`` is the cycle in one sentence, ``at`` the file and line of
    every rule in it. Of pools, ``events`` lead to it from somebody whom we never saw: we come to rest after each but
    the last. Of a field, ``about`` is its name."""

    words: str
    at: tuple[str, ...] = ()
    events: tuple[Event, ...] = ()
    about: str | None = None
