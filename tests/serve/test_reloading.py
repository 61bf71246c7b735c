"""Settings that change under a running service."""

from __future__ import annotations

from pathlib import Path

import pytest

from syncengine.serve.reloading import Renewal
from syncengine.settings import load_settings

CONFIG = """\
version: 1
systems:
  ats:
    connector: greenhouse
    client_id: one
    client_secret: file:secret
    webhook_secrets: [file:new, file:old]
  crm:
    connector: gem
    api_key: file:secret
    user: us@example.com
"""


@pytest.fixture
def renewal(tmp_path: Path) -> Renewal:
    for name in ("secret", "new", "old"):
        (tmp_path / name).write_text(f"{name} as it was at first")
        (tmp_path / name).chmod(0o600)
    (tmp_path / "talentsync.yaml").write_text(CONFIG)
    return Renewal(load_settings(tmp_path / "talentsync.yaml"))


def test_nothing_changes_by_itself(renewal: Renewal) -> None:
    assert renewal.look() is None


def test_a_secret_that_changes_in_its_file_is_noticed_once(renewal: Renewal, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("another one")
    found = renewal.look()
    assert found is not None
    assert found.systems[0].settings["client_secret"] == "another one"
    assert renewal.look() is None


def test_a_webhook_secret_that_is_added_is_noticed(renewal: Renewal, tmp_path: Path) -> None:
    (tmp_path / "new").write_text("quite another secret")
    found = renewal.look()
    assert found is not None
    assert found.systems[0].webhook_secrets == ("quite another secret", "old as it was at first")


def test_settings_that_cannot_be_read_leave_everything_as_it_is(renewal: Renewal, tmp_path: Path) -> None:
    before = renewal.settings
    (tmp_path / "talentsync.yaml").write_text("version: 2\n")
    assert renewal.look() is None
    (tmp_path / "secret").unlink()
    assert renewal.look() is None
    assert renewal.settings is before

    (tmp_path / "secret").write_text("another one")
    (tmp_path / "talentsync.yaml").write_text(CONFIG)
    assert renewal.look() is not None


def test_a_file_that_is_touched_and_says_the_same_changes_nothing(renewal: Renewal, tmp_path: Path) -> None:
    (tmp_path / "talentsync.yaml").write_text(CONFIG + "# a word\n")
    assert renewal.look() is None


def test_secrets_behind_links_that_are_exchanged_are_noticed(tmp_path: Path) -> None:
    """Kubernetes keeps secrets in a folder of its own, and swaps a link to it."""
    for number in ("first", "second"):
        (tmp_path / number).mkdir()
        (tmp_path / number / "secret").write_text(f"the {number} secret")
    (tmp_path / "data").symlink_to("first")
    (tmp_path / "secret").symlink_to("data/secret")
    (tmp_path / "talentsync.yaml").write_text(CONFIG.replace("webhook_secrets: [file:new, file:old]", ""))
    renewal = Renewal(load_settings(tmp_path / "talentsync.yaml"))
    assert renewal.look() is None
    (tmp_path / "swap").symlink_to("second")
    (tmp_path / "swap").rename(tmp_path / "data")
    (tmp_path / "first" / "secret").unlink()
    found = renewal.look()
    assert found is not None
    assert found.systems[0].settings["client_secret"] == "the second secret"


def test_what_changed_before_anybody_looked_is_noticed(renewal: Renewal, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("changed right after the start")
    assert renewal.look() is not None


def test_new_secrets_are_learnt_before_anybody_uses_them(renewal: Renewal, tmp_path: Path) -> None:
    learnt: list[str] = []
    watching = Renewal(renewal.settings, learn=lambda found: learnt.append(found.systems[0].settings["client_secret"]))
    (tmp_path / "secret").write_text("another one")
    watching.look()
    assert learnt == ["another one"]
