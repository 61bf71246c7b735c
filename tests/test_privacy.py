"""Nothing personal and no secret is in logs and error texts, whatever goes wrong.

Names, addresses, phones, employers and keys are planted in both systems and in the configuration; then every command
runs, as loudly as it can, through refusals that echo what was sent, lost replies, bad rows and wrong credentials.
What is on stdout may be personal, and is not looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from connectors.gem.sandbox import GemSandbox
from connectors.greenhouse.sandbox import GreenhouseSandbox
from connectors.sandbox.faults import Fault
from connectors.sandbox.server import serve
from tests.cli.conftest import _logging_as_before  # noqa: F401  # autouse: commands set up logging for their process
from tests.cli.house import House

API_KEY = "plantedkey0123456789plantedkey"
CLIENT_SECRET = "planted-client-secret-0123"
WRONG_SECRET = "planted-wrong-secret-0456"
STORE_PASSWORD = "planted-store-password"

PLANTED = (
    *("Zebulonia", "Quetzalova", "Zebbie", "Xanthippus"),
    *("zebulonia@planted.example", "quetzal.planted", "nobody@planted.example"),
    *("7700900120", "7700900122", "Yggdrasil Holding", "Chief Plantation Officer", "zebulonia-planted"),
    *(API_KEY, CLIENT_SECRET, WRONG_SECRET, STORE_PASSWORD),
)
"""Each is searched for without regard to letter case."""

GIVEN = {0: "Zebulonia", 1: "Xanthippus", 2: "Zebbie", 5: "Ottokar"}
"""Number of a person -> given name: nobody is taken for anybody else."""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    ats, crm = GreenhouseSandbox(limits=False), GemSandbox(limits=False, api_key=API_KEY)
    ats.tokens.client_secret = CLIENT_SECRET
    with serve(ats) as ats_url, serve(crm) as crm_url:
        house = House(tmp_path, ats, crm, {"greenhouse": ats.settings(ats_url), "gem": crm.settings(crm_url)})
        _plant(house)
        yield house


def _plant(house: House) -> None:
    job = house.ats.act("find_job", name="Data Engineer")
    for number in range(3):
        candidate = house.ats.act("add_candidate", **_in_ats(number))
        house.ats.act("apply", candidate_id=candidate, job_id=job)
        house.in_ats.append(candidate)
    for number in (0, 1, 5):
        house.in_crm.append(house.crm.act("add_candidate", **_in_crm(number)))
    # One side takes this for an address; the other refuses it, and repeats it as it does so.
    odd = {"email_address": "quetzal.planted", "is_primary": False}
    house.crm.act("edit_candidate", candidate_id=house.in_crm[0], emails=[*_in_crm(0)["emails"], odd])


def _in_ats(number: int) -> dict[str, Any]:
    return {
        "first_name": GIVEN[number],
        "last_name": "Quetzalova",
        "preferred_name": "Zebbie",
        "company": "Yggdrasil Holding",
        # Too long for the other side: the refusal must name the field and not what was in it.
        "title": "Chief Plantation Officer " * (20 if number == 1 else 1),
        "email_addresses": [{"value": f"{number}zebulonia@planted.example", "type": "personal"}],
        "phone_numbers": [{"value": f"+44 770090012{number}", "type": "mobile"}],
        "social_media_addresses": [{"value": f"https://www.linkedin.com/in/zebulonia-planted-{number}"}],
    }


def _in_crm(number: int) -> dict[str, Any]:
    return {
        "first_name": GIVEN[number],
        "last_name": "Quetzalova",
        "emails": [{"email_address": f"{number}zebulonia@planted.example", "is_primary": True}],
        "company": "Yggdrasil Holding",
        "phone_number": f"+44770090012{number}",
    }


def heard(house: House, *words: str, code: int | None = None) -> str:
    """What a command, as loud as it can be, writes to stderr in both forms of log."""
    said = ""
    for log_format in ("human", "json"):
        ran = house.run(*words, "-vv", "--log-format", log_format)
        assert code is None or ran.code == code, ran.err
        said += ran.err
    return said


def assert_clean(said: str) -> None:
    lower = said.lower()
    found = [value for value in PLANTED if value.lower() in lower]
    assert found == []


def test_the_search_finds_what_is_there() -> None:
    with pytest.raises(AssertionError):
        assert_clean("... ZEBULONIA@planted.example ...")


def test_ordinary_passes(house: House) -> None:
    house.extra["policy"] = "policy.yaml"
    (house.folder / "policy.yaml").write_text("version: 2\n")
    said = heard(house, "check") + heard(house, "plan") + heard(house, "backfill", "--yes")
    house.ats.act("edit_candidate", candidate_id=house.in_ats[0], company="Yggdrasil Holding II")
    said += heard(house, "sync") + heard(house, "status")
    assert any("email=" in entry.query for entry in house.crm.journal)  # addresses were in what was asked
    assert "operation.done" in said
    assert "http.reply" in said
    assert_clean(said)


FAULTS: dict[str, tuple[str, Fault]] = {
    "lost replies to writes": ("gem", Fault("lost_reply", method="WRITE", path="/candidates", times=2)),
    "failures after writes": ("gem", Fault("failed_after", method="WRITE", path="/candidates", times=2)),
    "lost replies of the other side": ("greenhouse", Fault("lost_reply", method="WRITE", path="/v3/candidates")),
    "bad rows": ("greenhouse", Fault("malformed_row", path="/v3/candidates$")),
    "bad rows of the other side": ("gem", Fault("malformed_row", path="/v0/candidates$")),
    "bodies that are no JSON": ("gem", Fault("bad_json", path="/v0/candidates$", times=1)),
    "cut bodies": ("greenhouse", Fault("cut_body", path="/v3/candidates$", times=1)),
    "a vendor that is down": ("gem", Fault("unavailable", path="/v0/candidates", times=None)),
    "redirects to elsewhere": ("gem", Fault("redirect", path="/v0/candidates", location="https://planted.example")),
}


@pytest.mark.parametrize("name", FAULTS)
def test_faults(house: House, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("connectors.http.READ_ATTEMPTS", 2)
    monkeypatch.setattr("connectors.pacing.backoff", lambda *args, **kwargs: 0.0)
    system, fault = FAULTS[name]
    sandbox = house.ats if system == "greenhouse" else house.crm
    for words in (("plan",), ("backfill", "--yes"), ("sync",)):
        sandbox.faults.clear()
        sandbox.faults.plant(Fault(fault.kind, fault.method, fault.path, times=fault.times, location=fault.location))
        assert_clean(heard(house, *words))


def test_refusals_that_echo_what_was_sent(house: House) -> None:
    said = heard(house, "backfill", "--yes", code=1)
    reasons = [each["reason"] for each in house.run("review", "list", "--json").data["questions"]]
    refused = [entry.path for entry in house.ats.journal if entry.status == 422]
    assert refused != []
    assert any("email_addresses" in reason or "refused" in reason for reason in reasons)
    assert_clean(said + "".join(reasons))


def test_wrong_credentials(house: House) -> None:
    house.settings["greenhouse"]["client_secret"] = WRONG_SECRET
    assert_clean(heard(house, "check", code=2) + heard(house, "backfill", "--yes", code=2))
    house.settings["greenhouse"]["client_id"] = "nobody@planted.example"
    assert_clean(heard(house, "backfill", "--yes", code=2))


def test_a_user_that_does_not_exist(house: House) -> None:
    house.settings["gem"]["user"] = "nobody@planted.example"
    assert_clean(heard(house, "check", code=2) + heard(house, "backfill", "--yes"))


def test_wrong_configuration(house: House) -> None:
    house.settings["gem"]["apikey"] = API_KEY
    house.settings["gem"]["base_url"] = f"http://{API_KEY}.example"
    house.extra["store"] = f"mysql://ts:{STORE_PASSWORD}@localhost/ts"
    house.extra["workers"] = STORE_PASSWORD
    for words in ("check", "plan", "backfill", "sync", "status"):
        ran = house.run(words, "-vv")
        assert ran.code == 2
        assert_clean(ran.err + (ran.out if words == "check" else ""))


def test_a_defect_of_ours(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def explode(*args: object, **kwargs: object) -> None:
        raise LookupError(f"Zebulonia Quetzalova {API_KEY}")

    monkeypatch.setattr("syncengine.work.planning.Planner.plan", explode)
    assert_clean(heard(house, "plan", code=70) + heard(house, "backfill", "--yes", code=70))


def test_a_statement_that_the_store_refuses(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.run("plan")
    from syncengine.store import open_store  # noqa: PLC0415  # only this test meddles with the tables

    store = open_store(f"sqlite:///{house.folder / 'talentsync.db'}")
    with store.write() as connection:
        connection.exec_driver_sql("DROP TABLE snapshot")
    store.close()
    ran = house.run("plan", "-vv")
    assert ran.code == 2
    assert "The store cannot be used (OperationalError)." in ran.err
    assert_clean(ran.err)
