"""What a transform is: a named pair of functions between a vendor's words and one canonical field.

The law every transform keeps (``apply`` is what the vendor does with a write)::

    read(apply(write(value, current), current)) == value      by key
    write(read(current), current) changes nothing

A vendor field that is absent reads as :data:`UNSET`, never as empty; ``null`` reads as known to be empty.
"""

from __future__ import annotations

import enum
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Literal

from pydantic import ConfigDict

from mappings.canonical import Field, Value
from mappings.keys import keyed, members, same

Data = Mapping[str, Any]
"""A record's data in vendor words."""

Writable = Literal["always", "create", "update", "never"]
NeedType = Literal["text", "date", "choice"]


class Unset(enum.Enum):
    """The type of UNSET."""

    UNSET = "not reported"


UNSET: Final = Unset.UNSET
"""The vendor did not report this field. Not the same as empty."""

Reading = Value | Unset


class Unsayable(ValueError):
    """A value cannot be said accurately to this vendor. Names the canonical field and the rule, never the value."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


class Malformed(ValueError):
    """A record does not have the documented shape. Names the vendor's field and the rule, never the value."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


@dataclass(frozen=True, slots=True)
class CustomFieldNeed:
    """A custom field that the account must have for this translation. ``options`` are for ``choice`` only."""

    canonical: str
    name: str
    type: NeedType
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Transform(ABC):
    """One canonical field's translation. Built from a vendor file, whose keys are the attributes.

    ``writable`` says when the vendor takes the field; ``required`` that the vendor refuses records without it;
    ``max_length`` is in characters per text; ``capacity`` is how many members of a set fit.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    writable: Writable = "always"
    required: bool = False
    max_length: int | None = None
    capacity: int | None = None

    @abstractmethod
    def read(self, field: Field, data: Data) -> Reading:
        """The canonical value, or UNSET. Raises Malformed."""

    @abstractmethod
    def write(self, field: Field, value: Value, current: Data | None) -> dict[str, Any]:
        """Vendor changes that make the field read as ``value``; ``current`` is None while creating.

        Raises Unsayable. Callers go through :func:`change`, which checks what is the same for all transforms.
        """

    def need(self, canonical: str) -> CustomFieldNeed | None:
        """The custom field that this transform lives in, if it does."""
        return None


def change(transform: Transform, field: Field, value: Value, current: Data | None) -> dict[str, Any]:
    """Vendor changes for one field: empty when it reads as ``value`` already. Raises Unsayable."""
    if current is not None:
        now = transform.read(field, current)
        if now is not UNSET and same(field, now, value):
            return {}
    _check_sayable(transform, field, value)
    return transform.write(field, value, current)


def _check_sayable(transform: Transform, field: Field, value: Value) -> None:
    texts = members(value)
    if transform.required and field.shape != "flag" and not texts:
        raise Unsayable(field.name, "the vendor does not accept it empty")
    if transform.max_length is not None and any(len(text) > transform.max_length for text in texts):
        raise Unsayable(field.name, f"longer than {transform.max_length} characters")
    if transform.capacity is not None and len(keyed(field, value)) > transform.capacity:
        raise Unsayable(field.name, f"more than {transform.capacity} of them do not fit")


def text_at(data: Data, path: str) -> str | Unset | None:
    """A text as the vendor shows it; blank is empty. Raises Malformed when it is something else than text."""
    raw = data.get(path, UNSET)
    if raw is UNSET or raw is None:
        return None if raw is None else UNSET
    if not isinstance(raw, str):
        raise Malformed(path, "must be text")
    return raw if raw.strip() else None


def flag_at(data: Data, path: str) -> bool | Unset | None:
    """A flag as the vendor shows it. Raises Malformed."""
    raw = data.get(path, UNSET)
    if raw is UNSET or raw is None or isinstance(raw, bool):
        return raw
    raise Malformed(path, "must be true or false")


def texts_at(data: Data, path: str) -> list[str] | Unset:
    """A list of texts; ``null`` is an empty list, blank and null entries are left out. Raises Malformed."""
    raw = data.get(path, UNSET)
    if raw is UNSET or raw is None:
        return [] if raw is None else UNSET
    if not isinstance(raw, list | tuple):
        raise Malformed(path, "must be a list")
    if not all(entry is None or isinstance(entry, str) for entry in raw):
        raise Malformed(path, "must be a list of texts")
    return [entry for entry in raw if entry and entry.strip()]


def entries_at(data: Data, path: str) -> list[Mapping[str, Any]] | Unset:
    """A list of objects; ``null`` is an empty list, null entries are left out. Raises Malformed."""
    raw = data.get(path, UNSET)
    if raw is UNSET or raw is None:
        return [] if raw is None else UNSET
    if not isinstance(raw, list | tuple):
        raise Malformed(path, "must be a list")
    if not all(entry is None or isinstance(entry, Mapping) for entry in raw):
        raise Malformed(path, "must be a list of objects")
    return [entry for entry in raw if entry is not None]


def distinct(field: Field, found: list[str]) -> tuple[str, ...]:
    """Members in the vendor's order, the first of several spellings of the same member."""
    return tuple(keyed(field, tuple(found)).values())


def one_text(field: Field, value: Value) -> str | None:
    """The text of a scalar; blank is empty."""
    if isinstance(value, str) or value is None:
        return value if value and value.strip() else None
    raise Unsayable(field.name, "must be text")
