"""Restrictions come first: what must not happen to a person whatever the policy and the people in the CRM want.

The most restrictive word of any linked record wins.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mappings.canonical import Fields

RESTRICTIONS = ("private", "do_not_contact")
"""Canonical fields that restrict. They are never merged: the most restrictive word holds."""


@dataclass(frozen=True, slots=True)
class Restrictions:
    """What holds for a person over all linked records."""

    private: bool = False
    do_not_contact: bool = False

    @property
    def any(self) -> bool:
        return self.private or self.do_not_contact

    @property
    def names(self) -> tuple[str, ...]:
        """The restrictions in force, as words for messages."""
        flags = {"private": self.private, "do not contact": self.do_not_contact}
        return tuple(name for name, holds in flags.items() if holds)


def restrictions_of(records: Iterable[Fields]) -> Restrictions:
    """The most restrictive reading of all records. A record that does not report a flag says nothing about it."""
    private = do_not_contact = False
    for fields in records:
        private |= fields.get("private") is True
        do_not_contact |= fields.get("do_not_contact") is True
    return Restrictions(private, do_not_contact)
