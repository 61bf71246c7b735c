"""Files of policy cases: every problem is told with its line, and names that the policy does not have are found."""

from __future__ import annotations

from datetime import date

import pytest

from mappings.loader import load_policy
from mappings.policy_case_file import TODAY
from mappings.policy_cases import CaseBook, cases_of, read_cases, shipped_cases, unknown_names
from mappings.problems import BadFile
from mappings.yamlfile import parse_document

ONE = """\
version: 1
people:
  - name: one
    given: {{applications: [{application}]}}
    expect: {expect}
"""


def book_of(text: str) -> CaseBook:
    return cases_of(parse_document(text, file="cases.yaml"))


def problems_of(text: str) -> list[str]:
    with pytest.raises(BadFile) as caught:
        book_of(text)
    return [str(problem) for problem in caught.value.problems]


def one(*, application: str = "{status: active}", expect: str = "{}") -> str:
    return ONE.format(application=application, expect=expect)


def test_a_case_is_read_with_the_line_where_it_stands() -> None:
    book = book_of(one(expect="{pools: [nurture], due_date: null}"))
    [case] = book.file.people
    assert (book.at("people", 0), book.file.today) == ("cases.yaml:3", TODAY)
    assert case.expect.model_fields_set == {"pools", "due_date"}


def test_the_day_of_the_tests_can_be_named() -> None:
    assert book_of("version: 1\ntoday: 2026-12-24\n").file.today == date(2026, 12, 24)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (one(expect="{pool: [nurture]}"), "cases.yaml:5: people.1.expect.pool: unknown key; did you mean"),
        (one(application="{status: activ}"), "status: is not one of the known words; did you mean 'active'?"),
        (one(application="{status: active, stage: Offer, milestone: offer}"), "milestone: is what the stage means"),
        (one(application="{status: withdrawn, category: security}"), "category: is they_withdrew for whoever"),
        (one(application="{status: rejected, days_ago: 3, undated: true}"), "undated: contradicts days_ago"),
        (one(expect="{writes: [nurture]}"), "cases.yaml:5: people.1.expect.writes.1: is not a write"),
        (one(expect="{due_date: null, due_in_days: 3}"), "due_in_days: says the same as due_date"),
        ("version: 1\nfields:\n  - {name: a, field: titel, expect: {}}\n", "is not a canonical field; did you mean"),
        (one() + "fields:\n  - {name: one, field: title, expect: {}}\n", "name: is the name of a case above"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, told: str) -> None:
    [problem] = problems_of(text)
    assert told in problem


def test_names_that_the_policy_does_not_have_are_told_with_the_near_miss() -> None:
    expect = "{pools: [nurtur], not_pools: silver, rule: [alumni, almuni], push: by hnad}"
    told = [str(each) for each in unknown_names(book_of(one(expect=expect)), load_policy())]
    assert [each.partition("; did")[0] for each in told] == [
        "cases.yaml:5: people.1.expect.pools.1: is not a pool of the policy",
        "cases.yaml:5: people.1.expect.rule.2: is not a rule of the policy",
        "cases.yaml:5: people.1.expect.push: is not a push rule of the policy",
    ]
    assert "did you mean 'nurture'?" in told[0]


def test_the_contact_lock_and_groups_may_be_expected_to_decide() -> None:
    assert unknown_names(book_of(one(expect='{rule: ["(contact lock)", "(group progress)"]}')), load_policy()) == []


def test_the_shipped_cases_are_many_and_name_what_exists() -> None:
    book = read_cases(shipped_cases())
    assert len(book.file.people) + len(book.file.fields) >= 60
    assert unknown_names(book, load_policy()) == []


def test_every_stage_of_the_shipped_policy_has_a_case() -> None:
    tried = {each.stage for case in read_cases(shipped_cases()).file.people for each in case.given.applications}
    assert set(load_policy().stages) - tried == set()
