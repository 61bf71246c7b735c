"""Phone numbers: E.164 where the country is written or can be guessed, the national number always.

Systems lose the plus sign, the country code and the trunk zero, each in its own way. The national significant number
survives all of that, so it is the second key of every number.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from syncengine.core.matching.normalise.emails import LONGEST_FIELD, MOST
from syncengine.core.matching.normalise.numbering import Plan, plan_of, split_code
from syncengine.core.matching.normalise.text import CACHED

_SPLIT = re.compile(r"[;,|\n\t]+|\s/\s|\bor\b")
_NOT_DIGITS = re.compile(r"[^0-9]+")
_WORDED = re.compile(r"[a-zA-Z#]")
_EXTENSION = re.compile(r"(?:;?\s*ext(?:ension)?\b\.?|\bx|#|\bdurchwahl)\s*[=:.]?\s*(\d{1,6})\s*$", re.IGNORECASE)
_FEWEST, _MOST_DIGITS = 7, 15
_FEWEST_OF_A_PLAN = 4
"""On some islands four digits are a whole number; elsewhere they are a number without its area."""

_TAIL = 8
_WITH_CODE = 11
"""From this length on, digits without a plus sign may begin with a country code."""

_NORTH_AMERICA = "1"
_COUNTING = "01234567890123456789"
_RUNS = (_COUNTING, _COUNTING[::-1])


@dataclass(frozen=True, slots=True)
class Phone:
    """``e164`` is empty where no country is known. ``extension`` separates people behind one switchboard number."""

    national: str
    e164: str = ""
    country: str = ""
    extension: str = ""
    is_guessed: bool = False
    """The country was not written in the number but follows from the place or the form."""

    @property
    def tail(self) -> str:
        """The last digits: what remains equal when one side kept a trunk or area prefix that the other lost."""
        return self.national[-_TAIL:]


def phones_of(field: str, *, country: str = "") -> tuple[Phone, ...]:
    """Every number in a field, without junk. ``country`` (ISO, or empty) is where the person seems to live."""
    if not field or field.isspace():
        return ()
    field = field.strip()[:LONGEST_FIELD]
    parts = _SPLIT.split(field)[: 2 * MOST] if not field.isalnum() else [field]
    found = {number.e164 or number.national: number for part in parts if (number := phone_of(part, country=country))}
    return tuple(found.values())[:MOST]


def phone_of(text: str, *, country: str = "") -> Phone | None:
    """One number; None when it is none, or junk that people type where a form demands a number."""
    if not text.isascii():
        text = _ascii_digits(text)
    extension = _EXTENSION.search(text) if _WORDED.search(text) else None
    main = text[: extension.start()] if extension else text
    digits = _NOT_DIGITS.sub("", main)
    if not _FEWEST_OF_A_PLAN <= len(digits) <= _MOST_DIGITS + 2:
        return None
    number = _placed(digits, main.lstrip(" ("), country)
    if is_junk(number.national) or len(number.national) < (_FEWEST_OF_A_PLAN if number.e164 else _FEWEST):
        return None
    return _with_extension(number, extension[1]) if extension else number


def is_junk(national: str) -> bool:
    """One digit repeated, or digits that count up or down."""
    return len(set(national[1:])) <= 1 or any(national in run for run in _RUNS)


def _placed(digits: str, written: str, country: str) -> Phone:
    if written.startswith("+") or digits.startswith("00"):
        found = _international(digits.lstrip("0"))
        if found:
            return found
    plan = plan_of(country)
    if plan and plan.code == _NORTH_AMERICA and digits.startswith("011"):
        return _international(digits[3:]) or _bare(digits)
    at_home = _at_home(digits, plan) if plan else None
    return at_home or _by_form(digits) or _bare(digits)


def _at_home(digits: str, plan: Plan) -> Phone | None:
    """As dialled inside the country, or with its code and no plus. What is assigned today goes before what may be."""
    readings = [digits]
    if digits.startswith(plan.code):
        # So many digits are rather a number with its code than a long number without.
        readings.insert(0 if len(digits) > _WITH_CODE else 1, digits[len(plan.code) :])
    possible = [national for reading in readings if (national := plan.national(reading))]
    best = next((national for national in possible if plan.assigned.fullmatch(national)), None)
    if best is None and possible:
        elsewhere = _by_form(digits)
        if elsewhere:
            return elsewhere
        best = possible[0]
    return _number(plan, best, is_guessed=True) if best else None


def _by_form(digits: str) -> Phone | None:
    """By length and first digits alone, and only when the number is one of those in use."""
    if len(digits) < _WITH_CODE or digits.startswith("0"):
        return None
    russian = plan_of("RU") if len(digits) == _WITH_CODE and digits.startswith("89") else None
    if russian:
        return _number(russian, digits[1:], is_guessed=True)
    plan, rest = split_code(digits) or (None, "")
    national = plan.national(rest) if plan else None
    if plan is None or national is None or not plan.assigned.fullmatch(national):
        return None
    return _number(plan, national, is_guessed=True)


def _international(digits: str) -> Phone | None:
    """Behind a plus sign the code is believed even where the rest fits no plan: it may be newer than the plan."""
    plan, rest = split_code(digits) or (None, "")
    return _number(plan, plan.national(rest) or rest, is_guessed=False) if plan and rest else None


def _number(plan: Plan, national: str, *, is_guessed: bool) -> Phone:
    return Phone(national, f"+{plan.code}{national}", plan.country, is_guessed=is_guessed)


def _bare(digits: str) -> Phone:
    return Phone(digits.lstrip("0"))


def _with_extension(number: Phone, extension: str) -> Phone:
    return Phone(number.national, number.e164, number.country, extension, number.is_guessed)


@lru_cache(maxsize=CACHED)
def _ascii_digits(text: str) -> str:
    wide = unicodedata.normalize("NFKC", text[:LONGEST_FIELD])
    return "".join(
        str(unicodedata.decimal(character)) if character.isdecimal() else character if character.isascii() else " "
        for character in wide
    )
