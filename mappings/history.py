"""What a CRM tells of its own past with a person, and where that stands in its record of a candidate.

Every fact may be untold: few vendors tell all of them, and what none tells is nobody's guess.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from pydantic import ConfigDict

from mappings.reading import Times, id_at, number, text
from mappings.transforms.base import Data


@dataclass(frozen=True, slots=True)
class HistoryFacts:
    """``first_touch`` is when the person came to the CRM, ``last_contact`` when somebody last wrote or called; both are
    aware UTC. ``touches`` counts how often somebody did. ``owner_id`` and ``added_by_id`` are users of the CRM."""

    first_touch: datetime | None = None
    source: str | None = None
    owner_id: str | None = None
    added_by_id: str | None = None
    touches: int | None = None
    last_contact: datetime | None = None

    @property
    def user_ids(self) -> tuple[str, ...]:
        """Users whom it names."""
        return tuple(dict.fromkeys(each for each in (self.owner_id, self.added_by_id) if each is not None))


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryWords:
    """Where the facts of a history stand in the vendor's record of a candidate."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    first_touch: str | None = None
    source: str | None = None
    owner_id: str | None = None
    added_by_id: str | None = None
    touches: str | None = None
    last_contact: str | None = None

    def read(self, data: Data, times: Times) -> HistoryFacts:
        """Raises Malformed."""
        touches = number(data, self.touches)
        return HistoryFacts(
            first_touch=times.at(data, self.first_touch),
            source=text(data, self.source),
            owner_id=id_at(data, self.owner_id),
            added_by_id=id_at(data, self.added_by_id),
            touches=None if touches is None else int(touches),
            last_contact=times.at(data, self.last_contact),
        )
