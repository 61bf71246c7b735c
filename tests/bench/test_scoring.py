"""Scores of a few pairs, worked out by hand."""

from __future__ import annotations

import pytest

from bench.scoring import Answer, Decile, Slice, Truth, curve, recall_at, score, slice_names


def _truth(count: int) -> Truth:
    """True pairs 0 to count - 1; from 900 on there are pairs made to look alike."""
    return Truth(
        pairs={_ids(number): ("shares no identifier",) for number in range(count)},
        confusers={_ids(900): "same_name", _ids(901): "same_name", _ids(902): "couple"},
    )


def _ids(number: int) -> tuple[str, str]:
    return f"crm-{number}", f"ats-{number}"


def _answer(number: int, probability: float, verdict: str = "link") -> Answer:
    return Answer(_ids(number), probability, linked=verdict == "link", asked=verdict == "review")


def test_at_the_automatic_threshold_only_links_count() -> None:
    answers = [_answer(0, 0.99), _answer(1, 0.98), _answer(900, 0.97), _answer(2, 0.6, "review"), _answer(3, 0.1, "no")]
    found = score(answers, _truth(4))
    assert (found.links, found.asked, found.precision, found.recall) == (3, 1, 2 / 3, 0.5)
    assert found.f1 == pytest.approx(2 * 2 / (3 + 4))


def test_best_f1_is_over_all_thresholds() -> None:
    answers = [_answer(0, 0.99), _answer(1, 0.8, "review"), _answer(900, 0.3, "no"), _answer(901, 0.2, "no")]
    found = score(answers, _truth(2))
    assert (found.best_f1, found.best_at) == (1.0, 0.8)


def test_answers_of_one_probability_come_together() -> None:
    """A tool that says 1.0 of a right and of a wrong pair cannot be cut between them."""
    points = curve([_answer(0, 1.0), _answer(900, 1.0), _answer(1, 0.5)], _truth(2))
    assert [(point.given, point.right) for point in points] == [(2, 1), (3, 2)]


def test_recall_at_a_precision_may_be_reached_again_after_a_mistake() -> None:
    """One wrong in 200 is a precision of 0.995: the mistake at the top is outweighed in the end."""
    answers = [_answer(900, 1.0), *(_answer(number, 0.9 - number / 1000) for number in range(250))]
    points = curve(answers, _truth(500))
    assert recall_at(points, 500, precision=0.995) == 0.5
    assert recall_at(points, 500, precision=0.999) == 0


def test_look_alikes_are_counted_by_kind_and_only_when_linked() -> None:
    found = score([_answer(900, 0.99), _answer(901, 0.9, "review"), _answer(902, 0.98)], _truth(1))
    assert (found.confusers, dict(found.confusers_linked)) == (3, {"same_name": 1, "couple": 1})
    assert type(found.confusers_linked) is dict  # a Counter does not survive dataclasses.asdict


def test_calibration_by_decile_leaves_out_the_small_ones() -> None:
    """In 0.7 to 0.8, 150 pairs of which 120 are right; in 0.9 to 1.0 too few to say anything."""
    answers = [_answer(number, 0.75) for number in range(120)] + [_answer(1000 + number, 0.75) for number in range(30)]
    found = score([*answers, _answer(121, 1.0)], _truth(122))
    assert found.calibration == (Decile(0.7, 150, 0.75, 0.8),)


def test_a_probability_of_one_is_in_the_last_decile() -> None:
    found = score([_answer(number, 1.0) for number in range(100)], _truth(100))
    assert found.calibration == (Decile(0.9, 100, 1.0, 1.0),)


def test_slices_tell_what_was_linked_and_what_was_found() -> None:
    pairs = {_ids(number): slice_names("", "nickname" if number < 100 else "") for number in range(200)}
    answers = [_answer(number, 0.99) for number in range(50)]
    answers += [_answer(number, 0.5, "review") for number in range(50, 75)]
    found = score(answers, Truth(pairs, {}))
    assert found.slices == (Slice("shares no identifier", 200, 0.25, 0.375), Slice("nickname", 100, 0.5, 0.75))


def test_slice_names() -> None:
    assert slice_names("ep", "typo|swapped") == ("shares e-mail", "shares phone", "typo", "swapped")
    assert slice_names("", "") == ("shares no identifier",)


def test_no_answers_and_no_truth() -> None:
    found = score([], Truth({}, {}))
    assert (found.best_f1, found.recall_995, found.precision, found.recall) == (0, 0, 0, 0)
