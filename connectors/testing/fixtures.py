"""The bench: one connector, what lies behind it, a human who acts in the vendor's pages, and sample data."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import cast

from connectors.base import (
    AddsFields,
    Ambient,
    BatchReads,
    Connector,
    DescribesFields,
    FindsByMark,
    KeepsPools,
    ManagesHooks,
    Notes,
    ReceivesHooks,
    Searches,
    WatchesPools,
    Writes,
)
from connectors.sandbox import Sandbox, SandboxClock
from connectors.sandbox.server import serve
from connectors.testing.hostile import Hostile, SandboxHostile
from connectors.types import BadRecord, Cursor, Delivery, Json, Kind, Page, Record, Ref

NOON = 1_780_000_000.0
"""When every bench begins, in seconds since the epoch: a day in May 2026."""

PLANTED = "Plantedperson"
"""A value that no error text and no log line may carry. Samples use it as a name."""


def frozen_clock() -> SandboxClock:
    """A clock that moves only when a test, or a connector that waits, moves it."""
    return SandboxClock(frozen_at=NOON)


@dataclass(frozen=True, slots=True, kw_only=True)
class Samples:
    """Values in the vendor's words.

    ``create`` gives the data of a candidate with an e-mail; it should use ``PLANTED`` as a name. ``changes`` are plain
    fields, ``replaces`` a whole collection. ``reads_as`` names written fields that read back under another name;
    ``volatile`` are fields that move with any edit. ``refused`` is data that the vendor will not take, ``duplicate``
    data of which it takes only one. ``several_pages`` is more candidates than fit on two pages. ``delivery`` gives a
    webhook delivery, signed or not, in JSON, about a change of the candidate with an id.
    """

    create: Callable[[str], Mapping[str, Json]]
    emails_of: Callable[[Mapping[str, Json]], set[str]]
    changes: Mapping[str, Json]
    several_pages: int
    replaces: Mapping[str, Json] = field(default_factory=dict)
    reads_as: Mapping[str, str] = field(default_factory=dict)
    volatile: frozenset[str] = frozenset()
    refused: Mapping[str, Json] | None = None
    duplicate: Mapping[str, Json] | None = None
    delivery: Callable[[str], Delivery] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Human:
    """Acts in the vendor's own pages, by id. What a vendor does not have stays None, and rules about it are skipped.

    ``add`` takes an e-mail, ``add_with_profile`` the URL of a LinkedIn profile. ``edit`` changes a plain field,
    ``set_email`` puts one e-mail in the place of all others. ``members`` tells who is in a pool. ``revoke`` takes a
    permission away from our credentials and returns how it is called. ``hide_fresh`` makes the vendor slow to show new
    records, for that many seconds.
    """

    add: Callable[[str], str]
    edit: Callable[[str], object]
    delete: Callable[[str], object]
    add_with_profile: Callable[[str], str] | None = None
    set_email: Callable[[str, str], object] | None = None
    members: Callable[[str], set[str]] | None = None
    revoke: Callable[[], str] | None = None
    hide_fresh: Callable[[float], object] | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """Everything that one listing brought."""

    pages: tuple[Page, ...]

    @property
    def records(self) -> dict[str, Record]:
        """By id; repeats are one, and the later row wins."""
        return {item.ref.id: item for page in self.pages for item in page.items if isinstance(item, Record)}

    @property
    def bad(self) -> list[BadRecord]:
        return [item for page in self.pages for item in page.items if isinstance(item, BadRecord)]

    @property
    def cursor(self) -> Cursor:
        return self.pages[-1].cursor


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """One connector under test. ``sandbox`` is None when there is no wire between it and its vendor.

    ``rebuild`` makes another connector to the same account with some settings changed. ``writes_seen`` counts the
    writes that reached the vendor. ``follows_links`` says that the vendor names the next page by URL.
    """

    connector: Connector
    human: Human
    samples: Samples
    hostile: Hostile
    clock: SandboxClock
    settings: Mapping[str, str]
    rebuild: Callable[[Mapping[str, str]], Connector]
    writes_seen: Callable[[], int]
    sandbox: Sandbox | None = None
    follows_links: bool = False

    # A rule that uses one of these says `@needs(...)`, which skips it where the capability is not there.
    @property
    def writes(self) -> Writes:
        return cast(Writes, self.connector)

    @property
    def marks(self) -> FindsByMark:
        return cast(FindsByMark, self.connector)

    @property
    def searches(self) -> Searches:
        return cast(Searches, self.connector)

    @property
    def batches(self) -> BatchReads:
        return cast(BatchReads, self.connector)

    @property
    def pools(self) -> KeepsPools:
        return cast(KeepsPools, self.connector)

    @property
    def watcher(self) -> WatchesPools:
        return cast(WatchesPools, self.connector)

    @property
    def note_keeper(self) -> Notes:
        return cast(Notes, self.connector)

    @property
    def field_lister(self) -> DescribesFields:
        return cast(DescribesFields, self.connector)

    @property
    def field_maker(self) -> AddsFields:
        return cast(AddsFields, self.connector)

    @property
    def hooks(self) -> ReceivesHooks:
        return cast(ReceivesHooks, self.connector)

    @property
    def hook_keeper(self) -> ManagesHooks:
        return cast(ManagesHooks, self.connector)

    @property
    def secrets(self) -> tuple[str, ...]:
        """Values of the settings that the manifest calls secret."""
        names = [setting.name for setting in self.connector.manifest.settings if setting.secret]
        return tuple(self.settings[name] for name in names if self.settings.get(name))

    def candidate(self, id_: str) -> Ref:
        return Ref(self.connector.system, "candidate", id_)

    def people(self, count: int) -> list[str]:
        """Ids of that many new candidates, added by the human."""
        return [self.human.add(f"person{number}@example.org") for number in range(count)]

    def listing(self, kind: Kind = "candidate", since: Cursor | None = None) -> Listing:
        return Listing(tuple(self.connector.pages(kind, since)))

    def holders_of(self, email: str) -> list[str]:
        """Ids of the candidates that a full listing shows with this e-mail."""
        emails_of = self.samples.emails_of
        return [id_ for id_, record in self.listing().records.items() if email in emails_of(record.data)]


def ambient_of(clock: SandboxClock) -> Ambient:
    """Waiting moves the clock instead of taking time."""
    return Ambient(now=clock.now, sleep=clock.skip, dice=random.Random(7))


@contextmanager
def http_bench(
    sandbox: Sandbox,
    vendor: Callable[..., Connector],
    *,
    human: Human,
    samples: Samples,
    paths: Mapping[Kind, str],
    login_path: str | None = None,
    follows_links: bool = False,
) -> Iterator[Bench]:
    """A connector and its sandbox on a port. ``login_path`` matches requests that fetch tokens: they are no writes."""
    with serve(sandbox) as url, ExitStack() as opened:
        settings = sandbox.settings(url)
        ambient = ambient_of(sandbox.clock)

        def rebuild(changes: Mapping[str, str]) -> Connector:
            made = vendor(sandbox.vendor, {**settings, **changes}, ambient=ambient)
            opened.callback(made.close)
            return made

        def writes_seen() -> int:
            writes = sandbox.journal.writes()
            return sum(1 for entry in writes if not (login_path and re.search(login_path, entry.path)))

        yield Bench(
            connector=rebuild({}),
            human=human,
            samples=samples,
            hostile=SandboxHostile(sandbox, paths),
            clock=sandbox.clock,
            settings=settings,
            rebuild=rebuild,
            writes_seen=writes_seen,
            sandbox=sandbox,
            follows_links=follows_links,
        )
