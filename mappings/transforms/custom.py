"""Transforms of fields that live in a customer-defined field of the account, and of ids that other systems left there.

Writes name the field and leave the wire's own form to whoever sends: ``{"custom_fields": {name: value}}``.
"""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
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
    Unset,
    Writable,
    distinct,
    entries_at,
    one_text,
    text_at,
)

_REF = re.compile(r"[^:\s]+:[^:\s]+:\S+")


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomField(Transform):
    """What both forms of custom fields share. ``options`` are what may be chosen, for ``choice`` only."""

    path: str = "custom_fields"
    name: str
    type: NeedType = "text"
    options: tuple[str, ...] = ()

    @abstractmethod
    def find(self, data: Data) -> str | Unset | None:
        """The field's value as the vendor shows it."""

    def read(self, field: Field, data: Data) -> Reading:
        # An option that somebody added by hand is shown as it is: it is not ours to guess.
        return self.find(data)

    def write(self, field: Field, value: Value, current: Data | None) -> dict[str, Any]:
        text = one_text(field, value)
        if text is not None and self.type == "choice" and text not in self.options:
            raise Unsayable(field.name, "is not one of the options of the custom field")
        return {self.path: {self.name: text}}

    def need(self, canonical: str) -> CustomFieldNeed:
        return CustomFieldNeed(canonical, self.name, self.type, self.options)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyedCustomField(CustomField):
    """A custom field in an object keyed by name: {name: {value, ...}}. A name that is not there was not reported."""

    transform: Literal["keyed_custom_field"] = "keyed_custom_field"

    def find(self, data: Data) -> str | Unset | None:
        fields = data.get(self.path, UNSET)
        if fields is UNSET or fields is None:
            return None if fields is None else UNSET
        if not isinstance(fields, Mapping):
            raise Malformed(self.path, "must be an object")
        if self.name not in fields:
            return UNSET
        entry = fields[self.name]
        return _value(entry, self.path) if isinstance(entry, Mapping) else _value({"value": entry}, self.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedCustomField(CustomField):
    """A custom field in a list of {name, value, ...}. A reported list without the name means that it is empty."""

    transform: Literal["named_custom_field"] = "named_custom_field"

    def find(self, data: Data) -> str | Unset | None:
        return named_value(data, self.path, name=self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossId(Transform):
    """Ids of other systems' records that the vendor shows, read only, as ``vendor:kind:id``.

    ``path`` is a text that becomes a cross id behind ``prefix``; ``also_field`` names a custom field (in a list of
    {name, value}) that holds a whole one. Text there that is not one is left alone: people can edit it.
    """

    transform: Literal["cross_id"] = "cross_id"
    writable: Writable = "never"
    path: str
    prefix: str
    also_field: str | None = None
    also_path: str = "custom_fields"

    def read(self, field: Field, data: Data) -> Reading:
        direct = text_at(data, self.path)
        also = UNSET if self.also_field is None else named_value(data, self.also_path, name=self.also_field)
        if direct is UNSET and also is UNSET:
            return UNSET
        found = [f"{self.prefix}{direct.strip()}"] if isinstance(direct, str) else []
        if isinstance(also, str) and _REF.fullmatch(also.strip()):
            found.append(also.strip())
        return distinct(field, found)

    def write(self, field: Field, value: Value, current: Data | None) -> dict[str, Any]:
        raise Unsayable(field.name, "can only be read here")


def named_value(data: Data, path: str, *, name: str) -> str | Unset | None:
    """The value of the team-wide field called ``name`` in a list of {name, value, scope}."""
    entries = entries_at(data, path)
    if entries is UNSET:
        return UNSET
    for entry in entries:
        # A field of one pool may carry the same name as a field of the whole team.
        if entry.get("name") == name and entry.get("scope", "team") == "team":
            return _value(entry, path)
    return None


def _value(entry: Mapping[str, Any], path: str) -> str | None:
    raw = entry.get("value")
    if raw is None or raw == [] or (isinstance(raw, str) and not raw.strip()):
        return None
    if not isinstance(raw, str):
        raise Malformed(path, "a custom field that we use must hold text")
    return raw
