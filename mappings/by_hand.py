"""Values that a human types, as canonical values. A complaint names the field and its shape and never the value."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from email_validator import EmailNotValidError, validate_email

from mappings.canonical import FIELDS, Field, KeyName, Value
from mappings.keys import keyed, phone_key, text_key
from mappings.problems import suggest

_FLAGS: Mapping[str, bool | None] = {"true": True, "false": False, "": None}
_FEWEST_DIGITS = 5


class NotAValue(ValueError):
    """What was typed is no value of that field."""


def typed_value(name: str, texts: Sequence[str]) -> Value:
    """The value that was typed for a field, one text per member; a single empty text empties it. Raises NotAValue."""
    field = FIELDS.get(name)
    if field is None:
        raise NotAValue(f"there is no field {name!r}; {suggest(name, FIELDS)}")
    clean = [text_key(text) for text in texts]
    if field.shape == "set":
        return _set(field, [text for text in clean if text])
    if len(clean) != 1:
        raise NotAValue(f"{name} holds one value ({field.help}); give it once")
    if field.shape == "flag":
        return _flag(field, clean[0])
    _check(field, clean)
    return clean[0] or None


def _set(field: Field, members: Sequence[str]) -> Value:
    _check(field, members)
    return tuple(keyed(field, tuple(members)).values())


def _flag(field: Field, text: str) -> bool | None:
    if text.lower() not in _FLAGS:
        raise NotAValue(f"{field.name} is a flag ({field.help}): true or false")
    return _FLAGS[text.lower()]


def _check(field: Field, members: Sequence[str]) -> None:
    if not all(_SHAPED[field.key](text) for text in members):
        raise NotAValue(f"{field.name} holds {field.help}: that does not look like one")
    if field.name == "due_date" and not all(_is_day(text) for text in members if text):
        raise NotAValue(f"{field.name} is a day: yyyy-mm-dd")


def _is_address(text: str) -> bool:
    try:
        validate_email(text, check_deliverability=False, globally_deliverable=False)
    except (EmailNotValidError, UnicodeError):
        return False
    return True


def _is_number(text: str) -> bool:
    return sum(map(str.isdecimal, phone_key(text))) >= _FEWEST_DIGITS


def _is_page(text: str) -> bool:
    return "." in text and " " not in text


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _anything(text: str) -> bool:
    return True


_SHAPED: Mapping[KeyName, Callable[[str], bool]] = {
    "email": _is_address,
    "phone": _is_number,
    "profile": _is_page,
    "text": _anything,
    "exact": _anything,
}
