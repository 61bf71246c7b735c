"""By what somebody who was forgotten would be recognised: every form that an identifier may come back in, and the keyed
hash of a form, which is all that is kept of it."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterable, Mapping

from syncengine.core.matching.identifiers import Key, is_nobodys
from syncengine.core.matching.normalise.emails import emails_of
from syncengine.core.matching.normalise.phones import phone_of
from syncengine.core.matching.normalise.profiles import profile_of

OWN = frozenset({"cross_id", "mark"})
"""Kinds of keys that name a record and not a human being: its id, and our mark on it."""

_FEWEST_DIGITS = 8
"""A national number of fewer digits is somebody's in every country."""

_NAMING = frozenset(":/?")
"""An address with none of these is only a host."""


def forms(keys: Iterable[Key]) -> set[Key]:
    """All forms of some identity keys. A form of a form is among the forms: however it is typed when it comes back, one
    of them is the same. What many people share by its nature has none."""
    found: set[Key] = set()
    for kind, value in keys:
        found |= {(kind, form) for form in _FORMS[kind](value)} if kind in _FORMS else set()
    return found


def digest(secret: bytes, key: Key) -> str:
    """HMAC-SHA256 of one form, as hex. Without ``secret`` nobody can test a guess."""
    kind, form = key
    return hmac.new(secret, f"{kind}\0{form}".encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def _emails(value: str) -> set[str]:
    if is_nobodys(("email", value)):
        return set()
    return {value, *(address.canonical for address in emails_of(value))}


def _phones(value: str) -> set[str]:
    """The number with its country and without: systems lose the one, or the other's zero. An extension stays with it,
    lest a whole switchboard be caught."""
    number = phone_of(value)
    if number is None:
        return set()
    behind = f";ext={number.extension}" if number.extension else ""
    national = number.national if len(number.national) >= _FEWEST_DIGITS else ""
    return {f"{each}{behind}" for each in (number.e164, number.e164.removeprefix("+"), national) if each}


def _profiles(value: str) -> set[str]:
    """A bare host, such as an employer's site, names nobody."""
    profile = profile_of(value)
    return {each for each in (value, profile.key) if not _NAMING.isdisjoint(each)} if profile else set()


_FORMS: Mapping[str, Callable[[str], set[str]]] = {
    "email": _emails,
    "phone": _phones,
    "profile": _profiles,
    "cross_id": lambda value: {value},
    "mark": lambda value: {value},
}
