"""When two values are the same: pure functions from a display form to a comparison key.

Keys are compared, never shown and never sent. Every key is a fixed point: the key of a key is that key.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from mappings.canonical import FIELDS, Field, Fields, Identity, KeyName, Value
from mappings.profiles import names_nobody, profile_key

_CACHED = 262_144
_PLAIN_EMAIL = re.compile(r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@(?:[a-z0-9-]+\.)+[a-z]{2,}")
LONGEST_KEY = 500
"""Bytes. PostgreSQL indexes no more than about 2 700 of a row."""

_KEPT_OF_LONG = 64
_FEWEST_DIGITS = 5
"""Fewer digits than this are not a phone number; a chat name with a year in it is not one either."""


def text_key(text: str) -> str:
    """NFC, with whitespace collapsed and stripped. Case matters: "de la Cruz" and "De La Cruz" are an edit."""
    return " ".join(unicodedata.normalize("NFC", text).split())


@lru_cache(maxsize=_CACHED)
def email_key(text: str) -> str:
    """Lower-case address with the domain in its ASCII form; the lower-cased text when it is not an address."""
    lower = _lower(text.strip())
    if _PLAIN_EMAIL.fullmatch(lower) and "xn--" not in lower:
        return lower
    try:
        parsed = validate_email(lower, check_deliverability=False, globally_deliverable=False)
    except (EmailNotValidError, UnicodeError):
        return lower
    return f"{_lower(parsed.local_part)}@{(parsed.ascii_domain or parsed.domain).lower()}"


@lru_cache(maxsize=_CACHED)
def phone_key(text: str) -> str:
    """E.164 (with ``;ext=`` where there is an extension) when the number is international, else its digits.

    Text with fewer than five digits is not a number; its key is the lower-cased text. No country is ever guessed.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    international = _international(plain) if plain.startswith("+") else None
    if international is not None:
        return international
    digits = "".join(str(unicodedata.decimal(character)) for character in plain if character.isdecimal())
    return digits if len(digits) >= _FEWEST_DIGITS else _lower(" ".join(plain.split()))


def exact_key(text: str) -> str:
    """The text itself."""
    return text


KEYS: Mapping[KeyName, Callable[[str], str]] = {
    "text": text_key,
    "email": email_key,
    "phone": phone_key,
    "profile": profile_key,
    "exact": exact_key,
}


def key_of(field: Field, member: str) -> str:
    """The key of one member of a set, or of a scalar."""
    return KEYS[field.key](member)


def members(value: Value) -> tuple[str, ...]:
    """The members of a set, or the text of a scalar as the only one. Empty is no members; blank text is empty."""
    if value is None or isinstance(value, bool):
        return ()
    candidates = (value,) if isinstance(value, str) else value
    return tuple(member for member in candidates if member.strip())


def keyed(field: Field, value: Value) -> dict[str, str]:
    """Members by key, in order; the first of several spellings of the same member stays."""
    found: dict[str, str] = {}
    for member in members(value):
        found.setdefault(key_of(field, member), member)
    return found


def same(field: Field, a: Value, b: Value) -> bool:
    """Whether two known values mean the same. The order of a set and the spelling of its members do not count."""
    if field.shape == "flag":
        return a is b
    return keyed(field, a).keys() == keyed(field, b).keys()


def identity_keys(fields: Fields) -> set[tuple[Identity, str]]:
    """What identifies this person: every usable key of every identifying field.

    Keys that many people share by their nature (a bare social host, a phone of three digits) are left out.
    """
    found: set[tuple[Identity, str]] = set()
    for name, identity in _IDENTIFYING.items():
        field = FIELDS[name]
        keys = keyed(field, fields.get(name))
        found.update((identity, bounded(key)) for key in keys if _USABLE[identity](key))
    return found


def bounded(key: str) -> str:
    """The key, or a digest of one that is too long for an index of a database (and for anything that anybody has)."""
    raw = key.encode("utf-8", "surrogatepass")
    if len(raw) <= LONGEST_KEY:
        return key
    return f"{key[:_KEPT_OF_LONG]}#{hashlib.blake2b(raw, digest_size=16).hexdigest()}"


_IDENTIFYING: Mapping[str, Identity] = {name: field.identity for name, field in FIELDS.items() if field.identity}

_USABLE: Mapping[Identity, Callable[[str], bool]] = {
    "email": lambda key: "@" in key,
    "phone": lambda key: sum(map(str.isdecimal, key)) >= _FEWEST_DIGITS,
    "profile": lambda key: not names_nobody(key),
    "cross_id": bool,
}


def _lower(text: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).lower())


def _international(plain: str) -> str | None:
    try:
        number = phonenumbers.parse(plain, None)
    except phonenumbers.NumberParseException:
        return None
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    # Two extensions of one switchboard are two numbers, and often two people.
    return f"{e164};ext={number.extension}" if number.extension else e164
