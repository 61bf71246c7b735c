"""``redis:`` and ``daemon:``: who is told that people wait, and how often is looked."""

from __future__ import annotations

from pathlib import Path

import pytest

from mappings.problems import BadFile
from syncengine.settings import Delivery, Settings, load_settings

SYSTEMS = """\
version: 1
systems:
  ats: {connector: memory, role: ats}
  crm: {connector: memory, role: crm}
"""
SHARED = SYSTEMS + "store: postgresql://db/talentsync\n"


def load(folder: Path, text: str) -> Settings:
    path = folder / "talentsync.yaml"
    path.write_text(text, encoding="utf-8")
    return load_settings(path, environ={"REDIS_URL": "rediss://:s3cr3t@redis.example/0"})


def problems_of(folder: Path, text: str) -> list[str]:
    with pytest.raises(BadFile) as caught:
        load(folder, text)
    return [str(problem).removeprefix(f"{folder}/talentsync.yaml:") for problem in caught.value.problems]


def test_without_redis_threads_of_one_process_do_the_work(tmp_path: Path) -> None:
    settings = load(tmp_path, SYSTEMS)
    assert (settings.redis, settings.rhythm.poll_seconds) == (None, 60.0)


def test_an_address_is_enough(tmp_path: Path) -> None:
    settings = load(tmp_path, SHARED + "redis: redis://redis.example/0\n")
    assert settings.redis == Delivery("redis://redis.example/0", "talentsync", "embedded", 60.0)


def test_everything_that_may_be_said(tmp_path: Path) -> None:
    text = "redis: {url: '${REDIS_URL}', namespace: north, when_down: wait, lease_seconds: 30}\n"
    settings = load(tmp_path, SHARED + text + "daemon: {poll_seconds: 15}\n")
    assert settings.redis == Delivery("rediss://:s3cr3t@redis.example/0", "north", "wait", 30.0)
    assert (settings.rhythm.poll_seconds, settings.warnings) == (15.0, ())
    assert "s3cr3t" not in repr(settings)


def test_workers_need_a_store_that_all_of_them_reach(tmp_path: Path) -> None:
    assert problems_of(tmp_path, SYSTEMS + "redis: redis://redis.example/0\n") == [
        "5: redis: workers on other machines need a store that they can all reach; set store: postgresql://..., or "
        "leave redis out: threads of one process do the work then"
    ]


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("http://redis.example", "6: redis: must start with redis://, rediss:// or unix://"),
        ("{url: '${NOWHERE}'}", "6: redis.url: the environment variable NOWHERE is not set"),
        ("{url: redis://r, namespace: 'a b'}", "6: redis.namespace: string should match pattern"),
        (
            "{url: redis://r, when_down: panic}",
            "6: redis.when_down: is not one of the known words; known: embedded, wait",
        ),
        ("{url: redis://r, nowhere: 1}", "6: redis.nowhere: unknown key"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, said: str, problem: str) -> None:
    found = problems_of(tmp_path, SHARED + f"redis: {said}\n")
    assert [each for each in found if each.startswith(problem)], found


def test_a_password_in_plain_text_is_taken_with_a_warning(tmp_path: Path) -> None:
    settings = load(tmp_path, SHARED + "redis: rediss://:s3cr3t@redis.example/0\n")
    assert [each.rpartition("talentsync.yaml:")[2] for each in settings.warnings] == [
        "6: redis: has a password in plain text; write ${NAME} for an environment variable, or file:path"
    ]


def test_an_address_of_the_store_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    found = problems_of(tmp_path, SYSTEMS + "store: postgresql://talentsync:s3cr3t@db.example:port/talentsync\n")
    assert found == [
        "5: store: is no address that can be read; postgresql://USER:${PASSWORD}@HOST:5432/DATABASE",
    ]
