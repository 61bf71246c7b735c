"""``talentsync.yaml``: what is read, every problem at once with its line, and that secrets stay secret."""

from __future__ import annotations

import sys
import types
from collections.abc import Mapping
from pathlib import Path

import pytest

from connectors import registry
from connectors.types import Limit, Manifest, Setting
from mappings.problems import BadFile
from syncengine.core.safety import Limits
from syncengine.settings import Settings, init_text, load_settings


def manifest(vendor: str, role: str, *settings: Setting) -> Manifest:
    return Manifest(vendor, vendor.title(), role, f"https://{vendor}.example/docs", (), settings, Limit(1, 1.0), {})


HARBOUR = manifest(
    "harbour",
    "ats",
    Setting("client_id", "Which credential to use."),
    Setting("client_secret", "Its secret.", secret=True),
    Setting("base_url", "Where the API answers.", required=False, default="https://harbour.example/v3"),
    Setting("acts_as", "In whose name we write.", required=False, example="0042"),
)
PEARL = manifest(
    "pearl",
    "crm",
    Setting("api_key", "The team's key, made by an admin.", secret=True),
    Setting("user", "Who writes.", example="sync@example.com"),
)
EITHER = manifest("either", "either", Setting("role", "Which part to play.", required=False, default="crm"))


@pytest.fixture(autouse=True)
def _connectors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three connectors of which only the manifests are real."""
    module = types.ModuleType("stub_connectors")
    for each in (HARBOUR, PEARL, EITHER):
        setattr(module, each.vendor, type(each.vendor, (), {"manifest": each}))
    monkeypatch.setitem(sys.modules, "stub_connectors", module)
    monkeypatch.setattr(
        registry, "BUILT_IN", {each: f"stub_connectors:{each}" for each in ("harbour", "pearl", "either")}
    )


GOOD = """\
version: 1
systems:
  my-ats:
    connector: harbour
    role: ats
    client_id: ${CLIENT_ID}
    client_secret: ${CLIENT_SECRET}
    base_url: http://127.0.0.1:9001/v3/
    acts_as: 0042
  crm:
    connector: pearl
    api_key: file:key.txt
    user: sync@example.com
