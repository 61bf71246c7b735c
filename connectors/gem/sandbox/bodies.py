"""Checking request bodies: allow-listed fields, lengths, shapes. Anything else is 422 in ``errors.json`` [client]."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import cast

from connectors.gem.sandbox.org import Row
from connectors.gem.sandbox.refusals import invalid
from connectors.types import Json

Check = Callable[[Json], str | None]
"""The complaint about a value, or None."""

Spec = Mapping[str, Check]

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def checked(body: Json, spec: Spec, *, required: tuple[str, ...] = ()) -> Row:
    """The body, when every field is known and acceptable. Raises the 422 refusal with all complaints."""
    if not isinstance(body, dict):
        raise invalid({"_schema": ["Invalid input type."]})
    problems: dict[str, list[str]] = {
        name: ["Missing data for required field."] for name in required if name not in body
    }
    for name, value in body.items():
        complaint = spec[name](value) if name in spec else "Unknown field."
        if complaint:
            problems[name] = [complaint]
    if problems:
        raise invalid(problems)
    return cast(Row, body)


def text(longest: int, *, shortest: int = 0) -> Check:
    """A string that is not null."""

    def check(value: Json) -> str | None:
        if not isinstance(value, str):
            return "Not a valid string."
        if not shortest <= len(value) <= longest:
            return f"Length must be between {shortest} and {longest}."
        return None

    return check


def nullable(inner: Check) -> Check:
    return lambda value: None if value is None else inner(value)


def one_of(*choices: str) -> Check:
    return lambda value: None if value in choices else f"Must be one of: {', '.join(choices)}."


def boolean(value: Json) -> str | None:
    return None if isinstance(value, bool) else "Not a valid boolean."


def date(value: Json) -> str | None:
    return None if isinstance(value, str) and _DATE.fullmatch(value) else "Not a valid date."


def url(value: Json) -> str | None:
    return None if isinstance(value, str) and re.match(r"https?://\S+$", value) else "Not a valid URL."


def address(value: Json) -> str | None:
    return None if isinstance(value, str) and re.match(r"[^@\s]+@[^@\s]+$", value) else "Not a valid email address."


def list_of(inner: Check, *, most: int, least: int = 0) -> Check:
    def check(value: Json) -> str | None:
        if not isinstance(value, list):
            return "Not a valid list."
        if not least <= len(value) <= most:
            return f"Length must be between {least} and {most}."
        return next((complaint for complaint in map(inner, value) if complaint), None)

    return check


def record(spec: Spec, *, required: tuple[str, ...] = ()) -> Check:
    """An object with these members only."""

    def check(value: Json) -> str | None:
        if not isinstance(value, dict) or not set(required) <= set(value):
            return "Invalid input."
        if set(value) - set(spec):
            return "Unknown field."
        return next((complaint for name in value if (complaint := spec[name](value[name]))), None)

    return check


def anything(value: Json) -> str | None:
    return None


ID = text(255, shortest=1)
SHORT = nullable(text(255))
EMAILS = list_of(record({"email_address": address, "is_primary": boolean}, required=("email_address",)), most=20)
VALUES = list_of(record({"custom_field_id": ID, "value": anything}, required=("custom_field_id", "value")), most=100)
DUE_DATE = nullable(record({"date": date, "user_id": ID, "note": nullable(text(2000))}, required=("date", "user_id")))
SOURCES = one_of("SeekOut", "hireEZ", "Starcircle", "Censia", "Consider")
_YEARS = ("school", "parsed_university", "parsed_school", "start_date", "end_date", "field_of_study")
EDUCATION = record(dict.fromkeys((*_YEARS, "parsed_major_1", "parsed_major_2", "degree"), SHORT))
WORK = record(
    dict.fromkeys(("company", "title", "work_start_date", "work_end_date"), SHORT) | {"is_current": nullable(boolean)}
)
PLAIN = ("first_name", "last_name", "nickname", "title", "company", "location", "school", "phone_number")

CANDIDATE_PUT: Spec = {
    **dict.fromkeys(PLAIN, SHORT),
    "emails": EMAILS,
    "profile_urls": list_of(url, most=100),
    "due_date": DUE_DATE,
    "custom_fields": VALUES,
}
CANDIDATE_POST: Spec = {
    **dict.fromkeys((*PLAIN, "linked_in_handle"), SHORT),
    "created_by": ID,
    "emails": EMAILS,
    "profile_urls": nullable(list_of(url, most=100)),
    "education_info": nullable(list_of(EDUCATION, most=100)),
    "work_info": nullable(list_of(WORK, most=100)),
    "project_ids": nullable(list_of(ID, most=20)),
    "custom_fields": VALUES,
    "sourced_from": nullable(SOURCES),
    "autofill": boolean,
}
CANDIDATE_DELETE: Spec = {"on_behalf_of_user_id": ID, "permanently_remove_contact_info": boolean}
MEMBERSHIP: Spec = {"candidate_ids": list_of(ID, least=1, most=1000), "user_id": ID}
PRIVACY = one_of("confidential", "personal", "shared")
PROJECT_POST: Spec = {
    "user_id": ID,
    "name": text(255, shortest=1),
    "privacy_type": PRIVACY,
    "description": nullable(text(2000)),
}
PROJECT_PATCH: Spec = {**PROJECT_POST, "is_archived": boolean}
NOTE_POST: Spec = {
    "candidate_id": ID,
    "user_id": ID,
    "content": text(10_000, shortest=1),
    "is_private": boolean,
}
OPTIONS = list_of(text(50, shortest=1), least=1, most=50)
FIELD_POST: Spec = {
    "name": text(50, shortest=1),
    "value_type": one_of("date", "text", "single_select", "multi_select"),
    "scope": one_of("team", "project"),
    "project_id": ID,
    "option_values": OPTIONS,
}
FIELD_PATCH: Spec = {"name": text(50, shortest=1), "is_hidden": boolean}
