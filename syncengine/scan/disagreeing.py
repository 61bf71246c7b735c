"""Linked people whose two records say different things, in the words of the matching: another spelling of the same
employer is no disagreement, and what one side does not say is none either."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from syncengine.core.matching.base import Base
from syncengine.core.matching.comparing.levels import LABELS
from syncengine.core.matching.tallies import tally
from syncengine.scan.findings import Finding
from syncengine.scan.people import Everybody
from syncengine.scan.survey import Survey

_ADVICE = "One of the two is out of date. A sync brings them into step by the rules of your policy, field by field."


def _with(name: str, *words: str) -> frozenset[int]:
    """The levels of a comparison whose label has one of these words in it."""
    return frozenset(at for at, label in enumerate(LABELS[name]) if any(word in label for word in words))


_DIFFERENT = {
    "name": ("different names", "name", _with("name", "different")),
    "employer": ("different employers", "employer", _with("employer", "different")),
    "title": ("different job titles", "title", _with("title", "different")),
    "place": ("different places", "place", _with("place", "other city", "other country")),
    "email": ("no e-mail address in common", "e-mail", _with("e-mail", "different", "elsewhere", "slip", "employer")),
    "phone": ("no phone number in common", "phone", _with("phone", "different", "slip")),
}
"""Key -> title, comparison, and its levels that mean a disagreement."""


def find_disagreements(survey: Survey, people: Everybody) -> Iterator[Finding]:
    pairs = people.records(people.in_both)
    sides = np.repeat(np.array([0, 1], np.int16), (survey.split, len(survey.person) - survey.split))
    base = Base(survey.cards, tally(survey.cards), sides)
    levels = base.levels(pairs[:, 0], pairs[:, 1]) if len(pairs) else {}
    for key, (title, comparison, different) in _DIFFERENT.items():
        found = np.isin(levels[comparison], list(different)) if levels else np.zeros(0, bool)
        yield Finding(
            f"differs-{key}",
            "fields",
            f"in both systems, with {title}",
            _ADVICE,
            "person",
            int(found.sum()),
            len(pairs),
            ("ats_id", "crm_id"),
            pairs[found],
        )
