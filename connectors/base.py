"""What a connector is: three required methods, and capabilities that it may have besides.

Callers ask ``isinstance(connector, KeepsPools)`` instead of catching "not implemented". The manifest must agree with
the protocols a class satisfies; the conformance kit (:mod:`connectors.testing`) fails where they differ.

All methods are synchronous and safe to call from several threads. All of them raise only errors of
:mod:`connectors.errors`.
"""

from __future__ import annotations

import random
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Protocol, runtime_checkable

from connectors.pacer import Pacer
from connectors.pacers import Meter, Pacers
from connectors.types import (
    Account,
    Cursor,
    Delivery,
    Erased,
    FieldInfo,
    Json,
    Kind,
    Manifest,
    Note,
    Page,
    Record,
    Ref,
    Subscription,
    Told,
)


@dataclass(frozen=True, slots=True)
class Ambient:
    """Time, chance and the budgets of vendor accounts, passed in so that tests, or several processes, own them.

    ``now`` is seconds since the epoch.
    """

    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
    dice: random.Random = field(default_factory=random.Random)
    pacers: Pacers = field(default_factory=Pacers)

    def pacer_for(self, meter: Meter) -> Pacer:
        """What waits for the limit of a vendor account: shared by everybody who is told of the same ``pacers``."""
        return self.pacers.pacer(meter, now=self.now, sleep=self.sleep)


class Connector(ABC):
    """One vendor account. ``system`` is the name the user gave it; every ref it returns carries that name."""

    manifest: ClassVar[Manifest]

    def __init__(self, system: str, settings: Mapping[str, str], *, ambient: Ambient | None = None) -> None:
        """``settings`` has every required setting of the manifest as text. No I/O happens here."""
        self.system = system
        self.settings = settings
        self.ambient = ambient or Ambient()

    @property
    def calls(self) -> int:
        """Requests sent so far."""
        return 0

    @property
    def ahead_seconds(self) -> float | None:
        """How far the vendor's clock was ahead of ours at its last reply; None when it did not tell the time."""
        return None

    def account_id(self) -> str:
        """The ``id`` of `check`, in as few requests as that takes. Raises LoginFailed, Unavailable."""
        return self.check().id

    @abstractmethod
    def check(self) -> Account:
        """Prove the credentials and report what they may do. Writes nothing. Raises LoginFailed, Unavailable."""

    @abstractmethod
    def pages(self, kind: Kind, since: Cursor | None = None) -> Iterator[Page]:
        """List a kind, all of it or what may have changed since a cursor.

        Rows may repeat between pages and between runs: the receiver removes repeats by content. A row that cannot be
        read arrives as a BadRecord. Raises CursorGone when ``since`` is not valid any more.
        """

    @abstractmethod
    def get(self, ref: Ref) -> Record:
        """Read one record afresh. Raises Missing."""

    def close(self) -> None:  # noqa: B027  # most connectors hold nothing
        """Give back sockets. The connector is not used afterwards."""


@runtime_checkable
class Writes(Protocol):
    """Creates and updates records."""

    def create(self, kind: Kind, data: Mapping[str, Json], *, mark: str) -> Record:
        """Create a record that carries ``mark`` where the manifest says, and return it as the vendor shows it.

        ``data`` is in vendor words. Raises Duplicate, Invalid, or Ambiguous when the outcome is unknown.
        """
        ...

    def update(self, ref: Ref, changes: Mapping[str, Json], *, expect: str | None = None) -> Record:
        """Change some fields of a record and return it as the vendor shows it afterwards.

        With ``expect`` (a Record.version) the record is read first when the changes replace whole collections, and
        Stale is raised when it is another version by now.
        """
        ...


@runtime_checkable
class FindsByMark(Protocol):
    """Finds a record that we created by the mark it carries."""

    @property
    def mark_field(self) -> str | None:
        """Name of the custom field that holds marks, which the account must have; None when none is needed."""
        ...

    def mark_of(self, record: Record) -> str | None:
        """The mark that a record carries, ours or not, or None. Reads nothing."""
        ...

    def find_by_mark(self, kind: Kind, mark: str, *, since: datetime) -> Record | None:
        """The record that carries ``mark`` and was created at or after ``since`` (UTC), or None.

        Raises Unsettled while the vendor has fresh records that it does not show yet.
        """
        ...


@runtime_checkable
class Searches(Protocol):
    """Finds candidates by an identifier."""

    def search(self, kind: Kind, query: Mapping[str, str]) -> Iterator[Record]:
        """Records that the vendor returns for all terms of ``query``, compared the vendor's way (often loosely).

        Terms: ``email``, ``profile`` (a profile URL). A term the vendor cannot search is Unsupported.
        """
        ...