"""
ENVIRON = {"CLIENT_ID": "id-1", "CLIENT_SECRET": "s3cr3t-env"}


def load(folder: Path, text: str, environ: Mapping[str, str] = ENVIRON) -> Settings:
    (folder / "key.txt").write_text("s3cr3t-file\n", encoding="utf-8")
    (folder / "key.txt").chmod(0o600)
    path = folder / "talentsync.yaml"
    path.write_text(text, encoding="utf-8")
    return load_settings(path, environ=environ)


def problems_of(folder: Path, text: str, environ: Mapping[str, str] = ENVIRON) -> list[str]:
    with pytest.raises(BadFile) as caught:
        load(folder, text, environ)
    assert "s3cr3t" not in str(caught.value)
    return [str(problem).removeprefix(f"{folder}/talentsync.yaml:") for problem in caught.value.problems]


def test_a_whole_configuration(tmp_path: Path) -> None:
    settings = load(tmp_path, GOOD)
    ats, crm = settings.systems
    assert (ats.name, ats.connector, ats.role, ats.line) == ("my-ats", "harbour", "ats", 3)
    assert ats.settings == {
        "client_id": "id-1",
        "client_secret": "s3cr3t-env",
        "base_url": "http://127.0.0.1:9001/v3",
        "acts_as": "0042",
    }
    assert (crm.role, crm.settings) == ("crm", {"api_key": "s3cr3t-file", "user": "sync@example.com"})
    assert settings.store_url == f"sqlite:///{tmp_path}/talentsync.db"
    assert (settings.policy_path, settings.workers, settings.safety) == (None, 4, Limits(0.2, 0.3, 25, 0.5))
    assert settings.warnings == ()


def test_what_is_returned_does_not_show_secrets(tmp_path: Path) -> None:
    assert "s3cr3t" not in repr(load(tmp_path, GOOD))
    assert "s3cr3t" not in repr(load(tmp_path, GOOD + "store: postgresql://u:s3cr3t@db/x\n"))


def test_everything_that_may_be_said(tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").write_text("version: 2\n", encoding="utf-8")
    text = GOOD + "store: sqlite:///data/my.db\npolicy: policy.yaml\nworkers: 8\nsafety: {max_create_share: 1}\n"
    settings = load(tmp_path, text)
    assert settings.store_url == f"sqlite:///{tmp_path}/data/my.db"
    assert settings.policy_path == tmp_path / "policy.yaml"
    assert (settings.workers, settings.safety.max_create_share, settings.safety.emptied_share) == (8, 1.0, 0.5)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("sqlite:////var/lib/t.db", "sqlite:////var/lib/t.db"),
        ('"sqlite:///:memory:"', "sqlite:///:memory:"),
        ("postgresql+psycopg://u:${CLIENT_SECRET}@db/x", "postgresql+psycopg://u:s3cr3t-env@db/x"),
    ],
)
def test_stores(tmp_path: Path, said: str, meant: str) -> None:
    settings = load(tmp_path, GOOD + f"store: {said}\n")
    assert (settings.store_url, settings.warnings) == (meant, ())


def test_a_secret_in_plain_text_is_taken_with_a_warning(tmp_path: Path) -> None:
    settings = load(tmp_path, GOOD.replace("file:key.txt", "s3cr3t-plain"))
    assert settings.systems[1].settings["api_key"] == "s3cr3t-plain"
    assert settings.warnings == (
        f"{tmp_path}/talentsync.yaml:12: systems.crm.api_key: is a secret in plain text; "
        "write ${NAME} for an environment variable, or file:path",
    )
    with_password = load(tmp_path, GOOD + "store: postgresql://u:s3cr3t@db/x\n")
    assert ["store: has a password in plain text" in warning for warning in with_password.warnings] == [True]
    assert "s3cr3t" not in str(settings.warnings + with_password.warnings)


def test_every_problem_at_once(tmp_path: Path) -> None:
    text = """\
version: 2
store: oracle://x
systems:
  ats 1:
    connector: harbor
  crm:
    connector: pearl
    role: ats
    api_kee: s3cr3t-typo
    user: ${NOBODY}
  third:
    connector: harbour
    client_id: [s3cr3t]
    client_secret: file:none.txt
    base_url: http://elsewhere.example
