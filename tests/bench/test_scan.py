"""The bench of a scan on a small set: planted errors are found where people are recognised, and judged as people."""

from __future__ import annotations

from pathlib import Path

from bench.people.files import write_set
from bench.scan import _expected, _forecast, judge
from bench.scan_town import make_town
from tests.cli.conftest import _logging_as_before  # noqa: F401  # autouse: commands set up logging for their process
from tests.cli.house import run_here


def test_what_is_named_is_true(tmp_path: Path) -> None:
    write_set(tmp_path, "people", people=400, seed=3)
    town = make_town(tmp_path, "people", into=tmp_path, seed=3)
    folder = tmp_path / "findings"
    ran = run_here("scan", str(town.ats), str(town.crm), "--csv", str(folder))
    judged = {key: judge(town, folder, key) for key in town.truth}
    assert all(each.named - each.right <= 3 for each in judged.values()), judged
    assert 0.5 < judged["both-certain"].recall < 0.9
    assert judged["opted-out-nurtured"].recall > 0.9
    expected, truth = _expected(ran.out), judged["both-certain"].truth
    assert abs(expected - truth) < 0.1 * truth
    assert f"truth {truth}" in _forecast(list(judged.values()), expected)
