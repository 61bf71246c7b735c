"""Ghosts: people with several records in one system."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from syncengine.scan.both import percents
from syncengine.scan.findings import Finding
from syncengine.scan.people import surest
from syncengine.scan.survey import Pairs, Roster, Rows, Survey

_SURE = "Merge them in the system itself; every one of them splits a history in two."
_MAYBE = "Look at these pairs: some are ghosts, some are relatives, namesakes, or people with one mailbox."


def find_ghosts(survey: Survey) -> Iterator[Finding]:
    for roster in survey.rosters:
        yield _certain(survey, roster)
        yield _probable(survey, roster)


def _certain(survey: Survey, roster: Roster) -> Finding:
    """Groups of records of one person, one row for each record. How sure: by its best link to another of the group."""
    place = survey.rows_of(roster)
    rows = np.arange(len(survey.person))[place]
    whose = survey.person[place]
    several = rows[np.bincount(whose, minlength=1)[whose] > 1] if len(rows) else rows
    several = several[np.argsort(survey.person[several], kind="stable")]
    group = np.unique(survey.person[several], return_inverse=True)[1] + 1
    sure = _sureness(survey, several)
    return Finding(
        f"ghosts-{roster.role}",
        "ghosts",
        f"more than once in {roster.name}",
        _SURE,
        "person",
        len(np.unique(group)),
        len(np.unique(whose)),
        (f"{roster.role}_id",),
        several[:, None],
        {"group": tuple(map(str, group.tolist())), "probability": percents(sure)},
    )


def _sureness(survey: Survey, several: Rows) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    links = survey.links
    ends = np.concatenate([links.left, links.right])
    return surest(len(survey.person), ends, np.concatenate([links.probability] * 2))[several]


def _probable(survey: Survey, roster: Roster) -> Finding:
    place = survey.rows_of(roster)
    inside = np.zeros(len(survey.person), bool)
    inside[place] = True
    doubts = survey.doubts
    here = doubts.where(inside[doubts.left] & inside[doubts.right])
    found = _surest_first(here.where(survey.person[here.left] != survey.person[here.right]))
    return Finding(
        f"ghosts-probable-{roster.role}",
        "ghosts",
        f"perhaps more than once in {roster.name}",
        _MAYBE,
        "pair",
        len(found),
        len(roster),
        (f"{roster.role}_id", "other_id"),
        np.stack([found.left, found.right], axis=1),
        {"probability": percents(found.probability)},
    )


def _surest_first(pairs: Pairs) -> Pairs:
    order = np.argsort(-pairs.probability, kind="stable")
    return Pairs(pairs.left[order], pairs.right[order], pairs.probability[order])


def surplus(finding: Finding) -> int:
    """How many records there are too many."""
    return len(finding.records) - finding.count
