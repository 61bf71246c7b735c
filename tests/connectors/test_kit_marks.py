"""Marks of the conformance kit: strict, with a reason, and never for a rule that does not exist."""

from __future__ import annotations

import pytest

from connectors.testing.marks import BadMarks, parse_marks, read_marks, unknown_rules

pytest_plugins = ["pytester"]

PLUGGED_IN = """
import pytest
from connectors.testing import ConnectorSuite
from connectors.testing.marks import parse_marks
from tests.connectors.memory.bench import memory_bench
from connectors.memory import Memory

class Forgetful(Memory):
    def create(self, kind, data, *, mark):
        return super().create(kind, data, mark="")

class Crashing(Memory):
    def create(self, kind, data, *, mark):
        raise TypeError("oops")

class TestThis(ConnectorSuite):
    @classmethod
    def marks(cls):
        return parse_marks({toml!r}, where="here")

    @pytest.fixture
    def bench(self):
        return memory_bench({vendor})
"""

RULE = "create_carries_the_mark"


def run(pytester: pytest.Pytester, *, toml: str, vendor: str = "Memory", rule: str = RULE) -> dict[str, int]:
    """Outcomes of one rule for a vendor with a conformance.toml."""
    pytester.makepyfile(PLUGGED_IN.format(toml=toml, vendor=vendor))
    outcomes = pytester.inline_run("-k", f"test_{rule}", "-p", "no:cacheprovider")
    passed, skipped, failed = outcomes.listoutcomes()
    xfailed = [report for report in skipped if hasattr(report, "wasxfail")]
    return {
        name: len(reports)
        for name, reports in {"passed": passed, "failed": failed, "xfailed": xfailed}.items()
        if reports
    }


@pytest.mark.parametrize("kind", ["not_yet", "cannot", "never"])
def test_a_marked_rule_that_fails_is_expected(pytester: pytest.Pytester, kind: str) -> None:
    assert run(pytester, toml=f'[{kind}]\n{RULE} = "no place"', vendor="Forgetful") == {"xfailed": 1}


@pytest.mark.parametrize("kind", ["not_yet", "cannot", "never"])
def test_a_marked_rule_that_passes_is_a_failure(pytester: pytest.Pytester, kind: str) -> None:
    assert run(pytester, toml=f'[{kind}]\n{RULE} = "no place"') == {"failed": 1}


def test_a_marked_rule_that_crashes_is_a_failure(pytester: pytest.Pytester) -> None:
    assert run(pytester, toml=f'[not_yet]\n{RULE} = "no place"', vendor="Crashing") == {"failed": 1}


def test_an_unmarked_rule_that_fails_is_a_failure(pytester: pytest.Pytester) -> None:
    assert run(pytester, toml="", vendor="Forgetful") == {"failed": 1}


def test_a_mark_for_no_rule_is_a_failure(pytester: pytest.Pytester) -> None:
    stranger = '[never]\ncreate_carries_the_mrak = "typo"'
    assert run(pytester, toml=stranger, rule="every_mark_names_a_rule") == {"failed": 1}


def test_the_rule_about_marks_cannot_be_marked(pytester: pytest.Pytester) -> None:
    sly = '[never]\nevery_mark_names_a_rule = "please"'
    assert run(pytester, toml=sly, rule="every_mark_names_a_rule") == {"failed": 1}


def test_all_problems_are_told_at_once() -> None:
    text = '[cannot]\na = ""\nb = "there is no place"\n[never]\nb = "again"\n[sometimes]\nc = "mood"'
    with pytest.raises(BadMarks) as caught:
        parse_marks(text, where="here")
    assert str(caught.value) == (
        "here: cannot.a: needs a reason; never.b: is marked cannot already; "
        "sometimes: is none of not_yet, cannot, never"
    )


def test_no_file_is_no_marks() -> None:
    assert read_marks("connectors.memory") == {}


def test_unknown_rules_are_named() -> None:
    assert unknown_rules({"a", "b"}, {"b", "c"}) == ["a"]
