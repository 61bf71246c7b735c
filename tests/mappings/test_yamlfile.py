"""YAML with lines: what is read, what is refused, and that complaints never quote values."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict

from mappings.checking import check
from mappings.problems import BadFile, Problem, suggest
from mappings.yamlfile import parse_document, read_document


def test_lines_and_texts_are_kept() -> None:
    document = parse_document("a: 1\nb:\n  - x: 0012\n  - on: yes\n", file="f.yaml")
    assert document.data["b"][1] == {"on": True}
    assert document.lines["b", 0, "x"] == 3
    assert document.texts["b", 0, "x"] == "0012"
    assert str(document.problem(("b", 1, "on"), "is odd")) == "f.yaml:4: b.2.on: is odd"


def test_a_complaint_about_something_missing_has_the_line_of_its_parent() -> None:
    document = parse_document("a:\n  b: 1\n", file="f.yaml")
    assert document.problem(("a", "c"), "is missing").line == 1


def test_a_key_that_is_there_twice_is_a_problem() -> None:
    document = parse_document("a: 1\nb: 2\na: 3\n", file="f.yaml")
    assert document.problems == [Problem("f.yaml", 3, "a", "is here twice, first in line 1")]
    assert document.data == {"a": 1, "b": 2}


def test_anchors_are_refused_and_do_not_run_in_circles() -> None:
    document = parse_document("a: &x [1, *x]\nb: *x\n", file="f.yaml")
    assert [problem.line for problem in document.problems] == [1, 1]


@pytest.mark.parametrize(
    ("text", "line"),
    [("a: [1\nb: 2\n", 2), ("a: 1\n b: 2\n", 2), ("key: *s3cr3t-value\n", 1), ("key: !s3cr3t-value x\n", 1)],
)
def test_broken_yaml_is_one_problem_that_quotes_nothing(text: str, line: int) -> None:
    with pytest.raises(BadFile) as caught:
        parse_document(text, file="f.yaml")
    assert [problem.line for problem in caught.value.problems] == [line]
    assert "s3cr3t" not in str(caught.value)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="no such file"):
        read_document(tmp_path / "none.yaml")
    (tmp_path / "latin.yaml").write_bytes(b"a: \xff\n")
    with pytest.raises(BadFile, match="UTF-8"):
        read_document(tmp_path / "latin.yaml")


def test_deep_nesting_is_a_problem_and_not_a_crash() -> None:
    with pytest.raises(BadFile, match="nested too deeply"):
        parse_document("[" * 5000, file="f.yaml")


def test_a_document_that_is_not_a_mapping() -> None:
    class Empty(BaseModel):
        model_config = ConfigDict(extra="forbid")

    for text in ("", "- a\n", "words\n"):
        with pytest.raises(BadFile, match="key: value"):
            check(Empty, parse_document(text, file="f.yaml"))


def test_problems_are_listed_in_the_order_of_lines() -> None:
    problems = [
        Problem("f", 9, "b", "late"),
        Problem("f", 2, "a", "early", "did you mean 'x'?"),
        Problem("f", None, "", "all"),
    ]
    assert str(BadFile(problems)) == "f: all\nf:2: a: early; did you mean 'x'?\nf:9: b: late"


def test_suggestions_name_the_nearest_and_list_the_known() -> None:
    assert suggest("Emials", ["phones", "emails"]) == "did you mean 'emails'? known: emails, phones"
    assert suggest("zzz", ["b", "a"]) == "known: a, b"
    assert suggest("zzz", []) is None
