"""`talentsync receive`: from start to end, and what it does about a configuration that changes."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import httpx

from syncengine.store import open_store, services
from tests.receiver.house import OLD_SECRET, PATH, SECRET, configure, event, headers
from tests.receiver.process import COMMAND, ROOT, Receive, receive


def post(process: Receive, secret: str, id_: str = "e-1") -> int:
    body = event()
    given = headers(body, id_, secret=secret)
    return httpx.post(f"http://127.0.0.1:{process.port}{PATH}", content=body, headers=given).status_code


def replace(path: Path, text: str) -> None:
    """As tools do that write secrets: another file in the place of the old one."""
    fresh = path.with_suffix(".new")
    fresh.write_text(text)
    os.replace(fresh, path)


def test_a_secret_in_a_file_changes_without_a_restart(tmp_path: Path) -> None:
    secret = tmp_path / "webhook-secret"
    secret.write_text(OLD_SECRET)
    secret.chmod(0o600)
    config = configure(tmp_path, webhook_secrets=["file:webhook-secret"], store=f"sqlite:///{tmp_path / 'store.db'}")
    with receive(config) as process:
        assert post(process, OLD_SECRET) == 200
        assert post(process, SECRET) == 401
        replace(secret, SECRET)
        process.wait_for("settings.renewed")
        process.wait_for("receiver.renewed")
        assert post(process, SECRET, "e-2") == 200
        assert post(process, OLD_SECRET, "e-3") == 401
        assert process.stop() == 0
        assert SECRET not in repr(process.lines)
        assert OLD_SECRET not in repr(process.lines)


def test_a_configuration_that_cannot_be_read_leaves_everything_as_it_is(tmp_path: Path) -> None:
    config = configure(tmp_path, webhook_secrets=[SECRET], store=f"sqlite:///{tmp_path / 'store.db'}")
    with receive(config) as process:
        config.write_text("systems: [")
        process.wait_for("settings.refused")
        assert post(process, SECRET) == 200


def test_what_needs_a_restart_is_said(tmp_path: Path) -> None:
    config = configure(tmp_path, store=f"sqlite:///{tmp_path / 'store.db'}")
    with receive(config) as process:
        configure(tmp_path, store="sqlite:///other.db", receiver={"listen": "127.0.0.1:1"})
        assert process.wait_for("receiver.needs_restart")["changed"] == ["receiver.listen", "store"]
        assert post(process, SECRET) == 200


def test_it_gives_signs_of_life_and_takes_its_leave(tmp_path: Path) -> None:
    url, alive = f"sqlite:///{tmp_path / 'store.db'}", tmp_path / "alive"
    with receive(configure(tmp_path, store=url), "--alive", str(alive)) as process:
        body = httpx.get(f"http://127.0.0.1:{process.port}/healthz")
        assert body.status_code == 200
        process.wait_for("receiver.listens")
        assert post(process, SECRET) == 200
        store = open_store(url)
        with store.read() as connection:
            here = services.here(connection, now=0.0)
        assert [(each.kind, each.state, each.pid) for each in here] == [("receiver", services.SERVES, process.pid)]
        assert process.stop() == 0
        assert alive.exists()
        with store.read() as connection:
            assert services.here(connection, now=0.0) == []
        store.close()


def test_a_port_that_is_taken_is_wrong_usage(tmp_path: Path) -> None:
    store = f"sqlite:///{tmp_path / 'store.db'}"
    with receive(configure(tmp_path, store=store)) as process:
        other = tmp_path / "other"
        other.mkdir()
        config = configure(other, store=store, receiver={"listen": f"127.0.0.1:{process.port}"})
        words = [*COMMAND, "receive", "--config", str(config)]
        second = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=60)
        assert second.returncode == 2
        assert "address already in use" in second.stderr
        assert "receiver.listen" in second.stderr