policy: mine.yaml
wurkers: 3
safety: {max_create_share: 2, alwaysallowed: 3}
"""
    assert problems_of(tmp_path, text) == [
        "1: version: is not one of the known words; known: 1",
        "2: store: must start with sqlite:/// or postgresql://",
        "4: systems.ats 1: a system's name has letters, digits, - and _ only, and starts with a letter",
        "5: systems.ats 1.connector: no connector is called that; did you mean 'harbour'? "
        "known: either, harbour, pearl",
        "6: systems.crm.api_key: is required and missing; The team's key, made by an admin.",
        "8: systems.crm.role: Pearl can only be crm",
        "9: systems.crm.api_kee: unknown key; did you mean 'api_key'? known: api_key",
        "10: systems.crm.user: the environment variable NOBODY is not set",
        "13: systems.third.client_id: must be a single value",
        f"14: systems.third.client_secret: the file {tmp_path}/none.txt cannot be read: no such file or directory",
        "15: systems.third.base_url: the address must start with https:// (plain http is only accepted for 127.0.0.1)",
        f"16: policy: there is no file {tmp_path}/mine.yaml",
        "17: wurkers: unknown key; did you mean 'workers'? known: daemon, matching, receiver, redis, workers",
        "18: safety.max_create_share: should be less than or equal to 1",
        "18: safety.alwaysallowed: unknown key; did you mean 'always_allowed'? "
        "known: always_allowed, clock_seconds, emptied_share, max_change_share",
    ]


def test_a_value_of_the_wrong_type(tmp_path: Path) -> None:
    (found,) = problems_of(tmp_path, GOOD + "workers: s3cr3t\n")
    assert found == "14: workers: should be a valid integer, unable to parse string as an integer"


def test_both_roles_are_needed(tmp_path: Path) -> None:
    one = GOOD[: GOOD.index("  crm:")]
    assert problems_of(tmp_path, one) == ["2: systems: needs at least one system with the role crm"]
    assert "must name at least one" in problems_of(tmp_path, "version: 1\nsystems: {}\n")[0]
    assert problems_of(tmp_path, "version: 1\n") == ["1: systems: is required and missing"]


def test_a_connector_that_can_be_either_must_be_told(tmp_path: Path) -> None:
    text = "version: 1\nsystems:\n  a: {connector: either, role: ats}\n  b: {connector: either, role: crm}\n"
    settings = load(tmp_path, text)
    assert [system.settings for system in settings.systems] == [{"role": "ats"}, {"role": "crm"}]
    assert problems_of(tmp_path, text.replace(", role: crm", "")) == [
        "4: systems.b.role: is required and missing; one of: ats, crm"
    ]


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("${CLIENT_ID", "has a ${ that is not of the form ${NAME}"),
        ("${EMPTY}", "the environment variable EMPTY is not set"),
        ('""', "must not be empty"),
        ("file:empty.txt", "must not be empty"),
        ("file:.", "cannot be read: is a directory"),
    ],
)
def test_values_that_are_not_there(tmp_path: Path, said: str, problem: str) -> None:
    (tmp_path / "empty.txt").write_text("\n", encoding="utf-8")
    text = GOOD.replace("client_id: ${CLIENT_ID}", f"client_id: {said}")
    (found,) = problems_of(tmp_path, text, {**ENVIRON, "EMPTY": ""})
    assert found.startswith("6: systems.my-ats.client_id: ")
    assert problem in found


def test_problems_of_the_policy_are_said_together_with_the_rest(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("version: 2\nrule: x\n", encoding="utf-8")
    found = problems_of(tmp_path, GOOD + "policy: mine.yaml\nwurkers: 3\n")
    assert len(found) == 2
    assert f"{tmp_path}/mine.yaml:2: rule: unknown key; did you mean 'rules'?" in found[0]
    assert found[1].startswith("15: wurkers: unknown key")


def test_a_key_that_is_there_twice(tmp_path: Path) -> None:
    assert problems_of(tmp_path, GOOD + "version: 1\n") == ["14: version: is here twice, first in line 1"]


def test_broken_yaml_and_a_missing_file(tmp_path: Path) -> None:
    (found,) = problems_of(tmp_path, "systems: [\nversion: 1\n")
    assert found.startswith("3: is not valid YAML: expected ',' or ']'")
    with pytest.raises(BadFile, match="no such file"):
        load_settings(tmp_path / "none.yaml")
    with pytest.raises(BadFile, match="key: value"):
        load(tmp_path, "just words\n")


def test_the_first_configuration_can_be_loaded(tmp_path: Path) -> None:
    text = init_text(["harbour", "pearl"])
    environ = {"HARBOUR_CLIENT_ID": "1", "HARBOUR_CLIENT_SECRET": "2", "PEARL_API_KEY": "3"}
    settings = load(tmp_path, text, environ)
    assert settings.systems[0].settings == {
        "client_id": "1",
        "client_secret": "2",
        "base_url": "https://harbour.example/v3",
    }
    assert settings.systems[1].settings == {"api_key": "3", "user": "sync@example.com"}
    assert settings.warnings == ()


def test_the_first_configuration_explains_itself() -> None:
    text = init_text(["harbour"])
    for setting in HARBOUR.settings:
        assert f"# {setting.help}" in text
        assert f"{setting.name}: " in text
    assert "    # base_url: https://harbour.example/v3" in text
    assert "    # acts_as: 0042" in text
    with pytest.raises(registry.UnknownConnector, match="harbour"):
        init_text(["harbor"])
