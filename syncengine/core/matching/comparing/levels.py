"""Everything that is compared, and what its levels are called."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from syncengine.core.matching.comparing import contacts, handles, names, places, together, work
from syncengine.core.matching.comparing.extras import compare_extra
from syncengine.core.matching.comparing.hands import Flags, Hand, Level
from syncengine.core.matching.rows import ExtraKind

LABELS: Mapping[str, tuple[str, ...]] = {
    "name": names.NAME,
    "name rarity": names.RARITY,
    "name carriers": names.CARRIERS,
    "middle name": names.MIDDLE,
    "suffix": names.SUFFIX,
    "e-mail": contacts.EMAIL,
    "phone": contacts.PHONE,
    "LinkedIn": contacts.LINKEDIN,
    "GitHub": contacts.GITHUB,
    "other page": contacts.GITHUB,
    "employer": work.COMPANY,
    "title": work.TITLE,
    "rank": work.RANK,
    "place": places.PLACE,
    "handle": handles.HANDLE,
    "same handle": handles.SAME_HANDLE,
    "contacts and name": together.CONTACT_AND_NAME,
    "employer and name": together.WORK_AND_NAME,
    "side": ("records of two systems", "records of one system"),
}
"""Comparison -> its levels; the first of each means that there is nothing to compare, where there is such a level."""


def extra_name(column: str) -> str:
    """What the comparison of an extra column is called: never like one of ours."""
    return f"column {column}"


def compare(ours: Hand, theirs: Hand, *, same_side: Flags, extras: Mapping[str, ExtraKind]) -> dict[str, Level]:
    """The level of every comparison for every pair. It does not matter which half is which."""
    levels, agreement = names.compare_names(ours, theirs)
    levels |= contacts.compare_contacts(ours, theirs)
    employment, employer = work.compare_work(ours, theirs)
    levels |= employment | places.compare_places(ours, theirs) | handles.compare_handles(ours, theirs)
    levels |= together.compare_together(levels, agreement, employer)
    levels["side"] = np.asarray(same_side, np.int16)
    for at, (name, kind) in enumerate(extras.items()):
        levels[extra_name(name)] = compare_extra(ours, theirs, at, kind)
    return levels
