"""Time and chance, passed in."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from syncengine.store import audit


@dataclass(frozen=True, slots=True)
class World:
    """Time and chance for a whole engine, and ``who`` started it."""

    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
    dice: random.Random = field(default_factory=random.Random)
    who: str = audit.OURS

    def today(self) -> date:
        return datetime.fromtimestamp(self.now(), UTC).date()
