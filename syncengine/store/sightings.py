"""What was just seen of a record, beside what is stored of it: is it the same, does it differ, since when does it hold?
Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from syncengine.store.packing import digest


@dataclass(frozen=True, slots=True)
class Stored:
    """A snapshot as it is stored. ``began`` is when it began to say that."""

    fingerprint: str
    fields: Mapping[str, Any]
    parent_id: str | None
    gone: bool
    began: float


@dataclass(frozen=True, slots=True)
class Sighting:
    """``fields`` are as they are stored (JSON). ``before`` is None for a record that is new to us."""

    fields: dict[str, Any]
    parent_id: str | None
    fingerprint: str
    before: Stored | None

    @property
    def is_known(self) -> bool:
        """Is all of it stored already, by the payload? A record that was gone and is back differs in any case."""
        return self.before is not None and not self.before.gone and self.before.fingerprint == self.fingerprint

    @property
    def differs(self) -> bool:
        """Do the fields differ from what was stored?"""
        return self.before is None or self.before.gone or self.before.fields != self.fields

    @property
    def replaces(self) -> bool:
        """Does what was stored become what was?"""
        return self.before is not None and (self.differs or self.before.parent_id != self.parent_id)

    def began(self, now: float) -> float:
        """Since when the record says that. No state ends before it began, even if the clock went back."""
        if self.before is None:
            return now
        return max(now, self.before.began) if self.replaces else self.before.began


def fingerprint(*, raw: Any, version: str | None, fields: Mapping[str, Any]) -> str:
    """The fields belong to it: another mapping reads the same payload differently."""
    return digest([raw, version, fields])
