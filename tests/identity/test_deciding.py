"""Who a newcomer is: a link to one person, or questions, and humans have the last word."""

from __future__ import annotations

import pytest

from syncengine.core.matching.verdicts import DIFFERENT, LINK, REVIEW
from syncengine.core.model import PersonId
from syncengine.identity import deciding
from syncengine.identity.claims import Claims, agree, disagree
from syncengine.identity.deciding import Candidate, Decision, Question, decide
from syncengine.identity.neighbourhood import Pair

P, Q = PersonId("p_1"), PersonId("p_2")


def pair(probability: float, verdict: int, *, veto: bool = False, ref: str = "1") -> Pair:
    return Pair(("ats", ref), probability, verdict, veto, at=0)


LIKE, LESS_LIKE = pair(0.999, LINK), pair(0.99, LINK, ref="2")
MAYBE = pair(0.6, REVIEW)
UNLIKE = pair(0.001, DIFFERENT, ref="3")
FAINT = pair(0.02, DIFFERENT, ref="4")
BARRED = pair(0.999, REVIEW, veto=True)


def like(person: PersonId = P, *more: Pair) -> Candidate:
    return Candidate(person, (LIKE, *more))


LINKED: list[tuple[str, list[Candidate]]] = [
    ("one person is like it", [like()]),
    ("what is merely faint does not matter", [like(P, FAINT), Candidate(Q, (FAINT,))]),
    ("the vendor's own word", [Candidate(P, claimed=True)]),
    ("the vendor's own word against likeness", [Candidate(P, (UNLIKE,), claimed=True)]),
    ("the vendor's own word beside doubt", [Candidate(P, (MAYBE,), claimed=True)]),
    ("a ghost that is like it", [Candidate(P, (LIKE,), is_second=True, claimed=True)]),
]


@pytest.mark.parametrize(("about", "candidates"), LINKED, ids=[row[0] for row in LINKED])
def test_link(about: str, candidates: list[Candidate]) -> None:
    decision = decide(candidates)
    assert (decision.person, decision.questions) == (P, ())


ASKED: list[tuple[str, Candidate, str]] = [
    ("not sure", Candidate(P, (MAYBE,)), deciding.UNSURE),
    ("Jr and Sr", Candidate(P, (BARRED,)), deciding.VETO),
    ("like one record, but another one forbids it", Candidate(P, (LIKE,), (pair(0.5, DIFFERENT, veto=True),)),
     deciding.VETO),
    ("like one record and unlike another that it meets", like(P, UNLIKE), deciding.CHAIN),
    ("like one record and unlike another that it does not meet", Candidate(P, (LIKE,), (UNLIKE,)), deciding.CHAIN),
    ("vendors contradict", Candidate(P, (LIKE,), disowned=True), deciding.CLAIMED_ELSEWHERE),
    ("a vendor's word, and vendors contradict", Candidate(P, (), claimed=True, disowned=True),
     deciding.CLAIMED_ELSEWHERE),
    ("a vendor's word about a second record", Candidate(P, (MAYBE,), claimed=True, is_second=True), deciding.SECOND),
]  # fmt: skip


@pytest.mark.parametrize(("about", "candidate", "reason"), ASKED, ids=[row[0] for row in ASKED])
def test_question(about: str, candidate: Candidate, reason: str) -> None:
    assert decide([candidate]) == Decision(questions=(Question(P, reason, candidate.best),))


@pytest.mark.parametrize("candidates", [[], [Candidate(P, (FAINT,))], [Candidate(P, (UNLIKE,), (LIKE,))]])
def test_nobody_we_know(candidates: list[Candidate]) -> None:
    assert decide(candidates) == Decision()


def test_two_whom_it_could_be_are_both_asked_about_the_likelier_first() -> None:
    decision = decide([Candidate(Q, (LESS_LIKE,)), like()])
    assert decision == Decision(questions=(Question(P, deciding.BOTH, LIKE), Question(Q, deciding.BOTH, LESS_LIKE)))


def test_a_claim_to_one_and_likeness_to_another_are_both_asked_about() -> None:
    assert [each.person for each in decide([like(Q), Candidate(P, claimed=True)]).questions] == [P, Q]


def test_one_is_linked_and_another_is_asked_about() -> None:
    decision = decide([Candidate(Q, (MAYBE,)), like()])
    assert decision == Decision(P, LIKE, questions=(Question(Q, deciding.BETWEEN, MAYBE),))


def test_those_whom_a_human_told_apart_are_never_asked_about_again() -> None:
    decision = decide([Candidate(Q, (MAYBE,)), like()], apart={frozenset((P, Q))})
    assert decision == Decision(P, LIKE)


def test_a_record_never_brings_together_whom_a_human_told_apart() -> None:
    decision = decide([Candidate(Q, (LESS_LIKE,)), like()], apart={frozenset((P, Q))})
    assert decision.person is None
    assert [(each.person, each.reason) for each in decision.questions] == [
        (P, deciding.TOLD_APART),
        (Q, deciding.TOLD_APART),
    ]


def test_the_order_of_candidates_does_not_matter() -> None:
    candidates = [like(), Candidate(Q, (MAYBE,)), Candidate(PersonId("p_3"), (MAYBE,))]
    assert decide(candidates) == decide(candidates[::-1])


def test_claims_disagree_only_about_the_same_place() -> None:
    assert disagree({"greenhouse:candidate:1"}, {"greenhouse:candidate:2"})
    assert not disagree({"greenhouse:candidate:1"}, {"gem:candidate:2"})
    assert not disagree({"greenhouse:candidate:1"}, {"greenhouse:candidate:1", "greenhouse:candidate:2"})
    assert agree({"greenhouse:candidate:1"}, {"greenhouse:candidate:1"})


def test_that_two_records_of_one_system_have_two_ids_is_no_contradiction() -> None:
    claims = Claims()
    claims.add("crm", "7", [("cross_id", "gem:candidate:7"), ("cross_id", "greenhouse:candidate:1"), ("email", "x")])
    assert claims.seen_from("crm") == {"greenhouse:candidate:1"}
    assert claims.seen_from("ats") == {"gem:candidate:7", "greenhouse:candidate:1"}
