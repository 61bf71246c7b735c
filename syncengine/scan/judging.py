"""From a survey to a scan: every look at it, the numbers that matter, and what there is to draw."""

from __future__ import annotations

import numpy as np

from syncengine.scan.both import expected_in_both, find_both
from syncengine.scan.charts import charts
from syncengine.scan.disagreeing import find_disagreements
from syncengine.scan.findings import Finding, Number, Scan, SystemCount
from syncengine.scan.ghosts import find_ghosts, surplus
from syncengine.scan.handoffs import find_handoffs
from syncengine.scan.optouts import find_optouts
from syncengine.scan.people import Everybody, everybody
from syncengine.scan.quality import UNUSABLE, find_quality
from syncengine.scan.standings import standings
from syncengine.scan.survey import Roster, Survey

_UNUSABLE = "no name, no way to reach them, or an address or a number that reaches nobody or only an office"


def judge(survey: Survey) -> Scan:
    """Linear in records and links. Pure: the day of today is the survey's."""
    people = everybody(survey)
    stand = standings(survey, people)
    findings = (
        *find_both(survey, people),
        *find_ghosts(survey),
        *find_handoffs(survey, people, stand),
        *find_optouts(survey, people, stand),
        *find_quality(survey),
        *find_disagreements(survey, people),
    )
    by_key = {each.key: each for each in findings}
    return Scan(
        survey=survey,
        day=survey.today,
        systems=tuple(_counted(survey, people, roster) for roster in survey.rosters),
        numbers=_numbers(survey, by_key, expected_in_both(survey, people)),
        findings=findings,
        charts=charts(survey, by_key),
        notes=_notes(survey),
    )


def _counted(survey: Survey, people: Everybody, roster: Roster) -> SystemCount:
    here = people.in_ats if roster is survey.ats else people.in_crm
    return SystemCount(roster.name, roster.role, len(roster), int(here.sum()))


def _numbers(survey: Survey, found: dict[str, Finding], in_both: float | None) -> tuple[Number, ...]:
    ghosts = [found["ghosts-ats"], found["ghosts-crm"]]
    maybe = found["ghosts-probable-ats"].count + found["ghosts-probable-crm"].count
    bad = [found[f"{key}-{roster.role}"] for roster in survey.rosters for key in UNUSABLE]
    return (
        Number(
            "both",
            "people are in both systems",
            found["both-certain"].count,
            f"and {found['both-probable'].count:,} more probably{_about(in_both, than=found['both-certain'].count)}",
        ),
        Number(
            "ghosts",
            "records are ghosts: second records of one person",
            sum(map(surplus, ghosts)),
            f"and {maybe:,} more pairs to look at",
        ),
        _people_in(survey, found, "hand-offs", "people were dropped or mishandled between the two"),
        _people_in(survey, found, "opt-outs", "people opted out, and one side does not obey"),
        Number("quality", "records cannot be used as they are", len(_rows_in(bad)), _UNUSABLE),
    )


def _about(expected: float | None, *, than: int) -> str:
    """Where it says more than the certain ones do. Three digits: more would promise too much."""
    if expected is None or round(expected) == than:
        return ""
    digits = max(0, len(str(int(expected))) - 3)
    return f"; about {round(expected, -digits):,.0f} in all are to be expected"


def _people_in(survey: Survey, found: dict[str, Finding], family: str, title: str) -> Number:
    """How many different people the findings of a family are about."""
    own = [each for each in found.values() if each.family == family]
    judged = [each for each in own if each.judged]
    if not judged:
        return Number(family, title, None, f"not judged: {own[0].not_judged}")
    rows = _rows_in(judged)
    left_out = len(own) - len(judged)
    note = f"{left_out} of {len(own)} questions could not be judged" if left_out else ""
    return Number(family, title, len(np.unique(survey.person[rows])), note)


def _rows_in(findings: list[Finding]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    rows = np.unique(np.concatenate([each.records.ravel() for each in findings]))
    return rows[rows >= 0]


def _notes(survey: Survey) -> tuple[str, ...]:
    invited = sorted({name for lists in set(survey.crm.lists or ()) for name in lists if survey.invites(name)})
    lists = () if survey.crm.lists is None else (_lists_note(invited),)
    wrong = survey.expected_wrong
    expected = () if wrong is None else (f"Of the certain links {wrong:.1f} are expected to be wrong.",)
    return (*survey.notes, *lists, *expected)


def _lists_note(invited: list[str]) -> str:
    if not invited:
        return "No list was taken for one in which people are written to; --nurture NAME says which are."
    shown = ", ".join(invited[:10]) + (" ..." if len(invited) > 10 else "")
    return f"Lists taken for those in which people are written to: {shown}. --nurture NAME says otherwise."
