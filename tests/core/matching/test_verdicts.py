"""Verdicts: thresholds come from what mistakes cost, and a veto asks a human whatever else agrees."""

from __future__ import annotations

import numpy as np
import pytest

from syncengine.core.matching.comparing.levels import LABELS
from syncengine.core.matching.verdicts import NAMES, VETOES, Costs, suspicious, verdicts, vetoed


def named(*probabilities: float, veto: bool = False, costs: Costs | None = None) -> list[str]:
    found = verdicts(np.array(probabilities), np.full(len(probabilities), veto), costs or Costs())
    return [NAMES[at] for at in found]


def test_thresholds_come_from_costs() -> None:
    costs = Costs(ghost=10, wrong_merge=50)
    assert (costs.link_at, costs.review_at) == (0.98, 0.1)
    assert Costs(ghost=4, wrong_merge=1_000).link_at == 0.999
    assert Costs(ghost=4, wrong_merge=1_000).review_at == 0.25


def test_a_link_needs_what_it_costs() -> None:
    costs = Costs(ghost=10, wrong_merge=50)
    assert named(0.98, 0.9799, 0.1, 0.0999, 0.0, costs=costs) == ["link", "review", "review", "different", "different"]


@pytest.mark.parametrize("costs", [Costs(), Costs(ghost=2, wrong_merge=1_000), Costs(ghost=1_000, wrong_merge=2)])
def test_no_other_verdict_costs_less(costs: Costs) -> None:
    """At any probability the verdict is the cheapest of the three: a question costs one."""
    for probability in np.linspace(0.0013, 0.9987, 500):
        price = {"link": (1 - probability) * costs.wrong_merge, "review": 1.0, "different": probability * costs.ghost}
        assert price[named(probability, costs=costs)[0]] <= min(price["link"], price["review"]) + 1e-9
        if costs.review_at < costs.link_at:
            assert price[named(probability, costs=costs)[0]] == pytest.approx(min(price.values()))


def test_a_veto_caps_at_review_and_makes_nothing_of_less() -> None:
    assert named(0.9999, 0.5, 0.01, veto=True) == ["review", "review", "different"]


def test_mistakes_that_cost_no_more_than_a_question_are_refused() -> None:
    for ghost, wrong in ((1.0, 50.0), (10.0, 1.0), (0.0, 0.0), (float("nan"), 50.0)):
        with pytest.raises(ValueError, match="more than one question"):
            Costs(ghost=ghost, wrong_merge=wrong)


def test_vetoes_name_levels_that_there_are() -> None:
    assert {(name, label) for name, labels in VETOES.items() for label in labels} == {
        ("suffix", "different"),
        ("LinkedIn", "two numbered pages"),
        ("LinkedIn", "two numbered pages of one name"),
    }
    for name, labels in VETOES.items():
        assert labels <= set(LABELS[name])


@pytest.mark.parametrize(
    ("suffix", "page", "mailbox", "expected"),
    [
        ("different", "not said", "same mailbox, nobody else has it", True),
        ("none", "two numbered pages", "not said", True),
        ("none", "same page", "not said", False),
        ("on one side only", "different", "different", True),
        ("on one side only", "not said", "same mailbox, nobody else has it", False),
        ("on one side only", "same page", "different", False),
    ],
)
def test_levels_that_veto(suffix: str, page: str, mailbox: str, *, expected: bool) -> None:
    """Who may be the son is asked about, unless something is their own that father and son would not share."""
    said = {"suffix": suffix, "LinkedIn": page, "e-mail": mailbox}
    assert vetoed({name: np.array([LABELS[name].index(label)]) for name, label in said.items()}).tolist() == [expected]


@pytest.mark.parametrize(
    ("mailbox", "agreement", "expected"),
    [
        ("same mailbox, nobody else has it", "both names nearly agree", "review"),
        ("same mailbox, two others have it", "only the family name agrees", "review"),
        ("same mailbox, many have it", "both names agree", "different"),
        ("same mailbox, nobody else has it", "no name agrees", "different"),
        ("different", "both names agree", "different"),
    ],
)
def test_a_mailbox_of_their_own_is_never_passed_over(mailbox: str, agreement: str, expected: str) -> None:
    """However improbable the pair is: it may be a second record of somebody who is linked already."""
    contact = f"a contact in common, {agreement}"
    said = {"e-mail": mailbox, "LinkedIn": "not said", "contacts and name": contact}
    levels = {name: np.array([LABELS[name].index(label)]) for name, label in said.items()}
    found = verdicts(np.array([0.001]), np.array([False]), Costs(), suspect=suspicious(levels))
    assert NAMES[int(found[0])] == expected
