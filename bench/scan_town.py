"""Two exports of made-up people with statuses, lists and opt-outs, errors planted among them, and the truth."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bench.sheets import find, rows

OUT_SHARE, FLAW = 0.06, 0.12
"""Shares: of people who opted out; of hand-offs, and of opt-outs, that went wrong."""

_STANDINGS, _WEIGHTS = ("Hired", "Phone Screen", "Rejected", ""), (8, 27, 60, 5)
_RIGHT = {"Hired": "Alumni", "Phone Screen": "ATS: In process", "Rejected": "Nurture EMEA", "": "Sourced"}
_INVITING = "Newsletter"

SIDES = ("ats", "crm")


@dataclass(frozen=True, slots=True)
class Life:
    """What the two exports tell of one human. ``out`` is whether the ATS and the CRM know of an opt-out."""

    standing: str
    list: str
    out: tuple[bool, bool]

    @property
    def invited(self) -> bool:
        return self.list in {_INVITING, _RIGHT["Rejected"]}


@dataclass(slots=True)
class Town:
    """``entity`` says who each record is; ``truth`` has the humans of each finding."""

    ats: Path
    crm: Path
    entity: Mapping[str, str]
    truth: dict[str, set[str]] = field(default_factory=dict)


def make_town(people: Path, name: str, *, into: Path, seed: int) -> Town:
    """From a set of ``bench.people`` in the folder ``people``, as ``ats.csv`` and ``crm.csv``."""
    entity = {row["record_id"]: row["entity_id"] for row in rows(find(people, f"{name}_entities"))}
    lives = {each: _life(random.Random(f"{seed}/{each}")) for each in dict.fromkeys(entity.values())}
    town = Town(into / "ats.csv", into / "crm.csv", entity)
    _write(find(people, f"{name}_ats"), town.ats, ("status", "do_not_contact"), _ats_facts(entity, lives))
    _write(find(people, f"{name}_crm"), town.crm, ("lists", "unsubscribed"), _crm_facts(entity, lives))
    town.truth = dict(_truth(entity, lives))
    return town


def _life(dice: random.Random) -> Life:
    standing = dice.choices(_STANDINGS, _WEIGHTS)[0]
    where, out = _RIGHT[standing], (False, False)
    if dice.random() < OUT_SHARE:
        out = (True, True) if dice.random() > 2 * FLAW else dice.choice([(True, False), (False, True)])
        where = "Sourced"
    if dice.random() < FLAW:
        where = "" if standing == "Rejected" else _INVITING
    return Life(standing, where, out)


_Facts = Mapping[str, tuple[str, str]]


def _ats_facts(entity: Mapping[str, str], lives: Mapping[str, Life]) -> _Facts:
    return {each: (life.standing, "yes" if life.out[0] else "no") for each, life in _by_record(entity, lives, "ats")}


def _crm_facts(entity: Mapping[str, str], lives: Mapping[str, Life]) -> _Facts:
    return {each: (life.list, "2026-01-02" if life.out[1] else "") for each, life in _by_record(entity, lives, "crm")}


def _by_record(entity: Mapping[str, str], lives: Mapping[str, Life], side: str) -> Iterator[tuple[str, Life]]:
    return ((record, lives[who]) for record, who in entity.items() if record.startswith(side))


def _write(source: Path, path: Path, columns: tuple[str, str], facts: _Facts) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = None
        for row in rows(source):
            if out is None:
                out = csv.writer(file)
                out.writerow([*row, *columns])
            out.writerow([*row.values(), *facts[row["record_id"]]])


def _truth(entity: Mapping[str, str], lives: Mapping[str, Life]) -> Iterator[tuple[str, set[str]]]:
    where: dict[str, list[str]] = {}
    for record, who in entity.items():
        where.setdefault(who, []).append(record[:3])
    both = {who for who, sides in where.items() if {*sides} == {*SIDES}}
    crm = {who for who, sides in where.items() if "crm" in sides}
    known = {who: lives[who] for who in both}
    yield "both-certain", both
    for side in SIDES:
        yield f"ghosts-{side}", {who for who, sides in where.items() if sides.count(side) > 1}
    yield "hired-nurtured", {who for who, life in known.items() if life.standing == "Hired" and life.invited}
    yield "active-nurtured", {who for who, life in known.items() if life.standing == "Phone Screen" and life.invited}
    welcome = {who for who in where if lives[who].standing == "Rejected"}
    yield "rejected-absent", {who for who in welcome - crm if not lives[who].out[0]}
    yield "rejected-unlisted", {who for who in welcome & both if not any(lives[who].out) and not lives[who].list}
    yield "opted-out-ats-only", {who for who, life in known.items() if life.out == (True, False)}
    yield "opted-out-crm-only", {who for who, life in known.items() if life.out == (False, True)}
    told = {who for who in crm if lives[who].out[1] or (who in both and lives[who].out[0])}
    yield "opted-out-nurtured", {who for who in told if lives[who].invited}
