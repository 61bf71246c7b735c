"""What a vendor's webhooks are made of: who wants them, what is posted, and how the vendor goes about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from connectors.types import Json


@dataclass(frozen=True, slots=True)
class Hook:
    """Somebody wants to be told. ``events`` are those wanted, None for all; one that is not ``active`` gets nothing."""

    id: str
    url: str
    secret: str = field(repr=False)
    events: frozenset[str] | None = None
    active: bool = True

    def wants(self, event: str) -> bool:
        return self.active and (self.events is None or event in self.events)


@dataclass(frozen=True, slots=True)
class Posting:
    """The request that tells of one event, to the byte."""

    headers: Mapping[str, str]
    content: bytes


class Write(Protocol):
    """Puts an event into words and signs it."""

    def __call__(self, event: str, payload: Json, *, secret: str, id_: str) -> Posting: ...


@dataclass(frozen=True, slots=True)
class Customs:
    """How a vendor sends webhooks.

    ``events`` are those that its sandbox sends. ``accepts`` says which status counts as delivered. ``waits`` are the
    seconds between an attempt that failed and the next one; after the last of them the delivery is lost. ``ping`` is
    the event, with its payload, that proves a new subscription, None where the vendor does not ask.
    """

    events: frozenset[str]
    write: Write
    accepts: Callable[[int], bool]
    waits: tuple[float, ...]
    ping: tuple[str, Json] | None = None


@dataclass(frozen=True, slots=True)
class Parcel:
    """A delivery on its way. ``id`` is the vendor's; ``tries`` counts the attempts that failed."""

    id: str
    hook: str
    event: str
    url: str
    posting: Posting
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request that was made. ``number`` starts at 1; ``at`` is the sandbox's time; ``status`` is None when nobody
    answered."""

    id: str
    hook: str
    event: str
    number: int
    at: float
    status: int | None