@runtime_checkable
class BatchReads(Protocol):
    """Reads many records in few requests."""

    def get_many(self, refs: Sequence[Ref]) -> Iterator[Record]:
        """The records of one kind that exist, in no promised order. Missing ones are simply not returned."""
        ...


@runtime_checkable
class KeepsPools(Protocol):
    """Has named lists of candidates."""

    def add(self, pool: Ref, candidate: Ref) -> None:
        """Put a candidate into a pool. Being there already is success."""
        ...

    def remove(self, pool: Ref, candidate: Ref) -> None:
        """Take a candidate out of a pool. Not being there is success."""
        ...

    def create_pool(self, name: str) -> Record:
        """Make a pool that the whole team can see."""
        ...


@runtime_checkable
class WatchesPools(Protocol):
    """Tells who joined and left pools, for pools that it is told to watch."""

    def watch(self, pools: Sequence[Ref]) -> None:
        """From now on ``pages("membership", ...)`` covers these pools."""
        ...


@runtime_checkable
class Notes(Protocol):
    """Keeps free text on candidates."""

    def notes(self, candidate: Ref) -> Iterator[Note]:
        """All notes of a candidate that we may see."""
        ...

    def add_note(self, candidate: Ref, body: str, *, private: bool, mark: str) -> Note:
        """Write a note whose text carries ``mark``, so that a lost reply can be resolved by reading the notes."""
        ...


@runtime_checkable
class EditsNotes(Protocol):
    """Can change a note that is there already. A vendor that cannot is given a new note that supersedes the old."""

    def edit_note(self, note: Ref, body: str, *, mark: str) -> Note:
        """Replace the text of a note of ours; the new text carries ``mark``. Raises Missing."""
        ...


@runtime_checkable
class DeletesNotes(Protocol):
    """Can delete a note of ours, so that nobody reads it any more."""

    def delete_note(self, note: Ref) -> None:
        """Delete a note. Not being there is success."""
        ...


@runtime_checkable
class Erases(Protocol):
    """Can erase a human being for good."""

    def erase(self, candidate: Ref) -> Erased:
        """Erase a candidate and everything that hangs on it, as thoroughly as the vendor lets anybody. It cannot be
        undone. Being gone already is success. Raises Unsupported with what a human must do where the API cannot."""
        ...


@runtime_checkable
class DescribesFields(Protocol):
    """Knows which fields the account really has."""

    def fields(self, kind: Kind) -> Sequence[FieldInfo]:
        """Fields of a kind, custom ones included."""
        ...


@runtime_checkable
class AddsFields(Protocol):
    """Can create the custom fields that we need."""

    def add_field(self, kind: Kind, name: str, *, type_: str, options: Sequence[str] = ()) -> FieldInfo:
        """Get or create a custom field. ``type_`` is ``text``, ``date`` or ``choice``."""
        ...


@runtime_checkable
class ReceivesHooks(Protocol):
    """Understands what the vendor sends by itself. None of this talks to the vendor, and all of it is quick."""

    def verify(self, delivery: Delivery, secrets: Sequence[str]) -> None:
        """Prove, in constant time, that the bytes of a delivery were signed with one of ``secrets``. Raises
        connectors.signatures.NotGenuine."""
        ...

    def delivery_id(self, delivery: Delivery) -> str | None:
        """The vendor's own id of a delivery, by which repetitions are recognised; None when it has none."""
        ...

    def told(self, delivery: Delivery) -> Told:
        """What a genuine delivery says. Raises connectors.signatures.Unreadable."""
        ...

    def trial(self, secret: str, *, id_: str) -> Delivery:
        """A delivery as the vendor would send it, about nothing and nobody, to try the way with."""
        ...


@runtime_checkable
class ManagesHooks(Protocol):
    """Can subscribe us to webhooks through the vendor's API."""

    def subscriptions(self) -> Sequence[Subscription]:
        """What the vendor is told to send, and where to."""
        ...

    def subscribe(self, event: str, *, url: str, secret: str) -> Subscription:
        """Have an event sent to ``url``, signed with ``secret``. One that is there already is made to be so."""
        ...

    def unsubscribe(self, id_: str) -> None:
        """Have it sent no more. Not being there is success."""
        ...


CAPABILITIES: Mapping[str, type] = {
    "writes": Writes,
    "finds_by_mark": FindsByMark,
    "searches": Searches,
    "batch_reads": BatchReads,
    "keeps_pools": KeepsPools,
    "watches_pools": WatchesPools,
    "notes": Notes,
    "edits_notes": EditsNotes,
    "deletes_notes": DeletesNotes,
    "erases": Erases,
    "describes_fields": DescribesFields,
    "adds_fields": AddsFields,
    "receives_hooks": ReceivesHooks,
    "manages_hooks": ManagesHooks,
}
"""Every optional capability by the name that manifests use."""
