"""Transforms of fields that hold one text or one date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from mappings.canonical import Field, Value
from mappings.transforms.base import (
    UNSET,
    CustomFieldNeed,
    Data,
    Malformed,
    NeedType,
    Reading,
    Transform,
    Unsayable,
    Writable,
    entries_at,
    one_text,
    text_at,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Transform):
    """A text field. Empty is written as null. ``needed_as`` says that the account must be given the field first."""

    transform: Literal["text"] = "text"
    path: str
    needed_as: NeedType | None = None

    def read(self, field: Field, data: Data) -> Reading:
        return text_at(data, self.path)

    def write(self, field: Field, value: Value, current: Data | None) -> dict[str, Any]:
        return {self.path: one_text(field, value)}

    def need(self, canonical: str) -> CustomFieldNeed | None:
        return None if self.needed_as is None else CustomFieldNeed(canonical, self.path, self.needed_as)


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDate(Transform):
    """A follow-up of the form {date, note, ...}; ours is the date alone. ``note`` is written with every new date."""

    transform: Literal["due_date"] = "due_date"
    path: str
    note: str | None = None

    def read(self, field: Field, data: Data) -> Reading:
        raw = data.get(self.path, UNSET)
        if raw is UNSET or raw is None:
            return raw
        if not isinstance(raw, dict) or not isinstance(raw.get("date"), str | None):
            raise Malformed(self.path, "must be an object with a date")
        if raw.get("date") is None:
            return None
        if not _is_date(raw["date"]):
            raise Malformed(f"{self.path}.date", "must be yyyy-mm-dd")
        return str(raw["date"])

    def write(self, field: Field, value: Value, current: Data | None) -> dict[str, Any]:
        day = one_text(field, value)
        if day is None:
            return {self.path: None}
        if not _is_date(day):
            raise Unsayable(field.name, "must be yyyy-mm-dd")
        return {self.path: {"date": day} if self.note is None else {"date": day, "note": self.note}}


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstOf(Transform):
    """The first entry of a list of {value, ...}, read only: replacing one of several would not be lossless."""

    transform: Literal["first_of"] = "first_of"
    writable: Writable = "never"
    path: str
    value_key: str = "value"

    def read(self, field: Field, data: Data) -> Reading:
        entries = entries_at(data, self.path)
        if entries is UNSET:
            return UNSET
        for entry in entries:
            found = text_at(entry, self.value_key)
            if isinstance(found, str):
                return found
        return None

    def write(self, field: Field, value: Value, current: Data | None) -> dict[str, Any]:
        raise Unsayable(field.name, "can only be read here")


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
