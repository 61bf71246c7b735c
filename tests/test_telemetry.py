"""Logs: what is taken out, what stays, and that libraries keep quiet."""

from __future__ import annotations

import json
import logging
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from mappings.canonical import FIELDS
from syncengine import telemetry
from syncengine.settings import load_settings
from syncengine.telemetry import GONE

CONFIG = """\
version: 1
store: postgresql://ts:storepassword@localhost/ts
systems:
  ats: {connector: greenhouse, client_id: public-id, client_secret: s3cret-of-the-ats}
  crm: {connector: gem, api_key: key-of-the-crm, user: someone@initech.example}
"""


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()


def logged(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    line: dict[str, object] = json.loads(capsys.readouterr().err)
    return line


@pytest.mark.parametrize("name", sorted(name for name, field in FIELDS.items() if field.personal))
def test_every_personal_field_is_taken_out_by_its_name(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    telemetry.configure(verbosity=2, log_format="json")
    structlog.get_logger().info("record.seen", **{name: "Ada"}, changes={name: ["Ada"]}, kind="candidate")
    line = logged(capsys)
    assert (line[name], line["changes"], line["kind"]) == (GONE, {name: GONE}, "candidate")


def test_secrets_are_taken_out_by_name_and_by_value(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "t.yaml").write_text(CONFIG)
    redactor = telemetry.configure(verbosity=2, log_format="json")
    redactor.protect(load_settings(tmp_path / "t.yaml"))
    structlog.get_logger().info(
        "odd", api_key="anything", said=["Bearer s3cret-of-the-ats"], at="ts:storepassword@localhost", id="public-id"
    )
    line = logged(capsys)
    assert (line["api_key"], line["said"]) == (GONE, [f"Bearer {GONE}"])
    assert (line["at"], line["id"]) == (f"ts:{GONE}@localhost", "public-id")
    assert redactor.text("key-of-the-crm") == GONE


def test_an_exception_is_logged_by_class_and_place(capsys: pytest.CaptureFixture[str]) -> None:
    telemetry.configure(log_format="json")
    try:
        raise KeyError("ada@mail.example")
    except KeyError as error:
        structlog.get_logger().exception("run.failed", error=error)
    line = logged(capsys)
    assert (line["exception"], line["error"]) == ("KeyError", "KeyError")
    assert "ada@mail.example" not in str(line)
    assert "test_telemetry.py" in str(line["trace"])


def test_a_trace_names_causes_first_and_no_message() -> None:
    try:
        try:
            int("ada@mail.example")
        except ValueError as cause:
            raise RuntimeError("ada@mail.example") from cause
    except RuntimeError as error:
        lines = telemetry.trace(error)
    assert [line for line in lines if not line.startswith(" ")] == ["builtins.ValueError", "builtins.RuntimeError"]
    assert "ada" not in "".join(lines)


@pytest.mark.parametrize(("verbosity", "shown"), [(0, 1), (1, 2), (2, 3), (5, 3)])
def test_levels(verbosity: int, shown: int, capsys: pytest.CaptureFixture[str]) -> None:
    telemetry.configure(verbosity=verbosity)
    log = structlog.get_logger()
    log.warning("one")
    log.info("two")
    log.debug("three")
    assert len(capsys.readouterr().err.splitlines()) == shown


def test_libraries_may_say_that_they_warn_and_not_what(capsys: pytest.CaptureFixture[str]) -> None:
    telemetry.configure(verbosity=2, log_format="json")
    logging.getLogger("httpx").info("GET https://api.example/people?email=ada@mail.example")
    logging.getLogger("alembic.runtime").info("Running upgrade")
    assert capsys.readouterr().err == ""
    logging.getLogger("urllib3").warning("odd reply for %s", "ada@mail.example")
    line = logged(capsys)
    assert (line["event"], line["library"]) == ("library.warning", "urllib3")
    assert "ada" not in str(line)


def test_warnings_of_python_go_the_same_way(capsys: pytest.CaptureFixture[str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        telemetry.configure(log_format="json")
        warnings.warn("ada@mail.example", stacklevel=1)
        logging.captureWarnings(capture=False)
    assert "ada" not in capsys.readouterr().err


def test_a_line_goes_to_the_stderr_of_the_moment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    telemetry.configure(log_format="json")
    with (tmp_path / "log").open("w") as file:
        monkeypatch.setattr(sys, "stderr", file)
        structlog.get_logger().warning("here")
    assert "here" in (tmp_path / "log").read_text()
