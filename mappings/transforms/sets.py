"""Transforms of fields that hold several members. Writes replace whole collections, so what we do not know is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, TypeVar

from pydantic import ConfigDict

from mappings.canonical import Field, Value
from mappings.keys import key_of, keyed
from mappings.profiles import is_social
from mappings.transforms.base import (
    UNSET,
    Data,
    Reading,
    Transform,
    Unsayable,
    Unset,
    Writable,
    distinct,
    entries_at,
    text_at,
    texts_at,
)

_Entry = TypeVar("_Entry", str, Mapping[str, Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One vendor list of {value, type}. New members go to the first place that takes them, as ``new_type``."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    path: str
    new_type: str | None = None
    takes: Literal["any", "social"] = "any"
    value_key: str = "value"
    type_key: str = "type"

    def fits(self, member: str) -> bool:
        return self.takes == "any" or is_social(member)

    def entry(self, member: str) -> dict[str, Any]:
        typed = {} if self.new_type is None else {self.type_key: self.new_type}
        return {self.value_key: member, **typed}


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedValues(Transform):
    """Members in one or more lists of {value, type}. Entries that stay keep their type, their spelling and the rest."""

    transform: Literal["typed_values"] = "typed_values"
    places: tuple[Place, ...]

    def read(self, field: Field, data: Data) -> Reading:
        found: list[str] = []
        for place in self.places:
            entries = entries_at(data, place.path)
            # One list of several missing means that we do not know all members: better to know none.
            if entries is UNSET:
                return UNSET
            found += [member for entry in entries if (member := _member(entry, place.value_key)) is not None]
        return distinct(field, found)

    def write(self, field: Field, value: Value, current: Data | None) -> dict[str, Any]:
        wanted = keyed(field, value)
        before: dict[str, list[Mapping[str, Any]]] = {}
        after: dict[str, list[Mapping[str, Any]]] = {}
        present: set[str] = set()
        for place in self.places:
            entries = _known(field, entries_at(current or {}, place.path), current)
            present |= _keys(field, entries, place.value_key)
            before[place.path] = entries
            after[place.path] = _kept(field, entries, wanted, place.value_key)
        for key, member in wanted.items():
            if key not in present:
                place = self._place_for(field, member)
                after[place.path].append(place.entry(member))
        return {path: entries for path, entries in after.items() if entries != before[path]}

    def _place_for(self, field: Field, member: str) -> Place:
        for place in self.places:
            if place.fits(member):
                return place
        raise Unsayable(field.name, "the vendor has no list for such an entry")


@dataclass(frozen=True, slots=True, kw_only=True)
class PrimaryEmails(Transform):
    """Members in a list of {email_address, is_primary}. Exactly one is primary in what we write."""

    transform: Literal["primary_emails"] = "primary_emails"
    path: str

    def read(self, field: Field, data: Data) -> Reading:
        entries = entries_at(data, self.path)
        if entries is UNSET:
            return UNSET
        return distinct(field, [m for entry in entries if (m := _member(entry, "email_address")) is not None])

    def write(self, field: Field, value: Value, current: Data | None) -> dict[str, Any]:
        wanted = keyed(field, value)
        before = _known(field, entries_at(current or {}, self.path), current)
        addressed = [entry for entry in before if _member(entry, "email_address") is not None]
        after = _kept(field, addressed, wanted, "email_address")
        present = _keys(field, addressed, "email_address")
        after += [{"email_address": member} for key, member in wanted.items() if key not in present]
        primary = next((place for place, entry in enumerate(after) if entry.get("is_primary") is True), 0)
        # Only the two documented members: the vendor refuses a request with any other.
        return {
            self.path: [
                {"email_address": entry["email_address"], "is_primary": place == primary}
                for place, entry in enumerate(after)
            ]
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class OneOfMany(Transform):
    """A set of which the vendor keeps one member, in a text field."""

    transform: Literal["one_of_many"] = "one_of_many"
    path: str
    capacity: int | None = 1

    def read(self, field: Field, data: Data) -> Reading:
        found = text_at(data, self.path)
        if found is UNSET:
            return UNSET
        return (found,) if isinstance(found, str) else ()

    def write(self, field: Field, value: Value, current: Data | None) -> dict[str, Any]:
        return {self.path: next(iter(keyed(field, value).values()), None)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts(Transform):
    """Members in a list of plain texts."""

    transform: Literal["texts"] = "texts"
    path: str

    def read(self, field: Field, data: Data) -> Reading:
        found = texts_at(data, self.path)
        return UNSET if found is UNSET else distinct(field, found)

    def write(self, field: Field, value: Value, current: Data | None) -> dict[str, Any]:
        wanted = keyed(field, value)
        before = _known(field, texts_at(current or {}, self.path), current)
        kept = [text for text in before if key_of(field, text) in wanted]
        present = {key_of(field, text) for text in before}
        return {self.path: kept + [member for key, member in wanted.items() if key not in present]}


@dataclass(frozen=True, slots=True, kw_only=True)
class IdList(Transform):
    """A list of vendor ids that is given when a record is created and changed in other ways afterwards."""

    transform: Literal["id_list"] = "id_list"
    writable: Writable = "create"
    path: str

    def read(self, field: Field, data: Data) -> Reading:
        found = texts_at(data, self.path)
        return UNSET if found is UNSET else distinct(field, found)

    def write(self, field: Field, value: Value, current: Data | None) -> dict[str, Any]:
        return {self.path: list(keyed(field, value).values())}


def _known(field: Field, found: list[_Entry] | Unset, current: Data | None) -> list[_Entry]:
    """What a replaced collection holds now. Raises Unsayable when we would replace what we have not read."""
    if not isinstance(found, Unset):
        return found
    if current is not None:
        raise Unsayable(field.name, "the vendor did not report the list that would be replaced")
    return []


def _kept(
    field: Field, entries: list[Mapping[str, Any]], wanted: Mapping[str, str], value_key: str
) -> list[Mapping[str, Any]]:
    """Entries that stay: those of wanted members, and those that say nothing to us."""
    return [
        entry for entry in entries if (member := _member(entry, value_key)) is None or key_of(field, member) in wanted
    ]


def _keys(field: Field, entries: list[Mapping[str, Any]], value_key: str) -> set[str]:
    return {key_of(field, member) for entry in entries if (member := _member(entry, value_key)) is not None}


def _member(entry: Mapping[str, Any], value_key: str) -> str | None:
    found = text_at(entry, value_key)
    return found if isinstance(found, str) else None
