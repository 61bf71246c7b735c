"""Names that vendors hand out reach a screen as what they are, and never as orders to the terminal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from connectors.gem.sandbox import GemSandbox
from connectors.greenhouse.sandbox import GreenhouseSandbox
from connectors.sandbox.server import serve
from syncengine import telemetry
from syncengine.front.display.words import json_text, plain
from tests.cli.conftest import _logging_as_before  # noqa: F401  # autouse: commands set up logging for their process
from tests.cli.house import House

TITLE = "\x1b]0;owned\x07"  # names the window
CLEAR = "\x1b[2J\x1b[31m"
ONE_BYTE = "\x9b31m"  # the same as the beginning of CLEAR, to a terminal that knows C1
DELETE = "\x7f\x08\x08"
BIDI = "\u202etxt.exe\u2066"
RETURN = "\r\nFAKE: all is well"
SPELLS = (TITLE, CLEAR, ONE_BYTE, DELETE, BIDI, RETURN)
ORDERS = frozenset("".join(SPELLS)) - frozenset("\n" + "".join(map(chr, range(32, 127))))


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    ats, crm = GreenhouseSandbox(limits=False), GemSandbox(limits=False)
    with serve(ats) as ats_url, serve(crm) as crm_url:
        house = House(tmp_path, ats, crm, {"greenhouse": ats.settings(ats_url), "gem": crm.settings(crm_url)})
        _fill(house)
        yield house


def _fill(house: House) -> None:
    """People who match, who are in doubt, who are there twice, and who cannot be written, with spells for names."""
    job = house.ats.act("add_job", name=f"Engineer{CLEAR}", stages=["Application Review", f"Onsite{TITLE}"])
    for number, spell in enumerate(SPELLS):
        house.in_ats.append(house.ats.act("add_candidate", **_in_ats(number, spell)))
        house.ats.act("apply", candidate_id=house.in_ats[-1], job_id=job)
        house.in_crm.append(house.crm.act("add_candidate", **_in_crm(number, spell)))
    twin = _in_ats(0, SPELLS[0])
    house.in_ats.append(house.ats.act("add_candidate", **twin))
    like = {**_in_ats(1, SPELLS[1]), "email_addresses": []}
    house.in_ats.append(house.ats.act("add_candidate", **like))


def _in_ats(number: int, spell: str) -> dict[str, Any]:
    return {
        "first_name": f"Ada{number}{spell}",
        "last_name": f"{spell}King{number}",
        "company": f"{spell}Initech",
        "title": f"{spell}Engineer" * (40 if number == 2 else 1),
        "email_addresses": [{"value": f"ada{number}@mail.example", "type": "personal"}],
    }


def _in_crm(number: int, spell: str) -> dict[str, Any]:
    return {
        "first_name": f"Ada{number}{spell}",
        "last_name": f"{spell}King{number}",
        "company": f"{spell}Globex",
        "emails": [{"email_address": f"ada{number}@mail.example", "is_primary": True}],
    }


def orders_in(text: str) -> list[str]:
    return sorted({char for char in text if char in ORDERS})


def test_the_search_finds_what_is_there() -> None:
    assert len(ORDERS) >= 8
    assert [spell for spell in SPELLS if not orders_in(spell)] == []


@pytest.mark.parametrize("spell", SPELLS)
def test_a_value_is_one_plain_line(spell: str) -> None:
    shown = plain(f"Ada{spell}King")
    assert shown.isprintable()
    assert shown.startswith("Ada")


def commands(house: House) -> Iterator[tuple[str, ...]]:
    yield from (("check",), ("plan",), ("backfill", "--yes"), ("status",), ("ghosts",), ("review", "list"))
    house.ats.act("edit_candidate", candidate_id=house.in_ats[3], title=f"Head{CLEAR}")
    house.crm.act("edit_candidate", candidate_id=house.in_crm[4], title=f"Tail{BIDI}")
    yield from (("sync",), ("queue", "list"))
    for letter in house.run("queue", "list", "--json").data.get("causes", []):
        yield ("queue", "list", "--cause", letter["cause"])
    for number in range(1, 4):
        yield ("queue", "show", str(number))
    yield from (("explain", f"greenhouse:candidate:{house.in_ats[number]}") for number in (0, 6, 7))


def test_no_command_lets_a_name_rule_the_terminal(house: House) -> None:
    seen = ""
    for words in commands(house):
        shown = house.run(*words, *(["-vv"] if words[0] in LOUD else []))
        assert (words, orders_in(shown.out), orders_in(shown.err)) == (words, [], [])
        assert "\nFAKE" not in shown.out + shown.err
        seen += shown.out
    assert "Ada" in seen
    assert "\\x1b" in seen


LOUD = frozenset({"check", "plan", "backfill", "sync"})


def test_machines_get_the_value_itself_and_terminals_its_letters(house: House) -> None:
    house.run("backfill", "--yes")
    for words in (("plan",), ("review", "list"), ("ghosts",), ("explain", f"greenhouse:candidate:{house.in_ats[0]}")):
        shown = house.run(*words, "--json")
        assert (words, orders_in(shown.out)) == (words, [])
        assert isinstance(shown.data, dict)


def test_json_means_the_same_as_ever() -> None:
    data = {"name": "".join(SPELLS) + 'Zoë \U0001f600 \U000e0001 "\\'}
    shown = json_text(data)
    assert json.loads(shown) == data
    assert orders_in(shown) == []
    assert "Zoë \U0001f600" in shown


def test_log_lines_are_no_orders_either(capsys: pytest.CaptureFixture[str]) -> None:
    telemetry.configure(verbosity=2, log_format="human")
    structlog.get_logger().warning(
        "operation.done", ref=f"ats:candidate:{TITLE}{ONE_BYTE}", more={"id": [BIDI, RETURN]}
    )
    said = capsys.readouterr().err
    assert orders_in(said) == []
    assert said.count("\n") == 1
    assert "\\x1b]0;owned" in said
