"""Explanations on the screen and for machines. They show personal data: for stdout and for nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from syncengine.front.display.linking_words import OUTCOMES
from syncengine.front.display.matchings import force_json, percent, thresholds
from syncengine.front.display.outcomes import QUESTIONS
from syncengine.front.display.standings import standing_json, standing_shown
from syncengine.front.display.timelines import event_json, timeline_shown
from syncengine.front.display.times import iso, when
from syncengine.front.display.waterfalls import Waterfall, steps_of
from syncengine.front.display.words import command, plain
from syncengine.front.display.writes import write_json
from syncengine.front.explain import Explained, Match, Question
from syncengine.front.explain_pair import PairExplained
from syncengine.front.matching import Force
from syncengine.front.whois import Who
from syncengine.store.histories import PastLink

_CERTAIN = frozenset({"mark", "cross_id"})
"""Our own mark, and ids that a vendor keeps of another's record: nothing is compared where they speak."""

_VERDICTS: Mapping[str, str] = {"link": "linked", "review": "a human is asked", "different": "left apart"}


def explained_shown(found: Explained, *, last: int, config: Path) -> Iterator[RenderableType]:
    """Who it is, then links, questions and decisions, each with its evidence; how they stand, and what happened."""
    who = found.who
    yield Text(f"{plain(who.name) or '(no name)'}  [{who.person}]", style="bold")
    if found.became is not None:
        yield f"Has become part of {found.became}: see {command(f'explain {found.became}', config)}"
    elif found.known_since is not None:
        yield f"Known since {when(found.known_since)}."
    for title, standing in (("Records", True), ("Former records", False)):
        links = [link for link in found.links if (link.undone_at is None) is standing]
        if links:
            yield Text(f"\n{title}", style="bold")
            for link in links:
                yield from _link_shown(link, found.force)
    for title, questions in (("Open questions", found.open), ("What humans decided", found.decisions)):
        if questions:
            yield Text(f"\n{title}", style="bold")
            for question in questions:
                yield from _question_shown(question, found.force)
    if found.standing is not None:
        yield from standing_shown(found.standing)
    yield from timeline_shown(found.events, last=last, who=who.person, config=config)


def _link_shown(link: PastLink, force: Force) -> Iterator[RenderableType]:
    evidence = link.evidence
    outcome = str(evidence.get("outcome", ""))
    why = plain(OUTCOMES.get(outcome, outcome))
    yield f"  {ref_of(link)}, {when(link.made_at)}, by {plain(link.actor)}: {why} [link {link.id}]"
    if evidence.get("keys"):
        yield f"    in common: {plain(evidence['keys'])}"
    if link.undone_at is not None:
        why = ", ".join(f"{key} {value}" for key, value in evidence.get("undone", {}).items())
        yield f"    ended {when(link.undone_at)}{f': {plain(why)}' if why else ''}"
    match = evidence.get("match")
    if match:
        yield from match_shown(match, force)
    elif outcome == "link" and not _CERTAIN.issuperset(evidence.get("keys", ())):
        yield "    what was compared was not kept with this decision"


def _question_shown(question: Question, force: Force) -> Iterator[RenderableType]:
    yield from _question_lines(question)
    if question.match:
        yield from match_shown(question.match, force)


def _question_lines(question: Question) -> Iterator[str]:
    asked = question.asked
    about = f" {_name(question.other)}" if question.other else ""
    yield f"  {asked.id}: {QUESTIONS.get(asked.kind, asked.kind)}{about}, asked {when(asked.opened_at)}"
    yield f"    {plain(asked.reason)}"
    if asked.detail.get("keys"):
        yield f"    in common: {plain(asked.detail['keys'])}"
    if asked.closed_at is not None:
        yield f"    answer: {asked.decision}, {when(asked.closed_at)}, by {plain(asked.decided_by)}"


def _name(who: Who) -> str:
    return f"{plain(who.name) or '(no name)'} [{who.person}] ({', '.join(map(plain, who.refs)) or 'no records'})"


def match_shown(match: Match, force: Force) -> Iterator[RenderableType]:
    """One comparison: the waterfall, and what follows from where it ends."""
    yield Waterfall(tuple(steps_of(match)))
    verdict = _VERDICTS.get(str(match["verdict"]), str(match["verdict"]))
    yield f"    probability {percent(match['probability'])}: {verdict}{' (something forbids a link)' * match['veto']}"
    yield f"    {thresholds(force.costs)}"
    if match["model"] != force.model:
        yield f"    judged by model {plain(match['model'])}; the one in force is {force.model}"


def ref_of(link: PastLink) -> str:
    return f"{link.system}:{link.kind}:{link.ref_id}"


def pair_shown(found: PairExplained) -> Iterator[RenderableType]:
    """Two records: whose they are, what comparing them finds now, and what was asked about them."""
    for record, who in zip(found.records, found.who, strict=True):
        yield f"{plain(record)}: {_name(who) if who else 'nobody yet; the next pass decides'}"
    if found.is_one_person:
        yield "They are one person."
    elif all(found.who):
        yield "They are two people."
    yield Text("\nCompared now", style="bold")
    yield from match_shown(found.match, found.force)
    if found.questions:
        yield Text("\nWhat was asked about the two", style="bold")
        for question in found.questions:
            yield from _question_lines(question)


def pair_json(found: PairExplained) -> dict[str, Any]:
    return {
        "records": [str(record) for record in found.records],
        "people": [who.person if who else None for who in found.who],
        "one_person": found.is_one_person,
        "match": found.match,
        "questions": [_question_json(question) for question in found.questions],
        "in_force": force_json(found.force),
    }


def explained_json(found: Explained, *, last: int) -> dict[str, Any]:
    who, standing = found.who, found.standing
    return {
        "person": who.person,
        "name": who.name,
        "records": list(who.refs),
        "known_since": iso(found.known_since),
        "became": found.became,
        "links": [_link_json(link) for link in found.links],
        "open": [_question_json(question) for question in found.open],
        "decisions": [_question_json(question) for question in found.decisions],
        "writes": [write_json(write) for write in found.writes],
        "standing": None if standing is None else standing_json(standing),
        "timeline": [event_json(event) for event in found.events[-last:]],
        "earlier_events": max(0, len(found.events) - last),
        "in_force": force_json(found.force),
    }


def _link_json(link: PastLink) -> dict[str, Any]:
    return {
        "id": link.id,
        "run": link.run_id,
        "record": ref_of(link),
        "made_at": iso(link.made_at),
        "by": link.actor,
        "ended_at": iso(link.undone_at),
        "evidence": dict(link.evidence),
    }


def _question_json(question: Question) -> dict[str, Any]:
    asked = question.asked
    return {
        "id": asked.id,
        "kind": asked.kind,
        "other": question.other.person if question.other else None,
        "reason": asked.reason,
        "asked_at": iso(asked.opened_at),
        "answer": asked.decision,
        "answered_at": iso(asked.closed_at),
        "by": asked.decided_by,
        "detail": dict(asked.detail),
    }
