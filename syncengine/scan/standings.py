"""How people stand, over all their records: in the ATS, in lists, and whether they may be written to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from syncengine.scan.people import Everybody, Flags
from syncengine.scan.survey import NO, NOTHING, YES, Roster, Small, Survey


@dataclass(frozen=True, slots=True)
class Standings:
    """By number of a person; None where it is not told. ``listed`` are in any list of the CRM, ``invited`` in one in
    which people are written to, of which ``where`` names the first."""

    standing: Small | None
    listed: Flags | None
    invited: Flags | None
    where: tuple[str, ...]
    opted_out: tuple[Flags | None, Flags | None]
    not_opted_out: tuple[Flags | None, Flags | None]
    sealed: Flags


def standings(survey: Survey, people: Everybody) -> Standings:
    listed, invited, where = _lists(survey, people)
    return Standings(
        standing=_standing(survey, people),
        listed=listed,
        invited=invited,
        where=where,
        opted_out=(_says(survey, people, survey.ats, YES), _says(survey, people, survey.crm, YES)),
        not_opted_out=(_says(survey, people, survey.ats, NO), _says(survey, people, survey.crm, NO)),
        sealed=_sealed(survey, people),
    )


def _standing(survey: Survey, people: Everybody) -> Small | None:
    if survey.ats.standing is None:
        return None
    found = np.full(people.count, NOTHING, np.int8)
    np.maximum.at(found, survey.person[survey.rows_of(survey.ats)], survey.ats.standing)
    return found


def _says(survey: Survey, people: Everybody, roster: Roster, answer: int) -> Flags | None:
    """Who has a record there that says so."""
    if roster.opted_out is None:
        return None
    found = np.zeros(people.count, bool)
    found[survey.person[survey.rows_of(roster)][roster.opted_out == answer]] = True
    return found


def _sealed(survey: Survey, people: Everybody) -> Flags:
    found = np.zeros(people.count, bool)
    for roster in survey.rosters:
        if roster.sealed is not None:
            found[survey.person[survey.rows_of(roster)][roster.sealed]] = True
    return found


def _lists(survey: Survey, people: Everybody) -> tuple[Flags | None, Flags | None, tuple[str, ...]]:
    if survey.crm.lists is None:
        return None, None, ()
    listed, invited = np.zeros(people.count, bool), np.zeros(people.count, bool)
    where = [""] * people.count
    invites = {name: survey.invites(name) for lists in set(survey.crm.lists) for name in lists}
    for person, lists in zip(survey.person[survey.rows_of(survey.crm)].tolist(), survey.crm.lists, strict=True):
        for name in lists:
            listed[person] = True
            if invites[name]:
                invited[person] = True
                where[person] = where[person] or name
    return listed, invited, tuple(where)
