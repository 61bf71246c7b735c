"""Restrictions come first: what must not happen to a person whatever the policy and the people in the CRM want.

The most restrictive word of any linked record wins.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mappings.canonical import Fields

RESTRICTIONS = ("private", "do_not_contact", "erased")
"""Canonical fields that restrict. They are never merged: the most restrictive word holds."""

SETTABLE = ("private", "do_not_contact")
"""Restrictions that can be set on another record of the same person. Nobody is erased by setting a field."""


@dataclass(frozen=True, slots=True)
class Restrictions:
    """What holds for a person over all linked records. ``erased`` says that a system shows somebody anonymised."""

    private: bool = False
    do_not_contact: bool = False
    erased: bool = False

    @property
    def any(self) -> bool:
        return self.private or self.do_not_contact or self.erased

    @property
    def sealed(self) -> bool:
        """Must nothing new be told to the CRM about this person? If erased, to no system at all."""
        return self.private or self.erased

    @property
    def names(self) -> tuple[str, ...]:
        """The restrictions in force, as words for messages."""
        flags = {"private": self.private, "do not contact": self.do_not_contact, "erased": self.erased}
        return tuple(name for name, holds in flags.items() if holds)


def restrictions_of(records: Iterable[Fields]) -> Restrictions:
    """The most restrictive reading of all records. A record that does not report a flag says nothing about it."""
    found = list(records)
    return Restrictions(*(any(fields.get(name) is True for fields in found) for name in RESTRICTIONS))
