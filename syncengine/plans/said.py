"""What is read from the lines of a saved plan: checked, field by field, and made into what the engine knows."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from mappings.canonical import Value
from mappings.policy import PushAs, PushRule, When
from syncengine.core.model import Change, Conflict, NoteText, Operation, PersonId, Plan, Remark, Rolling, Verb
from syncengine.plans.effects import Filter
from syncengine.plans.entries import Account, Entry, Header, NewLink
from syncengine.work.places import Places

_FIRST, _LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
"""Between them every clock and every zone can tell a time."""


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, populate_by_name=True)


def _tuples(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


Words = Annotated[tuple[str, ...], BeforeValidator(_tuples)]
Pairs = Annotated[tuple[Annotated[tuple[str, str], BeforeValidator(_tuples)], ...], BeforeValidator(_tuples)]
Shown = Annotated[Value, BeforeValidator(_tuples)]


class _Policy(_Said):
    fingerprint: str
    name: str


class _Account(_Said):
    connector: str
    role: str
    account: str | None


class _Filter(_Said):
    only: Words
    systems: Words
    people: Words
    fields: Words


class _Makes(_Said):
    lists: Pairs
    fields: Pairs


class HeaderSaid(_Said):
    """The header as it stands in the file."""

    talentsync_plan: Literal[1]
    made_at: Annotated[AwareDatetime, Field(strict=False, gt=_FIRST, lt=_LAST)]
    policy: _Policy
    systems: dict[str, _Account]
    filter: _Filter
    makes: _Makes
    missing_lists: Pairs
    counts: dict[str, int]
    as_saved: str
    people: list[Any]

    def header(self) -> Header:
        counts = {**self.counts}
        return Header(
            made_at=self.made_at.timestamp(),
            policy=self.policy.fingerprint,
            policy_name=self.policy.name,
            systems={name: Account(each.connector, each.role, each.account) for name, each in self.systems.items()},
            filter=Filter(*(frozenset(getattr(self.filter, name)) for name in ("only", "systems", "people", "fields"))),
            places=Places(self.makes.lists, self.makes.fields),
            missing=self.missing_lists,
            people=counts.pop("people", 0),
            counts=counts,
        )


class _Change(_Said):
    field: str
    was: Shown
    value: Shown
    why: str


class _Note(_Said):
    key: str
    body: str
    private: bool
    topic: str | None
    names_to_come: bool

    def note(self) -> NoteText:
        to_come = (("", ""),) if self.names_to_come else ()
        rolling = None if self.topic is None else Rolling(self.topic, unnamed=to_come)
        return NoteText(self.key, self.body, self.private, rolling=rolling)


class _Push(_Said):
    rule: str
    as_: PushAs = Field(alias="as")
    job: str | None
    source: str | None
    owner: str | None

    def push(self) -> PushRule:
        return PushRule(self.rule, When(), as_=self.as_, job=self.job, source=self.source, owner=self.owner)


class _Operation(_Said):
    verb: Verb
    system: str
    record: str | None
    changes: Annotated[tuple[_Change, ...], BeforeValidator(_tuples)] = ()
    pool: str | None = None
    note: _Note | None = None
    why: str = ""
    rule: str = ""
    push: _Push | None = None
    mails: Words = ()

    def operation(self) -> Operation:
        return Operation(
            self.verb,
            self.system,
            self.record,
            changes=tuple(Change(each.field, each.was, each.value, each.why) for each in self.changes),
            pool=self.pool,
            note=self.note.note() if self.note else None,
            why=self.why,
            rule=self.rule,
            push=self.push.push() if self.push else None,
            mails=self.mails,
        )


class _Conflict(_Said):
    field: str
    values: dict[str, Shown]
    winner: str | None
    rule: str


class _Remark(_Said):
    code: str
    why: str
    system: str | None
    field: str | None
    review: bool


class _Link(_Said):
    record: str
    by: str
    because: Words
    probability: float | None


class EntrySaid(_Said):
    """A person as it stands in the file."""

    person: str
    name: str
    records: Words
    rests_on: str
    links: Annotated[tuple[_Link, ...], BeforeValidator(_tuples)]
    operations: Annotated[tuple[_Operation, ...], BeforeValidator(_tuples)]
    conflicts: Annotated[tuple[_Conflict, ...], BeforeValidator(_tuples)]
    not_done: Annotated[tuple[_Remark, ...], BeforeValidator(_tuples)]

    def entry(self) -> Entry:
        return Entry(
            Plan(
                PersonId(self.person),
                tuple(each.operation() for each in self.operations),
                tuple(Conflict(each.field, each.values, each.winner, each.rule) for each in self.conflicts),
                tuple(Remark(each.code, each.why, each.system, each.field, each.review) for each in self.not_done),
            ),
            self.name,
            self.records,
            self.rests_on,
            tuple(NewLink(each.record, each.by, each.because, each.probability) for each in self.links),
        )
