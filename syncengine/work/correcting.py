"""A human says which value a system is to get in the place of one that was refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import sqlalchemy as sa

from mappings.by_hand import NotAValue, typed_value
from mappings.canonical import FIELDS, Value
from mappings.compile import Unsayable
from syncengine.core.model import Side
from syncengine.core.reconcile import CREATE
from syncengine.core.restrictions import RESTRICTIONS
from syncengine.store import Store, letters, overrides, queue
from syncengine.store.letters import Choice, Letter
from syncengine.store.overrides import Override
from syncengine.work.decide import NotDecidable
from syncengine.work.facts import FactLoader, Facts
from syncengine.work.fingerprints import field_facts
from syncengine.work.letters import open_letter_of
from syncengine.work.planning import Planner
from syncengine.work.systems import System, Systems
from syncengine.work.would import would_write

EDITED = "edited"


class Corrector:
    """Keeps what humans say about refused values, and has the letter tried again."""

    def __init__(
        self, store: Store, systems: Systems, loader: FactLoader, planner: Planner, *, now: Callable[[], float]
    ) -> None:
        self._store = store
        self._systems = systems
        self._loader = loader
        self._planner = planner
        self._now = now

    def edit(self, id_: int, typed: Sequence[str], *, by: str) -> tuple[str, ...]:
        """``typed`` are texts of the form FIELD=VALUE, one per member of a list. It holds until any system shows
        something new for that field. Returns the fields. Raises NotDecidable."""
        with self._store.write() as connection:
            letter = open_letter_of(connection, id_)
            [facts] = self._loader.load(connection, [letter.person])
            values = self._values(letter, facts, _by_field(typed))
            said = self._said(letter, facts, values, by=by)
            overrides.put_overrides(connection, letter.person, said, now=self._now())
            self._try_again(connection, letter, by=by)
        return tuple(values)

    def _said(self, letter: Letter, facts: Facts, values: Mapping[str, Value], *, by: str) -> list[Override]:
        plan = would_write(self._planner, replace(facts, said=()), letter)
        refused = {change.field: change.value for operation in plan for change in operation.changes}
        return [
            Override(
                system=letter.system,
                field=name,
                value=value,
                instead=refused.get(name),
                facts=field_facts(facts.sides, system=letter.system, field=name),
                actor=by,
            )
            for name, value in values.items()
        ]

    def _try_again(self, connection: sa.Connection, letter: Letter, *, by: str) -> None:
        now = self._now()
        letters.close_letters(connection, Choice(ids=(letter.id,)), decision=EDITED, by=by, now=now)
        queue.mark_dirty(connection, [letter.person], lane=queue.LIVE, reason=EDITED, now=now)

    def _values(self, letter: Letter, facts: Facts, typed: Mapping[str, Sequence[str]]) -> dict[str, Value]:
        """Raises NotDecidable."""
        allowed = editable(letter, self._systems)
        values: dict[str, Value] = {}
        for name, texts in typed.items():
            if name in FIELDS and name not in allowed:
                what = f"what can be edited in letter {letter.id}: {', '.join(sorted(allowed)) or 'nothing'}"
                raise NotDecidable(f"{name} is not what was refused; {what}")
            try:
                values[name] = typed_value(name, texts)
            except NotAValue as error:
                raise NotDecidable(str(error)) from error
        if values:
            self._check_sayable(self._systems[letter.system], facts, values)
        return values

    @staticmethod
    def _check_sayable(system: System, facts: Facts, values: Mapping[str, Value]) -> None:
        side = next(side for side in facts.sides if side.system == system.name)
        for name, value in values.items():
            try:
                _say(system, facts, side, {name: value})
            except Unsayable as error:
                if error.field == name:  # what else a new record lacks is not the question here
                    raise NotDecidable(f"{system.name} cannot be told that: {error}") from error


def _by_field(typed: Sequence[str]) -> dict[str, list[str]]:
    """Raises NotDecidable."""
    found: dict[str, list[str]] = {}
    for each in typed:
        name, sign, value = each.partition("=")
        if not sign:
            raise NotDecidable("values are given as FIELD=VALUE")
        found.setdefault(name, []).append(value)
    return found


def editable(letter: Letter, systems: Systems) -> frozenset[str]:
    """Fields whose value may be said by hand: what was refused, or anything of a record that could not be made. None
    where the system is not configured any more, or no system is concerned."""
    system = next((each for each in systems if each.name == letter.system), None)
    if system is None:
        return frozenset()
    wanted = system.translator.creatable if CREATE in letter.names else frozenset(letter.names)
    return (wanted & FIELDS.keys()) - {"pools"} - frozenset(RESTRICTIONS)


def _say(system: System, facts: Facts, side: Side, values: Mapping[str, Value]) -> None:
    """Raises Unsayable."""
    current = next(
        (each.raw for each in facts.snapshots if (each.system, each.ref_id) == (side.system, side.ref)), None
    )
    system.translator.to_vendor(values, current=current, creating=current is None)
