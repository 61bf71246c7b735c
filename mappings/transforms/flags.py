"""Transforms of true-or-false fields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from mappings.canonical import Field, Value
from mappings.transforms.base import UNSET, Data, Malformed, Reading, Transform, Unsayable, Writable, flag_at, text_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag(Transform):
    """A true-or-false field that means what ours means."""

    transform: Literal["flag"] = "flag"
    path: str

    def read(self, field: Field, data: Data) -> Reading:
        return flag_at(data, self.path)

    def write(self, field: Field, value: Value, current: Data | None) -> dict[str, Any]:
        return {self.path: _flag(field, value)}


@dataclass(frozen=True, slots=True, kw_only=True)
class NotFlag(Transform):
    """A true-or-false field that means the opposite of ours ("may be mailed")."""

    transform: Literal["not_flag"] = "not_flag"
    path: str

    def read(self, field: Field, data: Data) -> Reading:
        found = flag_at(data, self.path)
        return not found if isinstance(found, bool) else found

    def write(self, field: Field, value: Value, current: Data | None) -> dict[str, Any]:
        flag = _flag(field, value)
        return {self.path: None if flag is None else not flag}


@dataclass(frozen=True, slots=True, kw_only=True)
class Anonymised(Transform):
    """What a vendor puts in the place of a name when it anonymises somebody: a word as the first name, and the record's
    own id as the last one. Read only: nobody is erased by the name alone."""

    transform: Literal["anonymised"] = "anonymised"
    writable: Writable = "never"
    word: str
    first_name: str = "first_name"
    last_name: str = "last_name"
    id: str = "id"

    def read(self, field: Field, data: Data) -> Reading:
        first, last = text_at(data, self.first_name), text_at(data, self.last_name)
        if first is UNSET or last is UNSET or self.id not in data:
            return UNSET
        if first is None or last is None:
            return None
        own_id = data[self.id]
        if isinstance(own_id, bool) or not isinstance(own_id, int | str):
            raise Malformed(self.id, "must be an id")
        return (first.strip(), last.strip()) == (self.word, str(own_id))

    def write(self, field: Field, value: Value, current: Data | None) -> dict[str, Any]:
        raise Unsayable(field.name, "can only be read here")


def _flag(field: Field, value: Value) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    raise Unsayable(field.name, "must be true or false")
