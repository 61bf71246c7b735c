"""The bench: one connector, what lies behind it, and how both are put up."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import cast

from connectors.base import (
    AddsFields,
    Ambient,
    BatchReads,
    Connector,
    DeletesNotes,
    DescribesFields,
    EditsNotes,
    Erases,
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
from connectors.testing.samples import Human, Samples
from connectors.types import BadRecord, Cursor, Kind, Page, Record, Ref

NOON = 1_780_000_000.0
"""When every bench begins, in seconds since the epoch: a day in May 2026."""


def frozen_clock() -> SandboxClock:
    """A clock that moves only when a test, or a connector that waits, moves it."""
    return SandboxClock(frozen_at=NOON)


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
    def note_editor(self) -> EditsNotes:
        return cast(EditsNotes, self.connector)

    @property
    def note_deleter(self) -> DeletesNotes:
        return cast(DeletesNotes, self.connector)

    @property
    def eraser(self) -> Erases:
        return cast(Erases, self.connector)

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
