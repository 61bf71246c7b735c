"""People in both systems, surely or probably, and people in one alone."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from syncengine.scan.findings import Finding
from syncengine.scan.people import Everybody, crossing, surest
from syncengine.scan.survey import Survey

_SURE = "A sync links them: one person, one history."
_MAYBE = "Too alike to be left apart, not alike enough to be merged: a sync asks, and makes no second record meanwhile."
_ONLY_ATS = (
    "The CRM knows nothing of them: sourcers may write to somebody who is in process, or was rejected last week."
)
_ONLY_CRM = "Sourced and never seen in the ATS. This is how it should be for most of them."


def find_both(survey: Survey, people: Everybody) -> Iterator[Finding]:
    both = people.in_both
    sure = surest(people.count, survey.person[survey.links.left], survey.links.probability)
    yield Finding(
        "both-certain",
        "both",
        "in both systems, certain",
        _SURE,
        "person",
        int(both.sum()),
        people.count,
        ("ats_id", "crm_id"),
        people.records(both),
        {"probability": percents(sure[both])},
    )
    yield _probable(survey, people)
    for key, title, advice, here in (
        ("only-ats", f"only in {survey.ats.name}", _ONLY_ATS, people.in_ats),
        ("only-crm", f"only in {survey.crm.name}", _ONLY_CRM, people.in_crm),
    ):
        alone = here & ~both & ~people.doubted
        records = people.records(alone)[:, [0 if key == "only-ats" else 1]]
        column = (key.replace("only-", "") + "_id",)
        yield Finding(key, "both", title, advice, "person", int(alone.sum()), people.count, column, records)


def _probable(survey: Survey, people: Everybody) -> Finding:
    """Counted by people of the ATS who are surely in no CRM record; the pairs are all that somebody should look at."""
    across = crossing(survey, survey.doubts)
    order = np.argsort(-across.probability, kind="stable")
    records = np.stack([across.left[order], across.right[order]], axis=1)
    return Finding(
        "both-probable",
        "both",
        "in both systems, probably",
        _MAYBE,
        "person",
        int((people.doubted & people.in_ats).sum()),
        people.count,
        ("ats_id", "crm_id"),
        records,
        {"probability": percents(across.probability[order])},
    )


def percents(probability: NDArray[np.float64]) -> tuple[str, ...]:
    """Probabilities as cells: four digits, or nothing where none is known."""
    return tuple("" if np.isnan(each) else f"{each:.4f}" for each in probability)


def expected_in_both(survey: Survey, people: Everybody) -> float | None:
    """How many people are in both systems if the matching is right about how sure it is: those in both, less the links
    that are wrong, and of everybody else the chance that one of their pairs is right."""
    if survey.faint is None:
        return None
    certain = crossing(survey, survey.links)
    right = np.zeros(people.count)
    np.maximum.at(right, survey.person[certain.left], certain.probability)
    missed = np.ones(people.count)
    for pairs in (survey.doubts, survey.faint):
        across = crossing(survey, pairs)
        np.multiply.at(missed, survey.person[across.left], 1.0 - across.probability)
    alone = people.in_ats & ~people.in_both
    return float(right[people.in_both].sum() + (1.0 - missed)[alone].sum())
