"""Where somebody lives, from free text: city, region and country as far as they are said or follow."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from syncengine.core.matching.normalise.gazetteer import CITIES, COUNTRIES, REGION_CODES, REGION_NAMES
from syncengine.core.matching.normalise.text import CACHED, LONGEST, ascii_lower, plain

_REMOTE = re.compile(r"\b(?:fully\s+)?(?:remote|home\s?office|work from home|wfh|anywhere)\b")
_AROUND = re.compile(
    r"\b(?:greater|metropolitan|metroplex|metro|area|region|und umgebung|et peripherie|and surroundings|city of)\b"
)
_SEPARATORS = re.compile(r"[,;|()/\[\]]+|\s-+\s")
_POST_CODE = re.compile(r"\b(?=[a-z]*\d)[a-z0-9]+\b")
_WORD = re.compile(r"[a-z]+")
_NOBODYS = frozenset({"na", "n a", "none", "unknown", "worldwide", "global", "earth", "various"})


@dataclass(frozen=True, slots=True)
class Place:
    """``country`` is an ISO code, upper-case; ``region`` such as ``US-CA``; ``city`` one spelling for all its names.

    Empty means not said and not known. ``words`` are what the text says, for places that nobody lists.
    """

    city: str = ""
    region: str = ""
    country: str = ""
    words: tuple[str, ...] = ()
    is_remote: bool = False


_NOWHERE = Place()


def place_of(text: str) -> Place:
    """The place in a field; Place() for an empty one."""
    return _place(text.strip()[:LONGEST]) if text else _NOWHERE


@lru_cache(maxsize=CACHED)
def _place(text: str) -> Place:
    lower = ascii_lower(plain(text))
    local, remotes = _REMOTE.subn(",", lower)
    parts = [bare for part in _SEPARATORS.split(local) if (bare := _bare(part)) and bare not in _NOBODYS]
    country, parts = _take_country(parts)
    region, parts = _take_region(parts, country)
    country = country or region[:2]
    named = next((CITIES[part] for part in parts if part in CITIES), None)
    # A city without its country is taken for the best known one of that name; a known country must not contradict.
    if named and (not country or named[1] == country):
        city, country = named
    else:
        city = parts[0] if parts else ""
    return Place(city, region, country, tuple(_WORD.findall(" ".join(parts))), remotes > 0)


def _bare(part: str) -> str:
    return " ".join(_WORD.findall(_POST_CODE.sub(" ", _AROUND.sub(" ", part.replace(".", "").replace("'", "")))))


def _take_country(parts: list[str]) -> tuple[str, list[str]]:
    for position in range(len(parts) - 1, -1, -1):
        country = COUNTRIES.get(parts[position], "")
        if country and not (position == 0 and parts[0] in CITIES):
            return country, parts[:position] + parts[position + 1 :]
    return _take_code(parts)


def _take_code(parts: list[str]) -> tuple[str, list[str]]:
    """Two letters at the end: a country, unless the city, or habit, makes them a region (San Francisco, CA)."""
    if len(parts) < 2 or len(parts[-1]) != 2:
        return "", parts
    code = parts[-1].upper()
    known = CITIES.get(parts[0])
    is_region = parts[-1] in REGION_CODES
    if (known and known[1] == code) or (not is_region and code in _CODES):
        return code, parts[:-1]
    return "", parts


def _take_region(parts: list[str], country: str) -> tuple[str, list[str]]:
    for position in range(len(parts) - 1, -1, -1):
        part = parts[position]
        region = REGION_CODES.get(part) if position else None
        region = region or (REGION_NAMES.get(part) if part not in CITIES or position else None)
        if region and (not country or region.startswith(country)):
            return region, parts[:position] + parts[position + 1 :]
    return "", parts


_CODES = frozenset(COUNTRIES.values())
