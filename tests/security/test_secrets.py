"""Every secret of a configuration is taken out of logs and messages by its value, those of our doors too."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest
import structlog

from syncengine import telemetry
from syncengine.settings import Settings, load_settings
from syncengine.telemetry import GONE
from tests.cli.conftest import _logging_as_before  # noqa: F401  # autouse: each of these sets up logging
from tests.cli.house import run_here

SECRETS = {
    "CLIENT_SECRET": "planted-client-secret",
    "HOOK_NEW": "planted-hook-secret-new",
    "HOOK_OLD": "planted-hook-secret-old",
    "API_KEY": "planted-api-key-0123",
    "TOKEN": "planted-token-for-pages",
    "STORE_PASSWORD": "planted%20store",
    "REDIS_PASSWORD": "planted%2Fredis",
}
SEEN = (*SECRETS.values(), "planted store", "planted/redis")

CONFIG = """\
version: 1
store: postgresql://ts:${STORE_PASSWORD}@db/ts
redis: redis://:${REDIS_PASSWORD}@redis/0
receiver: {token: "${TOKEN}"}
systems:
  ats:
    connector: greenhouse
    client_id: public-id
    client_secret: ${CLIENT_SECRET}
    webhook_secrets: ["${HOOK_NEW}", "${HOOK_OLD}"]
  crm: {connector: gem, api_key: "${API_KEY}", user: someone@initech.example}
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "talentsync.yaml").write_text(CONFIG)
    return load_settings(tmp_path / "talentsync.yaml", environ=SECRETS)


@pytest.mark.parametrize("secret", SEEN)
def test_every_secret_is_taken_out_by_its_value(
    secret: str, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    redactor = telemetry.configure(verbosity=2, log_format="json")
    redactor.protect(settings)
    structlog.get_logger().info("odd", said=f"<{secret}>", inside={"deep": [f"x {secret}"]}, id="public-id")
    line = json.loads(capsys.readouterr().err)
    assert (line["said"], line["inside"], line["id"]) == (f"<{GONE}>", {"deep": [f"x {GONE}"]}, "public-id")
    assert redactor.text(secret) == GONE


def test_settings_do_not_show_secrets(settings: Settings) -> None:
    assert [each for each in SEEN if each in f"{settings!r} {settings!s} {settings.warnings}"] == []


def test_problems_do_not_show_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    spoiled = CONFIG.replace("{token", "{listen: '${TOKEN}', public_url: 'http://${HOOK_OLD}', token")
    (tmp_path / "talentsync.yaml").write_text(spoiled.replace("redis://:", "redys://:"))
    ran = run_here("status", "-vv", "-c", str(tmp_path / "talentsync.yaml"))
    assert ran.code == 2
    assert "receiver.listen" in ran.err
    assert [each for each in SEEN if each in ran.out + ran.err] == []


def test_secrets_that_change_are_learned_while_others_log(settings: Settings, tmp_path: Path) -> None:
    """The new ones beside the old ones, which may still be in what is being logged."""
    redactor = telemetry.configure()
    redactor.protect(settings)
    over = threading.Event()
    broken: list[BaseException] = []

    def log() -> None:
        try:
            while not over.is_set():
                redactor.text("nothing in particular")
        except RuntimeError as error:
            broken.append(error)

    thread = threading.Thread(target=log)
    thread.start()
    for number in range(200):
        environ = {**SECRETS, "HOOK_NEW": f"planted-hook-secret-{number}"}
        redactor.protect(load_settings(tmp_path / "talentsync.yaml", environ=environ))
    over.set()
    thread.join()
    assert broken == []
    assert redactor.text("planted-hook-secret-new planted-hook-secret-199") == f"{GONE} {GONE}"
