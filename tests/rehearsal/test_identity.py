"""Every way to go wrong with a human's identity is seen, and told from the ways to go right."""

from __future__ import annotations

from dataclasses import replace

import pytest

from connectors.sandbox.cast import Shown
from connectors.sandbox.personas import Candidacy, Persona, Profile
from syncengine.rehearsal.identity import Fate, Judged, Question, judge
from syncengine.rehearsal.roll import Roll
from syncengine.rehearsal.tally import Counts, by_story, by_task, mistakes

APPLIED = (Candidacy("Data Engineer"),)


def profile(key: str) -> Profile:
    return Profile(key, "Ada", "Lovelace", ())


BOTH = Persona("both", "on both sides", "linked", (profile("both/ats"),), (profile("both/crm"),), APPLIED)
APPLICANT = Persona("applicant", "look-alikes", "apart", (profile("applicant/ats"),), (), APPLIED)
SOURCED = Persona("sourced", "look-alikes", "apart", (), (profile("sourced/crm"),))
TWICE = Persona("twice", "twice", "asked", (profile("twice/ats"), profile("twice/ats2")), (), APPLIED)
WANTED = Persona("wanted", "wanted", "pushed", (), (profile("wanted/crm"),), push=True)


def shown(id_: str, key: str | None = None) -> Shown:
    return Shown(id_, key, None, None, None, None, ())


def populated(*personas: Persona) -> Roll:
    """Nothing was linked and nothing was made yet: every record is a person of its own."""
    ats = {each.id: [shown(profile.key, profile.key) for profile in each.ats] for each in personas}
    crm = {each.id: [shown(profile.key, profile.key) for profile in each.crm] for each in personas}
    links = {("ats", record.id): f"p {record.id}" for found in ats.values() for record in found}
    links |= {("crm", record.id): f"p {record.id}" for found in crm.values() for record in found}
    return Roll(("ats", "crm"), ats, crm, links)


def linked(roll: Roll, *records: tuple[str, str], to: str) -> Roll:
    return replace(roll, links={**roll.links, **dict.fromkeys(records, to)})


def made(roll: Roll, persona: Persona, *ids: str, side: str = "crm", person: str = "p new") -> Roll:
    """Records that the engine made for somebody."""
    before = roll.crm if side == "crm" else roll.ats
    after = {**before, persona.id: [*before.get(persona.id, ()), *(shown(id_) for id_ in ids)]}
    grown = replace(roll, crm=after) if side == "crm" else replace(roll, ats=after)
    return linked(grown, *((side, id_) for id_ in ids), to=person)


def fate(roll: Roll, persona: Persona, *others: Persona, questions: tuple[Question, ...] = ()) -> Fate:
    judged = judge((persona, *others), roll, questions)
    return judged.fates[0]


def between(one: str, other: str) -> Question:
    return frozenset({f"p {one}", f"p {other}"})


RIGHT = linked(populated(BOTH), ("ats", "both/ats"), ("crm", "both/crm"), to="p")


def test_linked() -> None:
    found = fate(RIGHT, BOTH)
    assert (found.outcome, found.task, found.ghosts, found.left_out) == ("linked", "link", 0, False)


def test_missed() -> None:
    assert fate(populated(BOTH), BOTH).outcome == "missed"


def test_asked() -> None:
    assert fate(populated(BOTH), BOTH, questions=(between("both/ats", "both/crm"),)).outcome == "asked"


def test_a_question_about_somebody_else_is_none() -> None:
    roll = populated(BOTH, SOURCED)
    found = fate(roll, BOTH, SOURCED, questions=(between("both/ats", "sourced/crm"),))
    assert (found.outcome, found.questions) == ("missed", 1)


def test_three_records_and_one_question_are_not_asked_about_enough() -> None:
    thrice = replace(TWICE, crm=(profile("thrice/crm"),))
    roll = populated(thrice)
    one, two = between("twice/ats", "twice/ats2"), between("twice/ats2", "thrice/crm")
    assert fate(roll, thrice, questions=(one,)).outcome == "missed"
    assert fate(roll, thrice, questions=(one, two)).outcome == "asked"


