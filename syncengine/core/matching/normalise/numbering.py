"""National numbering plans, read once per country from the metadata of the ``phonenumbers`` package.

The package parses a number in 40 microseconds and more, most of them for spellings that have been settled by the time
digits are left. What is asked here takes two: is this a number of that country, and what of it is the trunk prefix.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata

_LONGEST_CODE = 3
_TYPES = ("fixed_line", "mobile", "toll_free", "voip")
# Written in front of mobile numbers by some and left out by others; not part of the number.
_MOBILE_MARK = {"MX": re.compile(r"1(?=\d{10}$)"), "AR": re.compile(r"9(?=\d{10}$)")}


@dataclass(frozen=True, slots=True)
class Plan:
    """``shape`` allows what may become a number, ``assigned`` what is one today."""

    country: str
    code: str
    shape: re.Pattern[str]
    assigned: re.Pattern[str]
    trunk: re.Pattern[str] | None
    transform: str
    mark: re.Pattern[str] | None

    def national(self, digits: str) -> str | None:
        """The national significant number behind digits dialled inside the country; None when it is none."""
        for candidate in (self._without_trunk(digits), digits):
            number = self.mark.sub("", candidate) if self.mark else candidate
            if self.shape.fullmatch(number):
                return number
        return None

    def _without_trunk(self, digits: str) -> str:
        match = self.trunk.match(digits) if self.trunk and digits else None
        if match is None or self.assigned.fullmatch(digits):
            return digits
        if self.transform and match.lastindex and match[match.lastindex]:
            return match.expand(self.transform) + digits[match.end() :]
        return digits[match.end() :]


@cache
def plan_of(country: str) -> Plan | None:
    """The plan of an ISO country (upper-case), or None when the country has none."""
    found = PhoneMetadata.metadata_for_region(country, None) if country else None
    if found is None or found.general_desc is None:
        return None
    patterns = [getattr(found, name).national_number_pattern for name in _TYPES if getattr(found, name) is not None]
    return Plan(
        country,
        str(found.country_code),
        re.compile(found.general_desc.national_number_pattern or r"(?!)"),
        re.compile("|".join(f"(?:{pattern})" for pattern in patterns if pattern) or r"(?!)"),
        re.compile(found.national_prefix_for_parsing) if found.national_prefix_for_parsing else None,
        found.national_prefix_transform_rule or "",
        _MOBILE_MARK.get(country),
    )


def split_code(digits: str) -> tuple[Plan, str] | None:
    """The plan that a number in international form belongs to, and the digits behind the country code."""
    for length in range(1, _LONGEST_CODE + 1):
        regions = COUNTRY_CODE_TO_REGION_CODE.get(int(digits[:length] or 0))
        plan = plan_of(regions[0]) if regions else None
        if plan:
            return plan, digits[length:]
    return None
