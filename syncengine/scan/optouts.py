"""Opt-outs that did not travel: known on one side only, or known and not obeyed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import compress

import numpy as np

from syncengine.scan.findings import Finding
from syncengine.scan.people import Everybody, Flags
from syncengine.scan.standings import Standings
from syncengine.scan.survey import Roster, Survey

_ONE_SIDE = "They said no once, and the other system was never told. Set it there before somebody writes."
_OBEYED = "They must not be written to, and are in a list in which people are. Take them out today."


def find_optouts(survey: Survey, people: Everybody, stand: Standings) -> Iterator[Finding]:
    ats, crm = survey.rosters
    yield _one_side(ats, crm, people, stand.opted_out[0], stand.opted_out[1], stand.not_opted_out[1])
    yield _one_side(crm, ats, people, stand.opted_out[1], stand.opted_out[0], stand.not_opted_out[0])
    yield _not_obeyed(survey, people, stand)


def _one_side(
    here: Roster, there: Roster, people: Everybody, out: Flags | None, out_there: Flags | None, in_there: Flags | None
) -> Finding:
    """Only where the other record says that they have not: silence is no answer."""
    key, title = f"opted-out-{here.role}-only", f"opted out in {here.name}, not in {there.name}"
    why = here.lacks.get("opted_out") or there.lacks.get("opted_out") or ""
    if out is None or out_there is None or in_there is None:
        return Finding(key, "opt-outs", title, _ONE_SIDE, "person", not_judged=why)
    known = people.in_both & out
    found = known & in_there & ~out_there
    return Finding(
        key,
        "opt-outs",
        title,
        _ONE_SIDE,
        "person",
        int(found.sum()),
        int(known.sum()),
        ("ats_id", "crm_id"),
        people.records(found),
    )


def _not_obeyed(survey: Survey, people: Everybody, stand: Standings) -> Finding:
    key, title = "opted-out-nurtured", "opted out or private, and in a list in which people are written to"
    told = [each for each in stand.opted_out if each is not None]
    if stand.invited is None or not told:
        why = survey.crm.lacks.get("lists") or survey.ats.lacks.get("opted_out") or ""
        return Finding(key, "opt-outs", title, _OBEYED, "person", not_judged=why)
    forbidden = np.logical_or.reduce([*told, stand.sealed])
    found = forbidden & stand.invited
    extra = {"list": tuple(compress(stand.where, found.tolist()))}
    records = people.records(found)
    columns, of = ("ats_id", "crm_id"), int(forbidden.sum())
    return Finding(key, "opt-outs", title, _OBEYED, "person", int(found.sum()), of, columns, records, extra)
