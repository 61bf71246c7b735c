"""The vocabulary every connector speaks: refs, records, pages, cursors and what a connector can do.

Nothing here knows people, links or plans, and nothing here names a vendor.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NewType

Cursor = NewType("Cursor", str)
"""Opaque resume point of a listing. Only the connector that made it can read it; it is safe to store and to log."""

Kind = str
"""What a record is. Kinds that several vendors share have one spelling, listed in :data:`KINDS`."""

Json = Any
"""A decoded JSON value as the vendor sent it."""

KINDS: Mapping[str, str] = {
    "candidate": "a human being, as one vendor record",
    "application": "one candidacy of a candidate for a job (or a prospect without one)",
    "job": "an opening people apply to",
    "stage": "a step of a job's funnel",
    "rejection_reason": "why an application was closed",
    "user": "someone who works in the vendor's system",
    "note": "free text attached to a candidate",
    "tag": "a label on candidates",
    "custom_field": "a customer-defined field and where it applies",
    "pool": "a named list of candidates",
    "membership": "one candidate being added to, or removed from, one pool",
    "department": "a part of the company that jobs belong to",
    "office": "a place that jobs belong to",
    "source": "where candidates came from, as the vendor's users name it",
}


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """Names one record: the account it lives in, what it is, and the vendor's id as text."""

    system: str
    kind: Kind
    id: str

    def __str__(self) -> str:
        return f"{self.system}:{self.kind}:{self.id}"

    @classmethod
    def parse(cls, text: str) -> Ref:
        """Read back ``str(ref)``. Raises ValueError when ``text`` is not ``system:kind:id``."""
        system, kind, id_ = text.split(":", 2)
        return cls(system, kind, id_)


@dataclass(frozen=True, slots=True)
class Record:
    """A vendor's own shape of a thing, exactly as read.

    ``version`` changes whenever the vendor says the record changed; it is compared for equality only, never ordered.
    """

    ref: Ref
    data: Mapping[str, Json]
    version: str | None = None


@dataclass(frozen=True, slots=True)
class BadRecord:
    """One row of a page that could not be read. The rest of the page is unharmed.

    ``reason`` names the field and the rule, never a value; ``data`` keeps the row for the reviewer.
    """

    system: str
    kind: Kind
    id: str | None
    reason: str
    data: Json = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a listing and the cursor with which to go on after them.

    ``last`` says that the listing is complete; its ``cursor`` is then where the *next* listing should start.
    ``total`` is the vendor's own count of the whole listing, where it gives one (for progress bars only).
    """

    items: tuple[Record | BadRecord, ...]
    cursor: Cursor
    last: bool
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """Whom the credentials belong to, what they may do, and what is missing.

    ``id`` is stable for one vendor account, so that "the wrong account" can be noticed. ``problems`` and ``warnings``
    are complete sentences that end in what to do about it.
    """

    id: str
    name: str
    scopes: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing a user configures about a system, described once for the configuration, ``init`` and the docs."""

    name: str
    help: str
    secret: bool = False
    required: bool = True
    default: str | None = None
    example: str | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """A rate limit as documented: ``requests`` per ``seconds``; ``burst`` where it is a bucket."""

    requests: int
    seconds: float
    burst: int | None = None


@dataclass(frozen=True, slots=True)
class Webhooks:
    """How a vendor tells of changes by itself. ``events`` are those to subscribe to: a subscription of each is needed,
    and sufficient. Only an answer of ``accepts`` counts as delivered. ``gives_up_hours`` after the first attempt a
    delivery is lost. ``steps`` say where to click; they may use ``{url}`` and ``{event}``. ``untold`` says of which
    changes there is no event, so that only polling shows them."""

    accepts: int
    content_types: tuple[str, ...]
    events: tuple[str, ...]
    gives_up_hours: float
    steps: tuple[str, ...]
    untold: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MailEffect:
    """A write that may make the vendor mail a candidate. ``name`` is what a policy calls it.

    ``verb`` is the engine's operation (create, update, add_to_pool, remove_from_pool, note). ``fields`` narrows it to
    writes of one of these canonical fields, ``push`` to creates of people who are pushed as ``applicant``, ``prospect``
    (any) or ``prospect_for_job``; both empty: every write of that verb. ``why`` is a sentence with its source."""

    name: str
    verb: str
    why: str
    fields: tuple[str, ...] = ()
    push: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a connector declares about itself in its ``manifest.toml``. The conformance kit holds the code against it.

    ``capabilities`` maps a capability (the name of a protocol in :mod:`connectors.base`) to why it is there, or, in
    ``cannot``, to why it is not. ``marks`` says, per kind that can be created, where our mark is stored, or
    ``search`` where the vendor has no place for one. ``replaced_whole`` lists the fields that an update replaces as a
    whole, so that a lost read would lose data. ``mails`` are the writes that may make the vendor mail a candidate.
    """

    vendor: str
    title: str
    role: str
    docs: str
    kinds: tuple[str, ...]
    settings: tuple[Setting, ...]
    limit: Limit
    capabilities: Mapping[str, str]
    cannot: Mapping[str, str] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)
    replaced_whole: tuple[str, ...] = ()
    quirks: tuple[str, ...] = ()
    webhooks: Webhooks | None = None
    mails: tuple[MailEffect, ...] = ()


@dataclass(frozen=True, slots=True)
class Erased:
    """What became of a record that was to be erased: ``deleted``, ``blocked`` (deleted, and its identifiers kept out by
    the vendor) or ``anonymised``. ``left`` are sentences about what the vendor keeps nevertheless, with their source.
    ``was_gone`` says that there was nothing to erase any more."""

    how: str
    left: tuple[str, ...] = ()
    was_gone: bool = False


@dataclass(frozen=True, slots=True)
class Delivery:
    """A webhook request as it came over the wire. Header names are lower-case; ``body`` is the very bytes."""

    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Hint:
    """ "Look at this ref." ``moved_to`` is the id of the record that it was merged into, where the vendor says so;
    ``urgent`` that it is about a restriction, or that the record is gone."""

    ref: Ref
    moved_to: str | None = None
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What a delivery says. ``event`` is the vendor's own name of it, at most 80 characters; ``known`` is False for one
    that the connector has never heard of. There may be nothing to look at."""

    event: str
    hints: tuple[Hint, ...] = ()
    known: bool = True


@dataclass(frozen=True, slots=True)
class Subscription:
    """One event that a vendor is told to send us, as the vendor shows it."""

    id: str
    event: str
    url: str
    active: bool


@dataclass(frozen=True, slots=True)
class Note:
    """A note as a vendor shows it. ``private`` means: not visible to everyone who may see the candidate."""

    ref: Ref
    candidate: Ref
    body: str
    private: bool
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FieldInfo:
    """A field of a kind as the account really has it, custom ones included."""

    name: str
    label: str
    type: str
    writable: bool
    options: tuple[str, ...] = ()
