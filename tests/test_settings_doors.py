"""The ``receiver:`` and ``daemon:`` parts of a configuration, and the secrets of webhooks."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from mappings.problems import BadFile
from syncengine.settings import Receiver, Rhythm, Settings, load_settings

SYSTEMS = """\
version: 1
systems:
  ats: {connector: greenhouse, client_id: a, client_secret: "${SECRET}"}
  crm: {connector: gem, api_key: "${SECRET}", user: us@example.com}
"""
SIGNED = SYSTEMS.replace("client_id: a,", "client_id: a, webhook_secrets: %s,")
ENVIRON = {"SECRET": "a secret of sixteen characters", "OLD": "an older secret of ours", "SHORT": "short"}


def load(folder: Path, text: str) -> Settings:
    path = folder / "talentsync.yaml"
    path.write_text(text)
    return load_settings(path, environ=ENVIRON)


def complaints(folder: Path, text: str) -> list[str]:
    with pytest.raises(BadFile) as caught:
        load(folder, text)
    return [f"{problem.line}: {problem.path}: {problem.message}" for problem in caught.value.problems]


def test_without_a_word_it_listens_to_this_machine_only(tmp_path: Path) -> None:
    settings = load(tmp_path, SYSTEMS)
    assert (settings.receiver, settings.rhythm) == (Receiver(), Rhythm())
    assert settings.receiver.on_loopback
    assert settings.receiver.address_of("ats") == "http://127.0.0.1:8720/webhooks/ats"


def test_everything_can_be_said(tmp_path: Path) -> None:
    text = """\
receiver:
  {listen: "0.0.0.0:9000", public_url: "https://hooks.example.com/", token: "${SECRET}", max_body_kib: 64,
   body_seconds: 5}
daemon:
  {poll_seconds: 30, poll: {membership: 300}, compare_at: never, repair_share: 0.1, keep_deliveries_days: 2,
   keep_history_days: 10, stop_seconds: 5, restrictions_seconds: 1}
"""
    settings = load(tmp_path, SYSTEMS + text)
    assert settings.receiver == Receiver("0.0.0.0", 9000, "https://hooks.example.com", ENVIRON["SECRET"], 65_536, 5.0)
    assert settings.receiver.address_of("ats") == "https://hooks.example.com/webhooks/ats"
    assert not settings.receiver.on_loopback
    assert settings.rhythm == Rhythm(30.0, {"membership": 300.0}, None, 0.1, 172_800.0, 5.0, 1.0, 864_000.0)
    assert (settings.rhythm.interval("membership"), settings.rhythm.interval("candidate")) == (300.0, 30.0)


def test_a_time_of_day_is_read(tmp_path: Path) -> None:
    assert load(tmp_path, SYSTEMS + 'daemon: {compare_at: "23:45"}\n').rhythm.compare_at == time(23, 45)


@pytest.mark.parametrize("listen", ["[::1]:8720", "localhost:8720", "127.0.0.9:1"])
def test_loopback_has_several_names(tmp_path: Path, listen: str) -> None:
    assert load(tmp_path, SYSTEMS + f'receiver: {{listen: "{listen}"}}\n').receiver.on_loopback


def test_several_secrets_of_webhooks_while_they_are_changed(tmp_path: Path) -> None:
    assert load(tmp_path, SIGNED % '"${SECRET}"').systems[0].webhook_secrets == (ENVIRON["SECRET"],)
    both = load(tmp_path, SIGNED % '["${SECRET}", "${OLD}"]')
    assert both.systems[0].webhook_secrets == (ENVIRON["SECRET"], ENVIRON["OLD"])
    assert ENVIRON["OLD"] not in repr(both)


def test_a_secret_in_plain_text_is_warned_of(tmp_path: Path) -> None:
    [warning] = load(tmp_path, SIGNED % '["a secret in plain text"]').warnings
    assert "webhook_secrets.1: is a secret in plain text" in warning
    assert "a secret in plain text;" not in warning.replace("is a secret in plain text;", "")


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ('"${SHORT}"', "3: systems.ats.webhook_secrets: must have at least 16 characters"),
        ('["${SECRET}", "${SHORT}"]', "3: systems.ats.webhook_secrets.2: must have at least 16 characters"),
        ("[]", "3: systems.ats.webhook_secrets: must name at least one secret"),
        ("{a: b}", "3: systems.ats.webhook_secrets: must be a single value"),
        ("[[a]]", "3: systems.ats.webhook_secrets.1: must be a single value"),
    ],
)
def test_secrets_of_webhooks_that_do_not_do(tmp_path: Path, given: str, complaint: str) -> None:
    assert complaints(tmp_path, SIGNED % given) == [complaint]


def test_a_vendor_without_webhooks_has_no_secret_for_them(tmp_path: Path) -> None:
    text = SYSTEMS.replace("user: us", 'webhook_secrets: "${SECRET}", user: us')
    [complaint] = complaints(tmp_path, text)
    assert complaint == "4: systems.crm.webhook_secrets: Gem sends no webhooks that we understand"


@pytest.mark.parametrize(
    ("part", "complaint"),
    [
        ("receiver: {listen: nowhere}", "receiver.listen: must be HOST:PORT"),
        ('receiver: {listen: "h:99999"}', "receiver.listen: must be HOST:PORT"),
        (
            "receiver: {public_url: 'http://hooks.example.com'}",
            "receiver.public_url: the address must start with https://",
        ),
        ('receiver: {token: "${SHORT}"}', "receiver.token: must have at least 16 characters"),
        ("receiver: {colour: red}", "receiver.colour: unknown key"),
        ("daemon: {poll: {candidates: 3}}", "daemon.poll.candidates: is no kind of record"),
        ("daemon: {compare_at: '25:00'}", "daemon.compare_at: must be a time of day"),
        ("daemon: {compare_at: 3:00}", "daemon.compare_at"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, part: str, complaint: str) -> None:
    [found] = complaints(tmp_path, SYSTEMS + part + "\n")
    assert complaint in found


def test_all_files_that_it_comes_from_are_known(tmp_path: Path) -> None:
    (tmp_path / "hook").write_text("a secret of a webhook")
    (tmp_path / "hook").chmod(0o600)
    settings = load(tmp_path, SIGNED % '["file:hook"]')
    assert settings.sources == (tmp_path / "talentsync.yaml", tmp_path / "hook")
