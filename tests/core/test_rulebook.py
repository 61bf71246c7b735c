"""The rules of a policy, asked in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mappings.policy import Policy, Pool, PoolRule, PushRule, Start, When
from syncengine.core.applications import Application
from syncengine.core.restrictions import Restrictions
from syncengine.core.rulebook import LOCK, Decision, decide, pushed_by, unmet
from syncengine.core.situation import Situation, situation_of
from tests.core.policies import CLOSED, HIRED, POLICY, TODAY, active, rejected

EVERYBODY = When()
POOLS = {
    "a": Pool("List A"),
    "b": Pool("List B"),
    "kept": Pool("Kept", keeps=True),
    "mail": Pool("Mail", contact=True),
    "one": Pool("One", group="step"),
    "two": Pool("Two", group="step"),
}


def into(pool: str, when: When = EVERYBODY, *, start: Start = "at_once", name: str = "") -> PoolRule:
    return PoolRule(name or f"into {pool}", when, into=pool, start=start, at=f"policy.yaml:{len(name)}")


def out_of(*pools: str, when: When = EVERYBODY) -> PoolRule:
    return PoolRule(f"out of {' '.join(pools)}", when, out_of=pools)


def policy(*rules: PoolRule) -> Policy:
    return replace(POLICY, pools=POOLS, rules=rules)


def standing(*applications: Application, pools: Sequence[str] = (), **more: Any) -> Situation:
    restrictions = Restrictions(do_not_contact=more.pop("do_not_contact", False))
    return situation_of(applications, policy=POLICY, restrictions=restrictions, pools=frozenset(pools), **more)


def asked(*rules: PoolRule, at: Situation, before: Sequence[str] = (), today: date = TODAY) -> Decision:
    return decide(policy(*rules), at, before=frozenset(before), today=today)


SCREENED = replace(
    active("Phone Screen"),
    job_name="Senior Engineer",
    department="Engineering",
    offices=("Berlin", "Paris"),
    source="Referral",
    score=3.0,
)

CONDITIONS: list[tuple[When, str | None]] = [
    (When(), None),
    (When(outcome=frozenset({"active", "hired"})), None),
    (When(outcome=CLOSED), "outcome is active, not rejected or withdrawn"),
    (When(milestone=frozenset({"screen"})), None),
    (When(milestone=frozenset({"offer"})), "milestone is screen, not offer"),
    (When(recycle=frozenset({"now"})), "recycle is not known, not now"),
    (When(category=frozenset({"we_rejected"})), "category is not known, not we_rejected"),
    (When(reason=("Too Junior",)), "no reason is known"),
    (When(job=("senior *",)), None),
    (When(job=("Junior *",)), "job is not Junior *"),
    (When(department=("Sales", "Engineering")), None),
    (When(department=("Sales",)), "department is not Sales"),
    (When(office=("paris",)), None),
    (When(office=("Rome", "Oslo")), "office is not Rome or Oslo"),
    (When(source=("Referral",)), None),
    (When(source=("LinkedIn",)), "source is not LinkedIn"),
    (When(tag=("VIP*",)), None),
    (When(tag=("Speaker",)), "tag is not Speaker"),
    (When(score_at_least=3), None),
    (When(score_at_least=3.5), "score is below 3.5"),
    (When(score_below=3), "score is not below 3"),
    (When(score_at_least=2, score_below=4), None),
    (When(in_pool=frozenset({"a", "b"})), None),
    (When(in_pool=frozenset({"mail", "kept"})), "is not in kept or mail"),
    (When(not_in_pool=frozenset({"b"})), None),
    (When(not_in_pool=frozenset({"a", "b"})), "is in a"),
    (When(outcome=CLOSED, milestone=frozenset({"offer"})), "outcome is active, not rejected or withdrawn"),
]


@pytest.mark.parametrize(
    ("when", "words"), CONDITIONS, ids=[str(words) + str(n) for n, (_, words) in enumerate(CONDITIONS)]
)
def test_conditions(when: When, words: str | None) -> None:
    assert unmet(when, standing(SCREENED, pools=["a"], tags=("VIP 2026",))) == words


def test_nothing_is_known_of_whom_nothing_is_told() -> None:
    assert unmet(When(tag=("VIP",)), standing()) == "no tag is known"
    assert unmet(When(department=("Sales",)), standing(replace(SCREENED, department=None))) == "no department is known"
    assert unmet(When(score_below=9), standing(replace(SCREENED, score=None))) == "no score is known"


def test_the_best_score_of_what_is_relevant_counts() -> None:
    better = replace(SCREENED, ref="2", score=5.0)
    assert unmet(When(score_at_least=4), standing(SCREENED, better)) is None
    assert unmet(When(score_below=4), standing(SCREENED, better)) == "score is not below 4"
    assert (
        unmet(When(score_at_least=4), standing(SCREENED, replace(rejected(ref="2"), score=5.0))) == "score is below 4"
    )


def out(decision: Decision) -> str:
    """The pools to be left, as words."""
    return " ".join(sorted(decision.forbidden))


def test_the_first_rule_about_a_pool_decides() -> None:
    found = asked(into("a", When(outcome=CLOSED)), into("a", name="second"), out_of("a"), at=standing(SCREENED))
    assert (found.wanted, out(found)) == (("a",), "mail one two")
    assert found.because == {"a": "second", "mail": LOCK, "one": "(group step)", "two": "(group step)"}
    assert [(verdict.rule, verdict.pool, verdict.why) for verdict in found.verdicts] == [
        ("into a", None, "outcome is active, not rejected or withdrawn"),
        ("second", "a", "applies"),
        ("out of a", None, "'second' decided before it"),
    ]


def test_out_goes_before_in_when_it_is_asked_first() -> None:
    found = asked(out_of("a", "b"), into("a"), into("b"), at=standing())
    assert (found.wanted, out(found)) == ((), "a b")
    assert found.because == {"a": "out of a b", "b": "out of a b"}


def test_of_several_pools_a_rule_decides_about_those_that_are_left() -> None:
    found = asked(into("a"), out_of("a", "b"), at=standing())
    assert (found.wanted, out(found)) == (("a",), "b")
    assert [(verdict.pool, verdict.why) for verdict in found.verdicts] == [("a", "applies"), ("b", "applies")]


class TestGroups:
    def test_one_rule_decides_about_all_of_it(self) -> None:
        found = asked(into("two"), into("one"), at=standing(SCREENED))
        assert (found.wanted, out(found)) == (("two",), "mail one")
        assert found.because["one"] == "into two"

    def test_when_none_applies_all_of_it_is_left(self) -> None:
        assert asked(into("one", When(outcome=CLOSED)), at=standing(HIRED)).forbidden == {"one", "two", "mail"}

    @pytest.mark.parametrize("applications", [(), (active("Coffee"),)], ids=["none", "unclear"])
    def test_but_not_while_nothing_is_known(self, applications: tuple[Application, ...]) -> None:
        assert not asked(at=standing(*applications)).forbidden & {"one", "two"}

    def test_a_rule_that_waits_takes_nobody_out_of_its_pool(self) -> None:
        found = asked(into("one", start="after_cool_down"), at=standing(rejected()))
        assert (found.wanted, out(found)) == ((), "two")


class TestKeeps:
    def test_whoever_came_by_a_rule_stays(self) -> None:
        assert asked(into("kept", When(outcome=CLOSED)), at=standing(SCREENED), before=["kept"]).wanted == ("kept",)

    def test_others_do_not(self) -> None:
        assert asked(into("a", When(outcome=CLOSED)), at=standing(SCREENED), before=["a"]).wanted == ()
        assert asked(at=standing(SCREENED, pools=["kept"])).wanted == ()

    def test_until_a_rule_says_so(self) -> None:
        found = asked(out_of("kept"), at=standing(SCREENED), before=["kept"])
        assert (found.wanted, "kept" in found.forbidden) == ((), True)


class TestStart:
    def test_a_rule_waits_for_the_end_of_the_cool_down(self) -> None:
        rule, at = into("a", start="after_cool_down"), standing(rejected())
        assert at.cool_until == date(2027, 1, 28)
        found = asked(rule, at=at)
        assert (found.wanted, found.forbidden & {"a"}, found.wake_on) == ((), frozenset(), at.cool_until)
        assert found.verdicts[0].why == "applies from 2027-01-28"
        found = asked(rule, at=at, today=date(2027, 1, 28))
        assert (found.wanted, found.wake_on) == (("a",), None)

    def test_without_a_cool_down_it_starts_at_once(self) -> None:
        for at in (standing(SCREENED), standing(rejected(category="unspecified"))):
            assert asked(into("a", start="after_cool_down"), at=at).wanted == ("a",)

    def test_a_cool_down_of_which_nobody_knows_the_beginning_is_not_over(self) -> None:
        found = asked(into("a", start="after_cool_down"), at=standing(rejected(None)))
        assert (found.wanted, found.wake_on) == ((), None)
        assert found.verdicts[0].why == "waits for a day that nobody knows"

    def test_who_is_locked_out_waits_for_nothing(self) -> None:
        at = standing(rejected(), do_not_contact=True)
        assert asked(into("mail", start="after_cool_down"), at=at).wake_on is None

    def test_a_rule_that_waits_keeps_later_ones_from_deciding(self) -> None:
        found = asked(into("a", start="after_cool_down", name="slow"), into("a", name="fast"), at=standing(rejected()))
        assert (found.wanted, found.because["a"]) == ((), "slow")


class TestContactLock:
    @pytest.mark.parametrize("application", [SCREENED, active("Coffee"), HIRED, rejected(category="security")])
    def test_no_rule_goes_against_it(self, application: Application) -> None:
        found = asked(into("mail"), at=standing(application), before=["mail"])
        assert (found.wanted, "mail" in found.forbidden, found.because["mail"]) == ((), True, LOCK)

    def test_who_may_be_written_to_is_let_in(self) -> None:
        found = asked(into("mail"), at=standing(rejected()))
        assert (found.wanted, found.forbidden & {"mail"}) == (("mail",), frozenset())


def test_the_first_push_rule_that_applies_counts() -> None:
    rules = (
        PushRule("sales", When(in_pool=frozenset({"a"}), tag=("Sales",)), as_="applicant", job="7"),
        PushRule("all", When(in_pool=frozenset({"a"}))),
    )
    pushing = replace(POLICY, push=rules)
    assert pushed_by(pushing, standing(pools=["a"])) == rules[1]
    assert pushed_by(pushing, standing(pools=["a"], tags=("sales",))) == rules[0]
    assert pushed_by(pushing, standing(pools=["b"])) is None


# --- laws ------------------------------------------------------------------------------------------------------------

law = settings(max_examples=200, deadline=None)
_words = st.sampled_from
_sets = {
    "outcome": ("none", "prospect", "active", "rejected", "withdrawn", "hired", "unclear"),
    "milestone": ("applied", "screen", "interview", "offer"),
    "recycle": ("never", "now", "cool_down"),
    "in_pool": tuple(POOLS),
    "not_in_pool": tuple(POOLS),
}
_whens = st.builds(
    When,
    department=st.none() | _words([("Sales",), ("Eng*",)]),
    tag=st.none() | _words([("VIP",)]),
    score_at_least=st.none() | _words([2.0, 4.0]),
    **{key: st.none() | st.frozensets(_words(words), min_size=1, max_size=4) for key, words in _sets.items()},
)
_rules = st.one_of(
    st.builds(into, _words(tuple(POOLS)), _whens, start=_words(["at_once", "after_cool_down"])),
    st.lists(_words(tuple(POOLS)), min_size=1, max_size=3, unique=True).flatmap(
        lambda pools: _whens.map(lambda when: out_of(*pools, when=when))
    ),
)
_policies = st.lists(_rules, max_size=8).map(lambda rules: policy(*rules))
_applications = st.builds(
    Application,
    ref=_words(["1", "2", "3"]),
    status=_words(["active", "rejected", "hired", "converted", "unknown"]),
    prospect=st.booleans(),
    stage=_words([None, "Review", "Phone Screen", "Onsite", "Offer", "Coffee"]),
    reason_category=_words(["we_rejected", "they_withdrew", "security", "unspecified"]),
    rejected_at=st.none() | _words([datetime(2026, 8, 1, tzinfo=UTC), datetime(2020, 1, 1, tzinfo=UTC)]),
    confidential=st.booleans(),
    department=_words([None, "Sales", "Engineering"]),
    source=_words([None, "Referral", "A fair"]),
    score=_words([None, 1.0, 3.0, 5.0]),
)
_lives = st.lists(_applications, max_size=3, unique_by=lambda each: each.ref)
_restrictions = st.builds(Restrictions, st.booleans(), st.booleans(), st.booleans())
_somewhere = st.frozensets(_words(tuple(POOLS)))


def _at(life: Sequence[Application], restrictions: Restrictions, pools: frozenset[str]) -> Situation:
    return situation_of(life, policy=POLICY, restrictions=restrictions, tags=("VIP",), pools=pools)


@law
@given(_policies, _lives, _restrictions, _somewhere, _somewhere, st.randoms(use_true_random=False))
def test_the_order_of_candidacies_does_not_matter(
    rules: Policy,
    life: list[Application],
    restrictions: Restrictions,
    pools: frozenset[str],
    before: frozenset[str],
    dice: Any,
) -> None:
    shuffled = list(life)
    dice.shuffle(shuffled)
    one, other = (
        decide(rules, _at(each, restrictions, pools), before=before, today=TODAY) for each in (life, shuffled)
    )
    assert one == other


@law
@given(_policies, _lives, _restrictions, _somewhere, _somewhere)
def test_what_always_holds_of_a_decision(
    rules: Policy, life: list[Application], restrictions: Restrictions, pools: frozenset[str], before: frozenset[str]
) -> None:
    at = _at(life, restrictions, pools)
    found = decide(rules, at, before=before, today=TODAY)
    wanted = frozenset(found.wanted)
    assert not wanted & found.forbidden
    assert not (restrictions.any and "mail" in wanted)
    assert ("mail" in found.forbidden) or at.contactable or "mail" not in wanted
    assert len(wanted & {"one", "two"}) <= 1
    assert wanted <= found.because.keys() | before
    assert found.forbidden <= found.because.keys()
    assert list(dict.fromkeys(each.rule for each in found.verdicts)) == list(
        dict.fromkeys(rule.name for rule in rules.rules)
    )
    assert found.wake_on is None or found.wake_on > TODAY


@law
@given(_policies, _lives, _restrictions, _somewhere, _somewhere)
def test_deciding_again_changes_nothing(
    rules: Policy, life: list[Application], restrictions: Restrictions, pools: frozenset[str], before: frozenset[str]
) -> None:
    at = _at(life, restrictions, pools)
    first = decide(rules, at, before=before, today=TODAY)
    assert decide(rules, at, before=frozenset(first.wanted), today=TODAY) == first


@law
@given(_policies, _lives, _restrictions, _somewhere)
def test_on_the_day_that_it_waits_for_it_waits_no_more(
    rules: Policy, life: list[Application], restrictions: Restrictions, pools: frozenset[str]
) -> None:
    at = _at(life, restrictions, pools)
    found = decide(rules, at, before=frozenset(), today=TODAY)
    if found.wake_on is not None:
        later = decide(rules, at, before=frozenset(found.wanted), today=found.wake_on)
        assert later.wake_on is None
        assert set(later.wanted) > set(found.wanted)
        eve = decide(rules, at, before=frozenset(), today=found.wake_on - timedelta(days=1))
        assert eve == found
