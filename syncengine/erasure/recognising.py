"""Which records carry what somebody forgotten carried, and did not before: what the store has of a record already was
looked at when somebody was forgotten."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from syncengine.core.forgotten import OWN, forms
from syncengine.core.matching.identifiers import Key
from syncengine.store import erased_keys, erasures, people
from syncengine.store.erased_keys import Hit
from syncengine.store.returned import Returned


@dataclass(frozen=True, slots=True)
class Caught:
    """A candidate record that carries what somebody forgotten carried. ``erasures`` are of all whom it could be, the
    most likely first; ``kinds`` are of the identifiers that agree, ``agreed`` their hashes."""

    ref_id: str
    erasures: tuple[str, ...]
    kinds: frozenset[str]
    agreed: frozenset[str]

    @property
    def by_more_than_its_id(self) -> bool:
        return bool(self.kinds - OWN)


def recognised(
    connection: sa.Connection,
    system: str,
    carried: Mapping[str, Collection[Key]],
    *,
    spoken_for: Mapping[str, Returned],
) -> list[Caught]:
    """Those of a system's candidates that come to carry something: ref id -> all forms of its keys. ``spoken_for`` are
    those that a human lets in: with what was known when it was asked."""
    hits = erased_keys.recognise(connection, {form for found in carried.values() for form in found})
    suspects = {ref_id: found for ref_id, keys in carried.items() if (found := hits.keys() & set(keys))}
    had = forms_had(connection, system, sorted(suspects))
    caught = []
    for ref_id, found in sorted(suspects.items()):
        allowed = spoken_for[ref_id].agreed if ref_id in spoken_for else frozenset()
        news = {
            form: hits[form] for form in found if form not in had.get(ref_id, ()) and hits[form].digest not in allowed
        }
        if news:
            caught.append(caught_by(connection, ref_id, news))
    return caught


def caught_by(connection: sa.Connection, ref_id: str, news: Mapping[Key, Hit]) -> Caught:
    """By these forms the record is caught."""
    return Caught(
        ref_id,
        _most_likely_first(connection, news.values()),
        frozenset(kind for kind, _ in news),
        frozenset(hit.digest for hit in news.values()),
    )


def forms_had(connection: sa.Connection, system: str, ref_ids: Sequence[str]) -> dict[str, set[Key]]:
    """ref id -> all forms of what the store has of the record. Its id is no such thing."""
    stored = people.keys_of(connection, system=system, ref_ids=ref_ids)
    return {ref_id: forms(key for key in keys if key[0] not in OWN) for ref_id, keys in stored.items()}


def _most_likely_first(connection: sa.Connection, hits: Iterable[Hit]) -> tuple[str, ...]:
    """By how much agrees; of equals, who was forgotten last."""
    agree = Counter(of for hit in hits for of in hit.erasures)
    asked = erasures.asked_at(connection, list(agree)) if len(agree) > 1 else {}
    return tuple(sorted(agree, key=lambda of: (-agree[of], -asked.get(of, 0.0), of)))
