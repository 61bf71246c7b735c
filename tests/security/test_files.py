"""Files with people or secrets in them are for their owner alone; others that are open are warned about."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from syncengine.settings import load_settings
from syncengine.settings.exposure import of_file
from syncengine.store import open_store, people

pytestmark = pytest.mark.skipif(os.name != "posix", reason="rights of files are a matter of POSIX")


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody may enter. Those of pytest are not."""
    before = os.umask(0o022)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
    os.umask(before)


def rights(path: Path) -> str:
    return oct(path.stat().st_mode & 0o777)


def test_a_new_store_is_for_its_owner_alone(open_folder: Path) -> None:
    path = open_folder / "talentsync.db"
    store = open_store(f"sqlite:///{path}")
    with store.write() as connection:
        people.new_person(connection, now=1.0)
        found = {each.name: rights(each) for each in open_folder.iterdir()}
    store.close()
    assert found == dict.fromkeys(("talentsync.db", "talentsync.db-wal", "talentsync.db-shm"), "0o600")


def test_a_store_that_is_there_keeps_the_rights_it_has(open_folder: Path) -> None:
    """Somebody may have opened it to a group for a reason. `check` says so."""
    path = open_folder / "talentsync.db"
    path.touch(mode=0o640)
    open_store(f"sqlite:///{path}").close()
    assert rights(path) == "0o640"


CONFIG = """\
version: 1
systems:
  ats: {connector: greenhouse, client_id: x, client_secret: file:secret, webhook_secrets: [file:hook]}
  crm: {connector: gem, api_key: "${KEY}", user: a@b.example}
"""


def warnings_of(folder: Path) -> list[str]:
    (folder / "talentsync.yaml").write_text(CONFIG)
    settings = load_settings(folder / "talentsync.yaml", environ={"KEY": "k" * 20})
    return [each.removeprefix(f"{folder}/talentsync.yaml:") for each in settings.warnings]


def test_secrets_and_stores_that_others_can_read_are_warned_about(open_folder: Path) -> None:
    for name, mode in (("secret", 0o644), ("hook", 0o640), ("talentsync.db", 0o604)):
        (open_folder / name).write_text("planted-secret-0123")
        (open_folder / name).chmod(mode)
    assert warnings_of(open_folder) == [
        f"3: systems.ats.client_secret: the file {open_folder}/secret can be read by other users of this machine; "
        f"chmod 600 {open_folder}/secret",
        f"3: systems.ats.webhook_secrets.1: the file {open_folder}/hook can be read by other users of this machine; "
        f"chmod 600 {open_folder}/hook",
        f"1: store: the store {open_folder}/talentsync.db can be read by other users of this machine; "
        f"chmod 600 {open_folder}/talentsync.db",
    ]


def test_what_is_closed_is_not_warned_about(open_folder: Path) -> None:
    for name in ("secret", "hook", "talentsync.db"):
        (open_folder / name).write_text("planted-secret-0123")
        (open_folder / name).chmod(0o600)
    assert warnings_of(open_folder) == []


def test_a_folder_that_nobody_may_enter_hides_what_is_in_it(open_folder: Path) -> None:
    inner = open_folder / "secrets"
    inner.mkdir(mode=0o700)
    (inner / "key").write_text("planted")
    (inner / "key").chmod(0o644)
    assert list(of_file(inner / "key")) == []
    inner.chmod(0o711)
    assert len(list(of_file(inner / "key"))) == 1


def test_what_is_not_there_is_not_warned_about(open_folder: Path) -> None:
    assert list(of_file(open_folder / "none")) == []
    assert list(of_file(open_folder)) == []
