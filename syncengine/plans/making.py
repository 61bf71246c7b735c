"""Making a plan: looking at both sides, as every pass does, and keeping what would be written, for the screen and in a
file."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path

import sqlalchemy as sa

from mappings.policy import Policy
from syncengine import passes
from syncengine.app import Engine
from syncengine.core.model import PersonId, Plan
from syncengine.passes import Proposal, Reporter
from syncengine.plans.effects import EFFECTS, Filter, Tally
from syncengine.plans.entries import Account, Entry, Header, NewLink, spelt
from syncengine.plans.saving import PlanWriter
from syncengine.store import lately_linked, runs
from syncengine.store.lately_linked import Linked
from syncengine.store.packing import digest
from syncengine.work.facts import Facts
from syncengine.work.places import Places
from syncengine.work.preview import Preview

BATCH = 500


@dataclass(slots=True)
class Made:
    """A plan as it was made. ``shown`` are the people that are to be shown one by one; ``saved`` is the file, if it was
    saved. The proposal is about what the filter means."""

    proposal: Proposal
    tally: Tally
    shown: list[Entry]
    saved: Path | None = None


class Shown(list[Entry]):
    """Keeps people for the screen: all that were asked for, or those who are written to, while they are few."""

    def __init__(self, most: int | None) -> None:
        super().__init__()
        self._most = most
        self._many = False

    def see(self, entry: Entry) -> None:
        if self._many or (self._most is not None and not entry.operations):
            return
        self.append(entry)
        if self._most is not None and len(self) > self._most:
            self._many = True
            self.clear()


@dataclass
class _Gathering:
    """Hears of every plan. Links are looked up for many people at once."""

    engine: Engine
    filter: Filter
    shown: Shown
    writer: PlanWriter | None
    tally: Tally = field(default_factory=Tally)
    preview: Preview = field(default_factory=Preview)
    _batch: list[Entry] = field(default_factory=list)
    _since: float | None = None

    def hear(self, facts: Facts, plan: Plan) -> None:
        entry = narrowed(entry_of(facts, plan), self.filter)
        if entry is None:
            return
        self.preview.add(entry.plan)
        self._batch.append(entry)
        if len(self._batch) >= BATCH:
            self.flush()

    def flush(self) -> None:
        links = self._links() if self.filter.means_links else {}
        for each in self._batch:
            linked = replace(each, links=links.get(each.person, ()))
            entry = narrowed(linked, self.filter) or linked
            self.tally.add(entry.operations, (link.system for link in entry.links))
            if entry.says_anything:
                self.shown.see(entry)
                if self.writer is not None:
                    self.writer.add(entry)
        self._batch.clear()

    def _links(self) -> Mapping[PersonId, tuple[NewLink, ...]]:
        with self.engine.store.read() as connection:
            if self._since is None:
                self._since = lately_linked.last_pass_at(connection)
            found = lately_linked.since(connection, [each.person for each in self._batch], at=self._since)
        return {person: tuple(map(_link, new)) for person, new in found.items()}


def make(
    engine: Engine,
    wanted: Filter,
    *,
    reporter: Reporter,
    most_shown: int | None = None,
    out: Path | None = None,
    overwrite: bool = False,
) -> Made:
    """Look, match, plan, and save what the filter means. Nothing is written to any system. Nothing is saved that a
    guard doubts. Up to ``most_shown`` people are kept for the screen, all without it. Raises AlreadyThere."""
    with ExitStack() as stack:
        writer = stack.enter_context(_writer(out, overwrite=overwrite))
        gathering = _Gathering(engine, wanted, Shown(most_shown), writer)
        proposal = passes.plan(engine, reporter=reporter, each=gathering.hear)
        made_at = engine.world.now()
        gathering.flush()
        meant = _meant(proposal.places, gathering.preview, wanted, engine.policy)
        saves = writer is not None and not proposal.alarms
        if writer is not None and saves:
            header = _header(engine, wanted, gathering.tally, made_at=made_at)
            header = replace(header, places=meant, missing=proposal.places.pools, people=writer.people)
            writer.finish(header)
    proposal = replace(proposal, preview=gathering.preview, places=meant)
    return Made(proposal, gathering.tally, gathering.shown, out if saves else None)


def _writer(out: Path | None, *, overwrite: bool) -> AbstractContextManager[PlanWriter | None]:
    return nullcontext() if out is None else PlanWriter(out, overwrite=overwrite)


def entry_of(facts: Facts, plan: Plan) -> Entry:
    """A person of the plan, but for what was linked lately."""
    sides = [side for side in (*facts.sides, *facts.seconds) if side.ref is not None]
    names = (" ".join(str(side.now[key]) for key in ("first_name", "last_name") if side.now.get(key)) for side in sides)
    return Entry(
        plan,
        name=next((name for name in names if name), ""),
        records=tuple(sorted(spelt(side.system, side.ref) for side in sides if side.ref is not None)),
        rests_on=resting_on(facts),
    )


def narrowed(entry: Entry, only: Filter) -> Entry | None:
    """What of an entry is meant; None when nobody is."""
    if only.is_open:
        return entry
    if not only.means(entry.person, entry.records):
        return None
    operations = only.of(entry.operations)
    # What is not done belongs to what is meant to be done.
    plan = replace(entry.plan, operations=operations) if operations or only.means_all_of_them else Plan(entry.person)
    links = entry.links if only.means_links else ()
    kept = tuple(each for each in links if not only.systems or each.system in only.systems)
    return replace(entry, plan=plan, links=kept)


def resting_on(facts: Facts) -> str:
    """The fingerprint of all that records show which a plan goes by."""
    return digest(sorted(facts.fingerprints.items()))


def _link(linked: Linked) -> NewLink:
    match = linked.evidence.get("match")
    probability = match.get("probability") if isinstance(match, dict) else None
    return NewLink(
        spelt(linked.system, linked.ref_id),
        linked.actor,
        tuple(map(str, linked.evidence.get("keys", ()))),
        round(probability, 6) if isinstance(probability, float) else None,
    )


def _meant(places: Places, preview: Preview, wanted: Filter, policy: Policy) -> Places:
    """Lists and fields that will be made: for a part of a plan, those that it needs."""
    return places if wanted.is_open else needed(places, preview, policy)


def needed(places: Places, preview: Preview, policy: Policy) -> Places:
    """Of what is missing, what these writes need: lists that somebody is put into, and fields where anything is
    written."""
    lists = {(system, policy.pools[key].name) for system, key in preview.joins}
    writes = preview.creates.keys() | preview.updates.keys()
    return Places(
        tuple(each for each in places.pools if each in lists),
        tuple(each for each in places.fields if each[0] in writes),
        tuple(each for each in places.ambiguous if each in lists),
    )


def _header(engine: Engine, wanted: Filter, tally: Tally, *, made_at: float) -> Header:
    with engine.store.read() as connection:
        accounts = accounts_of(engine, connection)
    counts = {effect: tally.total(effect) for effect in EFFECTS}
    return Header(made_at, engine.policy.fingerprint, engine.policy.name, accounts, wanted, counts=counts)


def accounts_of(engine: Engine, connection: sa.Connection) -> dict[str, Account]:
    """What each configured system is, as far as that is known."""
    known = runs.systems(connection)
    return {
        system.name: Account(
            system.connector.manifest.vendor,
            system.role,
            known[system.name].account_id if system.name in known else None,
        )
        for system in engine.systems
    }