@pytest.mark.parametrize(
    ("roll", "persona", "ghosts"),
    [
        (made(RIGHT, BOTH, "1"), BOTH, 1),
        (made(RIGHT, BOTH, "1", side="ats"), BOTH, 1),
        (made(populated(APPLICANT), APPLICANT, "1"), APPLICANT, 0),
        (made(populated(APPLICANT), APPLICANT, "1", "2"), APPLICANT, 1),
        (made(populated(WANTED), WANTED, "1", "2", side="ats"), WANTED, 1),
        (made(populated(TWICE), TWICE, "1"), TWICE, 0),
    ],
)
def test_a_ghost_is_a_record_made_where_one_was(roll: Roll, persona: Persona, ghosts: int) -> None:
    assert fate(roll, persona).ghosts == ghosts


def test_a_missed_link_that_became_a_ghost_stays_a_missed_link() -> None:
    found = fate(made(populated(BOTH), BOTH, "1", person="p both/ats"), BOTH)
    assert (found.outcome, found.ghosts) == ("missed", 1)


def test_a_ghost_under_another_person_does_not_undo_a_link() -> None:
    assert fate(made(RIGHT, BOTH, "1"), BOTH).outcome == "linked"


def test_two_humans_under_one_person() -> None:
    roll = linked(populated(APPLICANT, SOURCED), ("ats", "applicant/ats"), ("crm", "sourced/crm"), to="p")
    judged = judge((APPLICANT, SOURCED), roll, ())
    assert judged.wrong_links == (frozenset({"applicant", "sourced"}),)
    assert [found.taken_for for found in judged.fates] == [{"sourced"}, {"applicant"}]
    assert not judged.fates[0].left_out, "the wrong link is why nothing was made"


def test_waiting_for_an_answer() -> None:
    roll, question = populated(APPLICANT, SOURCED), between("applicant/ats", "sourced/crm")
    judged = judge((APPLICANT, SOURCED), roll, (question,))
    assert [(found.waiting, found.left_out) for found in judged.fates] == [(True, False), (False, False)]
    assert (judged.questions, judged.needless) == (1, 1)


def test_a_question_that_ends_with_yes_is_not_needless() -> None:
    judged = judge((BOTH,), populated(BOTH), (between("both/ats", "both/crm"),))
    assert (judged.questions, judged.needless) == (1, 0)


def test_left_out() -> None:
    assert fate(populated(APPLICANT), APPLICANT).left_out
    assert fate(populated(WANTED), WANTED).left_out
    alone = replace(APPLICANT, truth="alone")
    assert not fate(populated(alone), alone).left_out


def test_a_record_that_belongs_to_nobody_is_a_ghost() -> None:
    assert judge((BOTH,), replace(RIGHT, strangers=("crm 9",)), ()).ghosts == 1


def spoiled() -> Judged:
    roll = populated(BOTH, APPLICANT, SOURCED, TWICE)
    roll = linked(roll, ("ats", "applicant/ats"), ("crm", "sourced/crm"), to="p")
    return judge((BOTH, APPLICANT, SOURCED, TWICE), made(roll, BOTH, "1", person="p both/ats"), ())


def test_mistakes_are_told_worst_first_and_with_their_records() -> None:
    assert [(mistake.what, mistake.records) for mistake in mistakes(spoiled())] == [
        ("applicant and sourced were taken for one person (look-alikes)", ("ats applicant/ats", "crm sourced/crm")),
        ("both got a record too many (on both sides)", ("ats both/ats", "crm both/crm", "crm 1")),
        ("twice was left out, and no question says why (twice)", ("ats twice/ats", "ats twice/ats2")),
        ("twice is 2 persons, and no question is open (twice)", ("ats twice/ats", "ats twice/ats2")),
    ]


def test_stories_are_counted_by_what_was_to_be_done() -> None:
    rows = {(row.task, row.story): row.counts for row in by_story(spoiled())}
    assert rows == {
        ("link", "on both sides"): Counts(people=1, missed=1, ghosts=1),
        ("link or ask", "twice"): Counts(people=1, missed=1, left_out=1),
        ("keep apart", "look-alikes"): Counts(people=2, wrong=2),
    }
    assert by_task(spoiled())["keep apart"] == Counts(people=2, wrong=2)
    assert by_task(spoiled())["one record"] == Counts()
